-- The sheet of the workbook as it came. A row's number is that of the sheet, less its header.
select
    cast(cast(date as date) as varchar) as date,
    cast(currency as varchar) as currency,
    cast(cast(rate_to_aud as decimal(18, 8)) as varchar) as rate_to_aud,
    'exchange_rates.xlsx' as _file,
    row_number() over () - 1 as _row
from {{ source('files', 'exchange_rates') }}
