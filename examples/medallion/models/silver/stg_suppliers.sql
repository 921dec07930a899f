-- Companies that goods are bought from, with types. A cast that fails here says that a check is missing.
select
    cast(supplier_id as bigint) as supplier_id,
    supplier_code,
    name,
    country_code,
    cast(lead_time_days as integer) as lead_time_days,
    cast(preferred as boolean) as preferred
{{ kept('suppliers') }}
