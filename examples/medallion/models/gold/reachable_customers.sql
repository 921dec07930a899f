-- How many customers of each country consent to marketing and have a telephone number?
select
    country_code,
    count(*) as customers,
    count(*) filter (where gdpr_consent and phone is not null) as reachable
from {{ ref('stg_customers') }}
group by country_code
order by country_code nulls last
