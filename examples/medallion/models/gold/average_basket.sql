-- What does an order come to on average, by channel, in cents of AUD? The factors need more digits than their types have.
with placed as (
    select channel, count(*) as orders from {{ ref('stg_orders_header') }} group by channel
), taken as (
    select
        h.channel,
        cast(100 * round(sum(
            cast(l.qty as decimal(38, 0)) * l.unit_price * (1 - l.line_discount_pct) * r.rate_to_aud
        ), 2) as hugeint) as cents
    from {{ ref('stg_orders_lines') }} l
    join {{ ref('stg_orders_header') }} h on h.order_id = l.order_id
    join {{ ref('stg_exchange_rates') }} r on r.date = h.order_dt_local and r.currency = h.currency
    group by h.channel
)
select channel, orders, cents // orders as basket_cents
from placed
join taken using (channel)
order by channel
