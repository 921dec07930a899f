-- The rows of a bronze table in which nothing is wrong. A row is kept whole or not at all: half a row would be a row that
-- nobody has written.
{% macro kept(table) %}
from {{ ref('bronze_' ~ table) }}
anti join {{ ref('findings_' ~ table) }} using (_file, _row)
{% endmacro %}
