"""The command that comes with the package."""

import pathlib
import signal
import subprocess
import sys

import retailgen


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)


def test_it_tells_its_version(command: pathlib.Path) -> None:
    told = run(command, "--version")
    assert told.returncode == 0
    assert told.stdout == f"retailgen {retailgen.__version__} (dataset version {retailgen.DATASET_VERSION})\n"
    assert run(sys.executable, "-m", "retailgen", "--version").stdout == told.stdout


def test_it_writes_what_the_library_writes(command: pathlib.Path, tmp_path: pathlib.Path) -> None:
    settings = ["--seed", 7, "--scale", 0.001, "--days", 7, "--anomalies", "castable", "--out", tmp_path / "data", "--quiet"]
    done = run(command, *settings)
    assert (done.returncode, done.stderr) == (0, "")
    assert retailgen.dataset(7, 0.001, days=7).write(tmp_path / "data").already_done
    assert run(command, "verify", tmp_path / "data").returncode == 0


def test_its_exit_codes_come_through(command: pathlib.Path, tmp_path: pathlib.Path) -> None:
    refused = run(command, "--seed", "seven")
    assert refused.returncode == 2
    assert "a seed is a whole number" in refused.stderr
    assert run(command, "verify", tmp_path).returncode == 2
    retailgen.dataset(7, 0.001, days=7, tables="stores").write(tmp_path / "data")
    (tmp_path / "data" / "stores.csv").write_text("nothing\n")
    assert run(command, "verify", tmp_path / "data").returncode == 3


def test_ctrl_c_ends_it(command: pathlib.Path, tmp_path: pathlib.Path) -> None:
    words = [command, "--scale", "100", "--threads", "1", "--out", tmp_path / "data", "--progress", "always"]
    # Under `nohup`, which ignores SIGHUP, the command leaves all signals as they are.
    heeding = lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL)  # noqa: E731
    running = subprocess.Popen(
        [str(word) for word in words], stderr=subprocess.PIPE, text=True, preexec_fn=heeding
    )
    lines = iter(running.stderr.readline, "")
    next(lines)
    marker = tmp_path / "data" / "_retailgen.inprogress"
    while not marker.exists():
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=120)
    assert running.returncode == 130
    assert "interrupted" in told
