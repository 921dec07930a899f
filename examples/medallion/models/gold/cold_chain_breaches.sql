-- Which ten stores have the most readings above 5 °C on chilled shelves?
select s.store_id, s.name, count(*) as readings
from {{ ref('stg_sensors') }} m
join {{ ref('stg_stores') }} s on s.store_id = m.store_id
where m.shelf_id like 'CH-%' and m.temperature_c > 5
group by s.store_id, s.name
order by readings desc, s.store_id, s.name nulls last
limit 10
