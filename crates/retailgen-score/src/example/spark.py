"""Checks the CSV tables with Spark, by what their schema declares.

retailgen schema --format json > schema.json
python check.py data_raw
retailgen score findings.csv --table customers,products,stores,suppliers,orders_header,orders_lines,sensors
"""

import csv
import json
import sys
from pathlib import Path

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as f

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw").absolute()
declared = json.loads(Path("schema.json").read_text("utf-8"))["tables"]
tables = {table["name"]: table for table in declared if table["format"] == "csv"}
types = {"int32": "INT", "int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN"}
types |= {"date32": "DATE", "timestamp[us]": "TIMESTAMP"}
spark = SparkSession.builder.master("local[*]").config("spark.sql.shuffle.partitions", 4).getOrCreate()


def frame_of(table: dict) -> DataFrame:
    """All files of a table: as text, so that no value is changed by reading it."""
    name = table["name"]
    columns = ", ".join(f"{column['name']} STRING" for column in table["columns"])
    place = str(data / name) if (data / name).is_dir() else f"{data}/{name}.csv"
    # Columns that only the folders tell are not wanted.
    options = {"header": True, "escape": '"', "multiLine": True, "recursiveFileLookup": True}
    return spark.read.schema(columns).options(**options).csv(place).cache()


def rules(column: dict) -> list[Column]:
    """What is wrong in a column, but for links."""
    name, kind = f.col(column["name"]), column["type"]
    found = [name.isNull()] if column["required"] else []
    if kind != "utf8":
        found.append(name.isNotNull() & name.try_cast(types.get(kind, kind.replace("128", ""))).isNull())
    if column["minimum"] is not None:
        found.append(name.try_cast("DOUBLE") < float(column["minimum"]))
    if column["maximum"] is not None:
        found.append(name.try_cast("DOUBLE") > float(column["maximum"]))
    if column["pattern"]:
        found.append(~name.rlike(f"^(?:{column['pattern']})$"))
    if column["accepted"]:
        found.append(~name.isin(column["accepted"]))
    if column["unique"]:
        found.append(name.isNotNull() & (f.count("*").over(Window.partitionBy(name)) > 1))
    return found


frames = {name: frame_of(table) for name, table in tables.items()}
found = []
for name, table in tables.items():
    frame, key = frames[name], f.to_json(f.struct(table["primary_key"])).alias("key")
    # All columns are looked at in one pass.
    wrong = []
    for column in table["columns"]:
        conditions = [f.coalesce(rule, f.lit(False)) for rule in rules(column)]
        if conditions:
            wrong.append(f.when(f.greatest(*conditions, f.lit(False), f.lit(False)), f.lit(column["name"])))
    if len(table["primary_key"]) > 1:
        several = f.count("*").over(Window.partitionBy(*table["primary_key"])) > 1
        wrong.append(f.when(several, f.lit("")))
    places = frame.select(key, f.array_compact(f.array(*wrong)).alias("wrong"))
    places = places.select("key", f.explode("wrong").alias("column"))
    found += [(name, row["key"], row["column"]) for row in places.collect()]
    for column in table["columns"]:
        link = column["references"]
        if link and link["table"] in frames:
            parent = frames[link["table"]].select(f.col(link["column"]).alias(column["name"]))
            orphans = frame.where(f.col(column["name"]).isNotNull()).join(parent, column["name"], "left_anti").select(key)
            found += [(name, row["key"], column["name"]) for row in orphans.collect()]
with open("findings.csv", "w", encoding="utf-8", newline="") as file:
    csv.writer(file).writerows([("table", "key", "column"), *found])
