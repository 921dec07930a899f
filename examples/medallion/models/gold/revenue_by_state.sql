-- How much do the stores of each state bring in, in AUD at the day's rate, after discounts? The factors need more digits than
-- their types have.
select
    s.state,
    round(sum(
        cast(l.qty as decimal(38, 0)) * l.unit_price * (1 - l.line_discount_pct) * r.rate_to_aud
    ), 2) as revenue_aud
from {{ ref('stg_orders_lines') }} l
join {{ ref('stg_orders_header') }} h on h.order_id = l.order_id
join {{ ref('stg_stores') }} s on s.store_id = h.store_id
join {{ ref('stg_exchange_rates') }} r on r.date = h.order_dt_local and r.currency = h.currency
group by s.state
order by s.state nulls last
