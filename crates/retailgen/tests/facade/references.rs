//! References: every order, line, reading and parcel names rows that exist, and that existed on the day.

use std::collections::HashSet;

use crate::support::{
    DAY, batches, datasets, files,
    rows::{Cell, Customer, Line, Order, Product, Reading, Shipment, Store},
    scenario, window, world_of,
};
use retailgen::{Date, Table, Window};

/// The row with this id, where ids run from 1 without gaps.
fn by_id<T>(rows: &[T], id: i64) -> Option<&T> {
    rows.get(usize::try_from(id - 1).ok()?)
}

#[test]
fn every_foreign_key_is_found() {
    let mut checked = Vec::new();
    for dataset in datasets() {
        for table in Table::ALL {
            for column in table.definition().columns {
                let Some(target) = column.references else { continue };
                let ids = |table, name| -> Vec<i64> {
                    batches(dataset, table).iter().flat_map(|b| i64::column(b, name)).map(Option::unwrap).collect()
                };
                let known: HashSet<i64> = ids(target.table, target.column).into_iter().collect();
                let orphan = ids(table, column.name).into_iter().find(|id| !known.contains(id));
                assert_eq!(orphan, None, "{table}.{} is not in {}", column.name, target.table);
                checked.push(column.name);
            }
        }
    }
    assert_eq!(checked.len(), 8 * datasets().len(), "{checked:?}");
}

#[test]
fn customers_join_before_they_order() {
    for dataset in datasets() {
        let customers = Customer::read(&batches(dataset, Table::Customers));
        let as_of = i64::from(dataset.scenario().window().last().days() + 1) * DAY;
        for order in Order::read(&batches(dataset, Table::OrdersHeader)) {
            let customer = Customer::find(&customers, order.customer_id).unwrap();
            assert!(customer.join_ts < order.order_ts, "{order:?} by {customer:?}");
            assert!(order.order_ts.0 < as_of, "{order:?} lies after the as-of time");
        }
    }
}

#[test]
fn stores_are_open_and_of_the_orders_channel() {
    let (mut closed, mut opened) = (0, 0);
    for dataset in datasets() {
        let stores = Store::read(&batches(dataset, Table::Stores));
        for order in Order::read(&batches(dataset, Table::OrdersHeader)) {
            let store = by_id(&stores, order.store_id).unwrap();
            assert_eq!(store.store_id, order.store_id);
            assert_eq!(store.channel, order.channel, "{order:?} at {store:?}");
            assert!(store.open_dt <= order.order_dt_local, "{order:?} at {store:?}");
            assert!(store.close_dt.is_none_or(|end| order.order_dt_local < end), "{order:?} at {store:?}");
        }
        closed += stores.iter().filter(|store| store.close_dt.is_some()).count();
        opened += stores.iter().filter(|store| store.open_dt.0 > dataset.scenario().window().first().days()).count();
    }
    assert!(closed > 0 && opened > 0, "without stores that come and go this tests nothing");
}

#[test]
fn stores_sell_nothing_from_the_day_they_close() {
    let all = scenario(19, "0.2", window("2039-12-31", 1)).dataset();
    let stores = Store::read(&batches(&all, Table::Stores));
    let world = world_of(&all);
    let mut closings = 0;
    // Web stores have most trade a day, so they show the rule best; of the others there are more than are needed.
    let (web, pos): (Vec<&Store>, Vec<&Store>) = stores.iter().partition(|store| store.channel == "web");
    for store in web.into_iter().chain(pos.into_iter().step_by(4)) {
        let Some(closed) = store.close_dt else { continue };
        let day = Window::new(Date::from_days(closed.0), 1).unwrap();
        for file in files(&world, day, Table::OrdersHeader) {
            let late = Order::read(&file.batches).into_iter().find(|order| order.store_id == store.store_id);
            assert!(late.is_none(), "{late:?} at {store:?}");
        }
        closings += 1;
    }
    assert!(closings > 30, "{closings}");
}

#[test]
fn products_are_on_sale() {
    let mut discontinued = 0;
    for dataset in datasets() {
        let world = world_of(dataset);
        let products = Product::read(&batches(dataset, Table::Products));
        for file in files(&world, dataset.scenario().window(), Table::OrdersLines) {
            let day = file.date().days();
            for line in Line::read(&file.batches) {
                let product = by_id(&products, line.product_id).unwrap();
                assert_eq!(product.product_id, line.product_id);
                assert!(product.introduced_dt.0 <= day, "{}: {line:?} of {product:?}", file.path);
                assert!(
                    product.discontinued_dt.is_none_or(|end| day < end.0),
                    "{}: {line:?} of {product:?}",
                    file.path
                );
                discontinued += usize::from(product.is_discontinued);
            }
        }
    }
    assert!(discontinued > 0, "without sales of products that ended later this tests nothing");
}

#[test]
fn lines_count_from_1_and_name_a_product_once() {
    for dataset in datasets() {
        let lines = Line::read(&batches(dataset, Table::OrdersLines));
        assert!(lines.chunk_by(|a, b| a.order_id == b.order_id).any(|order| order.len() > 10));
        for order in lines.chunk_by(|a, b| a.order_id == b.order_id) {
            let products: HashSet<i64> = order.iter().map(|line| line.product_id).collect();
            assert_eq!(products.len(), order.len(), "{order:?}");
            for (line, number) in order.iter().zip(1..) {
                assert_eq!(line.line_number, number, "{order:?}");
            }
        }
    }
}

#[test]
fn a_days_lines_are_those_of_its_orders() {
    for dataset in datasets() {
        let (world, window) = (world_of(dataset), dataset.scenario().window());
        let headers = files(&world, window, Table::OrdersHeader);
        let lines = files(&world, window, Table::OrdersLines);
        assert_eq!(headers.len(), lines.len());
        for (header, lines) in headers.iter().zip(&lines) {
            assert_eq!(header.date(), lines.date());
            let orders: Vec<i64> = Order::read(&header.batches).iter().map(|order| order.order_id).collect();
            // In the same order too, which is what a merge of the two files relies on.
            let mut with_lines: Vec<i64> = Line::read(&lines.batches).iter().map(|line| line.order_id).collect();
            with_lines.dedup();
            assert_eq!(orders, with_lines, "{}", lines.path);
        }
    }
}

#[test]
fn sensors_are_in_stores_of_their_own_that_are_open() {
    let mut readings = 0;
    for dataset in datasets() {
        let stores = Store::read(&batches(dataset, Table::Stores));
        for reading in Reading::read(&batches(dataset, Table::Sensors)) {
            let (store, day) = (by_id(&stores, reading.store_id).unwrap(), reading.sensor_ts.day());
            assert_eq!((store.store_id, store.channel.as_str()), (reading.store_id, "pos"));
            assert!(store.open_dt <= day && store.close_dt.is_none_or(|end| day < end), "{reading:?} at {store:?}");
            readings += 1;
        }
    }
    assert!(readings > 50_000, "{readings}");
}

#[test]
fn only_web_orders_are_shipped() {
    for dataset in datasets() {
        let orders = Order::read(&batches(dataset, Table::OrdersHeader));
        let shipments = Shipment::read(&batches(dataset, Table::Shipments));
        assert!(!shipments.is_empty());
        for parcel in shipments {
            let order = &orders[(parcel.order_id - orders[0].order_id) as usize];
            assert_eq!((order.order_id, order.channel.as_str()), (parcel.order_id, "web"));
        }
    }
}
