"""Checks customers and orders with DuckDB: what does not cast, and what SQL finds.

Its output is recorded for the tests of the scorer.
"""

import sys
from pathlib import Path

import duckdb

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data_raw").absolute()
customers, orders = f"{data}/customers.csv", f"{data}/orders_header/*/*.csv"
db = duckdb.connect()

# The reading call is written out: a sniffer may drop the quotes, and then rejects rows that are right. Rejects come only of
# columns that the query reads.
form = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, store_rejects = true"
types = {
    "customers": f"""'{customers}', columns = {{customer_id: 'BIGINT', natural_key: 'VARCHAR', first_name: 'VARCHAR',
        last_name: 'VARCHAR', email: 'VARCHAR', phone: 'VARCHAR', address_line1: 'VARCHAR', address_line2: 'VARCHAR',
        city: 'VARCHAR', state_region: 'VARCHAR', postcode: 'VARCHAR', country_code: 'VARCHAR', latitude: 'DOUBLE',
        longitude: 'DOUBLE', birth_date: 'DATE', join_ts: 'TIMESTAMP', is_vip: 'BOOLEAN', gdpr_consent: 'BOOLEAN'}}""",
    "orders": f"""'{orders}', columns = {{order_id: 'BIGINT', order_ts: 'TIMESTAMP', order_dt_local: 'DATE',
        customer_id: 'BIGINT', store_id: 'BIGINT', channel: 'VARCHAR', payment_method: 'VARCHAR', coupon_code: 'VARCHAR',
        shipping_fee: 'DECIMAL(12,4)', currency: 'VARCHAR'}}""",
}
for name, typed in types.items():
    db.execute(f"create temp table {name}_typed as from read_csv({typed}, {form})")
db.execute("copy reject_errors to 'reject_errors.csv'")
db.execute("copy reject_scans to 'reject_scans.csv'")

# The checks look at every row, as text.
db.execute(f"create view customers as from read_csv('{customers}', all_varchar = true, header = true, quote = '\"')")
db.execute(f"create view orders_header as from read_csv('{orders}', all_varchar = true, header = true, quote = '\"')")
checks = [
    ("customers", "email", r"not regexp_full_match(email, '[^@ ]+@[a-z0-9-]+(\.[a-z0-9-]+)+')"),
    ("customers", "phone", "phone is null"),
    ("customers", "address_line1", "address_line1 is null"),
    ("customers", "latitude", "abs(latitude::double) > 90"),
    ("customers", "longitude", "abs(longitude::double) > 180"),
    ("customers", "natural_key", "count(*) over (partition by natural_key) > 1"),
    ("orders_header", "currency", "currency not in ('AUD', 'CNY', 'EUR', 'GBP', 'JPY', 'NZD', 'SGD', 'USD')"),
    ("orders_header", "customer_id", "customer_id not in (select customer_id from customers)"),
]
keys = {"customers": "customer_id", "orders_header": "order_id"}
found = " union all ".join(
    f"""select '{table}' as "table", {keys[table]} as key, '{column}' as "column", {column} as value
    from (select *, {condition} as is_wrong from {table}) where is_wrong"""
    for table, column, condition in checks
)
db.execute(f"copy ({found}) to 'findings.csv'")
