"""Checks customers with Great Expectations 1.x.

Its output is recorded for the tests of the scorer.
"""

import json
import sys
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw")
# As text, so that no value is changed by reading it.
customers = pd.read_csv(data / "customers.csv", dtype=str, keep_default_na=False, na_values=[""])
context = gx.get_context(mode="ephemeral")
# The name of the asset tells the table.
asset = context.data_sources.add_pandas("retail").add_dataframe_asset("customers")
batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": customers})
suite = gx.ExpectationSuite(name="customers")
for expectation in [
    gxe.ExpectColumnValuesToNotBeNull(column="phone"),
    gxe.ExpectColumnValuesToNotBeNull(column="address_line1"),
    gxe.ExpectColumnValuesToBeUnique(column="customer_id"),
    gxe.ExpectColumnValuesToBeUnique(column="natural_key"),
    gxe.ExpectColumnValuesToMatchRegex(column="email", regex=r"^[^@ ]+@[a-z0-9-]+(\.[a-z0-9-]+)+$"),
    gxe.ExpectColumnValuesToMatchStrftimeFormat(column="birth_date", strftime_format="%Y-%m-%d"),
]:
    suite.add_expectation(expectation)
# By default a result has samples only: it must be complete, and name the key.
form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["customer_id"]}
result = batch.validate(suite, result_format=form)
Path("validation.json").write_text(json.dumps(result.to_json_dict(), indent=1), encoding="utf-8")
