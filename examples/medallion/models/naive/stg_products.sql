-- The products as DuckDB reads them.
select * from read_csv('{{ var("data") }}/products.csv')
