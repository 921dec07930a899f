-- What do customers pay for delivery, what do carriers charge, and what is left, in AUD?
with fees as (
    select round(sum(h.shipping_fee * r.rate_to_aud), 2) as fees_aud
    from {{ ref('stg_orders_header') }} h
    join {{ ref('stg_exchange_rates') }} r on r.date = h.order_dt_local and r.currency = h.currency
), costs as (
    select sum(ship_cost) as costs_aud from {{ ref('stg_shipments') }}
)
select fees_aud, costs_aud, fees_aud - costs_aud as margin_aud
from fees, costs
