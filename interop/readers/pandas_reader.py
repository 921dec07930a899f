"""Reading with pandas, in columns of Arrow types: numpy has no dates, no decimals, no integers that may be null."""

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
from deltalake import DeltaTable

from contract import contract
from dataset import Dataset


def read(dataset: Dataset, table: str) -> pa.Table:
    """Any table."""
    frame = _BY_FORMAT[contract(table).format](dataset, table)
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def _csv(dataset: Dataset, table: str) -> pd.DataFrame:
    types = {field.name: pd.ArrowDtype(field.type) for field in contract(table).schema}
    # The parser of pandas 3.1 makes no decimals, but text becomes them.
    decimals = {name: data_type for name, data_type in types.items() if data_type.kind == "O"}
    parsed = types | dict.fromkeys(decimals, pd.ArrowDtype(pa.string()))
    return pd.concat(
        # Without the two options on nulls, a customer named Null or a code NA is none.
        pd.read_csv(file, dtype=parsed, keep_default_na=False, na_values=[""])
        for file in dataset.files(table)
    ).astype(decimals)


def _jsonl(dataset: Dataset, table: str) -> pd.DataFrame:
    # Not `splitlines`, which also ends a line at some characters that JSON may hold.
    lines = [line for file in dataset.files(table) for line in file.read_text("utf-8").removesuffix("\n").split("\n")]
    return pd.DataFrame({"json": lines}, dtype=pd.ArrowDtype(pa.string()))


def _xlsx(dataset: Dataset, table: str) -> pd.DataFrame:
    (file,) = dataset.files(table)
    return pd.read_excel(file, sheet_name=table, dtype_backend="pyarrow", engine="openpyxl")


def _parquet(dataset: Dataset, table: str) -> pd.DataFrame:
    return pd.concat(pd.read_parquet(file, dtype_backend="pyarrow") for file in dataset.files(table))


def _delta(dataset: Dataset, table: str) -> pd.DataFrame:
    return DeltaTable(dataset.delta(table)).to_pandas(types_mapper=pd.ArrowDtype)


_BY_FORMAT: dict[str, Callable[[Dataset, str], pd.DataFrame]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "delta": _delta,
}

FORMATS = frozenset(_BY_FORMAT)
"""What it reads."""
