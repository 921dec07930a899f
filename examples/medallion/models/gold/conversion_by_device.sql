-- How many visits end in an order, by kind of device, and what share is that?
with visits as (
    select session_id, max(payload.device) as device, bool_or(event_type = 'purchase') as has_bought
    from {{ ref('stg_events') }}
    where session_id is not null
    group by session_id
)
select
    device,
    count(*) as visits,
    count(*) filter (where has_bought) as purchases,
    10000 * count(*) filter (where has_bought) // count(*) as share_bp
from visits
where device is not null
group by device
order by device
