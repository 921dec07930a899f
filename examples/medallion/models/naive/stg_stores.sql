-- The stores as DuckDB reads them.
select * from read_csv('{{ var("data") }}/stores.csv')
