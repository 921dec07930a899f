"""Reading with Polars."""

from collections.abc import Callable

import polars as pl
import pyarrow as pa

from contract import contract
from dataset import Dataset

# Not a character of any line, so that each line is one field.
NO_DELIMITER = "\x01"


def read(dataset: Dataset, table: str) -> pa.Table:
    """Any table."""
    return _BY_FORMAT[contract(table).format](dataset, table).to_arrow(compat_level=pl.CompatLevel.oldest())


def schema(table: str) -> pl.Schema:
    """The contract's types as Polars names them."""
    return pl.Schema(pl.from_arrow(contract(table).schema.empty_table()).schema)


def _csv(dataset: Dataset, table: str) -> pl.DataFrame:
    return pl.scan_csv(dataset.files(table), schema=schema(table)).collect()


def _jsonl(dataset: Dataset, table: str) -> pl.DataFrame:
    lines = pl.scan_csv(
        dataset.files(table), schema=schema(table), has_header=False, separator=NO_DELIMITER, quote_char=None
    )
    return lines.collect()


def _xlsx(dataset: Dataset, table: str) -> pl.DataFrame:
    (file,) = dataset.files(table)
    return pl.read_excel(file, sheet_name=table, engine="openpyxl")


def _parquet(dataset: Dataset, table: str) -> pl.DataFrame:
    return pl.scan_parquet(dataset.files(table)).collect()


def _delta(dataset: Dataset, table: str) -> pl.DataFrame:
    return pl.scan_delta(dataset.delta(table)).collect()


_BY_FORMAT: dict[str, Callable[[Dataset, str], pl.DataFrame]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "delta": _delta,
}

FORMATS = frozenset(_BY_FORMAT)
"""What it reads."""
