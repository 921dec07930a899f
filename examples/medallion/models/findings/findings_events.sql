-- What is wrong with the web events.
with lines as (
    -- DuckDB takes a comma behind the last value of an object, other readers do not.
    select
        _file, _row,
        case when json_valid(json) and not regexp_matches(json, ',\s*[}\]]') then json end as json
    from {{ ref('bronze_events') }}
), events as (
    select
        _file, _row,
        json ->> '$.event_id' as event_id,
        json ->> '$.event_ts' as ts_text,
        json ->> '$.event_type' as event_type,
        json ->> '$.user_id' as user_id,
        json ->> '$.session_id' as session_id,
        try_cast(json ->> '$.event_ts' as timestamp) as event_ts,
        row_number() over (partition by json ->> '$.event_id' order by _file, _row) as copy
    from lines
    where json is not null
)
{{ found('json', 'json.malformed') }} from lines where json is null
union all
{{ found('event_id', 'key.missing') }} from events where event_id is null
union all
{{ found('event_type', 'key.missing') }} from events where event_type is null
union all
{{ found('session_id', 'key.missing') }} from events where session_id is null
union all
{{ found('user_id', 'key.orphan') }} from events
where user_id is not null and user_id not in (select customer_id from {{ ref('bronze_customers') }})
union all
{{ found('event_ts', 'timestamp.malformed') }} from events
where ts_text is null or event_ts is null
    or not regexp_full_match(ts_text, '\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z')
union all
-- A file has the events of its day in the order of their instants: a server in local time is hours ahead.
{{ found('event_ts', 'timestamp.shifted') }} from events where event_ts is not null and (copy = 1 or event_id is null)
qualify event_ts > min(event_ts) over (partition by _file order by _row rows between 1 following and unbounded following)
    or ts_text[:10] <> regexp_extract(_file, 'event_dt=([0-9-]+)', 1)
union all
{{ found(none, 'row.repeated') }} from events where event_id is not null and copy > 1
