"""Checks the CSV tables with Great Expectations 1.x, by what their schema declares.

retailgen schema --format json > schema.json
python check.py data_raw
retailgen score validation.json --table customers,products,stores,suppliers,orders_header,orders_lines,sensors
"""

import json
import sys
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw")
declared = json.loads(Path("schema.json").read_text("utf-8"))["tables"]
tables = {table["name"]: table for table in declared if table["format"] == "csv"}


def read(file: Path) -> pd.DataFrame:
    """A file with its rows numbered: as text, so that no value is changed by reading it."""
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""])
    return frame.assign(_file=file.relative_to(data).as_posix(), _row=range(len(frame)))


def frame_of(name: str) -> pd.DataFrame:
    """All files of a table; numbers that do not cast are null, and so found where none may be."""
    files = sorted(data.glob(f"{name}/**/*.csv")) or [data / f"{name}.csv"]
    frame = pd.concat(map(read, files), ignore_index=True)
    for column in tables[name]["columns"]:
        if column["type"].startswith(("int", "decimal", "float")):
            frame[column["name"]] = pd.to_numeric(frame[column["name"]], errors="coerce")
    return frame


def expectations(column: dict) -> list[gxe.Expectation]:
    """What is declared of a column."""
    name, kind, found = column["name"], column["type"], []
    if column["required"]:
        found.append(gxe.ExpectColumnValuesToNotBeNull(column=name))
    if column["unique"]:
        found.append(gxe.ExpectColumnValuesToBeUnique(column=name))
    if kind == "date32":
        found.append(gxe.ExpectColumnValuesToMatchStrftimeFormat(column=name, strftime_format="%Y-%m-%d"))
    if kind == "timestamp[us]":
        found.append(gxe.ExpectColumnValuesToMatchStrftimeFormat(column=name, strftime_format="%Y-%m-%dT%H:%M:%S.%f"))
    if column["minimum"] is not None or column["maximum"] is not None:
        least, most = (float(limit) if limit is not None else None for limit in (column["minimum"], column["maximum"]))
        found.append(gxe.ExpectColumnValuesToBeBetween(column=name, min_value=least, max_value=most))
    if column["pattern"]:
        found.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=f"^(?:{column['pattern']})$"))
    accepted = ["true", "false"] if kind == "bool" else column["accepted"]
    link = column["references"]
    if link and link["table"] in frames:
        accepted = frames[link["table"]][link["column"]].dropna().unique().tolist()
    if accepted:
        found.append(gxe.ExpectColumnValuesToBeInSet(column=name, value_set=accepted))
    return found


frames = {name: frame_of(name) for name in tables}
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
source = context.data_sources.add_pandas("retail")
results = []
for name, table in tables.items():
    # The name of the asset tells the table.
    asset = source.add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frames[name]})
    suite = gx.ExpectationSuite(name=name)
    for column in table["columns"]:
        for expectation in expectations(column):
            suite.add_expectation(expectation)
    if len(table["primary_key"]) > 1:
        suite.add_expectation(gxe.ExpectCompoundColumnsToBeUnique(column_list=table["primary_key"]))
    # By default a result has samples only: it must be complete, and name where a row stands.
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["_file", "_row"]}
    results.append(batch.validate(suite, result_format=form).to_json_dict())
Path("validation.json").write_text(json.dumps({"run_results": results}), encoding="utf-8")
