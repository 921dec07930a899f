"""The views beside the fixtures are both halves in one DuckDB, for somebody who has the folder and no `retailgen`."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import loaders
from agreement import assert_same_table
from conftest import References
from contract import REPOSITORY, TABLES
from dataset import Dataset
from readers import duckdb_reader

FOLDER = REPOSITORY / "examples" / "fixtures"
CLEAN = Dataset(folder=FOLDER / "clean", truth=FOLDER / "dirty.truth", policy="none")
DIRTY = Dataset(folder=FOLDER / "dirty", truth=FOLDER / "dirty.truth", policy="policy.toml")


def run_views(connection: duckdb.DuckDBPyConnection, below: str = "") -> None:
    """Run the SQL of both halves, with `below` before each path."""
    for half in ("clean", "dirty"):
        sql = (FOLDER / f"{half}.sql").read_text("utf-8")
        connection.execute(sql.replace(f"'{half}/", f"'{below}{half}/"))


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both halves, run in their folder."""
    monkeypatch.chdir(FOLDER)
    with duckdb_reader.connect() as connection:
        run_views(connection)
        yield connection


@pytest.mark.parametrize("table", TABLES)
def test_the_views_on_the_clean_half_are_the_tables(
    both: duckdb.DuckDBPyConnection, table: str, reference: References
) -> None:
    for name, wanted in loaders.expected(CLEAN, table, reference(CLEAN, table)).items():
        assert_same_table(both.sql(f"from clean.{name}").to_arrow_table(), wanted)


@pytest.mark.parametrize("table", TABLES)
def test_the_views_on_the_dirty_half_lose_no_label(
    both: duckdb.DuckDBPyConnection, table: str, reference: References
) -> None:
    names = [table, f"{table}_parsed"] if table == "events" else [table]
    loaded: dict[str, pa.Table] = {name: both.sql(f"from dirty.{name}").to_arrow_table() for name in names}
    assert all(rows.num_rows == reference(DIRTY, table).values.num_rows for rows in loaded.values())
    loaders.assert_no_label_is_lost(DIRTY, table, loaded)


def test_the_views_can_be_run_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with duckdb_reader.connect() as connection:
        run_views(connection, f"{FOLDER}/")
        for table in TABLES:
            dirty, clean = (connection.sql(f"from {half}.{table}").shape[0] for half in ("dirty", "clean"))
            assert dirty >= clean > 0
