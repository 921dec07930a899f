-- The customers as DuckDB reads them; what its guess of a type does not fit makes the column text.
select * from read_csv('{{ var("data") }}/customers.csv')
