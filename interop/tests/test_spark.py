"""Spark reads CSV, JSON lines and Parquet with the contract's types, and by `retailgen schema` every table."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

import loaders
from agreement import as_schema, assert_same_table, same_rows
from conftest import References
from contract import TABLES, contract
from dataset import Dataset
from readers import spark_reader

READ_BY_SPARK = [table for table in TABLES if contract(table).format in spark_reader.FORMATS]

# Said once when a session starts; nothing here goes through pandas.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")


@pytest.mark.parametrize("table", READ_BY_SPARK)
def test_every_table_is_read_as_the_contract_has_it(
    spark: SparkSession, castable: Dataset, table: str, reference: References
) -> None:
    frame = spark_reader.read(spark, castable, table)
    assert frame.schema == spark_reader.schema(table)
    found = as_schema(contract(table).schema, frame.toArrow())
    assert found.num_rows == castable.rows(table)
    assert same_rows(found, reference(castable, table).values, ordered=False)


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("table", TABLES)
def test_the_printed_loader_defines_the_table(binary: Path, typed: Dataset, table: str, reference: References) -> None:
    code = loaders.printed(binary, table, "--format", "spark", "--anomalies", "none", "--from", str(typed.folder))
    expected = loaders.expected(typed, table, reference(typed, table))
    loaded = loaders.python(code, *expected)
    for name, wanted in expected.items():
        assert_same_table(loaded[name], wanted)


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("table", TABLES)
def test_the_printed_loader_for_a_policy_keeps_the_text_of_what_does_not_cast(
    binary: Path, default: Dataset, table: str, reference: References
) -> None:
    source = ["--from", str(default.folder), "--anomalies", default.policy]
    code = loaders.printed(binary, table, "--format", "spark", *source)
    expected = loaders.expected_with_text(default, table, reference(default, table), first_object)
    loaded = loaders.python(code, *expected)
    for name, wanted in expected.items():
        assert_same_table(loaded[name], wanted)
    loaders.assert_no_label_is_lost(default, table, loaded)


@pytest.mark.usefixtures("spark")
def test_one_program_loads_all_tables_of_every_built_in_policy_with_no_flag(binary: Path, any_dataset: Dataset) -> None:
    code = loaders.printed(binary, "--format", "spark", "--from", str(any_dataset.folder))
    loaders.assert_whole(any_dataset, loaders.python(code, *TABLES))


@pytest.mark.usefixtures("spark")
def test_the_name_of_the_folder_does_not_matter(
    binary: Path, small: Dataset, reference: References, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # Java stays in the folder that it was started in.
    folder = str(tmp_path / loaders.under_another_name(small, loaders.EVERYTHING))
    code = loaders.printed(binary, "--format", "spark", "--anomalies", "none", "--from", folder)
    wanted = loaders.expected_of_all(small, reference)
    loaders.assert_loaded(loaders.python(code, *wanted), wanted)


def first_object(line: str) -> str:
    """What Spark takes a line for: it reads the first of two objects and does not look at what follows."""
    half = line[: len(line) // 2]
    return half if line == half * 2 else line
