"""Reading with PyArrow, and of Delta tables with `deltalake`, which hands out what PyArrow reads."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from deltalake import DeltaTable

from contract import contract
from dataset import Dataset

# Not a character of any line, so that each line is one field.
NO_DELIMITER = "\x01"


def read(dataset: Dataset, table: str) -> pa.Table:
    """A table in text, Parquet or Delta."""
    return _BY_FORMAT[contract(table).format](dataset, table)


def _csv(dataset: Dataset, table: str) -> pa.Table:
    convert = pa_csv.ConvertOptions(
        column_types=contract(table).schema,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        timestamp_parsers=[pa_csv.ISO8601],
        true_values=["true"],
        false_values=["false"],
    )
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    return pa.concat_tables(
        pa_csv.read_csv(file, parse_options=parse, convert_options=convert) for file in dataset.files(table)
    )


def _jsonl(dataset: Dataset, table: str) -> pa.Table:
    parse = pa_csv.ParseOptions(delimiter=NO_DELIMITER, quote_char=False)
    read = pa_csv.ReadOptions(column_names=contract(table).schema.names)
    convert = pa_csv.ConvertOptions(column_types=contract(table).schema)
    return pa.concat_tables(
        pa_csv.read_csv(file, read_options=read, parse_options=parse, convert_options=convert)
        for file in dataset.files(table)
    )


def _parquet(dataset: Dataset, table: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(file) for file in dataset.files(table))


def _delta(dataset: Dataset, table: str) -> pa.Table:
    return DeltaTable(dataset.delta(table)).to_pyarrow_table()


_BY_FORMAT: dict[str, Callable[[Dataset, str], pa.Table]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "delta": _delta,
}

FORMATS = frozenset(_BY_FORMAT)
"""What it reads."""
