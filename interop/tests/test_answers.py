"""`retailgen answers` says what DuckDB comes to, over the clean, the dirty, the rejected and the healed files."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import answers
from answers import FACES, Asked, ask, database, run
from dataset import generate

SEEDS = (7, 42)


@pytest.fixture(scope="module", params=SEEDS)
def asked(request: pytest.FixtureRequest, binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Datasets of several seeds, each with the answers about it."""
    return ask(binary, tmp_path_factory.mktemp("answers"), request.param)


@pytest.fixture(scope="module")
def databases(asked: Asked, binary: Path) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """The views of each folder; those of clean ones with the contract's types."""
    policies = {"clean": "none", "healed": "none"}
    yield {face: database(binary, asked.folders[face], policies.get(face, "default")) for face in FACES}


@pytest.mark.parametrize("face", FACES)
def test_every_answer_is_what_its_sql_gives(
    asked: Asked, databases: dict[str, duckdb.DuckDBPyConnection], face: str
) -> None:
    assert len(asked.answers["gold"]) == 12
    for question in asked.answers["gold"]:
        columns, rows = run(databases[face], question["sql"])
        assert columns == [(column["name"], column["type"]) for column in question["columns"]], question["name"]
        assert rows == question[face], question["name"]


@pytest.mark.parametrize("seed", [7, 11, 42])
def test_every_question_teaches_something(binary: Path, tmp_path: Path, seed: int) -> None:
    dataset = generate(binary, tmp_path, "default", seed=seed)
    gold = answers.answers(binary, dataset.folder)["gold"]
    assert [question["name"] for question in gold if question["dirty"] == question["clean"]] == []
    assert all(question["clean"] for question in gold)


def test_one_question_is_answered_as_among_all(asked: Asked, binary: Path) -> None:
    for question in asked.answers["gold"]:
        alone = answers.answers(binary, asked.dataset.folder, "--question", question["name"])
        assert alone["gold"] == [question]
