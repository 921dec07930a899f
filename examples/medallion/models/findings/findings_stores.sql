-- What is wrong with the stores.
with stores as (select * from {{ ref('bronze_stores') }})
{{ found('latitude', 'coordinates.impossible') }} from stores where abs(try_cast(latitude as double)) > 90
union all
{{ found('longitude', 'coordinates.impossible') }} from stores where abs(try_cast(longitude as double)) > 180
union all
-- Blanks at the ends or in a row, and those that cannot be seen.
{{ found('name', 'text.padded') }} from stores
where name <> trim(name) or name like '%  %' or regexp_matches(name, '[\x{a0}\x{200b}\x{feff}]')
union all
{{ found(none, 'row.repeated') }} from stores
qualify row_number() over (partition by store_id order by _row) > 1
union all
{{ found('store_code', 'code.duplicated') }} from stores
qualify row_number() over (partition by store_code order by _row) > 1
