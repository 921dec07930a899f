"""The files of a table, read with libraries that know nothing of retailgen, as rows of the types of its stream."""

import pathlib

import duckdb
import openpyxl
import pyarrow
import pyarrow.parquet
import retailgen
from deltalake import DeltaTable


def rows_of_files(written: retailgen.Written, table: str, schema: pyarrow.Schema) -> pyarrow.Table:
    """All rows of a table, in the order of its files; of the Delta table, in any order."""
    folder = written.path
    paths = [folder / file.path for file in written.files if file.table == table]
    match paths[0].suffix:
        case ".csv":
            return _csv(paths, schema)
        case ".jsonl":
            lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
            return pyarrow.table({schema.names[0]: lines}, schema=schema)
        case ".xlsx":
            return _xlsx(paths, schema)
        case _ if (folder / table / "_delta_log").exists():
            return pyarrow.table(DeltaTable(folder / table).to_pyarrow_table()).select(schema.names).cast(schema)
        case _:
            return pyarrow.concat_tables(pyarrow.parquet.read_table(path) for path in paths).cast(schema)


def _csv(paths: list[pathlib.Path], schema: pyarrow.Schema) -> pyarrow.Table:
    """Every column as text first, so that nothing is guessed; an empty field is null, and `""` is a text."""
    connection = duckdb.connect()
    names = {name: "VARCHAR" for name in schema.names}
    dialect = {"header": True, "delimiter": ",", "quotechar": '"', "escapechar": '"'}
    read = connection.read_csv([str(path) for path in paths], columns=names, hive_partitioning=False, **dialect)
    return read.to_arrow_table().cast(schema)


def _xlsx(paths: list[pathlib.Path], schema: pyarrow.Schema) -> pyarrow.Table:
    rows = []
    for path in paths:
        sheet = openpyxl.load_workbook(path, read_only=True).active
        cells = sheet.iter_rows(values_only=True)
        names = next(cells)
        rows += [dict(zip(names, row, strict=True)) for row in cells]
    return pyarrow.Table.from_pylist(rows).select(schema.names).cast(schema)
