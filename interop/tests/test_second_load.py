"""The walk through two more days prints what its page says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from contract import REPOSITORY

WALK = REPOSITORY / "examples" / "second-load"


def test_the_walk_prints_what_its_page_says(binary: Path, tmp_path: Path) -> None:
    [block] = re.findall(r"(?<=```console\n).*?(?=```)", (WALK / "README.md").read_text("utf-8"), re.DOTALL)
    feed, walk, *expected = block.splitlines()
    commands = [
        [binary, *shlex.split(feed.removeprefix("$ retailgen "))],
        [sys.executable, WALK / "walk.py", *shlex.split(walk.removeprefix("$ python walk.py "))],
    ]
    printed = ""
    for command in commands:
        environment = {"PATH": "/usr/bin:/bin", "RETAILGEN": str(binary)}
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
        assert ran.returncode == 0, ran.stderr
        printed += ran.stdout
    assert printed.splitlines() == expected
    # What the page is for: most of what lacks its order waits for it, and nothing sound is left in the end.
    waited = [int(count) for count in re.findall(r"(\d+) that wait", printed)]
    assert waited[0] == waited[-1] == 0
    assert max(waited) > 10
