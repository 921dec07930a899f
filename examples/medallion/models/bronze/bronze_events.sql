-- The lines of the web events as they came: a line that is no JSON is kept as well. No character of text separates columns.
{% set format = "header = false, delim = chr(1), quote = '', escape = '', auto_detect = false, columns = {json: 'VARCHAR'}" %}
{{ bronze_csv('events/*/*.jsonl', format) }}
