-- A silver model is named stg_orders_lines, as `retailgen schema -f dbt` names them; its table is orders_lines, as it is named
-- in the SQL of `retailgen answers`.
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
{{ custom_alias_name or node.name | replace('stg_', '') }}
{%- endmacro %}
