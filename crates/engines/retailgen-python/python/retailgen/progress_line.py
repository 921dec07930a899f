"""Progress as one line that is written over, on a terminal and in a notebook."""

import sys

from retailgen._native import Progress


class ProgressLine:
    """Shows on standard error how far writing has come."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self._shown = ""

    def __call__(self, progress: Progress) -> None:
        """Shows it, where it has changed."""
        share = min(progress.rows / progress.planned_rows, 1) if progress.planned_rows else 0
        line = (
            f"{share:4.0%}  {progress.rows:,} of about {progress.planned_rows:,} rows, "
            f"{progress.files} of {progress.planned_files} files"
        )
        if line == self._shown:
            return
        self._shown = line
        is_over = progress.planned_files > 0 and progress.files == progress.planned_files
        print(f"\r{line}", end="\n" if is_over else "", file=sys.stderr, flush=True)
