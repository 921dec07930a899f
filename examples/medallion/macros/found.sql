-- The beginning of a check: what it finds is a row, a column (none where the whole row is too much) and what is wrong there, by
-- the names that `retailgen anomalies` has for faults.
{% macro found(column, kind) -%}
select _file, _row, {{ "'" ~ column ~ "'" if column else 'null' }} as "column", '{{ kind }}' as kind
{%- endmacro %}
