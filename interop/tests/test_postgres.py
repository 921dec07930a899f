"""The script that `retailgen schema --format postgres` prints fills a real PostgreSQL with every table."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import loaders
import postgres
from conftest import References
from contract import TABLES
from dataset import Dataset


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    """A server of the tests' own."""
    with postgres.server() as running:
        yield running


def assert_loads(server: postgres.Server, script: str, expected: dict[str, pa.Table]) -> None:
    """A script fills all tables with what is expected; the objects in lines it leaves to SQL."""
    expected = {table: expected[table] for table in TABLES}
    loaders.assert_loaded(server.load(script, {table: rows.schema for table, rows in expected.items()}), expected)


def test_clean_tables_are_loaded_with_all_keys(
    binary: Path, server: postgres.Server, none: Dataset, reference: References
) -> None:
    script = loaders.printed(binary, "--format", "postgres", "--anomalies", "none", "--from", str(none.folder))
    assert script.count("PRIMARY KEY") == 10
    assert_loads(server, script, loaders.expected_of_all(none, reference))


@pytest.mark.parametrize("policy", ["castable", "default"])
def test_tables_of_a_policy_are_loaded_with_text_where_cells_do_not_cast(
    binary: Path, server: postgres.Server, policy: str, reference: References, request: pytest.FixtureRequest
) -> None:
    dataset = request.getfixturevalue(policy)
    script = loaders.printed(binary, "--format", "postgres", "--from", str(dataset.folder))
    expected = {
        table: loaders.expected_with_text(dataset, table, reference(dataset, table), str)[table] for table in TABLES
    }
    assert_loads(server, script, expected)


def test_clean_tables_are_loaded_with_no_flag(binary: Path, server: postgres.Server, none: Dataset) -> None:
    script = loaders.printed(binary, "--format", "postgres", "--from", str(none.folder))
    loaders.assert_whole(none, server.load(script, dict.fromkeys(TABLES)))


def test_the_name_of_the_folder_does_not_matter(
    binary: Path,
    server: postgres.Server,
    small: Dataset,
    reference: References,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = loaders.under_another_name(small, loaders.EVERYTHING)
    script = loaders.printed(binary, "--format", "postgres", "--anomalies", "none", "--from", folder)
    assert_loads(server, script, loaders.expected_of_all(small, reference))
