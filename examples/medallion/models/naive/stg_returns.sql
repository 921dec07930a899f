-- The Delta table as it reads.
select * from {{ source('files', 'returns') }}
