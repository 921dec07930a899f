-- The suppliers as DuckDB reads them.
select * from read_csv('{{ var("data") }}/suppliers.csv')
