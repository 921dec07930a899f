"""Spark comes to what `retailgen answers` says, over the clean, the dirty and the rejected files, by the program it prints."""

from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

import answers
import loaders
from answers import Asked, ask
from contract import TABLES

# Said once when a session starts; nothing here goes through pandas.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")

VERDICTS = {"clean": "right", "dirty": "as dirty", "rejected": "as rejected"}


@pytest.fixture(scope="module")
def asked(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """A dataset of two months, since a file a day is slow to open in Spark, with the answers about it."""
    return ask(binary, tmp_path_factory.mktemp("answers"), 7, "--start-date", "2024-11-01", "--days", "61")


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("edition", VERDICTS)
def test_the_program_tells_right_from_wrong(asked: Asked, binary: Path, edition: str) -> None:
    found = run(binary, asked, "--silver", str(asked.folders[edition]))
    wanted = {question["name"]: VERDICTS[edition] for question in asked.answers["gold"]}
    if edition == "dirty":
        # Of two objects on a line Spark reads the first, where DuckDB reads none: that tells where it is of a tracked visit.
        assert found["conversion_by_device"] in ("as dirty", "wrong")
        wanted["conversion_by_device"] = found["conversion_by_device"]
    assert found == wanted


def test_it_judges_the_tables_of_the_catalogue(asked: Asked, binary: Path, spark: SparkSession) -> None:
    views = loaders.printed(binary, "--format", "duckdb", "--from", str(asked.folders["dirty"]), "--anomalies", "default")
    for name, table in loaders.sql(views, *TABLES, "events_parsed").items():
        spark.createDataFrame(table).createOrReplaceTempView(name)
    assert set(run(binary, asked, "--no-loaders").values()) == {"as dirty"}
    spark.sql("select * from orders_lines limit 100").createOrReplaceTempView("orders_lines")
    assert run(binary, asked, "--no-loaders")["top_products"] == "wrong"


@pytest.mark.usefixtures("spark")
def test_the_json_has_the_same_sql(asked: Asked, binary: Path) -> None:
    program = answers.printed(binary, asked.dataset.folder, "--sql", "spark")
    for question in asked.answers["gold"]:
        assert "\n".join(f"    {line}" for line in question["spark_sql"].splitlines()) in program


def run(binary: Path, asked: Asked, *options: str) -> dict[str, str]:
    """What the program says of each question."""
    namespace: dict[str, Any] = {}
    code = answers.printed(binary, asked.dataset.folder, "--sql", "spark", *options)
    exec(compile(code, "<retailgen answers>", "exec"), namespace)
    return namespace["verdicts"]
