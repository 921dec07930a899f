-- People who have an account, with types. A cast that fails here says that a check is missing.
select
    cast(customer_id as bigint) as customer_id,
    natural_key,
    first_name,
    last_name,
    email,
    phone,
    address_line1,
    address_line2,
    city,
    state_region,
    postcode,
    country_code,
    cast(latitude as double) as latitude,
    cast(longitude as double) as longitude,
    cast(birth_date as date) as birth_date,
    cast(join_ts as timestamp) as join_ts,
    cast(is_vip as boolean) as is_vip,
    cast(gdpr_consent as boolean) as gdpr_consent
{{ kept('customers') }}
