"""Checks the CSV tables with Polars, by what their schema declares.

retailgen schema --format json > schema.json
python check.py data_raw
retailgen score findings.csv --table customers,products,stores,suppliers,orders_header,orders_lines,sensors
"""

import json
import sys
from pathlib import Path

import polars as pl

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw")
declared = json.loads(Path("schema.json").read_text("utf-8"))["tables"]
tables = {table["name"]: table for table in declared if table["format"] == "csv"}


def read(file: Path) -> pl.DataFrame:
    """A file with its rows numbered: as text, so that no value is changed by reading it."""
    frame = pl.read_csv(file, infer_schema=False, row_index_name="_row")
    return frame.with_columns(_file=pl.lit(file.relative_to(data).as_posix()))


def frame_of(name: str) -> pl.DataFrame:
    """All files of a table."""
    files = sorted(data.glob(f"{name}/**/*.csv")) or [data / f"{name}.csv"]
    return pl.concat(map(read, files))


def typed(values: pl.Expr, name: str) -> pl.Expr:
    """The values as what they are declared to be; null where a value does not cast."""
    if name == "date32":
        return values.str.to_date("%Y-%m-%d", strict=False)
    if name == "timestamp[us]":
        return values.str.to_datetime("%Y-%m-%dT%H:%M:%S%.6f", time_unit="us", strict=False)
    if name == "bool":
        return values.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    if name == "utf8":
        return values
    return values.cast(pl.Int64 if name.startswith("int") else pl.Float64, strict=False)


def is_wrong(column: dict) -> pl.Expr:
    """Which values of a column are not as declared."""
    values = pl.col(column["name"])
    cast = typed(values, column["type"])
    rules = [cast.is_null() & values.is_not_null()]
    if column["required"]:
        rules.append(values.is_null())
    if column["minimum"] is not None:
        rules.append(cast < float(column["minimum"]))
    if column["maximum"] is not None:
        rules.append(cast > float(column["maximum"]))
    if column["pattern"]:
        rules.append(~values.str.contains(f"^(?:{column['pattern']})$"))
    if column["accepted"]:
        rules.append(~values.is_in(column["accepted"]))
    if column["unique"]:
        rules.append(values.is_not_null() & values.is_duplicated())
    link = column["references"]
    if link and link["table"] in frames:
        rules.append(~values.is_in(frames[link["table"]][link["column"]].implode()))
    return pl.any_horizontal(rule.fill_null(False) for rule in rules)


frames = {name: frame_of(name) for name in tables}
found = []
for name, table in tables.items():
    frame = frames[name]
    for column in table["columns"]:
        told = [pl.lit(column["name"]).alias("column"), pl.col(column["name"]).alias("value")]
        found.append(frame.filter(is_wrong(column)).select("_file", "_row", *told))
    if len(table["primary_key"]) > 1:
        found.append(frame.filter(pl.struct(table["primary_key"]).is_duplicated()).select("_file", "_row"))
pl.concat(found, how="diagonal").write_csv("findings.csv")
