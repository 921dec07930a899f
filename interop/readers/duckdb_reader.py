"""Reading with DuckDB, its Excel and Delta extensions among it."""

import importlib.resources
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from contract import contract
from dataset import Dataset

TYPES = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
}
"""The contract's types as DuckDB names them; decimals apart."""


CSV_OPTIONS = """
    auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '',
    allow_quoted_nulls = false, hive_partitioning = false,
    dateformat = '%Y-%m-%d', timestampformat = '%Y-%m-%dT%H:%M:%S.%f'
"""
"""How `read_csv` is told what CSV is. Without the formats, DuckDB takes dates in other forms as well (`1978/3/8`)."""


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory with the extensions loaded from their packages: nothing is fetched from the network."""
    return _connect(_signed_extensions(), checked=True)


def read(dataset: Dataset, table: str) -> pa.Table:
    """Any table."""
    with connect() as connection:
        return _BY_FORMAT[contract(table).format](connection, dataset, table).to_arrow_table()


def type_name(data_type: pa.DataType) -> str:
    """A type of the contract in SQL."""
    if pa.types.is_decimal(data_type):
        return f"DECIMAL({data_type.precision}, {data_type.scale})"
    return TYPES[data_type]


def columns_of(table: str) -> dict[str, str]:
    """The columns of a table with their types in SQL."""
    return {field.name: type_name(field.type) for field in contract(table).schema}


def _connect(extensions: tuple[str, ...], *, checked: bool) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "allow_unsigned_extensions": checked})
    for extension in extensions:
        connection.load_extension(extension)
    return connection


@cache
def _signed_extensions() -> tuple[str, ...]:
    """The extensions' files. DuckDB checks their signatures here, which takes a third of a second, and then no more."""
    extensions = tuple(_extension(name) for name in ("excel", "delta"))
    _connect(extensions, checked=False).close()
    return extensions


def _extension(name: str) -> str:
    package = importlib.resources.files(f"duckdb_extension_{name}")
    (library,) = Path(str(package)).rglob(f"{name}.duckdb_extension")
    return str(library)


def _paths(dataset: Dataset, table: str) -> list[str]:
    return [str(file) for file in dataset.files(table)]


def _csv(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str) -> duckdb.DuckDBPyRelation:
    return connection.sql(
        f"from read_csv($files, columns = $columns, {CSV_OPTIONS})",
        params={"files": _paths(dataset, table), "columns": columns_of(table)},
    )


def _jsonl(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str) -> duckdb.DuckDBPyRelation:
    return connection.sql(
        "select json::varchar as json from read_ndjson_objects($files, hive_partitioning = false)",
        params={"files": _paths(dataset, table)},
    )


def _xlsx(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str) -> duckdb.DuckDBPyRelation:
    (file,) = _paths(dataset, table)
    return connection.sql("from read_xlsx($file, sheet = $sheet)", params={"file": file, "sheet": table})


def _parquet(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str) -> duckdb.DuckDBPyRelation:
    return connection.sql("from read_parquet($files)", params={"files": _paths(dataset, table)})


def _delta(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str) -> duckdb.DuckDBPyRelation:
    return connection.sql("from delta_scan($folder)", params={"folder": dataset.delta(table)})


_BY_FORMAT: dict[str, Callable[..., duckdb.DuckDBPyRelation]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "delta": _delta,
}

FORMATS = frozenset(_BY_FORMAT)
"""What it reads."""
