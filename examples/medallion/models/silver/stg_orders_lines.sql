-- Lines of orders, with types. A cast that fails here says that a check is missing.
select
    cast(order_id as bigint) as order_id,
    cast(line_number as integer) as line_number,
    cast(product_id as bigint) as product_id,
    cast(qty as integer) as qty,
    cast(unit_price as decimal(12, 4)) as unit_price,
    cast(line_discount_pct as decimal(5, 4)) as line_discount_pct,
    cast(tax_pct as decimal(5, 4)) as tax_pct
{{ kept('orders_lines') }}
