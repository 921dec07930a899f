"""What `retailgen schema` prints for DuckDB, pandas and Polars loads every table with the contract's types."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import loaders
from agreement import assert_same_table
from conftest import References
from contract import PYARROW, TABLES
from dataset import Dataset
from readers import duckdb_reader

RUN: dict[str, Callable[..., dict[str, pa.Table]]] = {
    "duckdb": loaders.sql,
    "pandas": loaders.python,
    "polars": loaders.python,
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("format", RUN)
def test_a_loader_defines_the_table(
    binary: Path, typed: Dataset, table: str, format: str, reference: References
) -> None:
    code = loaders.printed(binary, table, "--format", format, "--from", str(typed.folder))
    expected = loaders.expected(typed, table, reference(typed, table))
    loaded = RUN[format](code, *expected)
    for name, wanted in expected.items():
        assert_same_table(loaded[name], wanted)


@pytest.mark.parametrize("format", RUN)
def test_a_loader_of_all_tables_is_one_program(binary: Path, none: Dataset, format: str) -> None:
    code = loaders.printed(binary, *TABLES, "--format", format, "--from", str(none.folder))
    loaded = RUN[format](code, *TABLES)
    assert all(rows.num_rows > 0 for rows in loaded.values())


def test_the_printed_pyarrow_schemas_are_those_of_the_repository(binary: Path) -> None:
    namespace: dict[str, pa.Schema] = {}
    exec(loaders.printed(binary, "--format", "pyarrow"), namespace)
    printed = {name: value for name, value in namespace.items() if isinstance(value, pa.Schema)}
    assert printed == {name: value for name, value in vars(PYARROW).items() if isinstance(value, pa.Schema)}


def test_clean_tables_satisfy_the_keys_of_the_printed_ddl(binary: Path, none: Dataset, reference: References) -> None:
    with with_ddl(binary) as connection:
        # The order of the statements is that of the references.
        order = [
            name for (name,) in connection.sql("select table_name from duckdb_tables() order by table_oid").fetchall()
        ]
        assert set(order) >= set(TABLES)
        for table in filter(TABLES.__contains__, order):
            insert(connection, none, table, reference)
            assert connection.table(table).shape[0] == reference(none, table).values.num_rows


@pytest.mark.parametrize("table", ["customers", "products", "stores", "suppliers"])
def test_the_keys_of_the_ddl_refuse_repeated_rows(
    binary: Path, castable: Dataset, table: str, reference: References
) -> None:
    with with_ddl(binary) as connection, pytest.raises(duckdb.ConstraintException):
        insert(connection, castable, table, reference)


def with_ddl(binary: Path) -> duckdb.DuckDBPyConnection:
    """A database in which the printed statements have been run."""
    connection = duckdb_reader.connect()
    connection.execute(loaders.printed(binary, "--format", "ddl"))
    return connection


def insert(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str, reference: References) -> None:
    """Put all rows of a table into the one of that name."""
    connection.register("rows", loaders.with_path_columns(dataset, table, reference(dataset, table).values))
    connection.execute(f"insert into {table} by name from rows")
