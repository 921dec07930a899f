"""Checks the CSV tables with DuckDB, by what their schema declares: what does not cast, and what SQL finds.

retailgen schema --format json > schema.json
python check.py data_raw
retailgen score findings.csv reject_errors.csv reject_scans.csv --table customers,products,stores,suppliers,orders_header,orders_lines,sensors
"""

import json
import sys
from pathlib import Path

import duckdb

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw").absolute()
declared = json.loads(Path("schema.json").read_text("utf-8"))["tables"]
tables = {table["name"]: table for table in declared if table["format"] == "csv"}
types = {"utf8": "VARCHAR", "int32": "INTEGER", "int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN"}
types |= {"date32": "DATE", "timestamp[us]": "TIMESTAMP"}
db = duckdb.connect()

# The reading call is written out: a sniffer may drop the quotes, and then rejects rows that are right.
form = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, hive_partitioning = false"
for name, table in tables.items():
    files = f"{data}/{name}/**/*.csv" if (data / name).is_dir() else f"{data}/{name}.csv"
    columns = {column["name"]: types.get(column["type"], column["type"].replace("128", "")) for column in table["columns"]}
    # Rejects come only of columns that the query reads.
    typed = f"read_csv('{files}', columns = {columns}, {form}, store_rejects = true)"
    db.execute(f"create table {name}_typed as from {typed}")
    # The checks look at every row, as text, with its place in its file.
    text = f"read_csv('{files}', columns = {dict.fromkeys(columns, 'VARCHAR')}, {form}, filename = '_file')"
    place = "_number - min(_number) over (partition by _file) as _row"
    db.execute(f"create table {name} as select *, {place} from (select *, row_number() over () as _number from {text})")
db.execute("copy reject_errors to 'reject_errors.csv'")
db.execute("copy reject_scans to 'reject_scans.csv'")


def rules(table: dict, column: dict) -> list[str]:
    """What is wrong in a column, as conditions; what does not cast is rejected above."""
    name = column["name"]
    found = [f"{name} is null"] if column["required"] else []
    if column["minimum"] is not None:
        found.append(f"try_cast({name} as double) < {column['minimum']}")
    if column["maximum"] is not None:
        found.append(f"try_cast({name} as double) > {column['maximum']}")
    if column["pattern"]:
        found.append(f"not regexp_full_match({name}, '{column['pattern']}')")
    if column["accepted"]:
        found.append(f"{name} not in {tuple(column['accepted'] * 2)}")
    if column["unique"]:
        found.append(f"count({name}) over (partition by {name}) > 1")
    link = column["references"]
    if link and link["table"] in tables:
        found.append(f"{name} not in (select {link['column']} from {link['table']})")
    return found


found = []
for name, table in tables.items():
    told = f"'{name}' as \"table\", _file, _row"
    for column in table["columns"]:
        for rule in rules(table, column):
            told_of_column = f"'{column['name']}' as \"column\", {column['name']} as value"
            found.append(f"select {told}, {told_of_column} from (select *, {rule} as is_wrong from {name}) where is_wrong")
    if len(table["primary_key"]) > 1:
        several = f"count(*) over (partition by {', '.join(table['primary_key'])}) > 1"
        found.append(f"select {told}, null, null from (select *, {several} as is_wrong from {name}) where is_wrong")
db.execute(f"copy ({' union all '.join(found)}) to 'findings.csv'")
