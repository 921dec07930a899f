-- How many parcels does each carrier deliver within seven days of the order, and what share is that?
with parcels as (
    select
        s.carrier,
        coalesce(s.delivered_at <= h.order_ts + interval 7 day, false) as is_in_time
    from {{ ref('stg_shipments') }} s
    join {{ ref('stg_orders_header') }} h on h.order_id = s.order_id
)
select
    carrier,
    count(*) as parcels,
    count(*) filter (where is_in_time) as within_a_week,
    10000 * count(*) filter (where is_in_time) // count(*) as share_bp
from parcels
group by carrier
order by carrier nulls last
