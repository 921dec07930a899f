//! The definitions against what a user was promised, written down here a second time on purpose.

use arrow_schema::{DataType, Field, Schema, TimeUnit};
use retailgen_schema::{ColumnType, FieldType, Format, PathError, Table};

const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

/// The promised columns are there, nullable and in this order; others may have come since.
fn assert_promised(schema: &Schema, promised: &[(&str, DataType)]) {
    let promised: Vec<Field> =
        promised.iter().map(|(name, data_type)| Field::new(*name, data_type.clone(), true)).collect();
    let is_promised = |field: &&Field| promised.iter().any(|promised| promised.name() == field.name());
    let found: Vec<Field> = schema.fields().iter().map(AsRef::as_ref).filter(is_promised).cloned().collect();
    assert_eq!(found, promised);
}

#[test]
fn orders_header_is_as_promised() {
    let promised = [
        ("order_id", DataType::Int64),
        ("order_ts", TIMESTAMP),
        ("order_dt_local", DataType::Date32),
        ("customer_id", DataType::Int64),
        ("store_id", DataType::Int64),
        ("channel", DataType::Utf8),
        ("payment_method", DataType::Utf8),
        ("coupon_code", DataType::Utf8),
        ("shipping_fee", DataType::Decimal128(12, 2)),
        ("currency", DataType::Utf8),
    ];
    assert_promised(&Table::OrdersHeader.definition().schema(), &promised);
}

#[test]
fn customers_are_as_promised() {
    let promised = [
        ("customer_id", DataType::Int64),
        ("natural_key", DataType::Utf8),
        ("first_name", DataType::Utf8),
        ("last_name", DataType::Utf8),
        ("email", DataType::Utf8),
        ("phone", DataType::Utf8),
        ("address_line1", DataType::Utf8),
        ("address_line2", DataType::Utf8),
        ("city", DataType::Utf8),
        ("state_region", DataType::Utf8),
        ("postcode", DataType::Utf8),
        ("country_code", DataType::Utf8),
        ("latitude", DataType::Float64),
        ("longitude", DataType::Float64),
        ("birth_date", DataType::Date32),
        ("join_ts", TIMESTAMP),
        ("is_vip", DataType::Boolean),
        ("gdpr_consent", DataType::Boolean),
    ];
    assert_promised(&Table::Customers.definition().schema(), &promised);
}

#[test]
fn returns_gain_their_reason_code_in_version_1() {
    let mut promised = vec![
        ("return_id", DataType::Int64),
        ("order_id", DataType::Int64),
        ("product_id", DataType::Int64),
        ("return_ts", TIMESTAMP),
        ("qty", DataType::Int32),
        ("reason", DataType::Utf8),
    ];
    let returns = Table::Returns.definition();
    assert_promised(&returns.schema_at(0), &promised);
    assert!(returns.schema_at(0).field_with_name("return_reason_code").is_err());
    promised.push(("return_reason_code", DataType::Utf8));
    assert_promised(&returns.schema_at(1), &promised);
    assert_promised(&returns.schema(), &promised);
}

#[test]
fn tables_have_their_promised_names_and_order() {
    let names = Table::ALL.map(Table::name);
    let promised = [
        "customers",
        "products",
        "stores",
        "suppliers",
        "orders_header",
        "orders_lines",
        "events",
        "sensors",
        "exchange_rates",
        "shipments",
        "returns",
    ];
    assert_eq!(names, promised);
}

#[test]
fn volumes_are_as_promised() {
    let volumes = Table::ALL.map(|table| {
        let volume = table.definition().volume;
        (volume.low, volume.high, volume.scaled, volume.floor)
    });
    let promised = [
        (80_000, 80_000, true, 20),
        (25_000, 25_000, true, 60),
        (5_000, 5_000, true, 4),
        (8_000, 8_000, true, 5),
        (1_200_000, 1_200_000, true, 0),
        (3_400_000, 4_000_000, true, 0),
        (1_960_000, 2_040_000, true, 0),
        (6_860_000, 7_140_000, true, 0),
        (1_096 * 7, 1_096 * 7, false, 0),
        (970_000, 1_030_000, true, 0),
        (97_000, 103_000, true, 0),
    ];
    assert_eq!(volumes, promised);
}

#[test]
fn the_promised_optional_columns_may_be_null() {
    for (table, column) in [
        (Table::Customers, "address_line2"),
        (Table::Products, "discontinued_dt"),
        (Table::Stores, "close_dt"),
        (Table::OrdersHeader, "coupon_code"),
        (Table::Shipments, "delivered_at"),
        (Table::Returns, "return_reason_code"),
    ] {
        assert!(!table.definition().column(column).unwrap().required, "{table}.{column}");
    }
}

#[test]
fn names_are_read_back_and_others_refused() {
    for table in Table::ALL {
        assert_eq!(table.to_string().parse(), Ok(table));
    }
    let error = "Customers".parse::<Table>().unwrap_err();
    assert_eq!(error.name, "Customers");
    assert!(error.to_string().contains("exchange_rates"), "{error}");
}

#[test]
fn columns_are_found_by_name_with_their_rules() {
    let orders = Table::OrdersHeader.definition();
    let store = orders.column("store_id").unwrap().references.unwrap();
    assert_eq!((store.table, store.column), (Table::Stores, "store_id"));
    let fee = orders.column("shipping_fee").unwrap();
    assert_eq!(fee.column_type, ColumnType::Decimal128 { precision: 12, scale: 2 });
    assert_eq!(fee.minimum, Some("0.00"));
    assert!(orders.column("order_dt").is_none(), "partition columns are in the path only");
    let sku = Table::Products.definition().column("sku").unwrap();
    assert_eq!(sku.pattern, Some(retailgen_schema::products::SKU_PATTERN));
    assert!(sku.unique);
}

#[test]
fn schemas_are_shared_between_calls() {
    let stores = Table::Stores.definition();
    assert!(std::sync::Arc::ptr_eq(&stores.schema(), &stores.schema()));
}

#[test]
fn event_types_end_in_the_purchase_of_an_order() {
    let events = Table::Events.definition();
    assert_eq!(events.format, Format::Jsonl);
    let document = events.document.unwrap();
    let keys: Vec<_> = document.envelope.iter().map(|field| field.name).collect();
    assert_eq!(keys, ["event_id", "event_ts", "event_type", "user_id", "session_id"]);
    let purchase = document.event_types.iter().find(|kind| kind.name == "purchase").unwrap();
    let order = purchase.payload.iter().find(|field| field.name == "order_id").unwrap();
    assert_eq!(order.field_type, FieldType::Integer);
    assert_eq!(order.references.unwrap().table, Table::OrdersHeader);
}

#[test]
fn paths_take_exactly_their_partition_values() {
    let lines = Table::OrdersLines.definition();
    assert_eq!(
        lines.path_for(&[("order_dt", "2024-01-31")]).unwrap(),
        "orders_lines/order_dt=2024-01-31/part-00000.csv"
    );
    let missing = PathError::Missing { table: "orders_lines", column: "order_dt" };
    assert_eq!(lines.path_for(&[]), Err(missing));
    let given = [("order_dt", "2024-01-31"), ("month", "2024-01")];
    let unknown = PathError::Unknown { table: "orders_lines", column: "month".to_owned() };
    assert_eq!(lines.path_for(&given), Err(unknown));
    for value in ["", "..", "a/b", "a\\b"] {
        let refused = lines.path_for(&[("order_dt", value)]);
        assert!(matches!(refused, Err(PathError::Value { .. })), "{value}");
    }
}

#[test]
fn the_row_of_a_batch_is_the_row_that_was_pushed() {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Decimal128Type};
    use retailgen_schema::exchange_rates::{ExchangeRatesBuilder, ExchangeRatesRow};
    use retailgen_schema::{Date32, Decimal};

    // The capacity is a guess, never a limit.
    let mut builder = ExchangeRatesBuilder::with_capacity(1);
    for day in 0..100 {
        let rate_to_aud = Decimal(164_000_000 + i64::from(day));
        builder.push(&ExchangeRatesRow { date: Date32(day), currency: "EUR", rate_to_aud });
    }
    let batch = builder.finish();
    assert_eq!(batch.column(0).as_primitive::<Date32Type>().value(99), 99);
    assert_eq!(batch.column(1).as_string::<i32>().value(99), "EUR");
    let rates = batch.column(2).as_primitive::<Decimal128Type>();
    assert_eq!(rates.value_as_string(99), "1.64000099");
}
