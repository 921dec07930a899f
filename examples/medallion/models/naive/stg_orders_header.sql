-- The orders as DuckDB reads them. order_ts came as text, since some do not cast: a cast that makes null of them helped.
select * replace (try_cast(order_ts as timestamp) as order_ts)
from read_csv('{{ var("data") }}/orders_header/*/*.csv', hive_partitioning = false)
