"""The SQL that the pages of the book show runs in DuckDB, and gives the results that stand below it."""

from pathlib import Path

import duckdb
import pytest

import loaders
from dataset import Dataset
from pages import Query, queries, renew
from readers import duckdb_reader

QUERIES = queries("start.md", "loading.md", "anomalies.md")


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_query_of_the_book_runs(
    query: Query, binary: Path, default: Dataset, pytestconfig: pytest.Config
) -> None:
    check = show if pytestconfig.getoption("renew_pages") else hold
    with duckdb_reader.connect() as connection:
        source = ["--from", str(default.folder)]
        connection.execute(loaders.printed(binary, "--format", "duckdb", "--truth", *source))
        # The pages call the data `data_raw`; its truth is beside it under either name.
        check(query, connection, query.sql.replace("data_raw", str(default.folder)))


def hold(query: Query, connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Run a query, which gives rows, and the ones that the page shows where it shows some."""
    found = result(connection, sql)
    if query.result is not None:
        assert found == query.result


def show(query: Query, connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Run a query, and write its rows into the page where the page shows some."""
    found = result(connection, sql)
    if query.result is not None:
        renew(query, found)


def result(connection: duckdb.DuckDBPyConnection, sql: str) -> list[list[str]]:
    """The names of the columns and the rows, of which there are some."""
    found = connection.sql(sql)
    rows = [[str(value) for value in row] for row in found.fetchall()]
    assert rows
    return [found.columns, *rows]


def test_the_pages_have_queries_and_results() -> None:
    assert [query.result is not None for query in QUERIES if query.page == "start.md"] == [True] * 4
    assert {query.page for query in QUERIES} == {"start.md", "loading.md", "anomalies.md"}
