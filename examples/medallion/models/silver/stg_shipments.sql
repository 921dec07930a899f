-- Parcels, with types. A cast that fails here says that a check is missing.
select
    cast(shipment_id as bigint) as shipment_id,
    cast(order_id as bigint) as order_id,
    carrier,
    cast(shipped_at as timestamp) as shipped_at,
    cast(delivered_at as timestamp) as delivered_at,
    cast(ship_cost as decimal(12, 2)) as ship_cost
{{ kept('shipments') }}
