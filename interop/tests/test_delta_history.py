"""`returns` has the four versions of the contract, and every reader can go back to each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import polars as pl
import pyarrow as pa
import pytest

from contract import PYARROW, definition
from dataset import Dataset
from delta_history import History, rows_by_id
from readers import duckdb_reader

VERSIONS = range(4)
AS_OF = datetime(2025, 1, 1, tzinfo=UTC)
"""The end of the default window."""


@pytest.fixture(scope="module")
def history(none: Dataset) -> History:
    """That of the clean table."""
    return History.of(none)


def time_of(history: History, version: int) -> datetime:
    """When a version was committed."""
    return datetime.fromtimestamp(history.commits[version]["timestamp"] / 1000, UTC)


def test_the_operations_are_those_of_the_contract(history: History) -> None:
    assert [(commit["version"], commit["operation"]) for commit in history.commits] == [
        (0, "WRITE"),
        (1, "WRITE"),
        (2, "MERGE"),
        (3, "DELETE"),
    ]


def test_commits_follow_each_other_within_the_window(history: History) -> None:
    times = [time_of(history, version) for version in VERSIONS]
    # After three fifths and nine tenths of the 366 days, and a little before the end.
    assert times == [
        datetime(2024, 8, 7, tzinfo=UTC),
        datetime(2024, 11, 25, tzinfo=UTC),
        AS_OF - timedelta(minutes=30),
        AS_OF - timedelta(minutes=15),
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_version_0_has_the_base_schema_and_the_others_the_evolved_one(history: History, version: int) -> None:
    expected = PYARROW.returns_day1_schema if version == 0 else PYARROW.returns_schema
    assert history.schema(version).equals(expected, check_metadata=False)
    assert history.table(version).to_pyarrow_table().schema.equals(expected, check_metadata=False)


def test_version_1_appends_rows_with_a_code(history: History) -> None:
    before, after = history.rows(0), history.rows(1)
    new = [row for key, row in after.items() if key not in before]
    assert before
    assert new
    assert {key: after[key] for key in before} == before
    assert {row["return_reason_code"] for row in before.values()} == {None}
    assert None not in {row["return_reason_code"] for row in new}
    first, second = (time_of(history, version).replace(tzinfo=None) for version in (0, 1))
    assert max(row["return_ts"] for row in before.values()) < first
    assert first <= min(row["return_ts"] for row in new)
    assert max(row["return_ts"] for row in new) < second


def test_version_2_adds_rows_and_corrects_quantities_or_reasons(history: History) -> None:
    before, after = history.rows(1), history.rows(2)
    new = [row for key, row in after.items() if key not in before]
    assert before.keys() < after.keys()
    since, until = (time_of(history, version).replace(tzinfo=None) for version in (1, 2))
    assert all(since <= row["return_ts"] < until for row in new)
    assert None not in {row["return_reason_code"] for row in new}
    changed = [
        frozenset(column for column in before[key] if before[key][column] != after[key][column])
        for key in before
        if before[key] != after[key]
    ]
    assert changed
    assert set(changed) <= {frozenset({"qty"}), frozenset({"reason", "return_reason_code"})}


def test_version_3_deletes_rows_and_leaves_the_others_alone(history: History) -> None:
    before, after = history.rows(2), history.rows(3)
    assert after.keys() < before.keys()
    assert {key: before[key] for key in after} == after


def test_codes_belong_to_reasons(history: History) -> None:
    reasons, codes = (
        next(column["accepted"] for column in definition("returns")["column"] if column["name"] == name)
        for name in ("reason", "return_reason_code")
    )
    code_of = dict(zip(reasons, codes, strict=True))
    for version in VERSIONS:
        for row in history.rows(version).values():
            assert row["return_reason_code"] in (None, code_of[row["reason"]])


@pytest.mark.parametrize("version", VERSIONS)
def test_time_travel_finds_the_version_of_an_instant(history: History, version: int) -> None:
    table = history.table()
    for later in (timedelta(0), timedelta(minutes=7)):
        table.load_as_version(time_of(history, version) + later)
        assert table.version() == version
        assert rows_by_id(table.to_pyarrow_table()) == history.rows(version)


def _duckdb(history: History, version: int) -> pa.Table:
    with duckdb_reader.connect() as connection:
        return connection.sql(
            f"from delta_scan($folder, version = {version})", params={"folder": history.folder}
        ).to_arrow_table()


def _polars(history: History, version: int) -> pa.Table:
    return pl.scan_delta(history.folder, version=version).collect().to_arrow()


def _pandas(history: History, version: int) -> pa.Table:
    return pa.Table.from_pandas(history.table(version).to_pandas(), preserve_index=False)


@pytest.mark.parametrize("read", [_duckdb, _polars, _pandas])
@pytest.mark.parametrize("version", VERSIONS)
def test_other_readers_see_the_same_versions(
    history: History, version: int, read: Callable[[History, int], pa.Table]
) -> None:
    found = read(history, version)
    assert found.schema.names == history.schema(version).names
    assert rows_by_id(found.cast(history.schema(version))) == history.rows(version)
