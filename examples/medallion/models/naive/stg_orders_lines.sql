-- The lines as DuckDB reads them.
select * from read_csv('{{ var("data") }}/orders_lines/*/*.csv', hive_partitioning = false)
