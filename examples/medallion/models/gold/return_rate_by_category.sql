-- How many of the units sold come back, by category of the product?
with sold as (
    select p.category, sum(l.qty) as units
    from {{ ref('stg_orders_lines') }} l
    join {{ ref('stg_products') }} p on p.product_id = l.product_id
    group by p.category
), back as (
    select p.category, sum(r.qty) as units
    from {{ ref('stg_returns') }} r
    join {{ ref('stg_products') }} p on p.product_id = r.product_id
    group by p.category
)
select
    s.category,
    s.units as sold,
    coalesce(b.units, 0) as returned,
    10000 * coalesce(b.units, 0) // s.units as share_bp
from sold s
left join back b on b.category = s.category
order by s.category nulls last
