//! Rows, builder and definition of the table `events`.
//!
//! Generated from `schemas/events.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::rows::{Cells, RowError, TableRow};
use crate::{
    ColumnDefinition, ColumnType, Derivation, EventType, FieldType, ForeignKey, Format, JsonDocument, JsonField,
    PartitionColumn, Role, Table, TableDefinition, Volume,
};

/// One row of `events`.
///
/// ```
/// use retailgen_schema::{rows::{self, EventsRow}, events::EventsBuilder};
///
/// let row = EventsRow::EXAMPLE;
/// let mut builder = EventsBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<EventsRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventsRow<'a> {
    /// The whole line: an object with the envelope and a `payload` whose keys depend on `event_type`.
    pub json: &'a str,
}

impl EventsRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `EventsRow { json: 7, ..EventsRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        json: r#"{"event_id":"f35374c4-53b8-4282-9520-504fea3a4b40","event_ts":"2024-11-29T00:43:37.416000Z","event_type":"page_view","user_id":null,"session_id":"d368d440-abc0-4093-bd68-e70bb307488c","payload":{"page":"/","referrer":null,"device":"desktop"}}"#,
    };
}

impl<'b> TableRow<'b> for EventsRow<'b> {
    const TABLE: Table = Table::Events;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self { json: cells.required(0)? })
    }
}

/// Columns of `events` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct EventsBuilder {
    rows: usize,
    json: StringBuilder,
}

impl EventsBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self { rows: 0, json: StringBuilder::with_capacity(rows, rows.saturating_mul(256)) }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &EventsRow<'_>) {
        self.rows += 1;
        self.json.append_value(row.json);
    }

    /// Number of rows so far.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The rows as a batch in the schema of the latest version.
    #[must_use]
    pub fn finish(mut self) -> RecordBatch {
        record_batch(Arc::clone(&SCHEMA), vec![Arc::new(self.json.finish())])
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "events",
    meaning: "What visitors did in the online shop: one JSON object a line, in one file a UTC day, ordered by `event_ts`.",
    format: Format::Jsonl,
    path: "events/event_dt={event_dt}/events_00000.jsonl",
    partitions: &[PartitionColumn {
        name: "event_dt",
        column_type: ColumnType::Date32,
        source: "event_ts",
        derivation: Derivation::Day,
        meaning: "UTC day of `event_ts` of every line in the file.",
    }],
    primary_key: &["event_id"],
    volume: Volume { low: 1_960_000, high: 2_040_000, scaled: true, floor: 0 },
    columns: COLUMNS,
    cells: CELLS,
    document: Some(JsonDocument {
        envelope: &[
            JsonField {
                name: "event_id",
                field_type: FieldType::String,
                required: true,
                meaning: "Identifier of the event; unique.",
                accepted: &[],
                references: None,
            },
            JsonField {
                name: "event_ts",
                field_type: FieldType::String,
                required: true,
                meaning: "When it happened: RFC 3339 with microseconds and `Z`.",
                accepted: &[],
                references: None,
            },
            JsonField {
                name: "event_type",
                field_type: FieldType::String,
                required: true,
                meaning: "What happened: one of the event types below.",
                accepted: &[],
                references: None,
            },
            JsonField {
                name: "user_id",
                field_type: FieldType::Integer,
                required: false,
                meaning: "The signed-in customer, never before joining; null when anonymous.",
                accepted: &[],
                references: Some(ForeignKey { table: Table::Customers, column: "customer_id" }),
            },
            JsonField {
                name: "session_id",
                field_type: FieldType::String,
                required: true,
                meaning: "Visit the event belongs to; a session has one user and is cut at UTC midnight.",
                accepted: &[],
                references: None,
            },
        ],
        event_types: &[
            EventType {
                name: "page_view",
                meaning: "A page that is not a product page was shown.",
                payload: &[
                    JsonField {
                        name: "page",
                        field_type: FieldType::String,
                        required: true,
                        meaning: "Path of the page.",
                        accepted: &[],
                        references: None,
                    },
                    JsonField {
                        name: "referrer",
                        field_type: FieldType::String,
                        required: false,
                        meaning: "Where the visitor came from; null for direct visits.",
                        accepted: &[],
                        references: None,
                    },
                    JsonField {
                        name: "device",
                        field_type: FieldType::String,
                        required: true,
                        meaning: "Kind of device.",
                        accepted: &["mobile", "desktop", "tablet"],
                        references: None,
                    },
                ],
            },
            EventType {
                name: "search",
                meaning: "The visitor searched the shop.",
                payload: &[
                    JsonField {
                        name: "query",
                        field_type: FieldType::String,
                        required: true,
                        meaning: "Words searched for.",
                        accepted: &[],
                        references: None,
                    },
                    JsonField {
                        name: "results",
                        field_type: FieldType::Integer,
                        required: true,
                        meaning: "Number of products found.",
                        accepted: &[],
                        references: None,
                    },
                ],
            },
            EventType {
                name: "product_view",
                meaning: "A product page was shown.",
                payload: &[JsonField {
                    name: "product_id",
                    field_type: FieldType::Integer,
                    required: true,
                    meaning: "The product shown.",
                    accepted: &[],
                    references: Some(ForeignKey { table: Table::Products, column: "product_id" }),
                }],
            },
            EventType {
                name: "add_to_cart",
                meaning: "A product was put into the cart.",
                payload: &[
                    JsonField {
                        name: "product_id",
                        field_type: FieldType::Integer,
                        required: true,
                        meaning: "The product added.",
                        accepted: &[],
                        references: Some(ForeignKey { table: Table::Products, column: "product_id" }),
                    },
                    JsonField {
                        name: "qty",
                        field_type: FieldType::Integer,
                        required: true,
                        meaning: "Number of units added, 1 or more.",
                        accepted: &[],
                        references: None,
                    },
                ],
            },
            EventType {
                name: "remove_from_cart",
                meaning: "A product was taken out of the cart again.",
                payload: &[
                    JsonField {
                        name: "product_id",
                        field_type: FieldType::Integer,
                        required: true,
                        meaning: "The product removed; it was in the cart.",
                        accepted: &[],
                        references: Some(ForeignKey { table: Table::Products, column: "product_id" }),
                    },
                    JsonField {
                        name: "qty",
                        field_type: FieldType::Integer,
                        required: true,
                        meaning: "Number of units removed, 1 or more.",
                        accepted: &[],
                        references: None,
                    },
                ],
            },
            EventType {
                name: "checkout_start",
                meaning: "The visitor went to the checkout.",
                payload: &[JsonField {
                    name: "cart_lines",
                    field_type: FieldType::Integer,
                    required: true,
                    meaning: "Number of different products in the cart, 1 or more.",
                    accepted: &[],
                    references: None,
                }],
            },
            EventType {
                name: "purchase",
                meaning: "The order was placed: each tracked web order has exactly one such event, with its customer and at its time.",
                payload: &[JsonField {
                    name: "order_id",
                    field_type: FieldType::Integer,
                    required: true,
                    meaning: "The order placed.",
                    accepted: &[],
                    references: Some(ForeignKey { table: Table::OrdersHeader, column: "order_id" }),
                }],
            },
        ],
    }),
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[ColumnDefinition {
    name: "json",
    column_type: ColumnType::Utf8,
    meaning: "The whole line: an object with the envelope and a `payload` whose keys depend on `event_type`.",
    ..ColumnDefinition::BASE
}];

static CELLS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "json",
        column_type: ColumnType::Utf8,
        meaning: "The whole line: an object with the envelope and a `payload` whose keys depend on `event_type`.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "event_id",
        column_type: ColumnType::Utf8,
        meaning: "Identifier of the event; unique.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "event_ts",
        column_type: ColumnType::Utf8,
        role: Some(Role::Instant),
        meaning: "When it happened: RFC 3339 with microseconds and `Z`.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "event_type",
        column_type: ColumnType::Utf8,
        meaning: "What happened: one of the event types below.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "user_id",
        column_type: ColumnType::Int64,
        required: false,
        meaning: "The signed-in customer, never before joining; null when anonymous.",
        references: Some(ForeignKey { table: Table::Customers, column: "customer_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "session_id",
        column_type: ColumnType::Utf8,
        meaning: "Visit the event belongs to; a session has one user and is cut at UTC midnight.",
        ..ColumnDefinition::BASE
    },
];
