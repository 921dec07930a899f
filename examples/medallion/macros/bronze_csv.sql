-- CSV as text: no cell is cast and no row dropped, so what is wrong stays to be looked at. `_file` and `_row` say where a row
-- stands, without which nobody could go and look; `_row` counts from 0 within its file.
{% macro bronze_csv(files, format="header = true, delim = ',', quote = '\"', escape = '\"'") %}
select
    * exclude (filename, _place),
    filename[{{ var('data') | length + 2 }}:] as _file,
    _place - min(_place) over (partition by filename) as _row
from (
    select *, row_number() over () as _place
    from read_csv(
        '{{ var("data") }}/{{ files }}', {{ format }},
        all_varchar = true, nullstr = '', hive_partitioning = false, filename = true
    )
)
{% endmacro %}
