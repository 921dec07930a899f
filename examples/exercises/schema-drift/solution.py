"""Schema drift, solved: the header of every file, name by name and in order, against the contract in the brief."""

import csv
import sys
from pathlib import Path

data, out = Path(sys.argv[1]), Path(sys.argv[2])

CONTRACT = {
    "orders_header": [
        "order_id", "order_ts", "order_dt_local", "customer_id", "store_id", "channel", "payment_method",
        "coupon_code", "shipping_fee", "currency",
    ],
    "orders_lines": [
        "order_id", "line_number", "product_id", "qty", "unit_price", "line_discount_pct", "tax_pct",
    ],
}

with out.open("w", newline="", encoding="utf-8") as found:
    findings = csv.writer(found)
    findings.writerow(["file"])
    for table, columns in CONTRACT.items():
        for path in sorted((data / table).rglob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                if next(csv.reader(file)) != columns:
                    findings.writerow([path.relative_to(data).as_posix()])
