"""The programs that `score --example` prints find what they look for, and the scorer reads what the tools write."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import loaders
from contract import TABLES, contract
from dataset import Dataset

# The kinds that each program looks for; it must find all of them in the tables that it names, and report nothing else.
KINDS = {"code.duplicated", "date.malformed", "email.malformed", "null", "row.repeated"}
EXAMPLES = {
    "duckdb": KINDS | {"coordinates.impossible", "currency.invalid", "timestamp.malformed"},
    "pandas": KINDS | {"coordinates.impossible"},
    "pandera": KINDS | {"coordinates.impossible"},
    "great-expectations": KINDS,
}


@pytest.mark.parametrize("tool", EXAMPLES)
def test_an_example_finds_what_it_looks_for(binary: Path, default: Dataset, tmp_path: Path, tool: str) -> None:
    program = subprocess.run([binary, "score", "--example", tool], check=True, capture_output=True, text=True).stdout
    (tmp_path / "check.py").write_text(program, encoding="utf-8")
    subprocess.run([sys.executable, "check.py", default.folder.absolute()], cwd=tmp_path, check=True)
    # The program says itself how it is scored.
    [command] = [line.split()[1:] for line in program.splitlines() if line.startswith("retailgen score ")]
    place = ["--data", default.folder.absolute(), "--truth", default.truth.absolute()]
    scored = subprocess.run(
        [binary, *command, *place, "--json"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    score = json.loads(scored.stdout)
    [cells] = [level for level in score["levels"] if level["level"] == "cell"]
    assert cells["false_alarms"] == 0
    assert score["findings"]["not_understood"] == []
    looked_for = {kind["name"]: kind for kind in score["kinds"] if kind["name"] in EXAMPLES[tool]}
    assert {name for name, kind in looked_for.items() if kind["missed"]} == set()
    assert KINDS <= looked_for.keys()


def test_a_loader_tells_the_place_of_every_row(binary: Path, default: Dataset, tmp_path: Path) -> None:
    tables = [table for table in TABLES if contract(table).format != "delta"]
    code = loaders.printed(binary, *tables, "--format", "duckdb", "--with-place", "--from", str(default.folder))
    placed = loaders.sql(code, *(f"{table}_placed" for table in tables))
    for table in tables:
        rows = placed[f"{table}_placed"]
        places = set(zip(rows["_file"].to_pylist(), rows["_row"].to_pylist(), strict=True))
        assert len(places) == rows.num_rows == default.rows(table)
        labels = default.labels_where(table=table)
        assert {(label["file"], label["row"]) for label in labels} <= places
    # Such rows are findings as they stand.
    orders = placed["orders_header_placed"].to_pandas()
    orders.insert(0, "table", "orders_header")
    orders.insert(1, "column", "currency")
    wrong = orders[~orders["currency"].isin(["AUD", "CNY", "EUR", "GBP", "JPY", "NZD", "SGD", "USD"])]
    wrong.drop(columns=["order_id"]).to_csv(tmp_path / "found.csv", index=False)
    command = [binary, "score", "found.csv", "--data", default.folder.absolute(), "--table", "orders_header", "--json"]
    scored = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    [column] = [column for column in json.loads(scored.stdout)["columns"] if column["name"] == "orders_header.currency"]
    # A currency that is right for another order is among those in use.
    mixed_up = len(default.labels_where(table="orders_header", column="currency", kind="value.mixed_up"))
    assert (column["missed"], column["false_alarms"]) == (mixed_up, 0)
    assert column["found"] > 0
