-- Web events, a column for each key of the envelope. A cast that fails here says that a check is missing.
{{ config(alias='events_parsed') }}
select
    json ->> '$.event_id' as event_id,
    cast(json ->> '$.event_ts' as timestamp) as event_ts,
    json ->> '$.event_type' as event_type,
    cast(json ->> '$.user_id' as bigint) as user_id,
    json ->> '$.session_id' as session_id,
    from_json(json -> '$.payload', '{"page": "VARCHAR", "referrer": "VARCHAR", "device": "VARCHAR", "query": "VARCHAR",
        "results": "BIGINT", "product_id": "BIGINT", "qty": "BIGINT", "cart_lines": "BIGINT", "order_id": "BIGINT"}') as payload
{{ kept('events') }}
