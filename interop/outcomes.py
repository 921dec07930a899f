"""What becomes of a file with one fault in each reader: the readers, told the contract's types as strictly as they can be, and
as leniently."""

import csv
import json
import subprocess
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.json as pa_json
import python_calamine

from contract import REPOSITORY, contract
from readers import duckdb_reader, polars_reader

Row = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """The rows that a reader gives, and how many records it says that it has left out."""

    rows: list[Row]
    refused: int = 0


Reader = Callable[[Path, bool], Reading]
"""Reads a file, leniently where asked; raises where the reader breaks off."""


def outcome(clean: Reading, read: Callable[[], Reading]) -> str:
    """`accepted` where the rows are those of the clean file, `rejected` where some are missing and the reader says so,
    `aborts` where it breaks off, `silent` where it gives other rows without a word."""
    try:
        found = read()
    except Exception:  # noqa: BLE001 - each library breaks off in its own way
        return "aborts"
    wanted, rows = _counted(clean.rows), _counted(found.rows)
    if rows == wanted:
        return "accepted"
    return "rejected" if found.refused and rows <= wanted else "silent"


def _counted(rows: list[Row]) -> Counter[str]:
    # Fields without a name are under None.
    named = ({str(name): value for name, value in row.items()} for row in rows)
    return Counter(json.dumps(row, default=str, sort_keys=True) for row in named)


def csv_readers(table: str) -> dict[str, Reader]:
    """The readers of a table's CSV files."""
    schema = contract(table).schema
    return {
        "DuckDB": lambda path, lenient: _duckdb(_duckdb_csv(schema, path, lenient), lenient),
        "pandas": lambda path, lenient: _pandas_csv(schema, path, lenient),
        "Polars": lambda path, lenient: _polars_csv(polars_reader.schema(table), path, lenient),
        "pyarrow": lambda path, lenient: _pyarrow_csv(schema, path, lenient),
        "csv (Python)": lambda path, lenient: _python_csv(schema, path, lenient),
        "csv (Rust)": lambda path, lenient: _rust("csv", path, lenient),
    }


def json_readers(table: str) -> dict[str, Reader]:
    """The readers of a table's lines of JSON: of its envelope, of which a payload is a text or an object of any kind."""
    names = envelope(table)
    return {
        "DuckDB": lambda path, lenient: _duckdb(_duckdb_json(names, path, lenient), False),
        "pandas": lambda path, _: Reading(pd.read_json(path, lines=True, dtype=False).to_dict("records")),
        "Polars": lambda path, lenient: _polars_json(names, path, lenient),
        "pyarrow": lambda path, _: Reading(pa_json.read_json(path).select(list(names)).to_pylist()),
        "json (Python)": _python_json,
        "serde_json (Rust)": lambda path, lenient: _rust("json", path, lenient),
    }


def workbook_readers(table: str) -> dict[str, Reader]:
    """The readers of a table's workbook: strictly, they name the sheet and ask for the contract's types; leniently, they take the
    first sheet, or the one on which the workbook opens, and whatever types its cells have."""
    schema = contract(table).schema
    return {
        "DuckDB": lambda path, lenient: _duckdb_workbook(schema, table, path, lenient),
        "pandas": lambda path, lenient: _pandas_workbook(schema, table, path, lenient),
        "Polars": lambda path, lenient: _polars_workbook(polars_reader.schema(table), table, path, lenient),
        "openpyxl": lambda path, lenient: _cells(schema, _openpyxl_rows(table, path, lenient), lenient),
        "calamine": lambda path, lenient: _cells(schema, _calamine_rows(table, path, lenient), lenient),
    }


def envelope(table: str) -> tuple[str, ...]:
    """The keys that every line has."""
    return tuple(name for name in contract(table).required if name not in contract(table).schema.names)


def _duckdb(sql: str, has_rejects: bool) -> Reading:
    connection = duckdb.connect()
    rows = connection.execute(sql).to_arrow_table().to_pylist()
    # A record with several errors is one record.
    rejects = "select count(distinct line) from reject_errors"
    return Reading(rows, connection.execute(rejects).fetchone()[0] if has_rejects else 0)


def _duckdb_csv(schema: pa.Schema, path: Path, lenient: bool) -> str:
    types = {pa.int32(): "INTEGER", pa.int64(): "BIGINT", pa.bool_(): "BOOLEAN"}
    columns = ", ".join(f"'{field.name}': '{types.get(field.type, 'VARCHAR')}'" for field in schema)
    mode = "ignore_errors = true, store_rejects = true" if lenient else "strict_mode = true"
    form = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
    return f"select * from read_csv('{path}', {form}, columns = {{{columns}}}, {mode})"


def _pandas_csv(schema: pa.Schema, path: Path, lenient: bool) -> Reading:
    types = {pa.int32(): "Int32", pa.int64(): "Int64", pa.bool_(): "boolean"}
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        frame = pd.read_csv(
            path,
            dtype={field.name: types.get(field.type, "string") for field in schema},
            keep_default_na=False,
            na_values=[""],
            on_bad_lines="warn" if lenient else "error",
        )
    # One warning names all lines.
    refused = sum(str(warning.message).count("Skipping line") for warning in told)
    return Reading(frame.to_dict("records"), refused)


def _polars_csv(schema: pl.Schema, path: Path, lenient: bool) -> Reading:
    frame = pl.read_csv(path, schema=schema, ignore_errors=lenient, truncate_ragged_lines=lenient)
    return Reading(frame.to_dicts())


def _pyarrow_csv(schema: pa.Schema, path: Path, lenient: bool) -> Reading:
    refused = []

    def skip(row: pa_csv.InvalidRow) -> str:
        refused.append(row)
        return "skip"

    parse = pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip if lenient else None)
    convert = pa_csv.ConvertOptions(column_types=schema, null_values=[""], strings_can_be_null=True)
    return Reading(pa_csv.read_csv(path, parse_options=parse, convert_options=convert).to_pylist(), len(refused))


def _python_csv(schema: pa.Schema, path: Path, lenient: bool) -> Reading:
    """Leniently as most scripts read: every field is a text. Strictly, names, widths and types are checked as well."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=not lenient)
        rows = list(reader)
        if lenient:
            return Reading(rows)
        if reader.fieldnames != schema.names or any(None in row or None in row.values() for row in rows):
            raise ValueError("other columns or another number of fields")
    for field in schema:
        if pa.types.is_integer(field.type):
            for row in rows:
                row[field.name] = int(row[field.name])
        elif pa.types.is_boolean(field.type) and {row[field.name] for row in rows} - {"true", "false"}:
            raise ValueError(f"{field.name} is no truth value")
    return Reading(rows)


def _rates(rows: list[Row]) -> Reading:
    """Rows whose dates and floats are shown alike, whatever the reader calls them."""

    def shown(value: Any) -> Any:
        if isinstance(value, date):
            return value.strftime("%Y-%m-%d")
        return round(float(value), 8) if isinstance(value, float | Decimal) else value

    return Reading([{name: shown(value) for name, value in row.items()} for row in rows])


def _duckdb_workbook(schema: pa.Schema, table: str, path: Path, lenient: bool) -> Reading:
    connection = duckdb_reader.connect()
    types = {pa.date32(): "date", pa.string(): "varchar"}
    columns = ", ".join(f"{field.name}::{types.get(field.type, 'double')} as {field.name}" for field in schema)
    chosen, sheet = ("*", "") if lenient else (columns, f", sheet = '{table}'")
    sql = f"select {chosen} from read_xlsx('{path}', header = true{sheet})"
    return _rates(connection.execute(sql).to_arrow_table().to_pylist())


def _pandas_workbook(schema: pa.Schema, table: str, path: Path, lenient: bool) -> Reading:
    if lenient:
        return _rates(pd.read_excel(path, engine="calamine").to_dict("records"))
    types = {pa.date32(): "datetime64[us]", pa.string(): "string"}
    asked = {field.name: types.get(field.type, "float64") for field in schema}
    frame = pd.read_excel(path, engine="calamine", sheet_name=table, usecols=schema.names).astype(asked)
    return _rates(frame.to_dict("records"))


def _polars_workbook(schema: pl.Schema, table: str, path: Path, lenient: bool) -> Reading:
    if lenient:
        return _rates(pl.read_excel(path, engine="openpyxl").to_dicts())
    frame = pl.read_excel(path, engine="openpyxl", sheet_name=table, columns=list(schema), schema_overrides=dict(schema))
    return _rates(frame.to_dicts())


def _openpyxl_rows(table: str, path: Path, lenient: bool) -> list[Any]:
    book = openpyxl.load_workbook(path)
    return list((book.active if lenient else book[table]).iter_rows(values_only=True))


def _calamine_rows(table: str, path: Path, lenient: bool) -> list[Any]:
    book = python_calamine.CalamineWorkbook.from_path(path)
    sheet = book.get_sheet_by_index(0) if lenient else book.get_sheet_by_name(table)
    return sheet.to_python(skip_empty_area=False)


def _cells(schema: pa.Schema, cells: list[Any], lenient: bool) -> Reading:
    """Rows below the first one, which names the columns; strictly, names and types of the cells are checked."""
    header, *rows = cells
    reading = _rates([dict(zip(header, row, strict=True)) for row in rows])
    types = {pa.date32(): date, pa.string(): str}
    for field, *column in zip(schema, header, *rows, strict=True) if not lenient else ():
        if column[0] != field.name or not all(isinstance(cell, types.get(field.type, float | int)) for cell in column[1:]):
            raise ValueError(f"{field.name} has another name or type")
    return reading


def _duckdb_json(names: tuple[str, ...], path: Path, lenient: bool) -> str:
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    form = f"format = 'newline_delimited', columns = {{{columns}}}, ignore_errors = {lenient}"
    return f"select * from read_json('{path}', {form})"


def _polars_json(names: tuple[str, ...], path: Path, lenient: bool) -> Reading:
    types = {name: pl.String for name in names}
    return Reading(pl.read_ndjson(path, schema=types, ignore_errors=lenient).to_dicts())


def _python_json(path: Path, lenient: bool) -> Reading:
    """Line by line; leniently, lines that do not parse are counted."""
    rows, refused = [], 0
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            try:
                rows.append(json.loads(line))
            except ValueError:
                if not lenient:
                    raise
                refused += 1
    return Reading(rows, refused)


@cache
def _rust_reader() -> str:
    """The program, built."""
    command = ["cargo", "build", "--quiet", "--package", "retailgen-interop-readers", "--message-format", "json"]
    built = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout
    [program] = [made for message in map(json.loads, built.splitlines()) if (made := message.get("executable"))]
    return program


def _rust(form: str, path: Path, lenient: bool) -> Reading:
    command = [_rust_reader(), form, "lenient" if lenient else "strict", str(path)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if found["error"]:
        raise ValueError(found["error"])
    return Reading(found["rows"], found["refused"])
