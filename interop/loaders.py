"""What `retailgen schema` prints for loading: having it printed, running it, and what has to come of it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

import documents
import strict
from agreement import assert_same_table
from contract import TABLES, contract, definition
from dataset import Dataset
from readers import duckdb_reader
from reference import Reading

NAMES = [
    """o'neil's "data\"""",
    "run [1]",
    "a#b",
    "100% sure",
    "100%25",
    "what?",
    "st*r",
    "grün é",
    "back\\slash",
    "{x} $y",
    "order_dt=2020-01-01",
    "~home",
]
"""Names of folders that mean something else to some library."""

EVERYTHING = """o'n "[1]" #%25?* é\\{x}$y k=v"""
"""All of it at once, for what takes long to start."""

_TYPES = {"utf8": pa.string(), "date32": pa.date32(), "int64": pa.int64()}


def printed(binary: Path, *arguments: str) -> str:
    """What `retailgen schema` prints."""
    command = [binary, "schema", *arguments]
    return subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout


def under_another_name(dataset: Dataset, name: str) -> str:
    """Copy the files into a folder of that name in the current one."""
    shutil.copytree(dataset.folder, name)
    return name


def sql(code: str, *relations: str) -> dict[str, pa.Table]:
    """The relations that SQL has defined."""
    with duckdb_reader.connect() as connection:
        connection.execute(code)
        return {name: connection.table(name).to_arrow_table() for name in relations}


def python(code: str, *variables: str) -> dict[str, pa.Table]:
    """The data frames that Python has assigned, of whichever library, as Arrow has them."""
    namespace: dict[str, Any] = {}
    exec(compile(code, "<retailgen schema>", "exec"), namespace)
    return {name: _to_arrow(namespace[name]) for name in variables}


def _to_arrow(frame: Any) -> pa.Table:
    if isinstance(frame, pd.DataFrame):
        return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    if isinstance(frame, pl.DataFrame):
        return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    return frame.toArrow()


def text_columns(dataset: Dataset, table: str) -> list[str]:
    """The columns that the contract types and of which some cells do not cast, by the labels."""
    broken = {label["column"] for label in dataset.labels_where(table=table, breaks_type=True)}
    return [field.name for field in contract(table).schema if field.name in broken and field.type != pa.string()]


def expected_with_text(dataset: Dataset, table: str, reading: Reading, mend: Callable[[str], str]) -> dict[str, pa.Table]:
    """The tables that a loader for the policy of a dataset has to come up with: cells that do not cast keep their text.

    `mend` makes JSON of a line that is none and that a library takes nevertheless.
    """
    values = reading.values
    for name in text_columns(dataset, table):
        place = values.schema.get_field_index(name)
        texts = [row.fields[place] for file in dataset.files(table) for row in strict.rows(file)]
        values = values.set_column(place, pa.field(name, pa.string()), pa.array(texts, pa.string()))
    tables = {table: with_path_columns(dataset, table, values)}
    if contract(table).format == "jsonl":
        objects = [_object(mend(line)) for _, _, line in documents.lines(dataset)]
        parsed = pa.Table.from_pylist(objects, schema=documents.SCHEMA)
        tables[f"{table}_parsed"] = with_path_columns(dataset, table, parsed)
    return tables


def _object(line: str) -> dict[str, Any]:
    try:
        return strict.document(line)
    except ValueError:
        return {}


def assert_no_label_is_lost(dataset: Dataset, table: str, loaded: dict[str, pa.Table]) -> None:
    """Each cell that is labelled as not casting is in the row of its key with its text; a line has no key."""
    labels = dataset.labels_where(table=table, breaks_type=True)
    for column in sorted({label["column"] for label in labels}):
        rows = loaded[table if column in loaded[table].schema.names else f"{table}_parsed"]
        key = [name for name in contract(table).primary_key if name in rows.schema.names and name != column]
        found = {tuple(str(row[name]) for name in [*key, column]) for row in rows.select([*key, column]).to_pylist()}
        wanted = {
            (*(str(json.loads(label["key"])[name]) for name in key), label["dirty_value"])
            for label in labels
            if label["column"] == column
        }
        assert wanted - found == set()


def dbt(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dbt on a project, with nothing sent home."""
    place = ["--project-dir", str(project), "--profiles-dir", str(project)]
    return subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--no-send-anonymous-usage-stats", *arguments, *place],
        check=False,
        timeout=300,
        capture_output=True,
        text=True,
        cwd=project,
    )


def expected_of_all(dataset: Dataset, reference: Callable[[Dataset, str], Reading]) -> dict[str, pa.Table]:
    """Whatever a loader of all tables has to come up with."""
    return {name: rows for table in TABLES for name, rows in expected(dataset, table, reference(dataset, table)).items()}


def assert_loaded(loaded: dict[str, pa.Table], wanted: dict[str, pa.Table]) -> None:
    """The tables are those wanted, and none of them is empty."""
    for name, rows in wanted.items():
        assert_same_table(loaded[name], rows)
        assert rows.num_rows > 0


def assert_whole(dataset: Dataset, loaded: dict[str, pa.Table]) -> None:
    """Each table has all rows of its files; of a Delta table, whose files are of several versions, there are some."""
    rows = {table: dataset.rows(table) for table in TABLES if contract(table).format != "delta"}
    assert {table: loaded[table].num_rows for table in rows} == rows
    assert all(loaded[table].num_rows > 0 for table in TABLES)


def with_path_columns(dataset: Dataset, table: str, values: pa.Table) -> pa.Table:
    """A table with the partition columns behind its own that only the paths of its files say."""
    for partition in definition(table).get("partition", []):
        name = partition["name"]
        if name not in values.schema.names:
            column = _of_paths(dataset, table, name).cast(_TYPES[partition["type"]])
            values = values.append_column(pa.field(name, column.type), column)
    return values


def _of_paths(dataset: Dataset, table: str, name: str) -> pa.Array:
    values = []
    for entry in dataset.entries(table):
        parts = dict(part.split("=") for part in entry["path"].split("/") if "=" in part)
        values.extend([parts[name]] * entry["rows"])
    return pa.array(values, pa.string())


def expected(dataset: Dataset, table: str, reading: Reading) -> dict[str, pa.Table]:
    """The tables that a loader has to come up with: that of the contract and, of JSON lines, the objects in them."""
    tables = {table: with_path_columns(dataset, table, reading.values)}
    if contract(table).format == "jsonl":
        objects = pa.Table.from_pylist(documents.events(dataset), schema=documents.SCHEMA)
        tables[f"{table}_parsed"] = with_path_columns(dataset, table, objects)
    return tables
