"""Dates, solved: a value has to be written as agreed, to exist in the calendar, and to agree with the order's local date.

The cast alone is not enough: DuckDB takes other ways of writing a date, too, so the form is held against a pattern first.
"""

import sys
from pathlib import Path

import duckdb

data, out = Path(sys.argv[1]), Path(sys.argv[2])

duckdb.sql(f"""
    copy (
        select 'customers' as "table", customer_id as key, 'birth_date' as "column"
        from read_csv('{data}/customers.csv', header = true, all_varchar = true)
        where birth_date is not null
            and not (regexp_full_match(birth_date, '\\d{{4}}-\\d\\d-\\d\\d') and try_cast(birth_date as date) is not null)
        union all
        select 'orders_header', order_id, 'order_ts'
        from read_csv('{data}/orders_header/*/*.csv', header = true, all_varchar = true)
        where not coalesce(
            regexp_full_match(order_ts, '\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{{6}}')
            -- UTC against the day of the store: they are a day apart at most.
            and abs(date_diff('day', try_cast(order_ts as timestamp)::date, order_dt_local::date)) <= 1,
            false
        )
    ) to '{out}' (format csv, header)
""")
