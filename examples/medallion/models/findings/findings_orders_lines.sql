-- What is wrong with the lines of orders.
with products as (
    select
        product_id,
        any_value(try_cast(current_price as decimal(12, 4)) order by _row) filter (
            (_file, _row) not in (select (_file, _row) from {{ ref('findings_products') }} where "column" = 'current_price')
        ) as current_price
    from {{ ref('bronze_products') }} group by product_id
), paid as (
    select product_id, median(try_cast(unit_price as decimal(12, 4))) as usual
    from {{ ref('bronze_orders_lines') }} group by product_id
), lines as (
    select
        * exclude (qty, unit_price, line_discount_pct),
        try_cast(qty as int) as qty,
        try_cast(unit_price as decimal(12, 4)) as unit_price,
        try_cast(line_discount_pct as decimal(5, 4)) as line_discount_pct
    from {{ ref('bronze_orders_lines') }}
)
{{ found('order_id', 'key.orphan') }} from lines anti join {{ ref('bronze_orders_header') }} using (order_id)
union all
{{ found('product_id', 'key.orphan') }} from lines anti join products using (product_id)
union all
{{ found('qty', 'number.negative') }} from lines where qty is null or qty < 1
union all
{{ found('unit_price', 'number.zero') }} from lines where unit_price is null or unit_price <= 0
union all
-- Cents for dollars: whole, and a hundred times what the product costs, in whatever currency. A price that is wrong itself is
-- no measure; what is usually paid is one, then.
{{ found('unit_price', 'unit.mistaken') }} from lines join products using (product_id) join paid using (product_id)
where unit_price = round(unit_price)
    and unit_price / 100 between 0.3 * coalesce(current_price, usual) and 2 * coalesce(current_price, usual)
union all
-- A discount of 1 is a gift.
{{ found('line_discount_pct', 'fraction.over_one') }} from lines
where line_discount_pct is null or line_discount_pct not between 0 and 1
union all
{{ found(none, 'row.repeated') }} from lines
qualify row_number() over (partition by order_id, line_number order by _file, _row) > 1
