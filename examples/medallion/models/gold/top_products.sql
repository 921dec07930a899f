-- Which ten products sell best, by units?
select p.sku, p.name, sum(l.qty) as units
from {{ ref('stg_orders_lines') }} l
join {{ ref('stg_products') }} p on p.product_id = l.product_id
group by p.sku, p.name
order by units desc, p.sku nulls last, p.name nulls last
limit 10
