"""The tables as the contract has them, which all libraries are compared with, and the cells that are no values.

Text is read with `strict` and workbooks with openpyxl cell by cell. Parquet and Delta have types of their own, so there
PyArrow's reading has to do, without a cast.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import openpyxl
import pyarrow as pa

import strict
from contract import contract
from dataset import Dataset
from readers import pyarrow_reader


class Cell(NamedTuple):
    """A place in a text file."""

    file: str
    line: int
    column: str


@dataclass(frozen=True)
class Reading:
    """A table's values, null where a cell is none, and those cells."""

    values: pa.Table
    refused: set[Cell]


def read(dataset: Dataset, table: str) -> Reading:
    """Any table."""
    return _BY_FORMAT[contract(table).format](dataset, table)


def _read_csv(dataset: Dataset, table: str) -> Reading:
    schema = contract(table).schema
    parsers = [strict.parser(field.type) for field in schema]
    columns: list[list[Any]] = [[] for _ in schema]
    refused = set()
    for file in dataset.files(table):
        if strict.header(file) != schema.names:
            raise ValueError(f"{file}: the header is not {schema.names}")
        for row in strict.rows(file):
            for name, parse, column, text in zip(schema.names, parsers, columns, row.fields, strict=True):
                value = None
                if text is not None:
                    try:
                        value = parse(text)
                    except ValueError:
                        refused.add(Cell(dataset.name_of(file), row.line, name))
                column.append(value)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return Reading(pa.Table.from_arrays(arrays, schema=schema), refused)


def _read_json_lines(dataset: Dataset, table: str) -> Reading:
    lines = []
    refused = set()
    for file in dataset.files(table):
        for number, line in enumerate(file.read_text(encoding="utf-8").removesuffix("\n").split("\n"), start=1):
            lines.append(line)
            refused.update(Cell(dataset.name_of(file), number, column) for column in _refused_in(line))
    return Reading(pa.table({"json": lines}, schema=contract(table).schema), refused)


def _read_workbook(dataset: Dataset, table: str) -> Reading:
    schema = contract(table).schema
    (file,) = dataset.files(table)
    header, *rows = openpyxl.load_workbook(file)[table].iter_rows(values_only=True)
    if list(header) != schema.names:
        raise ValueError(f"{file}: the header is not {schema.names}")
    columns = zip(*rows, strict=True)
    arrays = [
        pa.array([_of_cell(value, field.type) for value in column], field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return Reading(pa.Table.from_arrays(arrays, schema=schema), set())


def _of_cell(value: Any, data_type: pa.DataType) -> Any:
    """The value that a cell stands for: a day without its midnight, a decimal for its nearest double."""
    if value is None:
        return None
    if pa.types.is_decimal(data_type):
        return Decimal(f"{value:.{data_type.scale}f}")
    return value.date() if pa.types.is_date(data_type) else value


def _read_typed(dataset: Dataset, table: str) -> Reading:
    values = pyarrow_reader.read(dataset, table)
    if not values.schema.equals(contract(table).schema):
        raise ValueError(f"{table}: the schema is not that of the contract, but {values.schema}")
    return Reading(values, set())


def _refused_in(line: str) -> list[str]:
    """What of an event is no value: the line, or its instant. A key that is missing is no value of a wrong type."""
    try:
        event = strict.document(line)
    except ValueError:
        return ["json"]
    try:
        strict.instant(event.get("event_ts", "2000-01-01T00:00:00.000000Z"))
    except ValueError:
        return ["event_ts"]
    return []


_BY_FORMAT: dict[str, Callable[[Dataset, str], Reading]] = {
    "csv": _read_csv,
    "jsonl": _read_json_lines,
    "xlsx": _read_workbook,
    "parquet": _read_typed,
    "delta": _read_typed,
}
