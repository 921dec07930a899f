//! The definition of a table as a constant.

use super::super::definition::{ColumnDefinition, FieldType, JsonField, Partition, Table};
use super::{accepted_name, lines, pascal, pattern_name, type_expression};

/// The text of these items.
pub fn items(table: &Table) -> String {
    let (low, high) = table.volume.bounds().expect("validated");
    format!(
        "\
static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {{
    name: {name:?},
    meaning: {meaning:?},
    format: Format::{format:?},
    path: {path:?},
    partitions: &[{partitions}],
    primary_key: &{primary_key:?},
    volume: Volume {{ low: {low}, high: {high}, scaled: {scaled}, floor: {floor} }},
    columns: COLUMNS,
    cells: {cells},
    document: {document},
    schema: &SCHEMA,
}};

static COLUMNS: &[ColumnDefinition] = &[{columns}];
{cells_item}",
        name = table.name,
        meaning = table.meaning,
        format = table.format,
        path = table.path,
        partitions = lines(&table.partitions, partition),
        primary_key = table.primary_key,
        low = literal(low),
        high = literal(high),
        scaled = table.volume.scaled(),
        floor = literal(table.volume.floor()),
        document = document(table),
        columns = lines(&table.columns, column),
        cells = if table.envelope.is_empty() { "COLUMNS" } else { "CELLS" },
        cells_item = cells(table),
    )
}

/// The columns with the envelope's keys behind them, for tables of JSON lines.
fn cells(table: &Table) -> String {
    if table.envelope.is_empty() {
        return String::new();
    }
    let columns = lines(&table.columns, column);
    let keys = lines(&table.envelope, envelope_key);
    format!("\nstatic CELLS: &[ColumnDefinition] = &[{columns}{keys}];\n")
}

fn envelope_key(key: &JsonField) -> String {
    let column_type = match key.field_type {
        FieldType::String => "Utf8",
        FieldType::Integer => "Int64",
    };
    format!(
        "\
ColumnDefinition {{
    name: {name:?},
    column_type: ColumnType::{column_type},
    required: {required},
    unique: false,
    meaning: {meaning:?},
    pattern: None,
    accepted: &{accepted:?},
    references: {references},
    minimum: None,
    maximum: None,
    unit: None,
    since_version: 0,
}},",
        name = key.name,
        required = key.required,
        meaning = key.meaning,
        accepted = key.accepted,
        references = foreign_key(key.references.as_deref()),
    )
}

fn partition(partition: &Partition) -> String {
    format!(
        "PartitionColumn {{
            name: {:?}, column_type: {}, source: {:?}, derivation: Derivation::{:?}, meaning: {:?},
        }},",
        partition.name,
        type_expression(partition.column_type),
        partition.source,
        partition.derivation,
        partition.meaning
    )
}

fn column(column: &ColumnDefinition) -> String {
    let pattern = match column.pattern {
        Some(_) => format!("Some({})", pattern_name(&column.name)),
        None => "None".to_owned(),
    };
    let accepted = if column.accepted.is_empty() { "&[]".to_owned() } else { accepted_name(&column.name) };
    format!(
        "\
ColumnDefinition {{
    name: {name:?},
    column_type: {column_type},
    required: {required},
    unique: {unique},
    meaning: {meaning:?},
    pattern: {pattern},
    accepted: {accepted},
    references: {references},
    minimum: {minimum:?},
    maximum: {maximum:?},
    unit: {unit:?},
    since_version: {since_version},
}},",
        name = column.name,
        column_type = type_expression(column.column_type),
        required = column.required,
        unique = column.unique,
        meaning = column.meaning,
        references = foreign_key(column.references.as_deref()),
        minimum = column.minimum,
        maximum = column.maximum,
        unit = column.unit,
        since_version = column.since_version,
    )
}

fn foreign_key(references: Option<&str>) -> String {
    match references.and_then(|references| references.split_once('.')) {
        Some((table, column)) => {
            format!("Some(ForeignKey {{ table: Table::{}, column: {column:?} }})", pascal(table))
        }
        None => "None".to_owned(),
    }
}

fn document(table: &Table) -> String {
    if table.envelope.is_empty() {
        return "None".to_owned();
    }
    let event_types = lines(&table.event_types, |event_type| {
        format!(
            "EventType {{ name: {:?}, meaning: {:?}, payload: &[{}] }},",
            event_type.name,
            event_type.meaning,
            lines(&event_type.payload, json_field)
        )
    });
    let envelope = lines(&table.envelope, json_field);
    format!("Some(JsonDocument {{ envelope: &[{envelope}], event_types: &[{event_types}] }})")
}

fn json_field(field: &JsonField) -> String {
    format!(
        "JsonField {{
            name: {:?}, field_type: FieldType::{:?}, required: {}, meaning: {:?}, accepted: &{:?}, references: {},
        }},",
        field.name,
        field.field_type,
        field.required,
        field.meaning,
        field.accepted,
        foreign_key(field.references.as_deref())
    )
}

/// A number with `_` between thousands, as clippy wants long literals.
fn literal(number: u64) -> String {
    super::super::digit_groups(number, '_')
}
