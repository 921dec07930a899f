-- What is wrong with the returns.
with returns as (
    select *, try_cast(order_id as bigint) as order_number from {{ ref('bronze_returns') }}
), sold as (
    -- A quantity with a wrong sign was sold all the same.
    select order_id, product_id, max(abs(try_cast(qty as int))) as sold
    from {{ ref('bronze_orders_lines') }} group by order_id, product_id
)
-- Orders are numbered as they come: those before the first of the files are in no file.
{{ found('order_id', 'key.orphan') }} from returns
where order_id not in (select order_id from {{ ref('bronze_orders_header') }})
    and order_number >= (select min(try_cast(order_id as bigint)) from {{ ref('bronze_orders_header') }})
union all
-- More than were bought; where the line is not to be found, more than people buy.
{{ found('qty', 'quantity.over_sold') }} from returns left join sold using (order_id, product_id)
where try_cast(qty as int) not between 1 and coalesce(sold, 6)
union all
{{ found('return_reason_code', 'value.mixed_up') }} from returns
where return_reason_code <> case reason
    when 'wrong size' then 'SIZE' when 'changed mind' then 'MIND' when 'not as described' then 'DESC'
    when 'defective' then 'DEFECT' when 'wrong item' then 'ITEM' when 'other' then 'OTHER' end
union all
{{ found(none, 'row.repeated') }} from returns
qualify row_number() over (partition by return_id order by _row) > 1
