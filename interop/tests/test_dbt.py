"""The dbt project that `retailgen schema` writes builds on clean data, and fails where the labels say on dirty data."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

import loaders
from agreement import assert_same_table
from conftest import References
from contract import TABLES, contract
from dataset import Dataset


@dataclass(frozen=True, order=True)
class Failure:
    """A test of the project that found something: its kind, the table and the column, or none for a key of several."""

    test: str
    table: str
    column: str | None


@dataclass(frozen=True)
class Build:
    """How `dbt build` went: the status of each node, the tests that failed, and the tables that could not be read."""

    statuses: dict[str, str]
    failures: set[Failure]
    unreadable: set[str]


def build(binary: Path, dataset: Dataset, project: Path, *options: str) -> Build:
    """Write the project for a dataset and build it."""
    loaders.printed(binary, *TABLES, "--format", "dbt", "--from", str(dataset.folder), "--out", str(project), *options)
    run = loaders.dbt(project, "build")
    # 1 says that a test or a model failed; 2 that dbt did not get as far as running one.
    assert run.returncode in (0, 1), run.stdout
    results = json.loads((project / "target" / "run_results.json").read_text("utf-8"))["results"]
    nodes = json.loads((project / "target" / "manifest.json").read_text("utf-8"))["nodes"]
    statuses = {result["unique_id"]: result["status"] for result in results}
    return Build(
        statuses,
        failures={
            Failure(nodes[name]["test_metadata"]["name"], _table(nodes[name]), nodes[name]["column_name"])
            for name, status in statuses.items()
            if status == "fail"
        },
        # A test of a link may owe its error to either table.
        unreadable={
            _table(nodes[name])
            for name, status in statuses.items()
            if status == "error" and nodes[name].get("test_metadata", {}).get("name") != "relationships"
        },
    )


def _table(node: dict[str, Any]) -> str:
    """The table that a model stages or a test is about."""
    if node["resource_type"] == "model":
        return node["name"].removeprefix("stg_")
    # Of a test the manifest has it as the template named it: source('retailgen', 'stores') or ref('stg_events').
    subject = node["test_metadata"]["kwargs"]["model"]
    return re.findall(r"'(\w+)'", subject)[-1].removeprefix("stg_")


@pytest.fixture(scope="module")
def dirty_build(binary: Path, castable: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """On faults that cast, so that dbt can read every table."""
    return build(binary, castable, tmp_path_factory.mktemp("dbt") / "castable")


def test_it_builds_on_clean_data(binary: Path, none: Dataset, tmp_path: Path) -> None:
    built = build(binary, none, tmp_path / "project")
    assert {name for name in built.statuses if name.startswith("model.")} == {
        f"model.retailgen.stg_{table}" for table in TABLES
    }
    assert {name: status for name, status in built.statuses.items() if status not in ("success", "pass")} == {}
    assert sum(name.startswith("test.") for name in built.statuses) > 100


def test_the_name_of_the_folder_does_not_matter(
    binary: Path, small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path(loaders.under_another_name(small, loaders.EVERYTHING))
    built = build(binary, replace(small, folder=folder), tmp_path / "some where" / "project", "--anomalies", "none")
    assert {name: status for name, status in built.statuses.items() if status not in ("success", "pass")} == {}
    project = (tmp_path / "some where" / "project" / "dbt_project.yml").read_text("utf-8")
    assert str(tmp_path) not in project


def test_it_fails_on_every_fault_that_a_test_of_the_contract_can_see(castable: Dataset, dirty_build: Build) -> None:
    assert dirty_build.unreadable == set()
    implied = {_implied(label) for label in castable.labels.to_pylist()} - {None}
    assert {failure.test for failure in implied} == {"relationships", "not_null", "unique", "unique_combination"}
    assert implied - dirty_build.failures == set()


def test_it_fails_on_nothing_else(castable: Dataset, dirty_build: Build) -> None:
    labels = castable.labels.to_pylist()
    cells = {(label["table"], label["column"]) for label in labels if label["level"] == "cell"}
    copied = {label["table"] for label in labels if label["level"] == "row"}
    unexplained = {
        failure
        for failure in dirty_build.failures
        if (failure.table, failure.column) not in cells
        # A row that comes again brings all its unique values again.
        and not (failure.test in ("unique", "unique_combination") and failure.table in copied)
    }
    assert unexplained == set()


def _implied(label: dict[str, Any]) -> Failure | None:
    """The test that a fault makes fail, where it is one of those that need no look at the value."""
    table, column = label["table"], label["column"]
    if label["level"] == "row":
        key = contract(table).primary_key
        return Failure("unique", table, key[0]) if len(key) == 1 else Failure("unique_combination", table, None)
    if label["kind"] == "key.orphan":
        return Failure("relationships", table, column)
    if label["kind"] == "code.duplicated":
        return Failure("unique", table, column)
    if label["dirty_value"] is None and column in contract(table).required:
        return Failure("not_null", table, column)
    return None


def test_it_cannot_read_the_tables_of_which_cells_do_not_cast(binary: Path, default: Dataset, tmp_path: Path) -> None:
    built = build(binary, default, tmp_path / "project", "--anomalies", "none")
    assert built.unreadable == {label["table"] for label in default.labels_where(breaks_type=True)}


def test_for_a_policy_it_tests_what_does_not_cast_and_stages_the_rest(
    binary: Path, default: Dataset, tmp_path: Path, reference: References
) -> None:
    project = tmp_path / "project"
    built = build(binary, default, project)
    assert built.unreadable == set()
    labels = default.labels_where(breaks_type=True)
    # Keys of events are no columns of the source; `event_ts` is text in the contract, too.
    assert {failure for failure in built.failures if failure.test == "casts"} == {
        Failure("casts", label["table"], label["column"])
        for label in labels
        if label["column"] in contract(label["table"]).schema.names
    }
    # `dbt build` leaves out models behind a failed test.
    run = loaders.dbt(project, "run")
    assert run.returncode == 0, run.stdout
    with duckdb.connect(str(project / "retailgen.duckdb"), read_only=True) as connection:
        for table in {label["table"] for label in labels} - {"events"}:
            staged = connection.table(f"stg_{table}").to_arrow_table()
            # What does not cast is null in the reference, too.
            wanted = loaders.with_path_columns(default, table, reference(default, table).values)
            assert_same_table(staged, wanted)
        assert connection.table("stg_events").shape[0] == default.rows("events")
