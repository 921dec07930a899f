"""The command `retailgen`, as the program of that name is."""

import signal
import sys

from retailgen._native import run_command


def main() -> int:
    """Does what the command line asks, and returns the exit code."""
    # Python would only note a Ctrl-C, until the command is done. The command sees to signals where it writes.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run_command(["retailgen", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
