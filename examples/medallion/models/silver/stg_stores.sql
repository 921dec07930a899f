-- Places of sale, with types. A cast that fails here says that a check is missing.
select
    cast(store_id as bigint) as store_id,
    store_code,
    name,
    channel,
    region,
    state,
    cast(latitude as double) as latitude,
    cast(longitude as double) as longitude,
    cast(open_dt as date) as open_dt,
    cast(close_dt as date) as close_dt
{{ kept('stores') }}
