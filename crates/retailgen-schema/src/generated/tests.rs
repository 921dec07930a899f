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
    let full = CustomersRow {
        customer_id: 1,
        natural_key: "text",
        first_name: "text",
        last_name: "text",
        email: "text",
        phone: "text",
        address_line1: "text",
        address_line2: Some("text"),
        city: "text",
        state_region: "text",
        postcode: "text",
        country_code: "text",
        latitude: 0.5,
        longitude: 0.5,
        birth_date: Date32(1),
        join_ts: TimestampMicros(1),
        is_vip: true,
        gdpr_consent: true,
    };
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
    let full = ProductsRow {
        product_id: 1,
        sku: "text",
        name: "text",
        category: "text",
        subcategory: "text",
        current_price: Decimal(1),
        currency: "text",
        is_discontinued: true,
        introduced_dt: Date32(1),
        discontinued_dt: Some(Date32(1)),
    };
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
    let full = StoresRow {
        store_id: 1,
        store_code: "text",
        name: "text",
        channel: "text",
        region: "text",
        state: "text",
        latitude: 0.5,
        longitude: 0.5,
        open_dt: Date32(1),
        close_dt: Some(Date32(1)),
    };
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
    let full = SuppliersRow {
        supplier_id: 1,
        supplier_code: "text",
        name: "text",
        country_code: "text",
        lead_time_days: 1,
        preferred: true,
    };
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
    let full = OrdersHeaderRow {
        order_id: 1,
        order_ts: TimestampMicros(1),
        order_dt_local: Date32(1),
        customer_id: 1,
        store_id: 1,
        channel: "text",
        payment_method: "text",
        coupon_code: Some("text"),
        shipping_fee: Decimal(1),
        currency: "text",
    };
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
    let full = OrdersLinesRow {
        order_id: 1,
        line_number: 1,
        product_id: 1,
        qty: 1,
        unit_price: Decimal(1),
        line_discount_pct: Decimal(1),
        tax_pct: Decimal(1),
    };
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
    let full = EventsRow { json: "text" };
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
    let full = SensorsRow {
        sensor_ts: TimestampMicros(1),
        store_id: 1,
        shelf_id: "text",
        temperature_c: Decimal(1),
        humidity_pct: Decimal(1),
        battery_mv: 1,
    };
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
    let full = ExchangeRatesRow { date: Date32(1), currency: "text", rate_to_aud: Decimal(1) };
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
    let full = ShipmentsRow {
        shipment_id: 1,
        order_id: 1,
        carrier: "text",
        shipped_at: TimestampMicros(1),
        delivered_at: Some(TimestampMicros(1)),
        ship_cost: Decimal(1),
    };
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
    let full = ReturnsRow {
        return_id: 1,
        order_id: 1,
        product_id: 1,
        return_ts: TimestampMicros(1),
        qty: 1,
        reason: "text",
        return_reason_code: Some("text"),
    };
    builder.push(&full);
    builder.push(&ReturnsRow { return_reason_code: None, ..full });
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::Returns, &batch);
    let rows: Vec<_> = rows::read::<ReturnsRow>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, ReturnsRow { return_reason_code: None, ..full }]);
}
