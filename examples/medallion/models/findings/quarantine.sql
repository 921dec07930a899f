-- Every row that did not get into silver, once for each reason: where it stands, what is wrong, and its cells as they came, so
-- that somebody can mend it. A Delta table's rows have no place, so they are named by their key.
{% set tables = [
    'customers', 'products', 'stores', 'suppliers', 'orders_header', 'orders_lines', 'events', 'sensors', 'exchange_rates',
    'shipments', 'returns',
] %}
{% for table in tables %}
select
    '{{ table }}' as "table",
    {% if table == 'returns' %}
    null as file, null as row, json_object('return_id', cast(return_id as bigint)) as key,
    {% else %}
    _file as file, _row as row, null as key,
    {% endif %}
    "column", kind, to_json(bronze) as cells
from {{ ref('findings_' ~ table) }}
join {{ ref('bronze_' ~ table) }} as bronze using (_file, _row)
{{ 'union all' if not loop.last }}
{% endfor %}
