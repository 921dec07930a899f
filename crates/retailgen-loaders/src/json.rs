//! Tables as JSON: all that their definitions know.

use retailgen_schema::{
    ColumnDefinition, Derivation, ForeignKey, JsonDocument, JsonField, PartitionColumn, Table, TableDefinition,
};
use serde_json::{Value, json};

use crate::layout;

/// An object with all tables.
pub fn render(tables: &[Table]) -> String {
    let tables: Vec<Value> = tables.iter().map(|table| object(table.definition())).collect();
    format!("{:#}\n", json!({ "tables": tables }))
}

fn object(table: &TableDefinition) -> Value {
    json!({
        "name": table.name,
        "meaning": table.meaning,
        "format": table.format.to_string(),
        "path": table.path,
        "partitions": table.partitions.iter().map(partition).collect::<Vec<_>>(),
        "primary_key": table.primary_key,
        "rows_at_scale_1": {
            "low": table.volume.low,
            "high": table.volume.high,
            "scaled": table.volume.scaled,
            "floor": table.volume.floor,
        },
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "document": table.document.as_ref().map(document),
    })
}

fn partition(partition: &PartitionColumn) -> Value {
    json!({
        "name": partition.name,
        "type": partition.column_type.to_string(),
        "source": partition.source,
        "derivation": match partition.derivation {
            Derivation::Day => "day",
            Derivation::Month => "month",
            _ => "value",
        },
        "meaning": partition.meaning,
    })
}

fn column(column: &ColumnDefinition) -> Value {
    json!({
        "name": column.name,
        "type": column.column_type.to_string(),
        "required": column.required,
        "unique": column.unique,
        "meaning": column.meaning,
        "pattern": column.pattern,
        "accepted": column.accepted,
        "references": column.references.map(reference),
        "minimum": column.minimum,
        "maximum": column.maximum,
        "unit": column.unit,
        "since_version": column.since_version,
    })
}

fn reference(key: ForeignKey) -> Value {
    json!({ "table": key.table.name(), "column": key.column })
}

fn document(document: &JsonDocument) -> Value {
    let event_types = document.event_types.iter().map(|event_type| {
        let payload: Vec<Value> = event_type.payload.iter().map(field).collect();
        json!({ "name": event_type.name, "meaning": event_type.meaning, "payload": payload })
    });
    json!({
        "envelope": document.envelope.iter().map(field).collect::<Vec<_>>(),
        "event_types": event_types.collect::<Vec<_>>(),
    })
}

fn field(field: &JsonField) -> Value {
    json!({
        "name": field.name,
        "type": layout::json_type(field.field_type),
        "required": field.required,
        "meaning": field.meaning,
        "accepted": field.accepted,
        "references": field.references.map(reference),
    })
}
