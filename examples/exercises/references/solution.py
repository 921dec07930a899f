"""References, solved: an anti-join for each key that names another table. A key that is empty names nothing."""

import sys
from pathlib import Path

import duckdb

data, out = Path(sys.argv[1]), Path(sys.argv[2])


def rows(table: str) -> str:
    """A table as SQL reads it."""
    files = f"{table}.csv" if (data / f"{table}.csv").exists() else f"{table}/*/*.csv"
    return f"read_csv('{data}/{files}', header = true, all_varchar = true)"


REFERENCES = [
    ("orders_header", "customer_id", "customers"),
    ("orders_header", "store_id", "stores"),
    ("orders_lines", "order_id", "orders_header"),
    ("orders_lines", "product_id", "products"),
]
checks = [
    f"""
    select '{table}' as "table", order_id, {"line_number" if table == "orders_lines" else "null"} as line_number,
        '{column}' as "column"
    from {rows(table)} child
    where child.{column} is not null
        and not exists (from {rows(parent)} parent where parent.{column} = child.{column})
    """
    for table, column, parent in REFERENCES
]
duckdb.sql(f"copy ({' union all '.join(checks)}) to '{out}' (format csv, header)")
