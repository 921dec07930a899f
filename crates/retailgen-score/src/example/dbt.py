"""Checks the CSV tables with dbt and DuckDB, by what their schema declares.

retailgen schema --format json > schema.json
python check.py data_raw
retailgen score project/target/run_results.json failures/*.csv --table customers,products,stores,suppliers,orders_header,orders_lines,sensors
"""

import json
import subprocess
import sys
from pathlib import Path

import duckdb

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw").absolute()
declared = json.loads(Path("schema.json").read_text("utf-8"))["tables"]
tables = {table["name"]: table for table in declared if table["format"] == "csv"}
types = {"utf8": "VARCHAR", "int32": "INTEGER", "int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN"}
types |= {"date32": "DATE", "timestamp[us]": "TIMESTAMP"}

# Tests of nulls keep rows, and so do these; dbt's own tests of unique and accepted values and of relationships keep values.
CASTS = "try_cast({{ column_name }} as {{ type }}) is null and {{ column_name }} is not null"
WITHIN = "try_cast({{ column_name }} as double) not between {{ minimum }} and {{ maximum }}"
TESTS = {
    "casts(model, column_name, type)": CASTS,
    "within(model, column_name, minimum, maximum)": WITHIN,
    "matches(model, column_name, pattern)": "not regexp_full_match({{ column_name }}, '{{ pattern }}')",
    "unique_together(model, columns)": "true qualify count(*) over (partition by {{ columns | join(', ') }}) > 1",
}


def tests_of(column: dict) -> list:
    """What is declared of a column."""
    found: list = ["not_null"] if column["required"] else []
    found += ["unique"] if column["unique"] else []
    if column["type"] != "utf8":
        found.append({"casts": {"arguments": {"type": types.get(column["type"], column["type"].replace("128", ""))}}})
    if column["minimum"] is not None or column["maximum"] is not None:
        limits = {"minimum": column["minimum"] or "-1e308", "maximum": column["maximum"] or "1e308"}
        found.append({"within": {"arguments": limits}})
    if column["pattern"]:
        found.append({"matches": {"arguments": {"pattern": column["pattern"]}}})
    if column["accepted"]:
        found.append({"accepted_values": {"arguments": {"values": column["accepted"]}}})
    link = column["references"]
    if link and link["table"] in tables:
        parent = {"to": f"source('retail', '{link['table']}')", "field": link["column"]}
        found.append({"relationships": {"arguments": parent}})
    return found


def source(table: dict) -> dict:
    """A table as dbt knows it: every cell is a text, so that every row is read."""
    name = table["name"]
    files = f"{data}/{name}/**/*.csv" if (data / name).is_dir() else f"{data}/{name}.csv"
    columns = {column["name"]: "VARCHAR" for column in table["columns"]}
    form = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, hive_partitioning = false"
    key = {"unique_together": {"arguments": {"columns": table["primary_key"]}}}
    location = f"read_csv('{files}', columns = {columns}, {form})"
    return {
        "name": name,
        "config": {"meta": {"external_location": location, "formatter": "template"}},
        "columns": [{"name": column["name"], "data_tests": tests_of(column)} for column in table["columns"]],
        "data_tests": [key] if len(table["primary_key"]) > 1 else [],
    }


sources = {"name": "retail", "schema": "main", "tables": [source(table) for table in tables.values()]}
# YAML takes JSON.
files = {
    "dbt_project.yml": {"name": "retail", "version": "1.0.0", "profile": "retail"},
    "profiles.yml": {"retail": {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": "retail.duckdb"}}}},
    "models/sources.yml": {"version": 2, "sources": [sources]},
}
project = Path("project")
for name, content in files.items():
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
(project / "tests/generic").mkdir(parents=True, exist_ok=True)
for head, condition in TESTS.items():
    test = f"{{% test {head} %}}\nselect * from {{{{ model }}}} where {condition}\n{{% endtest %}}\n"
    (project / "tests/generic" / f"{head.partition('(')[0]}.sql").write_text(test, encoding="utf-8")

dbt = [Path(sys.executable).with_name("dbt"), "--no-send-anonymous-usage-stats", "test", "--store-failures"]
# Some of its tests are to fail: 1 is what it ends with then.
if subprocess.run([*dbt, "--profiles-dir", "."], cwd=project, check=False).returncode > 1:
    sys.exit("dbt did not get as far as its tests")
results = json.loads((project / "target/run_results.json").read_text("utf-8"))["results"]
Path("failures").mkdir(exist_ok=True)
with duckdb.connect(str(project / "retail.duckdb"), read_only=True) as database:
    for result in results:
        if result["status"] == "fail":
            relation = result["relation_name"].split(".")[-1].strip('"')
            database.execute(f"copy {result['relation_name']} to 'failures/{relation}.csv'")
