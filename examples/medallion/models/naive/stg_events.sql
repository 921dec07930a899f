-- The web events as DuckDB reads them. Some lines were an error, which an option made go away.
{{ config(alias='events_parsed') }}
select * from read_json('{{ var("data") }}/events/*/*.jsonl', ignore_errors = true, hive_partitioning = false)
