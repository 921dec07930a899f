"""What readers make of a Parquet file with one fault: told the contract's types, and leniently the types that the file has."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from contract import contract
from outcomes import Reader, Reading, Row
from readers import duckdb_reader, polars_reader


def parquet_readers(table: str) -> dict[str, Reader]:
    """The readers of a table's Parquet file."""
    schema = contract(table).schema
    readers: dict[str, Callable[[Path, bool], list[Row]]] = {
        "DuckDB": lambda path, lenient: _duckdb(schema, path, lenient),
        "pandas": lambda path, lenient: _pandas(schema, path, lenient),
        "Polars": lambda path, lenient: _polars(polars_reader.schema(table), path, lenient),
        "pyarrow": lambda path, lenient: pa_parquet.read_table(path, schema=None if lenient else schema).to_pylist(),
    }
    return {name: lambda path, lenient, read=read: shown(read(path, lenient)) for name, read in readers.items()}


def shown(rows: list[Row]) -> Reading:
    """Rows whose numbers, instants and texts are told apart, and each shown alike whatever the reader calls them."""

    def value(cell: Any) -> Any:
        if cell is None or cell is pd.NaT or cell != cell:
            return None
        if isinstance(cell, datetime):
            return cell.isoformat(timespec="microseconds")
        return str(Decimal(str(cell)).normalize()) if isinstance(cell, int | float | Decimal) else repr(cell)

    return Reading([{name: value(cell) for name, cell in row.items()} for row in rows])


def _duckdb(schema: pa.Schema, path: Path, lenient: bool) -> list[Row]:
    connection = duckdb.connect()
    if lenient:
        return connection.execute(f"from read_parquet('{path}')").to_arrow_table().to_pylist()
    columns = ", ".join(f"{field.name} {duckdb_reader.type_name(field.type)}" for field in schema)
    connection.execute(f"create table loaded ({columns})")
    connection.execute(f"insert into loaded by name from read_parquet('{path}')")
    return connection.execute("from loaded").to_arrow_table().to_pylist()


def _pandas(schema: pa.Schema, path: Path, lenient: bool) -> list[Row]:
    if lenient:
        return pd.read_parquet(path).to_dict("records")
    return pd.read_parquet(path, schema=schema, dtype_backend="pyarrow").to_dict("records")


def _polars(schema: pl.Schema, path: Path, lenient: bool) -> list[Row]:
    return (pl.scan_parquet(path) if lenient else pl.scan_parquet(path, schema=schema)).collect().to_dicts()
