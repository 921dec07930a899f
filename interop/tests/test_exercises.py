"""Each exercise can be solved by what examples/exercises shows, and not by what a beginner writes first."""

import subprocess
import sys
from pathlib import Path

import pytest

EXERCISES = Path(__file__).parents[2] / "examples" / "exercises"
TOPICS = sorted(folder.name for folder in EXERCISES.iterdir() if folder.is_dir())
FAILED = 3


def test_every_topic_has_its_programs(binary: Path) -> None:
    """The command's list of topics is the list of folders."""
    listed = subprocess.run([binary, "exercise"], check=True, capture_output=True, text=True).stdout
    assert sorted(line.split()[0] for line in listed.split("\n\n")[0].splitlines()) == TOPICS


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("topic", TOPICS)
def test_the_solution_passes_and_the_naive_one_falls_short(binary: Path, tmp_path: Path, topic: str, seed: int) -> None:
    """Both see the data alone: the answer key is elsewhere while they run."""
    data, key = tmp_path / "data" / "ex1", tmp_path / "kept" / "ex1.truth"
    options = ["--topic", topic, "--seed", str(seed), "--out", data, "--truth", key]
    subprocess.run([binary, "exercise", "--quiet", *options], check=True, timeout=60)

    def mark(program: str) -> int:
        findings = tmp_path / f"{program}.csv"
        subprocess.run([sys.executable, EXERCISES / topic / f"{program}.py", data, findings], check=True, timeout=60)
        return subprocess.run([binary, "exercise", "--quiet", "--mark", data, findings, "--truth", key], check=False).returncode

    assert mark("solution") == 0
    assert mark("naive") == FAILED
