-- The sheet as pandas reads it.
select * from {{ source('files', 'exchange_rates') }}
