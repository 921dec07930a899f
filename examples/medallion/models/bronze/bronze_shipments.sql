-- The parcels as they came. Parquet has types, and they are taken back to text so that one pipeline fits every file.
select cast(columns(* exclude (file_row_number)) as varchar), 'shipments.parquet' as _file, file_row_number as _row
from read_parquet('{{ var("data") }}/shipments.parquet', file_row_number = true)
