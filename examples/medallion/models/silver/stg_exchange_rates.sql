-- Prices of currencies in Australian dollars, with types. A cast that fails here says that a check is missing.
select
    cast(date as date) as date,
    currency,
    cast(rate_to_aud as decimal(18, 8)) as rate_to_aud
{{ kept('exchange_rates') }}
