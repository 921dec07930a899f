-- What is wrong with the products.
with products as (
    select *, try_cast(current_price as decimal(12, 4)) as price from {{ ref('bronze_products') }}
), categories as (
    select category, count(*) as products from products group by category
), sold as (
    select product_id, max(try_cast(unit_price as decimal(12, 4))) as highest
    from {{ ref('bronze_orders_lines') }} where try_cast(unit_price as decimal(12, 4)) > 0 group by product_id
)
{{ found('current_price', 'price.invalid') }} from products where price is null or price <= 0
union all
-- Cents for dollars: far above all that was ever paid for it; where nothing was, for goods of its kind.
{{ found('current_price', 'unit.mistaken') }} from products left join sold using (product_id)
qualify price > 20 * coalesce(highest, median(price) over (partition by subcategory))
union all
{{ found('discontinued_dt', 'null.contradictory') }} from products where is_discontinued = 'true' and discontinued_dt is null
union all
{{ found('is_discontinued', 'flag.contradictory') }} from products
where is_discontinued = 'false' and discontinued_dt is not null
union all
-- A slip away from a category that many have.
{{ found('category', 'text.typo') }} from products
where category in (
    select rare.category from categories rare join categories common on common.products > 5 * rare.products
    where damerau_levenshtein(rare.category, common.category) <= 2
)
union all
{{ found(none, 'row.repeated') }} from products
qualify row_number() over (partition by product_id order by _row) > 1
union all
{{ found('sku', 'code.duplicated') }} from products
qualify row_number() over (partition by sku order by _row) > 1
