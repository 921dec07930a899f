-- What is wrong with the suppliers.
with suppliers as (select * from {{ ref('bronze_suppliers') }})
{{ found('lead_time_days', 'number.negative') }} from suppliers where try_cast(lead_time_days as int) < 1
union all
-- Some codes have the form of a country's and are none's.
{{ found('country_code', 'country.invalid') }} from suppliers
where not regexp_full_match(country_code, '[A-Z]{2}') or country_code in ('UK', 'EL', 'YU', 'CS', 'DD', 'SU', 'XX', 'ZZ', 'QQ')
union all
{{ found(none, 'row.repeated') }} from suppliers
qualify row_number() over (partition by supplier_id order by _row) > 1
union all
{{ found('supplier_code', 'code.duplicated') }} from suppliers
qualify row_number() over (partition by supplier_code order by _row) > 1
