"""Pages of `retailgen report` and of `score --html`: one with every section, and some about folders that lack something."""

import json
import subprocess
from pathlib import Path
from typing import Any

from contract import REPOSITORY
from dataset import Dataset, generate

EXAMPLE = REPOSITORY / "docs" / "example-report.html"
"""The page that stands in the book."""

KINDS = ["example", "whole", "tiny", "one day", "some tables", "no truth"]
"""What the pages are about."""


def page(kind: str, binary: Path, folder: Path) -> Path:
    """The page of a kind, made below a folder."""
    match kind:
        case "example":
            return EXAMPLE
        case "whole":
            return whole(binary, folder)
        case "tiny":
            return report(binary, generate(binary, folder, "default", scale="0.0001"))
        case "one day":
            return report(binary, generate(binary, folder, "default", "--days", "1"))
        case "some tables":
            return report(binary, generate(binary, folder, "castable", "--tables", "stores,orders_header,returns"))
        case _:
            return report(binary, generate(binary, folder, "default"), "--no-truth")


def report(binary: Path, dataset: Dataset, *options: str | Path) -> Path:
    """The page about a dataset, beside it."""
    page = dataset.folder.with_suffix(".html")
    subprocess.run([binary, "report", dataset.folder, "--out", page, "--quiet", *options], check=True, timeout=60)
    return page


def whole(binary: Path, folder: Path) -> Path:
    """A page with all sections: findings, answers, and a verification that something in the data does not pass."""
    dataset = generate(binary, folder, "default")
    # A value that no label is on, in a file that keeps its size.
    suppliers = dataset.folder / "suppliers.csv"
    head, end = suppliers.read_text("utf-8").rsplit(",true", 1)
    suppliers.write_text(f"{head},frue{end}", "utf-8")
    verified = _printed(binary, "verify", dataset.folder, "--json", code=3)
    answers = _printed(binary, "answers", dataset.folder, "--json")
    given = {"verified": verified, "answers": answers, "findings": findings(dataset)}
    options: list[str | Path] = []
    for name, text in given.items():
        path = folder / f"{name}.json"
        path.write_text(text, "utf-8")
        options += [f"--{name}", path]
    return report(binary, dataset, *options)


def scored(binary: Path, folder: Path) -> Path:
    """The page of `score --html` about a small dataset."""
    dataset = generate(binary, folder, "default", scale="0.001")
    (folder / "findings.json").write_text(findings(dataset), "utf-8")
    page = folder / "scored.html"
    command = [binary, "score", folder / "findings.json", "--data", dataset.folder, "--html", page, "--quiet"]
    subprocess.run(command, check=True, timeout=60)
    return page


def findings(dataset: Dataset) -> str:
    """Findings in JSON lines: each second fault of a cell, with its kind, and some that are none."""
    labels = [label for label in dataset.labels_where(level="cell")][::2]
    names = ["table", "file", "row", "column", "kind"]
    lines: list[dict[str, Any]] = [{name: label[name] for name in names} for label in labels]
    lines += [{"table": "stores", "row": row, "column": "name", "kind": "null"} for row in range(3)]
    return "\n".join(map(json.dumps, lines))


def _printed(binary: Path, *arguments: str | Path, code: int = 0) -> str:
    ran = subprocess.run([binary, *arguments], capture_output=True, text=True, timeout=120)
    assert ran.returncode == code, ran.stderr
    return ran.stdout
