"""Every example of the front page runs."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

README = pathlib.Path(__file__).parent.parent / "README.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
# Spark needs a Java.
EXAMPLES = [example for example in EXAMPLES if "pyspark" not in example or shutil.which("java")]
COMMANDS = re.findall(r"^```console\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_runs(example: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "test_example.py").write_text(example)
    if "\ndef test_" in example:
        words = ["pytest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), "test_example.py"]
    else:
        words = ["test_example"]
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("commands", COMMANDS, ids=range(len(COMMANDS)))
def test_commands_run(commands: str, command: pathlib.Path, tmp_path: pathlib.Path) -> None:
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-ec", commands.replace("$ ", "")],
        cwd=tmp_path, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4
    assert COMMANDS
