"""Loads a feed into DuckDB, delivery by delivery: late orders are waited for, snapshots merged, the returns read as of earlier
versions, and lines without an order reported and scored.

    python walk.py landing

Needs duckdb and deltalake, and the command: `retailgen`, or what RETAILGEN names.
"""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
from deltalake import DeltaTable

RETAILGEN = os.environ.get("RETAILGEN", "retailgen")


def retailgen(*arguments: str | Path) -> str:
    """What the command prints."""
    return subprocess.run([RETAILGEN, *arguments], check=True, capture_output=True, text=True).stdout


def load(warehouse: duckdb.DuckDBPyConnection, delivery: Path) -> None:
    """Views of a delivery's tables, made by the command, into tables of the warehouse."""
    names = ["customers", "orders_lines"]
    # On a day whose orders are late there is no file of them.
    names += ["orders_header"] if (delivery / "orders_header").exists() else []
    warehouse.execute(retailgen("schema", *names, "--format", "duckdb", "--from", delivery, "--with-place"))
    warehouse.execute(f"""
        insert into lines by name select *, '{delivery.name}' as delivery from orders_lines_placed;
        merge into customers_now as known
        using (from customers qualify row_number() over (partition by customer_id) = 1) as sent using (customer_id)
        when matched and known is distinct from sent then update
        when not matched then insert;
    """)
    if "orders_header" in names:
        # Some orders come again days later: the first one stays.
        warehouse.execute("""
            insert into orders by name from orders_header_placed
            qualify order_id not in (select order_id from orders) and row_number() over (partition by order_id) = 1
        """)


def prepared(first: Path) -> duckdb.DuckDBPyConnection:
    """A warehouse with empty tables of the first delivery's columns."""
    warehouse = duckdb.connect()
    tables = ["customers", "orders_header", "orders_lines"]
    warehouse.execute(retailgen("schema", *tables, "--format", "duckdb", "--from", first, "--with-place"))
    warehouse.execute("""
        create table customers_now as from customers limit 0;
        create table orders as from orders_header_placed limit 0;
        create table lines as select *, '' as delivery from orders_lines_placed limit 0;
    """)
    return warehouse


def waiting(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int]]:
    """Lines of no order that has come: their delivery, file and row."""
    rows = warehouse.execute("""
        select delivery, _file, _row from lines anti join orders using (order_id) where order_id is not null order by all
    """)
    return rows.fetchall()


def scored(landing: Path, found: list[tuple[str, str, int]]) -> tuple[int, int]:
    """How many of the lines are faults by the truth, and how many are sound."""
    right = wrong = 0
    for delivery in sorted({delivery for delivery, _, _ in found}):
        with Path("findings.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["table", "file", "row", "column"])
            rows.writerows(["orders_lines", path, row, "order_id"] for of, path, row in found if of == delivery)
        told = retailgen("score", file.name, "--data", landing / delivery, "--table", "orders_lines", "--json")
        [cell] = [level for level in json.loads(told)["levels"] if level["level"] == "cell"]
        right, wrong = right + cell["found"], wrong + cell["false_alarms"]
    return right, wrong


def main(landing: Path) -> None:
    deliveries = [landing / "initial", *sorted(path for path in landing.glob("2*-*-*") if path.is_dir())]
    warehouse = prepared(deliveries[0])
    for delivery in deliveries:
        before = warehouse.execute("select count(*) from customers_now").fetchone()[0]
        load(warehouse, delivery)
        count = lambda table: warehouse.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: E731
        lines = waiting(warehouse)
        right, wrong = scored(landing, lines)
        new = count("customers_now") - before
        print(f"{delivery.name}: {count('orders')} orders, {count('lines')} lines, {new} new customers")
        print(f"  {len(lines)} lines without an order: {right} faults, {wrong} that wait")
    returns = DeltaTable(deliveries[-1] / "returns")
    for entry in reversed(returns.history()):
        returns.load_as_version(entry["version"])
        # By DuckDB: pyarrow's threads, which deltalake would start, may still run when Python ends, and abort it.
        rows = warehouse.execute("select count(*) from read_parquet(?)", [returns.file_uris()]).fetchone()[0]
        print(f"returns, version {entry['version']}, {entry['operation']}: {rows} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
