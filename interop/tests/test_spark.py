"""Spark reads CSV, JSON lines and Parquet with the contract's types, in FAILFAST mode where it has one."""

from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from agreement import as_contract, same_rows
from conftest import References
from contract import TABLES, contract
from dataset import Dataset
from readers import spark_reader

READ_BY_SPARK = [table for table in TABLES if contract(table).format in spark_reader.FORMATS]

# Said once when a session starts; nothing here goes through pandas.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """Spark, stopped at the end."""
    session = spark_reader.session()
    yield session
    session.stop()


@pytest.mark.parametrize("table", READ_BY_SPARK)
def test_every_table_is_read_as_the_contract_has_it(
    spark: SparkSession, castable: Dataset, table: str, reference: References
) -> None:
    frame = spark_reader.read(spark, castable, table)
    assert frame.schema == spark_reader.schema(table)
    found = as_contract(table, frame.toArrow())
    assert found.num_rows == castable.rows(table)
    assert same_rows(found, reference(castable, table).values, ordered=False)
