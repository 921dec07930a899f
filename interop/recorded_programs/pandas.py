"""Checks customers with pandas.

Its output is recorded for the tests of the scorer.
"""

import sys
from pathlib import Path

import pandas as pd

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw")
# As text, so that no value is changed by reading it.
customers = pd.read_csv(data / "customers.csv", dtype=str, keep_default_na=False, na_values=[""])
checks = {
    "email": ~customers["email"].str.fullmatch(r"[^@ ]+@[a-z0-9-]+(\.[a-z0-9-]+)+"),
    "phone": customers["phone"].isna(),
    "address_line1": customers["address_line1"].isna(),
    "latitude": pd.to_numeric(customers["latitude"]).abs() > 90,
    "longitude": pd.to_numeric(customers["longitude"]).abs() > 180,
    "birth_date": pd.to_datetime(customers["birth_date"], format="%Y-%m-%d", errors="coerce").isna(),
    "natural_key": customers["natural_key"].duplicated(keep=False),
}
# The frame has a row for each row of the file, so its index is the row.
found = [
    pd.DataFrame({"table": "customers", "row": customers.index[wrong], "column": column, "value": customers[column][wrong]})
    for column, wrong in checks.items()
]
pd.concat(found).to_csv("findings.csv", index=False)
