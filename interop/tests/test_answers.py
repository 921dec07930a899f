"""`retailgen answers` says what DuckDB comes to, over the clean, the dirty, the rejected and the healed files."""

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import answers
import loaders
import warehouse
from answers import EDITIONS, Asked, ask, database, run
from contract import TABLES, contract
from dataset import Dataset, generate
from readers import duckdb_reader
from strict import parser

SEEDS = (7, 42)


@pytest.fixture(scope="module", params=SEEDS)
def asked(request: pytest.FixtureRequest, binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Datasets of several seeds, each with the answers about it."""
    return ask(binary, tmp_path_factory.mktemp("answers"), request.param)


@pytest.fixture(scope="module")
def databases(asked: Asked, binary: Path) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """The views of each folder; those of clean ones with the contract's types."""
    policies = {"clean": "none", "healed": "none"}
    yield {edition: database(binary, asked.folders[edition], policies.get(edition, "default")) for edition in EDITIONS}


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_answer_is_what_its_sql_gives(
    asked: Asked, databases: dict[str, duckdb.DuckDBPyConnection], edition: str
) -> None:
    assert len(asked.answers["gold"]) == 12
    for question in asked.answers["gold"]:
        columns, rows = run(databases[edition], question["sql"])
        assert columns == [(column["name"], column["type"]) for column in question["columns"]], question["name"]
        assert rows == question[edition], question["name"]


BREAKABLE = [
    ("orders_lines", "qty", "number.malformed"),
    ("orders_lines", "unit_price", "number.malformed"),
    ("orders_lines", "line_discount_pct", "number.malformed"),
    ("orders_header", "shipping_fee", "number.malformed"),
    ("orders_header", "order_dt_local", "date.malformed"),
    ("orders_header", "order_ts", "timestamp.malformed"),
    ("sensors", "temperature_c", "number.malformed"),
    ("customers", "gdpr_consent", "boolean.malformed"),
    ("events", "json", "json.malformed"),
]
"""Columns that questions cast, where a policy of one's own may leave text."""


def test_casts_are_as_lenient_as_those_of_the_sql(binary: Path, tmp_path: Path) -> None:
    policy = tmp_path / "mine.toml"
    rules = [
        f'[[rule]]\nid = "{table}.{column}"\ntable = "{table}"\ncolumn = "{column}"\nkind = "{kind}"\nrate = 0.05\n'
        for table, column, kind in BREAKABLE
    ]
    policy.write_text("\n".join(rules), encoding="utf-8")
    dataset = generate(binary, tmp_path, str(policy))
    connection = database(binary, dataset.folder, str(policy))
    for question in answers.answers(binary, dataset.folder, "--layer", "gold")["gold"]:
        assert run(connection, question["sql"])[1] == question["dirty"], question["name"]


def test_every_question_teaches_something(asked: Asked) -> None:
    assert_teaches(asked.answers["gold"])


def test_every_question_teaches_something_under_a_third_seed(binary: Path, tmp_path: Path) -> None:
    dataset = generate(binary, tmp_path, "default", seed=11)
    assert_teaches(answers.answers(binary, dataset.folder)["gold"])


def assert_teaches(gold: list[dict[str, Any]]) -> None:
    """Faults change each answer, and there is something to change."""
    assert [question["name"] for question in gold if question["dirty"] == question["clean"]] == []
    assert all(question["clean"] for question in gold)


def test_one_question_is_answered_as_among_all(asked: Asked, binary: Path) -> None:
    for question in asked.answers["gold"]:
        alone = answers.answers(binary, asked.dataset.folder, "--question", question["name"])
        assert alone["gold"] == [question]


def type_name(data_type: pa.DataType) -> str:
    """A type as DuckDB names it."""
    if pa.types.is_decimal(data_type):
        return f"decimal({data_type.precision}, {data_type.scale})"
    return duckdb_reader.TYPES[data_type]


@pytest.fixture(scope="module")
def as_text(asked: Asked) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables with faults, every column as text, with the files of their rows."""
    with warehouse.load(asked.dataset) as connection:
        yield connection


def bronze(answers: dict[str, Any], table: str) -> dict[str, tuple[int, int, int]]:
    """Rows, parsed rows and cast rows by file."""
    files = [file for file in answers["bronze"] if file["table"] == table]
    return {file["file"]: (file["rows"], file["parsed"], file["cast"]) for file in files}


@pytest.mark.parametrize("table", [table for table in TABLES if table != "events"])
def test_bronze_is_what_sql_counts(asked: Asked, as_text: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = [field for field in contract(table).schema if field.type != pa.string()]
    casts = [
        f"({field.name} is null or try_cast({field.name} as {type_name(field.type)}) is not null)" for field in columns
    ]
    all_cast = " and ".join(casts) or "true"
    counted = as_text.sql(f"select file, count(*), count(*), count(*) filter ({all_cast}) from {table} group by file")
    found = bronze(asked.answers, table)
    assert {file: tuple(counts) for file, *counts in counted.fetchall()} == found
    rejected = sum(rows - cast for rows, _, cast in found.values())
    labels = asked.dataset.labels_where(table=table, breaks_type=True)
    assert rejected == len({(label["file"], label["row"]) for label in labels})


def test_bronze_of_events_is_what_python_counts(asked: Asked) -> None:
    instant = parser(pa.timestamp("us"))
    counted = {}
    for file in asked.dataset.files("events"):
        counts = Counter()
        for line in file.read_text(encoding="utf-8").splitlines():
            counts["rows"] += 1
            try:
                event = json.loads(line)
            except ValueError:
                continue
            counts["parsed"] += 1
            try:
                instant(event["event_ts"].removesuffix("Z"))
                counts["cast"] += event["event_ts"].endswith("Z")
            except ValueError:
                continue
        counted[asked.dataset.name_of(file)] = (counts["rows"], counts["parsed"], counts["cast"])
    assert counted == bronze(asked.answers, "events")


@pytest.mark.parametrize("table", TABLES)
def test_silver_is_what_sql_counts(
    asked: Asked, as_text: duckdb.DuckDBPyConnection, databases: dict[str, duckdb.DuckDBPyConnection], table: str
) -> None:
    [silver] = [silver for silver in asked.answers["silver"] if silver["table"] == table]
    relation = "events_parsed" if table == "events" else table
    dirty = databases["dirty"]
    key = contract(table).primary_key
    is_known = " and ".join(f"{column} is not null" for column in key)
    [(rows, keyed, keys)] = dirty.sql(
        f"""
        select count(*), count(*) filter ({is_known}), count(distinct ({", ".join(key)})) filter ({is_known})
        from {relation}
        """
    ).fetchall()
    assert (silver["rows"], silver["rows_without_repeats"]) == (rows, rows - keyed + keys)
    for foreign in contract(table).foreign_keys:
        [(orphans,)] = as_text.sql(
            f"select count(*) from {table} where {foreign.column} is not null and {foreign.column} not in "
            f"(select {foreign.target_column} from {foreign.target_table})"
        ).fetchall()
        assert silver["orphans"][foreign.column] == orphans
    assert len(silver["orphans"]) == len(contract(table).foreign_keys)
    wrong = wrong_rows(asked.dataset, table)
    kinds = [{label["kind"] for label in labels} for labels in wrong.values()]
    assert silver["wrong_rows"] == Counter(kind for of_row in kinds for kind in of_row)
    [(clean,)] = databases["clean"].sql(f"select count(*) from {table}").fetchall()
    [(rejected,)] = databases["rejected"].sql(f"select count(*) from {table}").fetchall()
    broken = {*key, "json"}
    keyless = sum(
        not any(label["level"] == "row" for label in labels) and any(label["column"] in broken for label in labels)
        for labels in wrong.values()
    )
    assert silver["kept"] == {"dropped": rejected, "nulled": clean - keyless, "repaired": clean}


def wrong_rows(dataset: Dataset, table: str) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """The labels of each row that a fault names."""
    rows = defaultdict(list)
    for label in dataset.labels_where(table=table):
        rows[label["file"], label["row"]].append(label)
    return rows


@pytest.mark.parametrize(
    ("edition", "verdict"),
    [("clean", "right"), ("healed", "right"), ("dirty", "as dirty"), ("rejected", "as rejected")],
)
def test_the_script_tells_right_from_wrong(asked: Asked, binary: Path, edition: str, verdict: str) -> None:
    found = verdicts(binary, asked, asked.folders[edition])
    assert len(found) == len(asked.answers["gold"])
    assert set(found.values()) == {verdict}


def test_the_script_knows_other_data(asked: Asked, binary: Path, tmp_path: Path) -> None:
    other = generate(binary, tmp_path, "none", seed=1000)
    assert set(verdicts(binary, asked, other.folder).values()) == {"wrong"}


def verdicts(binary: Path, asked: Asked, silver: Path) -> dict[str, str]:
    """What the script says of the tables in a folder."""
    script = answers.printed(binary, asked.dataset.folder, "--sql", "duckdb", "--silver", str(silver))
    return dict(duckdb_reader.connect().execute(script).fetchall())


@pytest.mark.parametrize(("edition", "status"), [("healed", "pass"), ("dirty", "fail")])
def test_dbt_passes_where_the_models_are_right(
    asked: Asked, binary: Path, tmp_path: Path, edition: str, status: str
) -> None:
    policy = {"healed": "none", "dirty": "default"}[edition]
    project = tmp_path / "project"
    source = ["--from", str(asked.folders[edition]), "--anomalies", policy]
    loaders.printed(binary, "--format", "dbt", *source, "--out", str(project))
    for text in answers.printed(binary, asked.dataset.folder, "--sql", "dbt").split("# ==> ")[1:]:
        path, test = text.split(" <==\n", 1)
        (project / path).write_text(test, encoding="utf-8")
    run = loaders.dbt(project, "build", "--select", "test_type:singular", "path:models/staging")
    assert run.returncode in (0, 1), run.stdout
    results = json.loads((project / "target" / "run_results.json").read_text("utf-8"))["results"]
    found = {
        result["unique_id"].split(".")[2]: result["status"]
        for result in results
        if ".answers_" in result["unique_id"]
    }
    assert found == {f"answers_{question['name']}": status for question in asked.answers["gold"]}


def test_the_table_has_what_the_json_has(asked: Asked, binary: Path, tmp_path: Path) -> None:
    table = tmp_path / "answers.parquet"
    answers.printed(binary, asked.dataset.folder, "--out", str(table))
    lines = duckdb.sql(f"from '{table}'")
    assert list(zip(lines.columns, map(str, lines.types), strict=True)) == [
        (name, "BIGINT" if name == "place" else "VARCHAR")
        for name in ("layer", "subject", "place", "column", "clean", "dirty", "rejected")
    ]
    assert pq.read_table(table).to_pylist() == list(expected_lines(asked.answers))
    [(total,)] = duckdb.sql(
        f"select sum(dirty::bigint) from '{table}' where layer = 'bronze' and subject = 'customers' and \"column\" = 'rows'"
    ).fetchall()
    assert total == asked.dataset.rows("customers")


def expected_lines(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of the table, by what JSON says."""

    def line(layer: str, subject: str, place: int, column: str, dirty: Any, **others: Any) -> dict[str, Any]:
        values = {"clean": None, "dirty": dirty, "rejected": None} | others
        values = {name: None if value is None else str(value) for name, value in values.items()}
        return {"layer": layer, "subject": subject, "place": place, "column": column} | values

    places: Counter[str] = Counter()
    for file in found["bronze"]:
        places[file["table"]] += 1
        at = ("bronze", file["table"], places[file["table"]])
        yield from (line(*at, name, file[name]) for name in ("file", "rows", "parsed", "cast"))
        yield from (line(*at, f"rejects.{reason}", rows) for reason, rows in file["rejects"].items())
    for table in found["silver"]:
        at, kept = ("silver", table["table"], 1), table["kept"]
        yield line(*at, "rows", table["rows"], clean=kept["repaired"], rejected=kept["dropped"])
        yield line(*at, "rows_without_repeats", table["rows_without_repeats"])
        for name in ("orphans", "wrong_rows"):
            yield from (line(*at, f"{name}.{key}", rows) for key, rows in table[name].items())
        yield line(*at, "kept.nulled", kept["nulled"])
    for question in found["gold"]:
        rows = itertools.zip_longest(*(question[edition] for edition in ("clean", "dirty", "rejected")))
        for place, (clean, dirty, rejected) in enumerate(rows, start=1):
            for number, column in enumerate(question["columns"]):
                cells = [row and row[number] for row in (clean, dirty, rejected)]
                yield line("gold", question["name"], place, column["name"], cells[1], clean=cells[0], rejected=cells[2])
