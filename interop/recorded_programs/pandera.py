"""Checks customers with pandera.

Its output is recorded for the tests of the scorer.
"""

import sys
from pathlib import Path

import pandas as pd
import pandera.pandas as pa


def is_in_calendar(dates: pd.Series) -> pd.Series:
    """Whether there is such a day: not on 30 February."""
    return pd.to_datetime(dates, format="%Y-%m-%d", errors="coerce").notna()


data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw")
# As text, so that no value is changed by reading it; a row for each row of the file, so that the index is the row.
customers = pd.read_csv(data / "customers.csv", dtype=str, keep_default_na=False, na_values=[""])
schema = pa.DataFrameSchema(
    {
        "natural_key": pa.Column(str, unique=True),
        "email": pa.Column(str, pa.Check.str_matches(r"^[^@ ]+@[a-z0-9-]+(\.[a-z0-9-]+)+$")),
        "phone": pa.Column(str),
        "address_line1": pa.Column(str),
        "latitude": pa.Column(float, pa.Check.in_range(-90, 90), coerce=True),
        "longitude": pa.Column(float, pa.Check.in_range(-180, 180), coerce=True),
        "birth_date": pa.Column(str, [pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$"), pa.Check(is_in_calendar)]),
    }
)
try:
    schema.validate(customers, lazy=True)
except pa.errors.SchemaErrors as errors:
    # The name of the file tells the table.
    errors.failure_cases.to_csv("customers_failure_cases.csv", index=False)
