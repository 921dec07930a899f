-- Orders, with types. A cast that fails here says that a check is missing.
select
    cast(order_id as bigint) as order_id,
    cast(order_ts as timestamp) as order_ts,
    cast(order_dt_local as date) as order_dt_local,
    cast(customer_id as bigint) as customer_id,
    cast(store_id as bigint) as store_id,
    channel,
    payment_method,
    coupon_code,
    cast(shipping_fee as decimal(12, 2)) as shipping_fee,
    currency
{{ kept('orders_header') }}
