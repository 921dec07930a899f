"""Each return is of a real line of its order and of no more pieces than that, but for the labelled ones; in SQL."""

import json
from collections import Counter
from collections.abc import Callable, Iterator

import duckdb
import pytest
from deltalake import DeltaTable

from dataset import Dataset

Found = Counter[tuple[str, str]]
"""Values that are wrong, each with the number of its return."""


@pytest.fixture(scope="module")
def spoiled(clean: duckdb.DuckDBPyConnection, dirty: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The clean tables and, as `spoiled`, the returns under `default`, whose lines have faults of their own."""
    with clean.cursor() as connection:
        connection.register("spoiled", dirty.table("returns").to_arrow_table())
        yield connection


def not_on_order(connection: duckdb.DuckDBPyConnection, returns: str) -> Found:
    """The products that are not on the order, of orders that are there."""
    rows = connection.sql(
        f"""
        select return_id, product_id from {returns}
        where order_id in (select order_id from orders_header)
            and (order_id, product_id) not in (select (order_id, product_id) from orders_lines)
        """
    )
    return Counter(rows.fetchall())


def over_sold(connection: duckdb.DuckDBPyConnection, returns: str) -> Found:
    """The quantities above that of the line, which the clean return of the same number names."""
    rows = connection.sql(
        f"""
        select return_id, r.qty from {returns} as r join returns as c using (return_id)
            join orders_lines as l on (l.order_id, l.product_id) = (c.order_id, c.product_id)
        where r.qty::int > l.qty::int
        """
    )
    return Counter(rows.fetchall())


def labelled(dataset: Dataset, kind: str) -> Found:
    """The faults of a kind in returns."""
    labels = dataset.labels_where(table="returns", kind=kind)
    return Counter((str(json.loads(label["key"])["return_id"]), label["dirty_value"]) for label in labels)


def test_every_clean_return_is_of_a_line(clean: duckdb.DuckDBPyConnection) -> None:
    assert not_on_order(clean, "returns") == Counter()
    assert over_sold(clean, "returns") == Counter()
    returns, of_lines = clean.sql(
        """
        select count(*), count(l.order_id) from returns as r left join orders_lines as l using (order_id, product_id)
        """
    ).fetchone()
    assert returns == of_lines > 0


@pytest.mark.parametrize(
    ("find", "kind"), [(not_on_order, "key.mismatched"), (over_sold, "quantity.over_sold")], ids=["product", "qty"]
)
def test_the_wrong_ones_are_those_labelled(
    spoiled: duckdb.DuckDBPyConnection,
    default: Dataset,
    find: Callable[[duckdb.DuckDBPyConnection, str], Found],
    kind: str,
) -> None:
    labels = labelled(default, kind)
    assert labels
    assert find(spoiled, "spoiled") == labels


def test_returns_follow_the_sale_or_the_delivery(clean: duckdb.DuckDBPyConnection) -> None:
    early, followed = clean.sql(
        """
        with known as (
            select r.return_ts::timestamp as returned,
                case o.channel when 'web' then min(s.delivered_at::timestamp) else o.order_ts::timestamp end as had
            from returns as r join orders_header as o using (order_id) left join shipments as s using (order_id)
            group by r.return_id, r.return_ts, o.channel, o.order_ts
        )
        select count(*) filter (had is null or returned <= had), count(*) from known
        """
    ).fetchone()
    assert followed == clean.table("returns").shape[0] > 0
    assert early == 0


def test_a_fault_names_the_version_that_brought_it(default: Dataset) -> None:
    table = DeltaTable(default.delta("returns"))
    labels = default.labels_where(table="returns")
    assert labels
    for version in {label["delta_version"] for label in labels}:
        table.load_as_version(version)
        now = {name_of(uri) for uri in table.file_uris()}
        table.load_as_version(max(version - 1, 0))
        before = set() if version == 0 else {name_of(uri) for uri in table.file_uris()}
        assert {label["file"] for label in labels if label["delta_version"] == version} <= now - before


def name_of(uri: str) -> str:
    """A file of the table as labels name it."""
    return f"returns/{uri.rsplit('/', 1)[1]}"
