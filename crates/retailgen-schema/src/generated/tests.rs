//! What every builder and reader must do, table by table.
//!
//! Generated from `schemas/*.toml` by `cargo xtask codegen`: edit that and run this.

use arrow_array::{Array, RecordBatch};

use crate::*;

/// A batch of a full row and one without its optional cells is what the definition says.
fn assert_batch(table: Table, batch: &RecordBatch) {
    let definition = table.definition();
    assert_eq!(batch.schema(), definition.schema());
    assert_eq!(batch.num_rows(), 2);
    for (column, array) in definition.columns.iter().zip(batch.columns()) {
        assert_eq!(array.data_type(), &column.column_type.data_type(), "{}", column.name);
        assert_eq!(array.null_count(), usize::from(!column.required), "{}", column.name);
    }
}

#[test]
fn customers_batches_have_the_schema_and_give_their_rows() {
    use customers::{CustomersBuilder, CustomersRow};

    let mut builder = CustomersBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = CustomersRow::EXAMPLE;
    builder.push(&full);
    builder.push(&CustomersRow { address_line2: None, ..full });
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Customers, &batch);
    let rows: Vec<_> = rows::read::<CustomersRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, CustomersRow { address_line2: None, ..full }]);
}

#[test]
fn products_batches_have_the_schema_and_give_their_rows() {
    use products::{ProductsBuilder, ProductsRow};

    let mut builder = ProductsBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = ProductsRow::EXAMPLE;
    builder.push(&full);
    builder.push(&ProductsRow { discontinued_dt: None, ..full });
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Products, &batch);
    let rows: Vec<_> = rows::read::<ProductsRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, ProductsRow { discontinued_dt: None, ..full }]);
}

#[test]
fn stores_batches_have_the_schema_and_give_their_rows() {
    use stores::{StoresBuilder, StoresRow};

    let mut builder = StoresBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = StoresRow::EXAMPLE;
    builder.push(&full);
    builder.push(&StoresRow { close_dt: None, ..full });
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Stores, &batch);
    let rows: Vec<_> = rows::read::<StoresRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, StoresRow { close_dt: None, ..full }]);
}

#[test]
fn suppliers_batches_have_the_schema_and_give_their_rows() {
    use suppliers::{SuppliersBuilder, SuppliersRow};

    let mut builder = SuppliersBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = SuppliersRow::EXAMPLE;
    builder.push(&full);
    builder.push(&full);
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Suppliers, &batch);
    let rows: Vec<_> = rows::read::<SuppliersRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, full]);
}

#[test]
fn orders_header_batches_have_the_schema_and_give_their_rows() {
    use orders_header::{OrdersHeaderBuilder, OrdersHeaderRow};

    let mut builder = OrdersHeaderBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = OrdersHeaderRow::EXAMPLE;
    builder.push(&full);
    builder.push(&OrdersHeaderRow { coupon_code: None, ..full });
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::OrdersHeader, &batch);
    let rows: Vec<_> = rows::read::<OrdersHeaderRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, OrdersHeaderRow { coupon_code: None, ..full }]);
}

#[test]
fn orders_lines_batches_have_the_schema_and_give_their_rows() {
    use orders_lines::{OrdersLinesBuilder, OrdersLinesRow};

    let mut builder = OrdersLinesBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = OrdersLinesRow::EXAMPLE;
    builder.push(&full);
    builder.push(&full);
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::OrdersLines, &batch);
    let rows: Vec<_> = rows::read::<OrdersLinesRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, full]);
}

#[test]
fn events_batches_have_the_schema_and_give_their_rows() {
    use events::{EventsBuilder, EventsRow};

    let mut builder = EventsBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = EventsRow::EXAMPLE;
    builder.push(&full);
    builder.push(&full);
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Events, &batch);
    let rows: Vec<_> = rows::read::<EventsRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, full]);
}

#[test]
fn sensors_batches_have_the_schema_and_give_their_rows() {
    use sensors::{SensorsBuilder, SensorsRow};

    let mut builder = SensorsBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = SensorsRow::EXAMPLE;
    builder.push(&full);
    builder.push(&full);
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Sensors, &batch);
    let rows: Vec<_> = rows::read::<SensorsRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, full]);
}

#[test]
fn exchange_rates_batches_have_the_schema_and_give_their_rows() {
    use exchange_rates::{ExchangeRatesBuilder, ExchangeRatesRow};

    let mut builder = ExchangeRatesBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = ExchangeRatesRow::EXAMPLE;
    builder.push(&full);
    builder.push(&full);
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::ExchangeRates, &batch);
    let rows: Vec<_> = rows::read::<ExchangeRatesRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, full]);
}

#[test]
fn shipments_batches_have_the_schema_and_give_their_rows() {
    use shipments::{ShipmentsBuilder, ShipmentsRow};

    let mut builder = ShipmentsBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = ShipmentsRow::EXAMPLE;
    builder.push(&full);
    builder.push(&ShipmentsRow { delivered_at: None, ..full });
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Shipments, &batch);
    let rows: Vec<_> = rows::read::<ShipmentsRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, ShipmentsRow { delivered_at: None, ..full }]);
}

#[test]
fn returns_batches_have_the_schema_and_give_their_rows() {
    use returns::{ReturnsBuilder, ReturnsRow};

    let mut builder = ReturnsBuilder::with_capacity(2);
    assert!(builder.is_empty());
    let full = ReturnsRow::EXAMPLE;
    builder.push(&full);
    builder.push(&ReturnsRow { return_reason_code: None, ..full });
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Returns, &batch);
    let rows: Vec<_> = rows::read::<ReturnsRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, ReturnsRow { return_reason_code: None, ..full }]);
}
