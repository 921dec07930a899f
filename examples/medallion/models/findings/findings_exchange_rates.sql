-- What is wrong with the exchange rates.
with rates as (
    select * exclude (rate_to_aud), try_cast(rate_to_aud as double) as rate from {{ ref('bronze_exchange_rates') }}
)
{{ found('rate_to_aud', 'null') }} from rates where rate is null
union all
{{ found('currency', 'currency.invalid') }} from rates
where currency is null or currency not in ('AUD', 'EUR', 'GBP', 'JPY', 'NZD', 'SGD', 'USD')
union all
-- The price of an Australian dollar in place of the other currency's: upside down it fits the days around it, as it stands not.
{{ found('rate_to_aud', 'rate.inverted') }} from (
    select *, median(rate) over (partition by currency order by date rows between 3 preceding and 3 following) as usual
    from rates
)
where abs(rate / usual - 1) > 0.04 and abs(1 / rate / usual - 1) < 0.04
union all
{{ found(none, 'row.repeated') }} from rates
qualify row_number() over (partition by date, currency order by _row) > 1
