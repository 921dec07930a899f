"""What a check found, in whatever form, held against the truth of a folder."""

import importlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from retailgen._native import Score, score_files


class ArrowStream(Protocol):
    """What Arrow libraries hand each other: a data frame, a relation, a table."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A new stream over all rows."""


Findings: TypeAlias = str | os.PathLike[str] | ArrowStream | Iterable[Mapping[str, Any]] | Iterable[str | os.PathLike[str]]


def score(
    findings: Findings,
    path: str | os.PathLike[str],
    *,
    truth: str | os.PathLike[str] | None = None,
    tables: str | Iterable[str] | None = None,
    level: Literal["file", "row", "cell", "value", "kind"] | None = None,
    source: Literal["neutral", "duckdb", "pandera", "great-expectations", "dbt", "quarantine"] | None = None,
) -> Score:
    """Holds what a check found against the truth of a folder: what was found, missed and reported wrongly.

    Args:
        findings: One mapping a finding, such as `{"table": "customers", "customer_id": 17, "column": "email"}`: a table or a
            file, a row by its number or its key, a column, and what else `docs/score.md` names. Or a data frame of the same
            columns (anything with an Arrow stream, for which pyarrow has to be installed), or the path of a file, or paths.
        path: The folder of the data.
        truth: The folder of the truth; by default the one beside the data.
        tables: The tables that are scored. All by default.
        level: What is counted; by default the finest that most findings reach.
        source: Whose output the files are; by default their content tells.

    Raises:
        UsageError: Where nothing can be made of the findings, or there is no such level or source.
        RetailgenError: Where a file cannot be read, or the truth is of another run.
    """
    if isinstance(tables, str):
        tables = [name.strip() for name in tables.split(",")]
    tables = None if tables is None else list(tables)

    def of_files(files: list[str | os.PathLike[str]]) -> Score:
        return score_files(files, path, truth=truth, tables=tables, level=level, source=source)

    if isinstance(findings, str | os.PathLike):
        return of_files([findings])
    rows = _rows(findings)
    if rows and all(isinstance(row, str | os.PathLike) for row in rows):
        return of_files(rows)
    with tempfile.TemporaryDirectory(prefix="retailgen-") as folder:
        file = Path(folder, "findings.jsonl")
        file.write_text("".join(json.dumps(dict(row), default=str) + "\n" for row in rows), encoding="utf-8")
        return of_files([file])


def _rows(findings: Any) -> list[Any]:
    if not hasattr(findings, "__arrow_c_stream__"):
        return list(findings)
    rows: list[Any] = importlib.import_module("pyarrow").table(findings).to_pylist()
    return rows
