"""Reading with Spark. It has no reader of workbooks, and its Delta jars are not on PyPI."""

from collections.abc import Callable

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as spark_types

from contract import contract
from dataset import Dataset

TYPES = {
    pa.string(): spark_types.StringType(),
    pa.bool_(): spark_types.BooleanType(),
    pa.int32(): spark_types.IntegerType(),
    pa.int64(): spark_types.LongType(),
    pa.float64(): spark_types.DoubleType(),
    pa.date32(): spark_types.DateType(),
    pa.timestamp("us"): spark_types.TimestampNTZType(),
}
"""The contract's types as Spark names them; decimals apart."""


def session() -> SparkSession:
    """Spark within this process, on its two cores, silent."""
    return (
        SparkSession.builder.master("local[2]")
        .appName("interop")
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.session.timeZone", "UTC")
        # Tables so small take half the time if Java does not optimise what it compiles.
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate()
    )


def read(spark: SparkSession, dataset: Dataset, table: str) -> DataFrame:
    """A table of CSV, JSON lines or Parquet."""
    return _BY_FORMAT[contract(table).format](spark, dataset, table)


def schema(table: str) -> spark_types.StructType:
    """The contract's types as Spark names them."""
    return spark_types.StructType(
        [spark_types.StructField(field.name, type_of(field.type)) for field in contract(table).schema]
    )


def type_of(data_type: pa.DataType) -> spark_types.DataType:
    """A type of the contract in Spark."""
    if pa.types.is_decimal(data_type):
        return spark_types.DecimalType(data_type.precision, data_type.scale)
    return TYPES[data_type]


def _paths(dataset: Dataset, table: str) -> list[str]:
    return [str(file) for file in dataset.files(table)]


def _csv(spark: SparkSession, dataset: Dataset, table: str) -> DataFrame:
    return spark.read.csv(
        _paths(dataset, table),
        schema=schema(table),
        header=True,
        enforceSchema=False,
        multiLine=True,
        quote='"',
        escape='"',
        nullValue="",
        mode="FAILFAST",
    )


def _jsonl(spark: SparkSession, dataset: Dataset, table: str) -> DataFrame:
    return spark.read.text(_paths(dataset, table)).withColumnRenamed("value", "json")


def _parquet(spark: SparkSession, dataset: Dataset, table: str) -> DataFrame:
    return spark.read.parquet(*_paths(dataset, table))


_BY_FORMAT: dict[str, Callable[[SparkSession, Dataset, str], DataFrame]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
}

FORMATS = frozenset(_BY_FORMAT)
"""What it reads."""
