"""The SQL that the pages of the book show runs in DuckDB, and gives the results that stand below it."""

from pathlib import Path

import pytest

import loaders
from dataset import Dataset
from pages import Query, queries
from readers import duckdb_reader

QUERIES = queries("start.md", "loading.md", "anomalies.md")


def policy(query: Query) -> str:
    """The policy of the files that a query is meant for: `loading.md` has a section of its own for the default one."""
    return "castable" if query.page == "loading.md" and query.section != "The default policy" else "default"


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_query_of_the_book_runs(query: Query, binary: Path, request: pytest.FixtureRequest) -> None:
    dataset: Dataset = request.getfixturevalue(policy(query))
    with duckdb_reader.connect() as connection:
        connection.execute(loaders.printed(binary, "--format", "duckdb", "--from", str(dataset.folder)))
        # The pages call the data `data_raw`; its truth is beside it under either name.
        found = connection.sql(query.sql.replace("data_raw", str(dataset.folder)))
        rows = [[str(value) for value in row] for row in found.fetchall()]
        assert rows
        if query.result is not None:
            assert [found.columns, *rows] == query.result


def test_the_pages_have_queries_and_results() -> None:
    assert [query.result is not None for query in QUERIES if query.page == "start.md"] == [True] * 4
    assert {policy(query) for query in QUERIES if query.page == "loading.md"} == {"castable", "default"}
    assert {query.page for query in QUERIES} == {"start.md", "loading.md", "anomalies.md"}
