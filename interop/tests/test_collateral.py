"""What a right check reports beside the labelled rows is what the truth calls collateral; in SQL."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

import warehouse
from contract import contract
from dataset import Dataset, generate

RULES = [
    ("orders_header", "order_ts", "timestamp.shifted"),
    ("orders_header", "order_dt_local", "date.swapped"),
    ("orders_lines", "order_id", "key.orphan"),
    ("orders_lines", "product_id", "key.orphan"),
    ("orders_lines", "qty", "number.negative"),
    ("shipments", "order_id", "key.orphan"),
    ("shipments", "delivered_at", "date.swapped"),
    ("events", "user_id", "key.orphan"),
]
"""Faults that drag rows along, so many that each does so at a small scale."""

Key = tuple[str, ...]
Rows = set[Key]
"""Rows by their primary keys, as text."""

CHECKS: dict[str, tuple[str, str, set[str]]] = {
    "an order has lines": (
        "orders_header",
        "select order_id from orders_header where order_id not in (select order_id from orders_lines)",
        {"order.lacks_line"},
    ),
    "a web order has parcels": (
        "orders_header",
        """
        select order_id from orders_header
        where channel = 'web' and order_id not in (select order_id from shipments)
        """,
        {"order.lacks_parcel"},
    ),
    "line numbers have no gaps": (
        "orders_lines",
        """
        select order_id, line_number from orders_lines
        qualify try_cast(line_number as int)
            > row_number() over (partition by order_id order by try_cast(line_number as int))
        """,
        {"line.number_gap"},
    ),
    "what comes back was sold": (
        "returns",
        """
        select return_id from returns where (order_id, product_id) not in (select (order_id, product_id) from orders_lines)
        """,
        {"return.not_sold"},
    ),
    "no more comes back than was sold": (
        "returns",
        """
        select return_id from returns join orders_lines as line using (order_id, product_id)
        where try_cast(returns.qty as int) > try_cast(line.qty as int)
        """,
        {"return.over_sold"},
    ),
    "nothing comes back before the day of its order": (
        "returns",
        """
        select return_id from returns join orders_header using (order_id)
        where try_cast(return_ts as date) < try_cast(order_dt_local as date)
        """,
        {"return.too_early"},
    ),
    "nothing comes back before a parcel has arrived": (
        "returns",
        """
        select return_id from returns join orders_header using (order_id)
        where channel = 'web' and not exists (
            from shipments where shipments.order_id = returns.order_id
                and try_cast(delivered_at as timestamp) <= try_cast(return_ts as timestamp)
        )
        """,
        {"return.too_early"},
    ),
    "no parcel leaves before its order": (
        "shipments",
        """
        select shipment_id from shipments join orders_header using (order_id)
        where try_cast(shipped_at as timestamp) < try_cast(order_ts as timestamp)
        """,
        {"parcel.too_early"},
    ),
    "who places an order is its customer": (
        "orders_header",
        """
        select orders_header.order_id from events join orders_header
            on event_type = 'purchase' and (payload->>'order_id') = orders_header.order_id
        where user_id::varchar is distinct from customer_id
        """,
        {"order.other_user"},
    ),
}
"""By what must hold: the table that is reported, the rows that break it, and what the truth calls them."""


@pytest.fixture(scope="module")
def faulty(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The data with the faults of `RULES`."""
    folder = tmp_path_factory.mktemp("faulty")
    rules = (
        f"[[rule]]\nid = '{number}'\ntable = '{table}'\ncolumn = '{column}'\nkind = '{kind}'\nrate = 0.03\n"
        for number, (table, column, kind) in enumerate(RULES)
    )
    policy = folder / "policy.toml"
    policy.write_text("\n".join(rules), encoding="utf-8")
    return generate(binary, folder, str(policy))


@pytest.fixture(scope="module")
def dirty(faulty: Dataset) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables with these faults, in SQL."""
    with warehouse.load(faulty) as connection:
        yield connection


def reported(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    """The rows that a query finds."""
    return {tuple(str(value) for value in row) for row in connection.sql(query).fetchall()}


def key(table: str, text: str) -> Key:
    """A primary key that is JSON."""
    values = json.loads(text)
    return tuple(str(values[name]) for name in contract(table).primary_key)


def labelled(dataset: Dataset, table: str) -> Rows:
    """The rows with faults of their own, by their keys as they were and as they are."""
    rows = set()
    for label in dataset.labels_where(table=table):
        if label["key"] is not None:
            values = json.loads(label["key"])
            rows.add(key(table, label["key"]))
            rows.add(key(table, json.dumps({**values, label["column"] or "": label["dirty_value"]})))
    return rows


def collateral(dataset: Dataset, table: str, why: set[str]) -> Rows:
    """The rows of a table that faults drag along."""
    rows = pq.read_table(dataset.truth / "collateral.parquet").to_pylist()
    return {key(table, row["key"]) for row in rows if row["table"] == table and row["why"] in why}


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_reported_is_a_fault_or_collateral(
    clean: duckdb.DuckDBPyConnection, dirty: duckdb.DuckDBPyConnection, faulty: Dataset, check: str
) -> None:
    table, query, why = CHECKS[check]
    # Some orders have not been sent yet when the window ends.
    found = reported(dirty, query) - reported(clean, query)
    assert found
    assert found <= labelled(faulty, table) | collateral(faulty, table, why)


@pytest.mark.parametrize("check", CHECKS)
def test_clean_data_breaks_nothing(clean: duckdb.DuckDBPyConnection, check: str) -> None:
    _, query, why = CHECKS[check]
    assert why == {"order.lacks_parcel"} or reported(clean, query) == set()


def test_every_row_of_collateral_is_of_a_fault(faulty: Dataset) -> None:
    rows = pq.read_table(faulty.truth / "collateral.parquet").to_pylist()
    labels = pq.read_table(faulty.truth / "labels.parquet").to_pylist()
    assert rows
    for row in rows:
        label = labels[row["label_id"]]
        assert label["label_id"] == row["label_id"]
        assert not label["decoy"]
        assert row["column"] is None or row["column"] in contract(row["table"]).schema.names
