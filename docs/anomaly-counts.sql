-- Counts the faults of the default policy in the files themselves, without looking at the truth.
-- DuckDB with its extension delta, in the folder that holds data_raw: duckdb -c ".read docs/anomaly-counts.sql"
create or replace macro rows_of(path) as table
    select * from read_csv(path, all_varchar = true, header = true, hive_partitioning = false, delim = ',', quote = '"', escape = '"');
create temp table customers as from rows_of('data_raw/customers.csv');
create temp table products as from rows_of('data_raw/products.csv');
create temp table stores as from rows_of('data_raw/stores.csv');
create temp table suppliers as from rows_of('data_raw/suppliers.csv');
create temp table orders_header as from rows_of('data_raw/orders_header/*/*.csv');
create temp table orders_lines as from rows_of('data_raw/orders_lines/*/*.csv');
create temp table sensors as
    select * from read_csv('data_raw/sensors/*/*/*.csv', all_varchar = true, header = true, hive_partitioning = false, filename = true);
create temp table shipments as from 'data_raw/shipments.parquet';
create temp table returns as from delta_scan('data_raw/returns');
-- Orders of which all lines are there and have kept their products.
create temp table whole_orders as
    select l.order_id::bigint order_id from orders_lines l left join products p using (product_id)
    group by 1 having count(distinct l.line_number) = max(l.line_number::int) and count(p.product_id) = count(*);
-- Returns, with what was sold of their product on their order, if anything was. Copies of a line are the same.
create temp table returned as
    select r.*, l.qty line_qty, w.order_id is not null is_of_whole_order
    from returns r left join whole_orders w using (order_id) left join (
        select order_id::bigint order_id, product_id::bigint product_id, max(abs(qty::int)) qty from orders_lines group by 1, 2
    ) l using (order_id, product_id);
create temp table lines as
    select line from read_csv('data_raw/events/*/*.jsonl', columns = {'line': 'varchar'}, header = false, delim = '\x01', quote = '', escape = '', hive_partitioning = false);
create temp table events as
    select line->>'event_id' event_id, line->>'event_ts' event_ts, line->>'event_type' event_type, line->>'session_id' session_id,
        (line->>'user_id')::bigint user_id
    from lines where json_valid(line);
select * from (values
    ('customers.address_line1.null', (select count(*) from customers where address_line1 is null)),
    ('customers.birth_date.malformed', (select count(*) from customers where not regexp_full_match(birth_date, '\d{4}-\d{2}-\d{2}') or try_cast(birth_date as date) is null)),
    ('customers.email.malformed', (select count(*) from customers where not regexp_full_match(email, '[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+'))),
    ('customers.latitude.impossible', (select count(*) from customers where abs(latitude::double) > 90)),
    ('customers.longitude.impossible', (select count(*) from customers where abs(longitude::double) > 180)),
    ('customers.natural_key.duplicated', (select count(distinct (customer_id)) - count(distinct natural_key) from customers)),
    ('customers.phone.null', (select count(*) from customers where phone is null)),
    ('customers.row.repeated', (select count(*) - count(distinct (customer_id)) from customers where customer_id is not null)),
    ('products.current_price.invalid', (select count(*) from products where current_price is null or current_price::double <= 0)),
    ('products.discontinued_dt.missing', (select count(*) from products where is_discontinued = 'true' and discontinued_dt is null)),
    ('products.row.repeated', (select count(*) - count(distinct (product_id)) from products where product_id is not null)),
    ('products.sku.duplicated', (select count(distinct (product_id)) - count(distinct sku) from products)),
    ('stores.latitude.impossible', (select count(*) from stores where abs(latitude::double) > 90)),
    ('stores.longitude.impossible', (select count(*) from stores where abs(longitude::double) > 180)),
    ('stores.row.repeated', (select count(*) - count(distinct (store_id)) from stores where store_id is not null)),
    ('stores.store_code.duplicated', (select count(distinct (store_id)) - count(distinct store_code) from stores)),
    ('suppliers.lead_time_days.negative', (select count(*) from suppliers where lead_time_days::double < 0)),
    ('suppliers.row.repeated', (select count(*) - count(distinct (supplier_id)) from suppliers where supplier_id is not null)),
    ('suppliers.supplier_code.duplicated', (select count(distinct (supplier_id)) - count(distinct supplier_code) from suppliers)),
    ('orders_header.currency.invalid', (select count(*) from orders_header where currency not in ('AUD', 'EUR', 'GBP', 'JPY', 'NZD', 'SGD', 'USD'))),
    ('orders_header.customer_id.orphan', (select count(*) from orders_header where customer_id::bigint not in (select customer_id::bigint from customers))),
    ('orders_header.order_ts.malformed', (select count(*) from orders_header where not regexp_full_match(order_ts, '\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z?') or try_cast(order_ts as timestamp) is null)),
    ('orders_header.row.redelivered', (select count(*) - count(distinct (order_id)) from orders_header)),
    ('orders_header.store_id.orphan', (select count(*) from orders_header where store_id::bigint not in (select store_id::bigint from stores))),
    ('orders_lines.line_discount_pct.over_one', (select count(*) from orders_lines where line_discount_pct::double > 1)),
    ('orders_lines.order_id.orphan', (select count(*) from orders_lines where order_id::bigint not in (select order_id::bigint from orders_header))),
    ('orders_lines.product_id.orphan', (select count(*) from orders_lines where product_id::bigint not in (select product_id::bigint from products))),
    ('orders_lines.qty.negative', (select count(*) from orders_lines where qty::double < 0)),
    ('orders_lines.row.repeated', (select count(*) - count(distinct (order_id, line_number)) from orders_lines where order_id is not null and line_number is not null)),
    ('orders_lines.unit_price.zero', (select count(*) from orders_lines where unit_price::double = 0)),
    ('events.event_id.missing', (select count(*) from events where event_id is null)),
    ('events.event_ts.malformed', (select count(*) from events where not regexp_full_match(event_ts, '\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z?') or try_cast(event_ts as timestamp) is null)),
    ('events.event_type.missing', (select count(*) from events where event_type is null)),
    ('events.json.malformed', (select count(*) from lines where not json_valid(line))),
    ('events.row.repeated', (select count(*) - count(distinct (event_id)) from events where event_id is not null)),
    ('events.session_id.missing', (select count(*) from events where session_id is null)),
    ('events.user_id.orphan', (select count(*) from events where user_id::bigint not in (select customer_id::bigint from customers))),
    ('sensors.humidity_pct.broken, sensors.humidity_pct.out_of_range', (select count(*) from sensors where humidity_pct::double not between 0.00 and 100.00)),
    ('sensors.row.repeated', (select count(*) - count(distinct (store_id, shelf_id, sensor_ts)) from sensors where store_id is not null and shelf_id is not null and sensor_ts is not null)),
    ('sensors.sensor_ts.null', (select count(*) from sensors where sensor_ts is null)),
    ('sensors.store_id.orphan', (select count(*) from sensors where store_id::bigint not in (select store_id::bigint from stores))),
    ('sensors.temperature_c.broken, sensors.temperature_c.out_of_range', (select count(*) from sensors where temperature_c::double not between -40.00 and 60.00)),
    ('shipments.order_id.orphan', (select count(*) from shipments where order_id::bigint not in (select order_id::bigint from orders_header))),
    ('shipments.row.repeated', (select count(*) - count(distinct (shipment_id)) from shipments where shipment_id is not null)),
    ('shipments.ship_cost.negative', (select count(*) from shipments where ship_cost::double < 0)),
    ('returns.order_id.orphan', (select count(*) from returns where order_id::bigint not in (select order_id::bigint from orders_header))),
    ('returns.product_id.mismatched', (select count(distinct return_id) from returned where line_qty is null and is_of_whole_order)),
    ('returns.qty.over_sold', (select count(distinct return_id) from returned where qty > line_qty)),
    ('returns.row.repeated', (select count(*) - count(distinct (return_id)) from returns where return_id is not null))
) as counts(rule, found);
