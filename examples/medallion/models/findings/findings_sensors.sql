-- What is wrong with the readings.
with sensors as (
    select
        * exclude (temperature_c, humidity_pct),
        try_cast(temperature_c as decimal(5, 2)) as temperature_c,
        try_cast(humidity_pct as decimal(5, 2)) as humidity_pct
    from {{ ref('bronze_sensors') }}
), shelves as (
    select
        regexp_extract(_file, 'store_id=([0-9]+)', 1) as store,
        shelf_id,
        count(*) as readings,
        date_diff('hour', min(try_cast(sensor_ts as timestamp)), max(try_cast(sensor_ts as timestamp))) as hours
    from sensors group by all
)
{{ found('sensor_ts', 'null') }} from sensors where sensor_ts is null
union all
-- A file holds one store, which its path names.
{{ found('store_id', 'key.orphan') }} from sensors where store_id <> regexp_extract(_file, 'store_id=([0-9]+)', 1)
union all
{{ found('temperature_c', 'number.out_of_range') }} from sensors where temperature_c not between -40 and 60
union all
-- One reading that as Celsius is far from its neighbours, and as Fahrenheit near them: or as near as a freezer that defrosts.
{{ found('temperature_c', 'unit.mistaken') }} from (
    select
        *,
        median(temperature_c) over (
            partition by _file, shelf_id order by _row rows between 3 preceding and 3 following exclude current row
        ) as others
    from sensors where temperature_c between -40 and 60
)
where abs(temperature_c - others) > 12
    and (temperature_c - 32) / 1.8 - others between -2 and if(shelf_id like 'FR-%', 11, 2)
union all
{{ found('humidity_pct', 'number.out_of_range') }} from sensors where humidity_pct not between 0 and 100
union all
-- A shelf reads each hour, from the day on which it is there. One that seldom does is another shelf's number, mistyped.
{{ found('shelf_id', 'digits.transposed') }} from sensors
where (regexp_extract(_file, 'store_id=([0-9]+)', 1), shelf_id) in (
    select (store, shelf_id) from shelves where readings < 0.5 * (hours + 24)
)
union all
{{ found(none, 'row.repeated') }} from sensors where sensor_ts is not null
qualify row_number() over (partition by store_id, shelf_id, sensor_ts order by _file, _row) > 1
