"""`_manifest.json` tells each file's size, digest and rows, and no file is there that it does not list."""

import hashlib
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

import strict
from contract import TABLES, contract
from dataset import Dataset


def test_its_files_are_those_in_the_folder(any_dataset: Dataset) -> None:
    listed = [entry["path"] for entry in any_dataset.manifest["files"]]
    there = {any_dataset.name_of(file) for file in any_dataset.folder.rglob("*") if file.is_file()} - {"_manifest.json"}
    assert len(listed) == len(set(listed))
    assert set(listed) == there


def test_every_file_has_its_size_and_digest(any_dataset: Dataset) -> None:
    for entry in any_dataset.manifest["files"]:
        content = (any_dataset.folder / entry["path"]).read_bytes()
        assert len(content) == entry["bytes"], entry["path"]
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["path"]


@pytest.mark.parametrize("table", TABLES)
def test_every_file_has_its_rows(any_dataset: Dataset, table: str) -> None:
    count = _COUNTS[contract(table).format]
    for entry in any_dataset.entries(table):
        assert count(any_dataset.folder / entry["path"]) == entry["rows"], entry["path"]


def test_it_says_nothing_of_seed_or_policy(default: Dataset) -> None:
    assert set(default.manifest) == {"tool", "tool_version", "dataset_version", "run_id", "files"}
    assert {key for entry in default.manifest["files"] for key in entry} == {
        "path", "table", "rows", "bytes", "sha256"
    }  # fmt: skip


def _csv(file: Path) -> int:
    return sum(1 for _ in strict.rows(file))


def _jsonl(file: Path) -> int:
    return file.read_bytes().count(b"\n")


def _xlsx(file: Path) -> int:
    return openpyxl.load_workbook(file).active.max_row - 1


def _parquet(file: Path) -> int:
    return pq.read_metadata(file).num_rows


def _delta(file: Path) -> int:
    """Of a file in the folder of a Delta table; an entry of the log has no rows."""
    return 0 if file.suffix == ".json" else _parquet(file)


_COUNTS = {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx, "parquet": _parquet, "delta": _delta}
