"""Days appended to a finished run, read as a second load: old files stay, the Delta log goes on, and both give the longer run."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from dataset import Dataset, generate
from delta_history import History, Rows, rows_by_id
from readers import duckdb_reader

DAYS = 3
BASE = ("--start-date", "2024-09-01", "--days", "60", "--delta-cdf")


@pytest.fixture(scope="module")
def loads(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Dataset, dict[int, Rows]]:
    """A run, the same with days appended, and the versions of `returns` before that."""
    first = generate(binary, tmp_path_factory.mktemp("first"), "none", *BASE, scale="0.05")
    second = generate(binary, tmp_path_factory.mktemp("second"), "none", *BASE, scale="0.05")
    before = History.of(second)
    versions = {commit["version"]: before.rows(commit["version"]) for commit in before.commits}
    flags = ["--seed", "7", "--scale", "0.05", "--anomalies", "none", *BASE[:2], "--delta-cdf"]
    append = [binary, "--append", "--days", str(DAYS), "-q", *flags, "--out", second.folder]
    subprocess.run(append, check=True, timeout=300)
    return first, Dataset(second.folder, second.truth, "none"), versions


def _rows(files: list[Path]) -> list[list[tuple]]:
    with duckdb_reader.connect() as connection:
        return [connection.sql(f"from read_csv({str(file)!r})").fetchall() for file in files]


@pytest.mark.parametrize("table", ["orders_header", "orders_lines"])
def test_what_was_loaded_is_loaded_no_more(loads: tuple[Dataset, Dataset, dict[int, Rows]], table: str) -> None:
    first, second, _ = loads
    loaded = {entry["path"]: entry for entry in first.entries(table)}
    new = [entry["path"] for entry in second.entries(table) if loaded.get(entry["path"]) != entry]
    assert [path.split("/")[1] for path in new] == [
        f"order_dt={date}" for date in ("2024-10-31", "2024-11-01", "2024-11-02")
    ]
    # Whoever takes new partitions only has what a reader of everything has.
    assert _rows(first.files(table)) + _rows([second.folder / path for path in new]) == _rows(second.files(table))


def test_the_history_of_returns_goes_on(loads: tuple[Dataset, Dataset, dict[int, Rows]]) -> None:
    _, second, before = loads
    history = History.of(second)
    for version, rows in before.items():
        assert history.rows(version) == rows
    later = history.commits[len(before) :]
    assert {commit["operation"] for commit in later} == {"MERGE", "DELETE"}
    assert sum(commit["operation"] == "MERGE" for commit in later) == DAYS
    previous, corrected = max(before), 0
    for commit in later:
        old, new = history.rows(previous), history.rows(commit["version"])
        at = datetime.fromtimestamp(commit["timestamp"] / 1000, UTC).replace(tzinfo=None)
        if commit["operation"] == "MERGE":
            assert old.keys() < new.keys()
            assert all(row["return_ts"] < at for key, row in new.items() if key not in old)
            corrected += sum(new[key] != old[key] for key in old)
        else:
            assert new.keys() < old.keys()
            assert all(new[key] == old[key] for key in new)
        previous = commit["version"]
    assert corrected > 0, "an inspection corrects something"


def test_the_change_data_feed_leads_from_the_first_load_to_the_second(
    loads: tuple[Dataset, Dataset, dict[int, Rows]],
) -> None:
    _, second, before = loads
    history = History.of(second)
    rows = dict(before[max(before)])
    changes = pa.table(history.table().load_cdf(starting_version=max(before) + 1)).to_pylist()
    for change in sorted(changes, key=lambda change: change["_commit_version"]):
        kind = change["_change_type"]
        row = {name: value for name, value in change.items() if not name.startswith("_")}
        if kind == "delete":
            del rows[row["return_id"]]
        elif kind != "update_preimage":
            rows[row["return_id"]] = row
    latest = history.commits[-1]["version"]
    assert rows == history.rows(latest)
    with duckdb_reader.connect() as connection:
        found = connection.sql("from delta_scan($folder)", params={"folder": history.folder}).to_arrow_table()
    assert rows_by_id(found.cast(history.schema(latest))) == rows
    assert rows_by_id(pl.scan_delta(history.folder).collect().to_arrow().cast(history.schema(latest))) == rows
