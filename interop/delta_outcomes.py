"""What becomes of a Delta table with one fault in each reader: through its log, and past it."""

from pathlib import Path

import polars as pl
from deltalake import DeltaTable

from outcomes import Reader, Reading
from readers import duckdb_reader


def delta_readers() -> dict[str, Reader]:
    """Strictly, the latest version. Leniently, deltalake reads the version before that, the others each Parquet file of the folder."""
    return {"deltalake": _deltalake, "DuckDB": _duckdb, "Polars": _polars}


def _deltalake(path: Path, lenient: bool) -> Reading:
    before = len(list(path.glob("_delta_log/*.json"))) - 2
    return Reading(DeltaTable(path, version=before if lenient else None).to_pyarrow_table().to_pylist())


def _duckdb(path: Path, lenient: bool) -> Reading:
    source = f"read_parquet('{path}/*.parquet', union_by_name = true)" if lenient else f"delta_scan('{path}')"
    connection = duckdb_reader.connect()
    return Reading(connection.execute(f"select * from {source}").to_arrow_table().to_pylist())


def _polars(path: Path, lenient: bool) -> Reading:
    if lenient:
        return Reading(pl.concat(map(pl.read_parquet, path.glob("*.parquet")), how="diagonal").to_dicts())
    return Reading(pl.scan_delta(path).collect().to_dicts())
