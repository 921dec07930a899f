-- What is wrong with the orders. A key is an orphan where no row in bronze has it: a customer in quarantine is still a customer.
with customers as (
    select customer_id, any_value(country_code order by _row) as country
    from {{ ref('bronze_customers') }} group by customer_id
), orders as (
    select
        * exclude (order_ts, shipping_fee),
        order_ts as ts_text,
        try_cast(order_ts as timestamp) as order_ts,
        try_cast(order_dt_local as date) as day,
        cast(regexp_extract(_file, 'order_dt=([0-9-]+)', 1) as date) as file_day,
        try_cast(shipping_fee as decimal(12, 2)) as fee,
        -- Shops take Australian dollars; in the web each country pays in its currency. Null for a customer who is none.
        case
            when channel = 'pos' or country = 'AU' then 'AUD'
            when country = 'NZ' then 'NZD' when country = 'SG' then 'SGD' when country = 'GB' then 'GBP'
            when country in ('US', 'CA') then 'USD' when country is not null then 'EUR'
        end as own_currency
    from {{ ref('bronze_orders_header') }} left join customers using (customer_id)
)
{{ found('order_ts', 'timestamp.malformed') }} from orders
where not regexp_full_match(ts_text, '\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}') or order_ts is null
union all
-- Orders of a file come in the order of their instants, and shops are closed at night: a till in local time is hours ahead.
{{ found('order_ts', 'timestamp.shifted') }} from orders where day = file_day
qualify order_ts > min(order_ts) over (partition by _file order by _row rows between 1 following and unbounded following)
    or (channel = 'pos' and hour(order_ts) between 13 and 19)
union all
{{ found('customer_id', 'key.orphan') }} from orders anti join customers using (customer_id)
union all
{{ found('store_id', 'key.orphan') }} from orders anti join {{ ref('bronze_stores') }} using (store_id)
union all
-- A file holds the orders of its day. Another day is that of an order delivered again a few days later, or a date that is wrong.
{{ found(none, 'row.redelivered') }} from orders where day between file_day - 5 and file_day - 1
union all
{{ found('order_dt_local', 'date.swapped') }} from orders where day not between file_day - 5 and file_day
union all
{{ found('currency', 'currency.invalid') }} from orders
where currency is null or currency not in ('AUD', 'NZD', 'SGD', 'GBP', 'USD', 'EUR')
union all
{{ found('currency', 'value.mixed_up') }} from orders
where currency in ('AUD', 'NZD', 'SGD', 'GBP', 'USD', 'EUR') and currency <> own_currency
union all
-- What delivery costs is a short list. Free it is in shops, and for large orders.
{{ found('shipping_fee', 'digits.transposed') }} from orders
where fee is null or fee <> 0 and not exists (
    from {{ ref('fees') }} as fees
    where fees.currency = coalesce(orders.own_currency, orders.currency) and cast(fees.fee as decimal(12, 2)) = orders.fee
)
