//! Keys: primary keys and codes are unique, numbers run without gaps and rise with time.

use std::collections::HashSet;

use crate::support::{
    batches,
    contents::{Row, texts},
    datasets, date,
    rows::{Customer, Order, Product, Shipment, Store, Supplier},
    scenario,
    truth::cell,
    window,
};
use arrow_array::RecordBatch;
use retailgen::{Dataset, Table, Window};

/// The values of some columns or keys of an envelope, row by row, as text.
fn keys(table: Table, batches: &[RecordBatch], columns: &[&str]) -> Vec<Vec<String>> {
    let row = |cells| Row { line: None, text: String::new(), cells };
    let rows = batches.iter().flat_map(texts).map(row);
    rows.map(|row| columns.iter().map(|column| cell(table, &row, column).unwrap()).collect()).collect()
}

fn assert_unique(dataset: &Dataset, table: Table, columns: &[&str]) {
    let mut seen = HashSet::new();
    for key in keys(table, &batches(dataset, table), columns) {
        assert!(seen.insert(key.clone()), "{table}: {columns:?} has {key:?} twice");
    }
    assert!(!seen.is_empty());
}

#[test]
fn primary_keys_are_unique() {
    for dataset in datasets() {
        for table in Table::ALL {
            assert_unique(dataset, table, table.definition().primary_key);
        }
    }
}

#[test]
fn every_code_is_unique_at_full_scale_too() {
    let full = scenario(42, "1", window("2024-12-31", 1)).dataset();
    let mut checked = Vec::new();
    for table in [Table::Customers, Table::Products, Table::Stores, Table::Suppliers] {
        for column in table.definition().columns.iter().filter(|column| column.unique) {
            assert_unique(&full, table, &[column.name]);
            checked.push(column.name);
        }
    }
    for code in ["natural_key", "email", "sku", "store_code", "supplier_code"] {
        assert!(checked.contains(&code), "{code} is no longer declared unique");
    }
}

#[test]
fn ids_of_dimensions_run_from_1_and_rise_with_their_start() {
    for dataset in datasets() {
        let counts_from_1 = |table, ids: Vec<i64>| {
            assert!(ids.iter().copied().eq(1..=ids.len() as i64), "{table}");
        };
        let customers = Customer::read(&batches(dataset, Table::Customers));
        // A customer in a hundred has been erased.
        let ids: Vec<i64> = customers.iter().map(|row| row.customer_id).collect();
        let gaps = ids.last().unwrap() - ids.len() as i64;
        assert!(ids.is_sorted_by(|id, next| id < next) && ids[0] == 1);
        assert!((ids.len() as i64 / 100 - gaps).abs() <= 2, "{gaps} of {}", ids.len());
        assert!(customers.is_sorted_by_key(|row| row.join_ts));
        let products = Product::read(&batches(dataset, Table::Products));
        counts_from_1("products", products.iter().map(|row| row.product_id).collect());
        assert!(products.is_sorted_by_key(|row| row.introduced_dt));
        let stores = Store::read(&batches(dataset, Table::Stores));
        counts_from_1("stores", stores.iter().map(|row| row.store_id).collect());
        assert!(stores.is_sorted_by_key(|row| row.open_dt));
        let suppliers = Supplier::read(&batches(dataset, Table::Suppliers));
        counts_from_1("suppliers", suppliers.iter().map(|row| row.supplier_id).collect());
        // A snapshot knows nobody who came after it.
        let as_of = dataset.scenario().window().last().days();
        assert!(customers.last().unwrap().join_ts.day().0 <= as_of);
        assert!(products.last().unwrap().introduced_dt.0 <= as_of);
        assert!(stores.last().unwrap().open_dt.0 <= as_of);
    }
}

#[test]
fn order_ids_have_no_gaps_and_rise_with_date_and_time() {
    for dataset in datasets() {
        let orders = Order::read(&batches(dataset, Table::OrdersHeader));
        let first = orders[0].order_id;
        for (order, id) in orders.iter().zip(first..) {
            assert_eq!(order.order_id, id);
        }
        assert!(orders.is_sorted_by_key(|order| (order.order_dt_local, order.order_ts)));
    }
}

#[test]
fn the_first_order_id_counts_all_orders_before_it() {
    let starts = ["2015-01-01", "2015-01-02", "2018-06-30", "2024-01-01", "2024-03-29", "2031-12-25"];
    for start in starts {
        let before = date(start).days() - date("2015-01-01").days();
        let earlier = match before {
            0 => 0,
            days => {
                let dataset = scenario(3, "0.0002", window("2015-01-01", days as u32)).dataset();
                let orders = Order::read(&batches(&dataset, Table::OrdersHeader));
                assert_eq!(orders.first().map(|order| order.order_id), (!orders.is_empty()).then_some(1));
                orders.len()
            }
        };
        let window = Window::new(date(start), 200).unwrap();
        let orders = Order::read(&batches(&scenario(3, "0.0002", window).dataset(), Table::OrdersHeader));
        assert_eq!(orders[0].order_id, earlier as i64 + 1, "{start}");
    }
}

#[test]
fn parcels_have_numbers_of_their_own() {
    for dataset in datasets() {
        let shipments = Shipment::read(&batches(dataset, Table::Shipments));
        // In the order of their orders; a number tells the day of the order and no more.
        assert!(shipments.is_sorted_by_key(|parcel| parcel.order_id));
        assert!(!shipments.is_sorted_by_key(|parcel| parcel.shipment_id));
        let mut numbers: Vec<i64> = shipments.iter().map(|parcel| parcel.shipment_id).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert!(numbers.len() == shipments.len() && numbers[0] > 0);
    }
}
