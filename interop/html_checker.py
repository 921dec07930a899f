"""The Nu Html Checker, which the W3C's validator runs, and what it says of pages."""

import json
import shutil
import subprocess
from pathlib import Path

_JAR = Path(__file__).parent / ".venv/npm/node_modules/vnu-jar/build/dist/vnu.jar"
JAR = _JAR if _JAR.exists() and shutil.which("java") else None
"""The checker, if npm and Java are there."""


def messages(*pages: Path) -> list[str]:
    """Whatever it says of pages and of the CSS in them, warnings included: file, line, words."""
    command = ["java", "-jar", str(JAR), "--format", "json", "--exit-zero-always", *map(str, pages)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stderr
    return [f"{Path(one['url']).name}, line {one.get('lastLine')}: {one['message']}" for one in json.loads(said)["messages"]]
