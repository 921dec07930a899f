-- The parcels as DuckDB reads them.
select * from read_parquet('{{ var("data") }}/shipments.parquet')
