"""Every foreign key of the contract has its row, but for those that the truth calls orphans; asked in SQL."""

from collections import Counter

import duckdb
import pytest

import warehouse
from contract import TABLES, ForeignKey, contract
from dataset import Dataset

KEYS = [(table, key) for table in TABLES for key in contract(table).foreign_keys]


def orphans(connection: duckdb.DuckDBPyConnection, table: str, key: ForeignKey) -> Counter[tuple[str, str]]:
    """The values without a row, each with its file, as often as they stand there."""
    rows = connection.sql(
        f"""
        select file, {key.column} from {table} as child
        where {key.column} is not null and not exists (
            from {key.target_table} as parent where parent.{key.target_column} = child.{key.column}
        )
        """
    )
    return Counter(rows.fetchall())


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda value: getattr(value, "column", value))
def test_clean_keys_have_their_rows(clean: duckdb.DuckDBPyConnection, table: str, key: ForeignKey) -> None:
    assert orphans(clean, table, key) == Counter()


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda value: getattr(value, "column", value))
def test_the_orphans_are_those_labelled(
    dirty: duckdb.DuckDBPyConnection, default: Dataset, table: str, key: ForeignKey
) -> None:
    labels = default.labels_where(table=table, column=key.column, kind="key.orphan")
    assert orphans(dirty, table, key) == Counter((label["file"], label["dirty_value"]) for label in labels)


def test_every_orphan_is_of_a_foreign_key(default: Dataset) -> None:
    labelled = {(label["table"], label["column"]) for label in default.labels_where(kind="key.orphan")}
    assert labelled
    assert labelled <= {(table, key.column) for table, key in KEYS}


@pytest.mark.parametrize(("event", "key", "references"), warehouse.payload_keys())
@pytest.mark.parametrize("tables", ["clean", "dirty"])
def test_what_payloads_name_is_there(
    request: pytest.FixtureRequest, tables: str, event: str, key: str, references: str
) -> None:
    connection: duckdb.DuckDBPyConnection = request.getfixturevalue(tables)
    table, column = references.split(".")
    named, missing = connection.sql(
        f"""
        select count(*), count(*) filter (payload->>'{key}' not in (select {column} from {table}))
        from events where event_type = '{event}'
        """
    ).fetchone()
    assert named > 0
    assert missing == 0
