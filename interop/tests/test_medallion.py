"""examples/medallion: the careful pipeline comes to all that it claims, the naive one to nothing, and its page runs."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

import answers
import loaders
from contract import TABLES, contract
from dataset import Dataset, generate

PROJECT = Path(__file__).resolve().parents[2] / "examples" / "medallion"
UNSEEN = (PROJECT / "unseen.txt").read_text("utf-8").split()
SEEDS = (7, 42)


@dataclass(frozen=True)
class Built:
    """A dataset, the project that both pipelines were run in, and what the command answers about the claim."""

    dataset: Dataset
    project: Path
    answers: dict[str, Any]

    def database(self, pipeline: str) -> duckdb.DuckDBPyConnection:
        """What a pipeline made."""
        return duckdb.connect(str(self.project / "target" / f"{pipeline}.duckdb"), read_only=True)


def variables(dataset: Dataset, pipeline: str) -> tuple[str, str]:
    """What dbt is told."""
    return "--vars", json.dumps({"data": str(dataset.folder), "pipeline": pipeline})


@pytest.fixture(scope="module", params=SEEDS)
def built(request: pytest.FixtureRequest, binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The project on the data of a seed."""
    folder = tmp_path_factory.mktemp("medallion")
    dataset = generate(binary, folder, "default", seed=request.param)
    project = copied(folder / "project")
    for pipeline in ("careful", "naive"):
        run = loaders.dbt(project, "build", *variables(dataset, pipeline))
        assert run.returncode == 0, run.stdout
    return Built(dataset, project, answers.answers(binary, dataset.folder, "--let-through", ",".join(UNSEEN)))


def copied(place: Path) -> Path:
    """The project in another place, without what a run leaves."""
    return Path(shutil.copytree(PROJECT, place, ignore=shutil.ignore_patterns("target", "logs", "tests")))


def relation(table: str) -> str:
    """What a table of silver is called."""
    return "events_parsed" if table == "events" else table


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_lost(built: Built, table: str) -> None:
    [silver] = [silver for silver in built.answers["silver"] if silver["table"] == table]
    with built.database("careful") as careful:
        [(came,)] = careful.sql(f"select count(*) from bronze_{table}").fetchall()
        [(kept,)] = careful.sql(f"select count(*) from {relation(table)}").fetchall()
        [(wrong,)] = careful.sql(f"select count(distinct (_file, _row)) from findings_{table}").fetchall()
        [(reasons,)] = careful.sql(f"select count(*) from quarantine where \"table\" = '{table}'").fetchall()
        [(found,)] = careful.sql(f"select count(*) from findings_{table}").fetchall()
        types = {column: kind for column, kind, *_ in careful.sql(f"describe bronze_{table}").fetchall()}
    assert came == silver["rows"]
    assert (kept, wrong) == (silver["kept"]["dropped"], came - kept)
    assert 0 < wrong <= found == reasons
    assert set(types.values()) == {"VARCHAR", "BIGINT"} and types["_row"] == "BIGINT"
    if contract(table).format != "delta":
        assert came == built.dataset.rows(table)


def test_gold_is_what_rejecting_comes_to(built: Built) -> None:
    with built.database("careful") as careful:
        for question in built.answers["gold"]:
            columns, rows = answers.run(careful, f"from {question['name']}")
            assert [name for name, _ in columns] == [column["name"] for column in question["columns"]]
            assert rows == question["rejected"] != question["clean"], question["name"]


def verdicts(binary: Path, built: Built, pipeline: str, *options: str) -> dict[str, str]:
    """What the script says of the tables that a pipeline made."""
    script = answers.printed(binary, built.dataset.folder, "--sql", "duckdb", "--no-loaders", *options)
    with built.database(pipeline) as connection:
        return dict(connection.execute(script).fetchall())


@pytest.mark.parametrize(
    ("pipeline", "claim", "verdict"),
    [("careful", UNSEEN, "as rejected"), ("careful", [], "wrong"), ("naive", UNSEEN, "as dirty"), ("naive", [], "as dirty")],
)
def test_every_question_has_the_verdict_that_the_page_says(
    binary: Path, built: Built, pipeline: str, claim: list[str], verdict: str
) -> None:
    options = ["--let-through", ",".join(claim)] if claim else []
    found = verdicts(binary, built, pipeline, *options)
    assert found == {question["name"]: verdict for question in built.answers["gold"]}


def test_what_is_not_claimed_is_not_seen(built: Built) -> None:
    labels = built.dataset.labels.to_pylist()
    is_unseen = [{label["rule_id"], label["kind"]} & set(UNSEEN) for label in labels]
    assert {name for names in is_unseen for name in names} == set(UNSEEN)
    score = scored(built)
    assert score["level"] == "row" and not any(decoy["reported"] for decoy in score["decoys"])
    [row] = [level for level in score["levels"] if level["level"] == "row"]
    assert row["false_alarms"] == 0
    recall = {kind["name"]: kind["recall"]["value"] for kind in score["kinds"]}
    claimed = set(recall) - {label["kind"] for label in labels if {label["rule_id"], label["kind"]} & set(UNSEEN)}
    assert len(claimed) > 20
    assert {kind: recall[kind] for kind in claimed} == dict.fromkeys(claimed, 1.0)


def scored(built: Built) -> dict[str, Any]:
    """How good the quarantine is, by row."""
    command = [os.environ["RETAILGEN"], "score", built.project / "target" / "findings.csv", "--level", "row", "--json"]
    command += ["--data", built.dataset.folder, "--truth", built.dataset.truth]
    return json.loads(subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout)


@pytest.mark.parametrize(("pipeline", "status"), [("careful", "pass"), ("naive", "fail")])
def test_tests_of_dbt_say_the_same(binary: Path, built: Built, pipeline: str, status: str) -> None:
    options = ["--sql", "dbt", "--expect", "rejected", "--let-through", ",".join(UNSEEN)]
    (built.project / "tests").mkdir(exist_ok=True)
    for text in answers.printed(binary, built.dataset.folder, *options).split("# ==> ")[1:]:
        path, test = text.split(" <==\n", 1)
        (built.project / path).write_text(test, encoding="utf-8")
    loaders.dbt(built.project, "test", *variables(built.dataset, pipeline))
    results = json.loads((built.project / "target" / "run_results.json").read_text("utf-8"))["results"]
    found = {result["unique_id"].split(".")[2]: result["status"] for result in results}
    assert found == {f"answers_{question['name']}": status for question in built.answers["gold"]}


def test_the_page_runs(binary: Path, tmp_path: Path) -> None:
    project = copied(tmp_path / "examples" / "medallion")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "retailgen").symlink_to(binary.resolve())
    blocks = re.findall(r"^```sh\n(.*?)^```$", (project / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 5
    path = os.pathsep.join([str(tmp_path / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        check=False,
        timeout=600,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    said = re.findall(r"^\w+: (as \w+|right|wrong)$", run.stdout, re.MULTILINE)
    assert said == ["as rejected"] * 12 + ["as dirty"] * 12
