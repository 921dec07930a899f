-- Readings of the shelves, with types. A cast that fails here says that a check is missing.
select
    cast(sensor_ts as timestamp) as sensor_ts,
    cast(store_id as bigint) as store_id,
    shelf_id,
    cast(temperature_c as decimal(5, 2)) as temperature_c,
    cast(humidity_pct as decimal(5, 2)) as humidity_pct,
    cast(battery_mv as integer) as battery_mv
{{ kept('sensors') }}
