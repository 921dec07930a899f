//! Rows of the tables but for the events, read from record batches.

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType},
};

/// A column's values; `None` where the cell is null.
pub trait Cell: Sized {
    /// The column `name` of `batch`.
    fn column(batch: &RecordBatch, name: &str) -> Vec<Option<Self>>;
}

/// A calendar day, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// An instant, in microseconds UTC since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// The UTC day.
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(super::DAY) as i32)
    }
}

fn array<'b>(batch: &'b RecordBatch, name: &str) -> &'b dyn Array {
    batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}")).as_ref()
}

macro_rules! cells {
    ($($cell:ty: $array:ty, $make:expr;)*) => {$(
        impl Cell for $cell {
            fn column(batch: &RecordBatch, name: &str) -> Vec<Option<Self>> {
                array(batch, name).as_primitive::<$array>().iter().map(|value| value.map($make)).collect()
            }
        }
    )*};
}

cells! {
    i32: Int32Type, |value| value;
    i64: Int64Type, |value| value;
    f64: Float64Type, |value| value;
    i128: Decimal128Type, |value| value;
    Day: Date32Type, Day;
    Instant: TimestampMicrosecondType, Instant;
}

impl Cell for String {
    fn column(batch: &RecordBatch, name: &str) -> Vec<Option<Self>> {
        array(batch, name).as_string::<i32>().iter().map(|value| value.map(str::to_owned)).collect()
    }
}

impl Cell for bool {
    fn column(batch: &RecordBatch, name: &str) -> Vec<Option<Self>> {
        array(batch, name).as_boolean().iter().collect()
    }
}

/// What a field of a row holds: a value, or one that may be missing.
trait FromCell<C>: Sized {
    fn from_cell(cell: Option<C>, name: &str) -> Self;
}

impl<C> FromCell<C> for C {
    fn from_cell(cell: Option<C>, name: &str) -> Self {
        cell.unwrap_or_else(|| panic!("{name} is null"))
    }
}

impl<C> FromCell<C> for Option<C> {
    fn from_cell(cell: Option<C>, _: &str) -> Self {
        cell
    }
}

macro_rules! row {
    ($(#[$doc:meta])* $row:ident { $($field:ident: $cell:ty => $held:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[allow(missing_docs, clippy::struct_field_names, reason = "the columns have these names")]
        pub struct $row { $(pub $field: $held,)* }

        impl $row {
            /// The rows of all batches.
            pub fn read(batches: &[RecordBatch]) -> Vec<Self> {
                let mut rows = Vec::new();
                for batch in batches {
                    $(let mut $field = <$cell as Cell>::column(batch, stringify!($field)).into_iter();)*
                    for _ in 0..batch.num_rows() {
                        rows.push(Self {
                            $($field: FromCell::from_cell($field.next().flatten(), stringify!($field)),)*
                        });
                    }
                }
                rows
            }
        }
    };
}

row! {
    /// A row of `customers`.
    Customer {
        customer_id: i64 => i64,
        natural_key: String => String,
        first_name: String => String,
        last_name: String => String,
        email: String => String,
        phone: String => String,
        city: String => String,
        state_region: String => String,
        postcode: String => String,
        country_code: String => String,
        latitude: f64 => f64,
        longitude: f64 => f64,
        birth_date: Day => Day,
        join_ts: Instant => Instant,
    }
}

impl Customer {
    /// The customer with an id. There are gaps, where some have been erased.
    pub fn find(customers: &[Self], id: i64) -> Option<&Self> {
        customers.binary_search_by_key(&id, |customer| customer.customer_id).ok().map(|place| &customers[place])
    }
}

row! {
    /// A row of `products`.
    Product {
        product_id: i64 => i64,
        sku: String => String,
        category: String => String,
        subcategory: String => String,
        current_price: i128 => i128,
        is_discontinued: bool => bool,
        introduced_dt: Day => Day,
        discontinued_dt: Day => Option<Day>,
    }
}

row! {
    /// A row of `stores`.
    Store {
        store_id: i64 => i64,
        store_code: String => String,
        name: String => String,
        channel: String => String,
        state: String => String,
        latitude: f64 => f64,
        longitude: f64 => f64,
        open_dt: Day => Day,
        close_dt: Day => Option<Day>,
    }
}

row! {
    /// A row of `suppliers`.
    Supplier {
        supplier_id: i64 => i64,
        supplier_code: String => String,
        country_code: String => String,
        lead_time_days: i32 => i32,
    }
}

row! {
    /// A row of `orders_header`.
    Order {
        order_id: i64 => i64,
        order_ts: Instant => Instant,
        order_dt_local: Day => Day,
        customer_id: i64 => i64,
        store_id: i64 => i64,
        channel: String => String,
        payment_method: String => String,
        coupon_code: String => Option<String>,
        shipping_fee: i128 => i128,
        currency: String => String,
    }
}

row! {
    /// A row of `orders_lines`.
    Line {
        order_id: i64 => i64,
        line_number: i32 => i32,
        product_id: i64 => i64,
        qty: i32 => i32,
        unit_price: i128 => i128,
        line_discount_pct: i128 => i128,
        tax_pct: i128 => i128,
    }
}

row! {
    /// A row of `sensors`.
    Reading {
        sensor_ts: Instant => Instant,
        store_id: i64 => i64,
        shelf_id: String => String,
        temperature_c: i128 => i128,
        humidity_pct: i128 => i128,
        battery_mv: i32 => i32,
    }
}

row! {
    /// A row of `exchange_rates`.
    Rate {
        date: Day => Day,
        currency: String => String,
        rate_to_aud: i128 => i128,
    }
}

row! {
    /// A row of `shipments`.
    Shipment {
        shipment_id: i64 => i64,
        order_id: i64 => i64,
        carrier: String => String,
        shipped_at: Instant => Instant,
        delivered_at: Instant => Option<Instant>,
        ship_cost: i128 => i128,
    }
}
