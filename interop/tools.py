"""The programs that `score --example` prints: what each tool finds that knows what the schema declares."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dataset import Dataset

TOOLS = {
    "duckdb": "DuckDB",
    "pandas": "pandas",
    "polars": "Polars",
    "pandera": "pandera",
    "great-expectations": "Great Expectations",
    "dbt": "dbt",
}
"""The tools of the page by the names of their examples. The package has the same name, but for dbt."""

_PACKAGES = {"dbt": "dbt-core"}


@dataclass(frozen=True)
class Scores:
    """The scores of the examples on one dataset, each counted by cell and worked out once."""

    binary: Path
    dataset: Dataset
    place: Path
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __call__(self, tool: str) -> dict[str, Any]:
        """What `retailgen score --json` says of a tool's findings."""
        if tool not in self._known:
            self._known[tool] = self._scored(tool)
        return self._known[tool]

    def _scored(self, tool: str) -> dict[str, Any]:
        folder = self.place / tool
        folder.mkdir()
        command = [self.binary, "score", "--example", tool]
        program = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        (folder / "check.py").write_text(program, encoding="utf-8")
        # The program says itself how it is run and scored.
        schema, check, score = program.splitlines()[2:5]
        bash = f'retailgen() {{ "{self.binary.absolute()}" "$@"; }}; python() {{ "{sys.executable}" "$@"; }}\n'
        place = f'--data "{self.dataset.folder.absolute()}" --truth "{self.dataset.truth.absolute()}" --level cell --json'
        bash += f'set -e\n{schema}\n{check.replace("data_raw", str(self.dataset.folder.absolute()))} >&2\n{score} {place}\n'
        ran = subprocess.run(["bash", "-c", bash], cwd=folder, capture_output=True, text=True, timeout=600)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)


def figures(scores: Scores) -> list[list[str]]:
    """The table of the page: the header, then a row for each figure, and for each kind its recall; kinds that no tool sees share one."""
    of_tools = {tool: scores(tool) for tool in TOOLS}
    levels = [{level["level"]: level for level in score["levels"]} for score in of_tools.values()]
    kinds = [{kind["name"]: kind for kind in score["kinds"]} for score in of_tools.values()]
    faults = {name: kind["found"] + kind["missed"] for name, kind in kinds[0].items()}

    def share(ratio: dict[str, Any]) -> str:
        return "" if ratio["value"] is None else f"{ratio['value']:.2f}"

    recalls = {name: [share(of_tool[name]["recall"]) for of_tool in kinds] for name in sorted(faults) if faults[name]}
    unseen = [name for name in recalls if not any(of_tool[name]["found"] for of_tool in kinds)]
    return [
        ["", "faults", *TOOLS.values()],
        ["version", "", *(version(_PACKAGES.get(tool, tool.replace("-", "_"))) for tool in TOOLS)],
        ["recall", str(sum(faults.values())), *(share(level["cell"]["recall"]) for level in levels)],
        ["recall, by value", "", *(share(level["value"]["recall"]) for level in levels)],
        ["precision", "", *(share(level["cell"]["precision"]) for level in levels)],
        ["false alarms in 1,000 clean rows", "", *(f"{level['row']['false_alarms_per_1000']:.2f}" for level in levels)],
        *([f"`{name}`", str(faults[name]), *row] for name, row in recalls.items() if name not in unseen),
        [", ".join(f"`{name}`" for name in unseen), str(sum(faults[name] for name in unseen)), *["0.00"] * len(TOOLS)],
    ]
