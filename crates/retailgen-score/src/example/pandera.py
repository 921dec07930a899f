"""Checks the CSV tables with pandera, by what their schema declares.

retailgen schema --format json > schema.json
python check.py data_raw
retailgen score *_failure_cases.csv --table customers,products,stores,suppliers,orders_header,orders_lines,sensors
"""

import json
import sys
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw")
declared = json.loads(Path("schema.json").read_text("utf-8"))["tables"]
tables = {table["name"]: table for table in declared if table["format"] == "csv"}


def read(file: Path) -> pd.DataFrame:
    """A file with its rows numbered: as text, so that no value is changed by reading it."""
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""])
    return frame.assign(_file=file.relative_to(data).as_posix(), _row=range(len(frame)))


def frame_of(name: str) -> pd.DataFrame:
    """All files of a table."""
    files = sorted(data.glob(f"{name}/**/*.csv")) or [data / f"{name}.csv"]
    return pd.concat(map(read, files), ignore_index=True)


def in_form(form: str) -> pa.Check:
    """A check for an instant that exists, which a pattern cannot tell."""
    return pa.Check(lambda values: pd.to_datetime(values, format=form, errors="coerce").notna(), name="exists")


def column_of(column: dict) -> pa.Column:
    """What is declared of a column."""
    name, checks = column["type"], []
    is_number = name.startswith(("int", "decimal", "float"))
    if name == "date32":
        checks.append(in_form("%Y-%m-%d"))
    if name == "timestamp[us]":
        checks.append(in_form("%Y-%m-%dT%H:%M:%S.%f"))
    if name == "bool":
        checks.append(pa.Check.isin(["true", "false"]))
    if column["minimum"] is not None:
        checks.append(pa.Check.ge(float(column["minimum"])))
    if column["maximum"] is not None:
        checks.append(pa.Check.le(float(column["maximum"])))
    if column["pattern"]:
        checks.append(pa.Check.str_matches(f"^(?:{column['pattern']})$"))
    if column["accepted"]:
        checks.append(pa.Check.isin(column["accepted"]))
    link = column["references"]
    if link and link["table"] in frames:
        parent = frames[link["table"]][link["column"]]
        checks.append(pa.Check.isin(set(pd.to_numeric(parent)) if is_number else set(parent)))
    told = {"nullable": not column["required"], "unique": column["unique"], "coerce": is_number}
    return pa.Column(float if is_number else str, checks, **told)


frames = {name: frame_of(name) for name in tables}
for name, table in tables.items():
    several = table["primary_key"] if len(table["primary_key"]) > 1 else None
    schema = pa.DataFrameSchema({column["name"]: column_of(column) for column in table["columns"]}, unique=several)
    try:
        schema.validate(frames[name], lazy=True)
    except pa.errors.SchemaErrors as errors:
        # The index is a row of the frame; the file and the row in it stand beside. The name of the file tells the table.
        cases = errors.failure_cases.join(frames[name][["_file", "_row"]], on="index")
        cases.to_csv(f"{name}_failure_cases.csv", index=False)
