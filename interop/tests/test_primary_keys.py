"""Primary keys are unique, but for the copies that the truth lists; asked in SQL."""

import json
from collections import Counter
from typing import Any

import duckdb
import pytest

from contract import TABLES, contract
from dataset import Dataset


def surplus(connection: duckdb.DuckDBPyConnection, table: str) -> Counter[tuple[str, ...]]:
    """The keys that are there more than once, with how often too often. A key with a null in it is none."""
    key = contract(table).primary_key
    rows = connection.sql(
        f"""
        select {", ".join(key)}, count(*) - 1 from {table}
        where {" and ".join(f"{column} is not null" for column in key)}
        group by {", ".join(key)} having count(*) > 1
        """
    )
    return Counter({row[:-1]: row[-1] for row in rows.fetchall()})


def labelled(dataset: Dataset, table: str) -> Counter[tuple[str, ...]]:
    """The keys that the truth says stand once too often for each copy whose original is in the files."""
    spoiled = {
        (label["file"], label["row"])
        for label in dataset.labels_where(table=table, level="cell")
        if label["column"] in contract(table).primary_key
    }
    copies = [label for label in dataset.labels_where(table=table, level="row") if label["related_file"] is not None]
    # A copy of which either side has lost its key would be none to a reader; no such pair is made.
    assert not [copy for copy in copies if (copy["file"], copy["row"]) in spoiled]
    assert not [copy for copy in copies if (copy["related_file"], copy["related_row"]) in spoiled]
    return Counter(_key(table, label) for label in copies)


def _key(table: str, label: dict[str, Any]) -> tuple[str, ...]:
    key = json.loads(label["key"], parse_float=str)
    return tuple(str(key[column]) for column in contract(table).primary_key)


@pytest.mark.parametrize("table", TABLES)
def test_clean_keys_are_unique_and_never_null(clean: duckdb.DuckDBPyConnection, table: str) -> None:
    assert surplus(clean, table) == Counter()
    for column in contract(table).primary_key:
        assert clean.sql(f"select count(*) from {table} where {column} is null").fetchone() == (0,)


@pytest.mark.parametrize("table", TABLES)
def test_the_duplicates_are_those_labelled(dirty: duckdb.DuckDBPyConnection, default: Dataset, table: str) -> None:
    assert surplus(dirty, table) == labelled(default, table)


def test_every_table_has_duplicates(default: Dataset) -> None:
    """Otherwise the test above would have compared nothing with nothing."""
    assert {label["table"] for label in default.labels_where(level="row")} == set(TABLES)
