"""What the log of `returns` says besides its versions: description, statistics, change data, types of instants."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contract import PYARROW, contract, definition
from dataset import Dataset, generate
from delta_history import TABLE, History, Rows

VERSIONS = range(4)
STATISTICS_UNIT = timedelta(milliseconds=1)
"""Delta keeps the extremes of instants in milliseconds."""


@pytest.fixture(scope="module")
def history(none: Dataset) -> History:
    """That of the clean table."""
    return History.of(none)


@pytest.fixture(scope="module")
def feed(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    """The same table with a change data feed."""
    folder = tmp_path_factory.mktemp("feed")
    return History.of(generate(binary, folder, "none", "--tables", TABLE, "--delta-cdf"))


@pytest.fixture(scope="module")
def utc(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    """The same table with instants in UTC."""
    folder = tmp_path_factory.mktemp("utc")
    return History.of(generate(binary, folder, "none", "--tables", TABLE, "--delta-timestamps", "utc"))


def test_the_table_says_what_it_is(history: History) -> None:
    metadata = history.table().metadata()
    assert (metadata.name, metadata.description) == (TABLE, definition(TABLE)["meaning"])
    assert metadata.partition_columns == []
    assert {commit["engineInfo"] for commit in history.commits} == {"retailgen"}


def test_instants_without_zone_ask_for_readers_of_protocol_3(history: History) -> None:
    protocol = history.table().protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (3, 7)
    assert protocol.reader_features == ["timestampNtz"]


def test_change_data_are_a_feature_for_writers(feed: History) -> None:
    protocol = feed.table().protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (3, 7)
    assert protocol.reader_features == ["timestampNtz"]
    assert sorted(protocol.writer_features or []) == ["changeDataFeed", "timestampNtz"]
    assert feed.table().metadata().configuration["delta.enableChangeDataFeed"] == "true"


@pytest.mark.parametrize("instants", ["ntz", "utc"])
@pytest.mark.parametrize("options", [[], ["--delta-cdf"]])
def test_a_table_without_rows_can_be_read(binary: Path, tmp_path: Path, instants: str, options: list[str]) -> None:
    day = ("--start-date", "2015-01-01", "--days", "1")
    empty = History.of(
        generate(binary, tmp_path, "none", "--tables", TABLE, *day, "--delta-timestamps", instants, *options)
    )
    assert [commit["operation"] for commit in empty.commits] == ["WRITE", "WRITE"]
    for version, contract_schema in enumerate([PYARROW.returns_day1_schema, PYARROW.returns_schema]):
        assert empty.rows(version) == {}
        assert empty.schema(version).equals(in_zone(contract_schema, instants), check_metadata=False)


def in_zone(schema: pa.Schema, instants: str) -> pa.Schema:
    """The contract's columns with instants of this type."""
    place = schema.get_field_index("return_ts")
    zoned = pa.timestamp("us", "UTC") if instants == "utc" else pa.timestamp("us")
    return schema.set(place, schema.field(place).with_type(zoned))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_file_has_the_statistics_of_its_rows(history: History, version: int) -> None:
    files = pa.table(history.table(version).get_add_actions(flatten=True)).to_pylist()
    assert files
    for file in files:
        rows = pq.read_table(Path(history.folder) / file["path"])
        assert file["num_records"] == rows.num_rows
        for name in history.schema(version).names:
            assert_statistics(name, rows[name] if name in rows.schema.names else None, file)


def assert_statistics(name: str, values: pa.ChunkedArray | None, file: dict[str, Any]) -> None:
    """Extremes and nulls are those of the values; of a column that the file does not have yet there are none."""
    found = tuple(file[f"{what}.{name}"] for what in ("min", "max"))
    if values is None:
        assert found == (None, None)
        return
    assert file[f"null_count.{name}"] == values.null_count
    present = values.drop_null().to_pylist()
    expected = (min(present), max(present))
    if pa.types.is_timestamp(values.type):
        assert expected[0] - STATISTICS_UNIT < found[0] <= expected[0]
        assert expected[1] <= found[1] < expected[1] + STATISTICS_UNIT
    else:
        assert found == expected


def changes_between(before: Rows, after: Rows) -> Counter[tuple[str, tuple[Any, ...]]]:
    """What a change data feed has to say of two versions that follow each other."""
    changes: Counter[tuple[str, tuple[Any, ...]]] = Counter()
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old is None:
            changes["insert", in_order(new)] += 1
        elif new is None:
            changes["delete", in_order(old)] += 1
        elif old != new:
            changes["update_preimage", in_order(old)] += 1
            changes["update_postimage", in_order(new)] += 1
    return changes


def in_order(row: dict[str, Any]) -> tuple[Any, ...]:
    """A row's values in the order of the contract."""
    return tuple(row[name] for name in contract(TABLE).schema.names)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_change_data_feed_is_the_difference_of_the_versions(history: History, feed: History, version: int) -> None:
    assert feed.rows(version) == history.rows(version)
    read = feed.table().load_cdf(starting_version=version, ending_version=version)
    changes = pa.table(read.read_all()).to_pylist()
    before = feed.rows(version - 1) if version > 0 else {}
    found = Counter((change["_change_type"], in_order(change)) for change in changes)
    assert found == changes_between(before, feed.rows(version))
    assert {change["_commit_version"] for change in changes} == {version}


def test_the_feed_of_all_versions_has_every_kind_of_change(feed: History) -> None:
    changes = pa.table(feed.table().load_cdf(starting_version=0).read_all())
    kinds = set(changes["_change_type"].to_pylist())
    assert kinds == {"insert", "update_preimage", "update_postimage", "delete"}


def test_instants_in_utc_are_the_same_instants_for_every_reader(history: History, utc: History) -> None:
    protocol = utc.table().protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)
    for version in VERSIONS:
        assert utc.schema(version).equals(in_zone(history.schema(version), "utc"), check_metadata=False)
        rows = utc.table(version).to_pyarrow_table()
        place = rows.schema.get_field_index("return_ts")
        naive = rows.set_column(place, "return_ts", rows["return_ts"].cast(pa.timestamp("us")))
        expected = history.table(version).to_pyarrow_table()
        order = [("return_id", "ascending")]
        assert naive.sort_by(order).equals(expected.sort_by(order))


def test_the_evolved_schema_is_that_of_the_contract() -> None:
    added = set(PYARROW.returns_schema.names) - set(PYARROW.returns_day1_schema.names)
    assert added == {"return_reason_code"}
