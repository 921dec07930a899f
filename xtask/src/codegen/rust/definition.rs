//! The definition of a table as a constant.

use super::super::definition::{ColumnDefinition, FieldType, JsonField, Partition, Role, Table};
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
    is_compressed: false,
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
    let accepted = (!key.accepted.is_empty()).then(|| format!("&{:?}", key.accepted));
    column_definition(&[
        ("name", Some(format!("{:?}", key.name))),
        ("column_type", Some(format!("ColumnType::{column_type}"))),
        ("role", key.role.map(role)),
        ("required", (!key.required).then(|| "false".to_owned())),
        ("meaning", Some(format!("{:?}", key.meaning))),
        ("accepted", accepted),
        ("references", key.references.as_deref().map(foreign_key)),
    ])
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
    let some = |text: &Option<String>| text.as_ref().map(|text| format!("Some({text:?})"));
    let version = column.since_version;
    column_definition(&[
        ("name", Some(format!("{:?}", column.name))),
        ("column_type", Some(type_expression(column.column_type))),
        ("role", column.role.map(role)),
        ("drifts", column.drifts.then(|| "true".to_owned())),
        ("decided_by", some(&column.decided_by)),
        ("present_when", some(&column.present_when)),
        ("bounded_by", column.bounded_by.as_deref().map(foreign_key)),
        ("required", (!column.required).then(|| "false".to_owned())),
        ("unique", column.unique.then(|| "true".to_owned())),
        ("meaning", Some(format!("{:?}", column.meaning))),
        ("pattern", column.pattern.as_ref().map(|_| format!("Some({})", pattern_name(&column.name)))),
        ("accepted", (!column.accepted.is_empty()).then(|| accepted_name(&column.name))),
        ("references", column.references.as_deref().map(foreign_key)),
        ("minimum", some(&column.minimum)),
        ("maximum", some(&column.maximum)),
        ("unit", some(&column.unit)),
        ("since_version", (version > 0).then(|| version.to_string())),
    ])
}

/// A column with the fields in which it is not as most are.
fn column_definition(fields: &[(&str, Option<String>)]) -> String {
    let fields = fields.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let fields = lines(fields, |(name, value)| format!("{name}: {value},"));
    format!("ColumnDefinition {{ {fields} ..ColumnDefinition::BASE }},")
}

fn role(role: Role) -> String {
    format!("Some(Role::{role:?})")
}

/// The expression for `table.column`, of an optional field.
fn foreign_key(references: &str) -> String {
    let (table, column) = references.split_once('.').expect("validated");
    format!("Some(ForeignKey {{ table: Table::{}, column: {column:?} }})", pascal(table))
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
        field.references.as_deref().map_or_else(|| "None".to_owned(), foreign_key)
    )
}

/// A number with `_` between thousands, as clippy wants long literals.
fn literal(number: u64) -> String {
    super::super::digit_groups(number, '_')
}
