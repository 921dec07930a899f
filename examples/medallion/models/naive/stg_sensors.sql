-- The readings as DuckDB reads them.
select * from read_csv('{{ var("data") }}/sensors/*/*/*.csv', hive_partitioning = false)
