-- The quarantine without its cells, as the file that `retailgen score` reads.
{{ config(materialized='external', location='target/findings.csv') }}
select * exclude (cells) from {{ ref('quarantine') }}
