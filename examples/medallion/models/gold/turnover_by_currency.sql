-- How much is sold in each currency, in that currency, after discounts?
select
    h.currency,
    round(sum(l.qty * l.unit_price * (1 - l.line_discount_pct)), 2) as turnover
from {{ ref('stg_orders_lines') }} l
join {{ ref('stg_orders_header') }} h on h.order_id = l.order_id
group by h.currency
order by turnover desc, h.currency nulls last
limit 10
