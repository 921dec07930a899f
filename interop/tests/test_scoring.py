"""The programs that `score --example` prints find what is declared, and the scorer reads what the tools write."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import loaders
from conftest import HAS_JAVA
from contract import TABLES, contract
from dataset import Dataset
from tools import TOOLS, Scores

# What the schema declares is enough for all of these kinds.
DECLARED = {
    "coordinates.impossible",
    "country.invalid",
    "date.malformed",
    "fraction.over_one",
    "number.negative",
    "number.out_of_range",
    "number.zero",
    "price.invalid",
    "row.redelivered",
    "row.repeated",
    "timestamp.malformed",
}
# dbt's own tests of unique and accepted values and of relationships keep values, which tell no row.
BY_VALUE = {"code.duplicated", "currency.invalid", "key.orphan"}
# A key that is null names no row.
NULL = {"null"}
MISSED = {"dbt": BY_VALUE | NULL, "spark": NULL}


@pytest.mark.parametrize("tool", [*TOOLS, *(["spark"] if HAS_JAVA else [])])
def test_an_example_finds_what_is_declared(scores: Scores, tool: str) -> None:
    score = scores(tool)
    [cells] = [level for level in score["levels"] if level["level"] == "cell"]
    assert cells["false_alarms"] == 0
    reasons = [what["reason"] for what in score["findings"]["not_understood"]]
    assert len(reasons) == (1 if tool in MISSED else 0), reasons
    kinds = {kind["name"]: kind for kind in score["kinds"]}
    looked_for = DECLARED | (BY_VALUE | NULL) - MISSED.get(tool, set())
    missed = {name: kinds[name]["missed"] for name in looked_for if kinds[name]["missed"]}
    assert missed == (_without_key(scores.dataset, looked_for) if tool in MISSED else {})


def _without_key(dataset: Dataset, kinds: set[str]) -> dict[str, int]:
    """How many faults of the kinds stand in rows of CSV whose key is null, by kind."""
    labels = [label for label in dataset.labels_where(decoy=False) if contract(label["table"]).format == "csv"]
    nulls = [label for label in labels if label["kind"] == "null"]
    rows = {
        (label["file"], label["row"]) for label in nulls if label["column"] in contract(label["table"]).primary_key
    }
    return dict(Counter(label["kind"] for label in labels if label["kind"] in kinds and (label["file"], label["row"]) in rows))


def test_workbooks_of_a_pipeline_are_compared(binary: Path, default: Dataset, tmp_path: Path) -> None:
    def outcome(rates: pd.DataFrame) -> dict[str, Any]:
        rates.to_excel(tmp_path / "exchange_rates.xlsx", index=False, engine="openpyxl")
        command = [binary, "score", "--outcome", tmp_path, "--data", default.folder, "--truth", default.truth, "--json"]
        scored = subprocess.run(command, check=True, capture_output=True, text=True)
        [table] = json.loads(scored.stdout)["tables"]
        assert table["table"] == "exchange_rates"
        return table

    rates = pd.read_excel(default.folder / "exchange_rates.xlsx", engine="openpyxl")
    wrong = {label["row"] for label in default.labels_where(table="exchange_rates", decoy=False)}
    assert wrong
    as_it_was = outcome(rates)
    assert as_it_was["faults"]["kept"] == sum(as_it_was["faults"].values()) == len(wrong)
    harms = {"lost": 0, "altered": 0, "repeated": 0, "decoys_harmed": 0}
    assert as_it_was["right_rows"] == {"kept": len(rates) - len(wrong), **harms}
    left = outcome(rates.drop(index=sorted(wrong)))
    assert left["faults"]["removed"] == len(wrong)
    assert left["right_rows"] == as_it_was["right_rows"]


@pytest.mark.parametrize("library", ["duckdb", "pandas", "polars"])
def test_a_loader_tells_the_place_of_every_row(binary: Path, default: Dataset, tmp_path: Path, library: str) -> None:
    tables = [table for table in TABLES if contract(table).format != "delta"]
    code = loaders.printed(binary, *tables, "--format", library, "--with-place", "--from", str(default.folder))
    placed = {"duckdb": _views, "pandas": loaders.python, "polars": loaders.python}[library](code, *tables)
    for table, rows in placed.items():
        places = _places(rows, "_file", "_row")
        assert len(places) == rows.num_rows == default.rows(table)
        labels = default.labels_where(table=table)
        assert {(label["file"], label["row"]) for label in labels} <= places
        # test_lines.py shows that lines are true.
        assert ("_line" in rows.schema.names) == (contract(table).format in ("csv", "jsonl"))
    # Such rows are findings as they stand.
    orders = placed["orders_header"].to_pandas()
    orders.insert(0, "table", "orders_header")
    orders.insert(1, "column", "currency")
    wrong = orders[~orders["currency"].isin(["AUD", "CNY", "EUR", "GBP", "JPY", "NZD", "SGD", "USD"])]
    score = _scored(binary, default, tmp_path, wrong.drop(columns=["order_id"]))
    assert score["findings"]["located"] == [{"by": "row", "findings": len(wrong), "several_rows": 0}]
    [column] = [column for column in score["columns"] if column["name"] == "orders_header.currency"]
    # A currency that is right for another order is among those in use.
    mixed_up = len(default.labels_where(table="orders_header", column="currency", kind="value.mixed_up"))
    assert (column["missed"], column["false_alarms"]) == (mixed_up, 0)
    assert column["found"] > 0


@pytest.mark.parametrize("library", ["duckdb", "pandas", "polars"])
def test_findings_by_line_score_as_those_by_row(binary: Path, default: Dataset, tmp_path: Path, library: str) -> None:
    tables = [table for table in TABLES if contract(table).format in ("csv", "jsonl")]
    code = loaders.printed(binary, *tables, "--format", library, "--with-place", "--from", str(default.folder))
    placed = {"duckdb": _views, "pandas": loaders.python, "polars": loaders.python}[library](code, *tables)
    for table, rows in placed.items():
        # Each fault of a table, and as many rows that may be right, in whatever column.
        faults = {(label["file"], label["row"]): label["column"] for label in default.labels_where(table=table)}
        frame = rows.select(["_file", "_row", "_line"]).to_pandas()
        columns = [faults.get(place, "") for place in zip(frame["_file"], frame["_row"], strict=True)]
        frame.insert(0, "table", table)
        frame["column"] = [column or contract(table).schema.names[-1] for column in columns]
        found = frame[[column != "" or row % 7 == 0 for column, row in zip(columns, frame["_row"], strict=True)]]
        by_row = _scored(binary, default, tmp_path, found.drop(columns=["_line"]))
        by_line = _scored(binary, default, tmp_path, found.drop(columns=["_row"]))
        assert [one["by"] for one in by_line["findings"]["located"]] == ["line"]
        for score in (by_row, by_line):
            del score["findings"]["located"]
        assert by_line == by_row
        assert by_row["levels"][1]["found"] > 0


def _scored(binary: Path, dataset: Dataset, place: Path, findings: pd.DataFrame) -> dict[str, Any]:
    """What `retailgen score` says of findings in one table."""
    findings.to_csv(place / "found.csv", index=False)
    command = [binary, "score", "found.csv", "--data", dataset.folder.absolute()]
    command += ["--table", findings["table"].iloc[0], "--json"]
    scored = subprocess.run(command, cwd=place, check=True, capture_output=True, text=True)
    return json.loads(scored.stdout)


def _views(code: str, *tables: str) -> dict[str, pa.Table]:
    placed = loaders.sql(code, *(f"{table}_placed" for table in tables))
    return {table: placed[f"{table}_placed"] for table in tables}


def _places(rows: pa.Table, *columns: str) -> set[tuple[str, int]]:
    return set(zip(*(rows[column].to_pylist() for column in columns), strict=True))


def test_a_loader_of_clean_files_tells_places_too(binary: Path, none: Dataset) -> None:
    for library in ["pandas", "polars"]:
        code = loaders.printed(binary, "events", "--format", library, "--with-place", "--from", str(none.folder))
        parsed = loaders.python(code, "events_parsed")["events_parsed"]
        wanted = {(file["path"], row) for file in none.entries("events") for row in range(file["rows"])}
        assert _places(parsed, "_file", "_row") == wanted
        assert _places(parsed, "_file", "_line") == {(file, row + 1) for file, row in wanted}
