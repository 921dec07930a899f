"""What `retailgen answers` says, and the folders that its answers are about: clean, dirty, rejected, healed."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake

import loaders
from contract import TABLES, contract
from dataset import Dataset, generate
from readers import duckdb_reader

EDITIONS = ("clean", "dirty", "rejected", "healed")


@dataclass(frozen=True)
class Asked:
    """A dataset, what the command answers about it, and a folder for each edition of it."""

    dataset: Dataset
    answers: dict[str, Any]
    folders: dict[str, Path]


def ask(binary: Path, folder: Path, seed: int, *options: str) -> Asked:
    """Generate a dataset with faults, ask about it, and make the folders that the answers must hold for."""
    dataset = generate(binary, folder / "default", "default", *options, seed=seed)
    clean = generate(binary, folder / "none", "none", *options, seed=seed)
    healed, rejected = folder / "healed", folder / "rejected"
    subprocess.run([binary, "heal", "--quiet", dataset.folder, "--out", healed], check=True, timeout=300)
    drop_named_rows(dataset, rejected)
    folders = {"clean": clean.folder, "dirty": dataset.folder, "rejected": rejected, "healed": healed}
    return Asked(dataset, answers(binary, dataset.folder), folders)


def answers(binary: Path, folder: Path, *options: str) -> dict[str, Any]:
    """What `retailgen answers --json` prints."""
    return json.loads(printed(binary, folder, "--json", *options))


def printed(binary: Path, folder: Path, *options: str) -> str:
    """What `retailgen answers` prints."""
    command = [binary, "answers", folder, *options]
    return subprocess.run(command, check=True, timeout=300, capture_output=True, text=True).stdout


def database(binary: Path, folder: Path, policy: str) -> duckdb.DuckDBPyConnection:
    """The views that `retailgen schema` prints for a folder."""
    connection = duckdb_reader.connect()
    connection.execute(loaders.printed(binary, "--format", "duckdb", "--from", str(folder), "--anomalies", policy))
    return connection


def run(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[tuple[str, str]], list[list[str | None]]]:
    """The columns of a query with their types, and its rows as text."""
    result = connection.sql(sql)
    columns = [(name, str(of_type).lower().replace(",", ", ")) for name, of_type in zip(result.columns, result.types)]
    return columns, [[None if value is None else str(value) for value in row] for row in result.fetchall()]


def drop_named_rows(dataset: Dataset, target: Path) -> None:
    """Write the files of a dataset without the rows that a fault names."""
    named: dict[str, set[int]] = defaultdict(set)
    for label in dataset.labels.select(["file", "row"]).to_pylist():
        named[label["file"]].add(label["row"])
    for table in TABLES:
        if contract(table).format == "delta":
            parts = []
            for file in DeltaTable(dataset.delta(table)).file_uris():
                parts.append(_without(pq.read_table(file), named[f"{table}/{Path(file).name}"]))
            write_deltalake(target / table, pa.concat_tables(parts, promote_options="default"))
            continue
        for file in dataset.files(table):
            name = dataset.name_of(file)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            _WRITERS[contract(table).format](file, target / name, named[name])


def _csv(file: Path, target: Path, named: set[int]) -> None:
    header, *records = _records(file)
    target.write_text("".join([header, *(text for row, text in enumerate(records) if row not in named)]), newline="")


def _records(file: Path) -> Iterator[str]:
    """The records of a CSV file with their line ends: a line break between quotes ends none."""
    record = ""
    with file.open(encoding="utf-8", newline="") as text:
        for line in text:
            record += line
            if record.count('"') % 2 == 0:
                yield record
                record = ""


def _jsonl(file: Path, target: Path, named: set[int]) -> None:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text("".join(line for row, line in enumerate(lines) if row not in named), encoding="utf-8")


def _parquet(file: Path, target: Path, named: set[int]) -> None:
    pq.write_table(_without(pq.read_table(file), named), target)


def _xlsx(file: Path, target: Path, named: set[int]) -> None:
    workbook = openpyxl.load_workbook(file)
    sheet = workbook[file.stem]
    for row in sorted(named, reverse=True):
        sheet.delete_rows(row + 2)
    workbook.save(target)


def _without(rows: pa.Table, named: set[int]) -> pa.Table:
    return rows.take([row for row in range(rows.num_rows) if row not in named])


_WRITERS = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet, "xlsx": _xlsx}
