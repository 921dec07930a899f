-- The latest version of the Delta table. Its rows have no place of their own: they are numbered as they come, to tell copies
-- apart, and known to others by their key.
select cast(columns(*) as varchar), 'returns' as _file, row_number() over () - 1 as _row
from {{ source('files', 'returns') }}
