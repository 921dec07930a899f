"""The truth lists every value that looks wrong and is right, planted or not; asked in SQL."""

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from contract import contract
from dataset import Dataset

LOOKS = {
    "decoy.apostrophe": ("contains({}, '''')", {"customers": ["last_name", "city"], "products": ["name"]}),
    "decoy.beyond_ascii": ("strlen({0}) > length({0})", {"customers": ["first_name", "last_name", "city"]}),
    "decoy.two_names": ("regexp_matches({}, '[ -]')", {"customers": ["last_name"]}),
    "decoy.short_name": ("length({}) <= 2", {"customers": ["first_name", "last_name"]}),
    "decoy.null_name": ("lower({}) = 'null'", {"customers": ["last_name"]}),
    "decoy.plus_tag": ("contains({}, '+')", {"customers": ["email"]}),
    "decoy.line_break": ("contains({}, chr(10))", {"customers": ["address_line2"]}),
    "decoy.leading_zero": ("starts_with({}, '0')", {"customers": ["postcode"]}),
    "decoy.leap_day": ("{} like '____-02-29'", {"customers": ["birth_date"]}),
    "decoy.one_cent": ("{} = '0.0100'", {"products": ["current_price"]}),
    "decoy.full_discount": ("{} = '1.0000'", {"orders_lines": ["line_discount_pct"]}),
}
"""By kind: how its values are told, and the columns that have them."""

PLACES = [(kind, table, column) for kind, (_, tables) in LOOKS.items() for table in tables for column in tables[table]]


def told(dataset: Dataset, table: str, column: str, decoy: pc.Expression) -> set[str]:
    """The keys of the labels on a column that the expression takes."""
    labels = pq.read_table(dataset.truth / "labels.parquet")
    here = (pc.field("table") == table) & (pc.field("column") == column)
    return set(labels.filter(here & decoy)["key"].to_pylist())


def test_the_truth_has_these_kinds_only(default: Dataset) -> None:
    labels = pq.read_table(default.truth / "labels.parquet").filter(pc.field("decoy"))
    found = {(label["kind"], label["table"], label["column"]) for label in labels.to_pylist()}
    assert found <= set(PLACES)
    assert len(found) >= 10


@pytest.mark.parametrize(("kind", "table", "column"), PLACES)
def test_all_and_only_the_odd_ones_are_listed(
    dirty: duckdb.DuckDBPyConnection, default: Dataset, kind: str, table: str, column: str
) -> None:
    key = sorted(contract(table).primary_key)
    members = ", ".join(f"'{name}', {name}::bigint" for name in key)
    looks = LOOKS[kind][0].format(column)
    rows = dirty.sql(f"select json_object({members})::varchar from {table} where {looks}").fetchall()
    odd = {row[0] for row in rows}
    faults = told(default, table, column, ~pc.field("decoy"))
    assert odd - faults == told(default, table, column, pc.field("decoy") & (pc.field("kind") == kind))
