-- How many orders come on each day of the week, by channel?
select channel, isodow(order_dt_local) as weekday, count(*) as orders
from {{ ref('stg_orders_header') }}
group by all
order by channel nulls last, weekday nulls last
