-- What is wrong with the customers.
with customers as (
    select
        *,
        regexp_full_match(email, '[A-Za-z0-9_%+''-]+(\.[A-Za-z0-9_%+''-]+)*@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}') as has_form,
        split_part(email, '@', 2) as domain
    from {{ ref('bronze_customers') }}
), domains as (
    select domain, count(*) as customers from customers where has_form group by domain
)
{{ found('email', 'email.malformed') }} from customers where not has_form
union all
-- A slip away from a domain that many have.
{{ found('email', 'email.domain_typo') }} from customers
where has_form and domain in (
    select rare.domain from domains rare join domains common on common.customers > 4 * rare.customers
    where damerau_levenshtein(rare.domain, common.domain) <= 2
)
union all
-- DuckDB would take other forms for dates as well, such as 1978/3/8.
{{ found('birth_date', 'date.malformed') }} from customers
where not regexp_full_match(birth_date, '\d{4}-\d{2}-\d{2}') or (birth_date is not null and try_cast(birth_date as date) is null)
union all
{{ found('phone', 'null') }} from customers where phone is null
union all
{{ found('address_line1', 'null') }} from customers where address_line1 is null
union all
{{ found('latitude', 'coordinates.impossible') }} from customers where abs(try_cast(latitude as double)) > 90
union all
{{ found('longitude', 'coordinates.impossible') }} from customers where abs(try_cast(longitude as double)) > 180
union all
-- In Australia the postcode tells the state. Abroad there are none of its states but for two abbreviations.
{{ found('state_region', 'value.mixed_up') }} from customers
where case
    when country_code <> 'AU' then state_region in ('NSW', 'VIC', 'QLD', 'WA', 'SA', 'TAS', 'ACT', 'NT')
        and (country_code, state_region) not in (('US', 'WA'), ('CA', 'NT'))
    when regexp_matches(postcode, '^(02|260|261[0-8]|29[01]|2920)') then state_region <> 'ACT'
    else state_region <> ['NT', '', 'NSW', 'VIC', 'QLD', 'SA', 'WA', 'TAS'][postcode[1]::int + 1]
end
union all
-- The first of two rows with one key is taken for the right one.
{{ found(none, 'row.repeated') }} from customers
qualify row_number() over (partition by customer_id order by _row) > 1
union all
{{ found('natural_key', 'code.duplicated') }} from customers
qualify row_number() over (partition by natural_key order by _row) > 1
