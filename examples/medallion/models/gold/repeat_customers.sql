-- Of the customers who bought, how many bought again, and what share is that?
with buyers as (
    select customer_id, count(*) as orders
    from {{ ref('stg_orders_header') }}
    where customer_id is not null
    group by customer_id
)
select
    count(*) as buyers,
    count(*) filter (where orders > 1) as bought_again,
    10000 * count(*) filter (where orders > 1) // count(*) as share_bp
from buyers
