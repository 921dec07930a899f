-- Articles on sale, with types. A cast that fails here says that a check is missing.
select
    cast(product_id as bigint) as product_id,
    sku,
    name,
    category,
    subcategory,
    cast(current_price as decimal(12, 4)) as current_price,
    currency,
    cast(is_discontinued as boolean) as is_discontinued,
    cast(introduced_dt as date) as introduced_dt,
    cast(discontinued_dt as date) as discontinued_dt
{{ kept('products') }}
