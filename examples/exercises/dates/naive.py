"""Dates, as a beginner does it: whatever pandas cannot read as a date."""

import sys
from pathlib import Path

import pandas as pd

data, out = Path(sys.argv[1]), Path(sys.argv[2])

customers = pd.read_csv(data / "customers.csv")
orders = pd.concat([pd.read_csv(path) for path in sorted((data / "orders_header").rglob("*.csv"))])

findings = []
for table, rows, key, column in [
    ("customers", customers, "customer_id", "birth_date"),
    ("orders_header", orders, "order_id", "order_ts"),
]:
    wrong = rows[pd.to_datetime(rows[column], errors="coerce").isna()]
    findings += [{"table": table, "key": value, "column": column} for value in wrong[key]]
pd.DataFrame(findings).to_csv(out, index=False)
