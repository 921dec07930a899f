"""The data source for Spark, in a Spark of this machine."""

import sys
from collections.abc import Iterator

import pyarrow
import pyspark.errors
import pytest
import retailgen
from pyspark.sql import DataFrame, SparkSession
from retailgen.spark import RetailgenDataSource, table_of

OPTIONS = {"seed": "7", "scale": "0.01", "start_date": "2024-02-01", "days": "30"}


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.sql.session.timeZone": "UTC"}
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as environment:
        # Workers are this Python, which has the package.
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        session = builder.getOrCreate()
        session.dataSource.register(RetailgenDataSource)
        yield session
        session.stop()


def read(spark: SparkSession, **options: str) -> DataFrame:
    return spark.read.format("retailgen").options(**OPTIONS | options).load()


@pytest.mark.parametrize("table", retailgen.TABLES)
def test_spark_has_the_rows_of_the_stream(spark: SparkSession, table: str) -> None:
    stream = pyarrow.table(retailgen.dataset(7, "0.01", start_date="2024-02-01", days=30).table(table))
    rows = read(spark, table=table).toArrow().cast(stream.schema)
    assert rows.num_rows == stream.num_rows > 0
    for name in stream.column_names:
        assert rows[name].to_pylist() == stream[name].to_pylist(), name


@pytest.mark.parametrize("face", ["dirty", "clean"])
def test_partitions_together_have_the_rows_of_the_stream(spark: SparkSession, face: str) -> None:
    stream = pyarrow.table(retailgen.dataset(7, "0.01", start_date="2024-02-01", days=30).table("sensors", face=face))
    rows = read(spark, table="sensors", face=face, parts="4")
    assert rows.rdd.getNumPartitions() == 4
    assert min(rows.rdd.mapPartitions(lambda rows: [sum(1 for _ in rows)]).collect()) > 0
    together = rows.toArrow().cast(stream.schema)
    for name in stream.column_names:
        assert together[name].to_pylist() == stream[name].to_pylist(), name


def test_a_table_has_eight_partitions_and_its_labels_one(spark: SparkSession) -> None:
    assert read(spark, table="stores").rdd.getNumPartitions() == 8
    assert read(spark, table="stores", face="truth").rdd.getNumPartitions() == 1


def test_spark_joins_rows_and_labels(spark: SparkSession) -> None:
    read(spark, table="customers", face="truth").createOrReplaceTempView("labels")
    faults = spark.sql("select count(*) from labels where not decoy").first()[0]
    labels = retailgen.dataset(7, "0.01", start_date="2024-02-01", days=30).labels("customers")
    assert faults == len([label for label in labels if not label.decoy]) > 0
    clean = read(spark, table="customers", face="clean", anomalies="none")
    assert clean.count() == clean.select("customer_id").distinct().count()


def test_options_that_will_not_do_are_refused(spark: SparkSession) -> None:
    with pytest.raises(pyspark.errors.AnalysisException, match="did you mean orders_lines"):
        read(spark, table="order_lines").count()
    with pytest.raises(retailgen.UsageError, match="name a table"):
        table_of({})
    with pytest.raises(retailgen.UsageError, match="there is no option 'speed': choose among table, face, parts, seed"):
        table_of({"table": "stores", "speed": "7"})
    with pytest.raises(retailgen.UsageError, match="a seed is a whole number"):
        table_of({"table": "stores", "SEED": "seven"})
    with pytest.raises(retailgen.UsageError, match="parts is a whole number, not 'many'"):
        table_of({"table": "stores", "parts": "many"})
    with pytest.raises(pyspark.errors.AnalysisException, match="cannot have 0 parts"):
        read(spark, table="stores", parts="0").count()
    with pytest.raises(retailgen.UsageError, match="labels are one partition"):
        table_of({"table": "stores", "face": "truth", "parts": "2"})
    with pytest.raises(retailgen.UsageError, match="choose among dirty, clean"):
        table_of({"table": "stores", "face": "brown"})
