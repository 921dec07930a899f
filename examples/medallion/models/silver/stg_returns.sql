-- Goods sent back, with types. A cast that fails here says that a check is missing.
select
    cast(return_id as bigint) as return_id,
    cast(order_id as bigint) as order_id,
    cast(product_id as bigint) as product_id,
    cast(return_ts as timestamp) as return_ts,
    cast(qty as integer) as qty,
    reason,
    return_reason_code
{{ kept('returns') }}
