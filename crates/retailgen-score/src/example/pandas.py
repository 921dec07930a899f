"""Checks the CSV tables with pandas, by what their schema declares.

retailgen schema --format json > schema.json
python check.py data_raw
retailgen score findings.csv --table customers,products,stores,suppliers,orders_header,orders_lines,sensors
"""

import json
import sys
from pathlib import Path

import pandas as pd

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


def typed(values: pd.Series, name: str) -> pd.Series:
    """The values as what they are declared to be; missing where a value does not cast."""
    if name == "date32":
        return pd.to_datetime(values, format="%Y-%m-%d", errors="coerce")
    if name == "timestamp[us]":
        return pd.to_datetime(values, format="%Y-%m-%dT%H:%M:%S.%f", errors="coerce")
    if name == "bool":
        return values.map({"true": True, "false": False})
    if name == "utf8":
        return values
    numbers = pd.to_numeric(values, errors="coerce")
    return numbers.where(numbers % 1 == 0) if name.startswith("int") else numbers


def is_wrong(values: pd.Series, column: dict) -> pd.Series:
    """Which values of a column are not as declared."""
    cast = typed(values, column["type"])
    wrong = cast.isna() & values.notna()
    if column["required"]:
        wrong |= values.isna()
    if column["minimum"] is not None:
        wrong |= cast < float(column["minimum"])
    if column["maximum"] is not None:
        wrong |= cast > float(column["maximum"])
    if column["pattern"]:
        wrong |= values.notna() & ~values.str.fullmatch(column["pattern"], na=False)
    if column["accepted"]:
        wrong |= values.notna() & ~values.isin(column["accepted"])
    if column["unique"]:
        wrong |= values.notna() & values.duplicated(keep=False)
    link = column["references"]
    if link and link["table"] in frames:
        wrong |= values.notna() & ~values.isin(frames[link["table"]][link["column"]])
    return wrong


frames = {name: frame_of(name) for name in tables}
found = []
for name, table in tables.items():
    frame = frames[name]
    for column in table["columns"]:
        values = frame[column["name"]]
        wrong = frame[is_wrong(values, column)]
        found.append(wrong[["_file", "_row"]].assign(column=column["name"], value=wrong[column["name"]]))
    if len(table["primary_key"]) > 1:
        found.append(frame.loc[frame.duplicated(table["primary_key"], keep=False), ["_file", "_row"]])
pd.concat(found).to_csv("findings.csv", index=False)
