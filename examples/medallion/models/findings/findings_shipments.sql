-- What is wrong with the parcels.
with shipments as (
    select
        * exclude (shipped_at, delivered_at),
        try_cast(shipped_at as timestamp) as shipped_at,
        try_cast(delivered_at as timestamp) as delivered_at,
        try_strptime(delivered_at[:10], '%Y-%d-%m') as swapped_day
    from {{ ref('bronze_shipments') }}
)
{{ found('order_id', 'key.orphan') }} from shipments anti join {{ ref('bronze_orders_header') }} using (order_id)
union all
{{ found('ship_cost', 'number.negative') }} from shipments where try_cast(ship_cost as decimal(12, 2)) <= 0
union all
-- Parcels are three weeks late at times. Day and month are swapped, which moves a date by four weeks or more, where that and
-- only that makes a delivery of it.
{{ found('delivered_at', 'date.swapped') }} from shipments
where (delivered_at < shipped_at or delivered_at > shipped_at + interval 27 day)
    and swapped_day between date_trunc('day', shipped_at) and shipped_at + interval 27 day
union all
{{ found(none, 'row.repeated') }} from shipments
qualify row_number() over (partition by shipment_id order by _row) > 1
