//! The rules that each definition must keep, and those between definitions.

use std::collections::BTreeSet;

use super::CodegenError;
use super::column_type::ColumnType;
use super::definition::{ColumnDefinition, Derivation, FieldType, Format, JsonField, Partition, Role, Table};
use super::{example, pattern};

/// The first rule that is broken, if any.
pub fn validate(tables: &[Table]) -> Result<(), CodegenError> {
    for (index, table) in tables.iter().enumerate() {
        let fail = |problem| table_error(table, problem);
        table_itself(table, index + 1).map_err(fail)?;
        json_document(tables, table).map_err(fail)?;
        for partition in &table.partitions {
            partition_column(tables, table, partition)
                .map_err(|problem| column_error(table, &partition.name, problem))?;
        }
        for column in &table.columns {
            column_itself(column)
                .and_then(|()| foreign_key(tables, column))
                .and_then(|()| relations(tables, table, column))
                .map_err(|problem| column_error(table, &column.name, problem))?;
        }
    }
    Ok(())
}

fn table_error(table: &Table, problem: String) -> CodegenError {
    CodegenError::Table { path: table.file.clone(), table: table.name.clone(), problem }
}

fn column_error(table: &Table, column: &str, problem: String) -> CodegenError {
    CodegenError::Column { path: table.file.clone(), table: table.name.clone(), column: column.to_owned(), problem }
}

fn table_itself(table: &Table, position: usize) -> Result<(), String> {
    name(&table.name)?;
    if table.file.file_stem().is_none_or(|stem| stem != table.name.as_str()) {
        return Err(format!("the file must be named {}.toml", table.name));
    }
    if table.position != position {
        return Err(format!(
            "position is {}; positions must be 1, 2, 3 and so on, so {position} is missing or given twice",
            table.position
        ));
    }
    one_line(&table.meaning)?;
    distinct("column", table.columns.iter().map(|column| &column.name))?;
    match table.volume.bounds() {
        None => return Err("a band needs `rows` and `tolerance_percent`, or `low` and `high`".to_owned()),
        Some((low, high)) if low > high => return Err(format!("volume: low {low} is above high {high}")),
        Some(_) => {}
    }
    if table.primary_key.is_empty() {
        return Err("primary_key is empty".to_owned());
    }
    distinct("primary key column", table.primary_key.iter())?;
    for key in &table.primary_key {
        if source_type(table, key).is_none() {
            return Err(format!("primary_key: there is no column {key:?}"));
        }
        if table.column(key).is_some_and(|column| !column.required) {
            return Err(format!("primary_key: column {key:?} is not required"));
        }
    }
    placeholders(table)
}

/// The placeholders of the path must be the partition columns, in their order.
fn placeholders(table: &Table) -> Result<(), String> {
    let mut found = Vec::new();
    let mut rest = table.path.as_str();
    while let Some((_, opened)) = rest.split_once('{') {
        let (name, after) = opened.split_once('}').ok_or("path: a `{` is not closed")?;
        found.push(name);
        rest = after;
    }
    let partitions: Vec<&str> = table.partitions.iter().map(|partition| partition.name.as_str()).collect();
    if found != partitions {
        return Err(format!("path: placeholders {found:?} are not the partition columns {partitions:?}"));
    }
    distinct("partition", partitions.iter())
}

fn json_document(tables: &[Table], table: &Table) -> Result<(), String> {
    let is_json = table.format == Format::Jsonl;
    if is_json == table.envelope.is_empty() || is_json == table.event_types.is_empty() {
        return Err("`envelope` and `event_type` belong to tables of format jsonl, which need both".to_owned());
    }
    distinct("event_type", table.event_types.iter().map(|event_type| &event_type.name))?;
    json_object(tables, "envelope", &table.envelope)?;
    for event_type in &table.event_types {
        name(&event_type.name)?;
        one_line(&event_type.meaning)?;
        json_object(tables, &event_type.name, &event_type.payload)?;
    }
    Ok(())
}

fn json_object(tables: &[Table], object: &str, fields: &[JsonField]) -> Result<(), String> {
    distinct("key", fields.iter().map(|field| &field.name)).map_err(|error| format!("{object}: {error}"))?;
    for field in fields {
        json_field(tables, field).map_err(|error| format!("{object}, key {}: {error}", field.name))?;
    }
    Ok(())
}

fn json_field(tables: &[Table], field: &JsonField) -> Result<(), String> {
    name(&field.name)?;
    one_line(&field.meaning)?;
    if !field.accepted.is_empty() && field.field_type != FieldType::String {
        return Err("`accepted` is for strings".to_owned());
    }
    distinct("accepted value", field.accepted.iter())?;
    if field.role.is_some_and(|role| role != Role::Instant || field.field_type != FieldType::String) {
        return Err("the one role of a key is `instant`, and it is for strings".to_owned());
    }
    let Some(references) = &field.references else { return Ok(()) };
    let target = referenced(tables, references)?;
    let fits = match field.field_type {
        FieldType::String => target == ColumnType::Utf8,
        FieldType::Integer => matches!(target, ColumnType::Int32 | ColumnType::Int64),
    };
    if fits { Ok(()) } else { Err(format!("references {references}, which is {target}")) }
}

fn partition_column(tables: &[Table], table: &Table, partition: &Partition) -> Result<(), String> {
    name(&partition.name)?;
    one_line(&partition.meaning)?;
    let source = match partition.source.split_once('.') {
        Some((other, column)) => {
            tables.iter().find(|table| table.name == other).and_then(|table| source_type(table, column))
        }
        None => source_type(table, &partition.source),
    };
    let source = source.ok_or_else(|| format!("source: there is no column {:?}", partition.source))?;
    let fits = match partition.derivation {
        Derivation::Value => partition.column_type == source,
        Derivation::Day => partition.column_type == ColumnType::Date32 && is_instant(source),
        Derivation::Month => partition.column_type == ColumnType::Utf8 && is_instant(source),
    };
    if fits {
        Ok(())
    } else {
        Err(format!(
            "type {} does not follow from source {}, which is {source}",
            partition.column_type, partition.source
        ))
    }
}

/// Instants are timestamps, or text in a JSON envelope.
fn is_instant(source: ColumnType) -> bool {
    matches!(source, ColumnType::TimestampMicros | ColumnType::Utf8)
}

/// Type of a column, or of a key of the envelope.
fn source_type(table: &Table, name: &str) -> Option<ColumnType> {
    let column = table.column(name).map(|column| column.column_type);
    column.or_else(|| {
        let field = table.envelope.iter().find(|field| field.name == name)?;
        Some(match field.field_type {
            FieldType::String => ColumnType::Utf8,
            FieldType::Integer => ColumnType::Int64,
        })
    })
}

fn column_itself(column: &ColumnDefinition) -> Result<(), String> {
    name(&column.name)?;
    one_line(&column.meaning)?;
    let is_text = column.column_type == ColumnType::Utf8;
    if let Some(text) = &column.pattern {
        if !is_text {
            return Err(format!("`pattern` is for utf8, not {}", column.column_type));
        }
        pattern::byte_length(text)?;
    }
    if !column.accepted.is_empty() && !is_text {
        return Err(format!("`accepted` is for utf8, not {}", column.column_type));
    }
    distinct("accepted value", column.accepted.iter())?;
    let sizes = [column.pattern.is_some(), !column.accepted.is_empty(), column.typical_bytes.is_some()];
    let given = sizes.iter().filter(|given| **given).count();
    if is_text && given != 1 {
        return Err("utf8 needs exactly one of `pattern`, `accepted` and `typical_bytes`".to_owned());
    }
    if column.typical_bytes.is_some() && !is_text {
        return Err(format!("`typical_bytes` is for utf8, not {}", column.column_type));
    }
    if let Some(role) = column.role.filter(|role| !role.suits(column.column_type)) {
        return Err(format!("role {role:?} is not for {}", column.column_type));
    }
    let least = column.minimum.as_deref().and_then(|text| column.column_type.bound(text));
    if matches!(column.role, Some(Role::Price | Role::Rate)) && least.is_none_or(|least| least <= 0.0) {
        return Err("a price or rate needs a `minimum` above zero".to_owned());
    }
    if column.drifts && !matches!(column.role, Some(Role::Phone | Role::Price | Role::Street)) {
        return Err("`drifts` needs the role phone, price or street, which says how a value changes".to_owned());
    }
    if column.since_version > 0 && column.required {
        return Err("a column that older rows lack cannot be required".to_owned());
    }
    example::of(column)?;
    range(column)
}

fn range(column: &ColumnDefinition) -> Result<(), String> {
    let column_type = column.column_type;
    let mut bounds = Vec::new();
    for (key, text) in [("minimum", &column.minimum), ("maximum", &column.maximum)] {
        let Some(text) = text else { continue };
        if !column_type.is_numeric() {
            return Err(format!("`{key}` is for numbers, not {column_type}"));
        }
        let bound = column_type
            .bound(text)
            .ok_or_else(|| format!("{key} {text:?} is not a value of type {column_type} in full"))?;
        bounds.push((key, text, bound));
    }
    if column.unit.is_some() && !column_type.is_numeric() {
        return Err(format!("`unit` is for numbers, not {column_type}"));
    }
    if let [(_, _, minimum), (_, _, maximum)] = bounds[..]
        && minimum > maximum
    {
        return Err("minimum is above maximum".to_owned());
    }
    let example = column_type.bound(&column.example);
    for (key, text, bound) in bounds {
        if example.is_some_and(|example| if key == "minimum" { example < bound } else { example > bound }) {
            return Err(format!("example {:?} is beyond the {key}, {text}", column.example));
        }
    }
    Ok(())
}

fn foreign_key(tables: &[Table], column: &ColumnDefinition) -> Result<(), String> {
    let Some(references) = &column.references else { return Ok(()) };
    let target = referenced(tables, references)?;
    if target == column.column_type {
        Ok(())
    } else {
        Err(format!("is {}, but references {references}, which is {target}", column.column_type))
    }
}

/// What other columns say of this one.
fn relations(tables: &[Table], table: &Table, column: &ColumnDefinition) -> Result<(), String> {
    let of_row = |key: &str, name: &str| {
        let other = table.column(name).filter(|other| other.name != column.name);
        other.ok_or_else(|| format!("{key}: there is no other column {name:?}"))
    };
    if let Some(name) = &column.decided_by {
        let decides = of_row("decided_by", name)?;
        if column.references.is_none() || decides.references.is_none() {
            return Err("decided_by: both columns must be foreign keys".to_owned());
        }
    }
    if let Some(name) = &column.present_when {
        let says = of_row("present_when", name)?;
        if says.column_type != ColumnType::Bool || column.required {
            return Err("present_when: a bool column says whether an optional one has a value".to_owned());
        }
    }
    if let Some(bound) = &column.bounded_by {
        let other = bound.split_once('.').and_then(|(table, name)| {
            tables.iter().find(|candidate| candidate.name == table).and_then(|table| table.column(name))
        });
        let other = other.ok_or_else(|| format!("bounded_by {bound}, which does not exist"))?;
        if !column.column_type.is_numeric() || other.column_type != column.column_type {
            return Err(format!("is {}, but bounded_by {bound}, which is {}", column.column_type, other.column_type));
        }
    }
    Ok(())
}

/// Type of the primary-key column that `table.column` names.
fn referenced(tables: &[Table], references: &str) -> Result<ColumnType, String> {
    let (table, column) = references
        .split_once('.')
        .ok_or_else(|| format!("references {references:?} is not of the form table.column"))?;
    let target =
        tables.iter().find(|candidate| candidate.name == table).and_then(|table| Some((table, table.column(column)?)));
    let (table, column) = target.ok_or_else(|| format!("references {references}, which does not exist"))?;
    if table.primary_key.contains(&column.name) {
        Ok(column.column_type)
    } else {
        Err(format!("references {references}, which is not part of a primary key"))
    }
}

/// Names are identifiers in Rust, Python and SQL alike.
fn name(name: &str) -> Result<(), String> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase());
    let goes_on_well = name.chars().all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || next == '_');
    if starts_well && goes_on_well { Ok(()) } else { Err(format!("{name:?} is not a name in snake case")) }
}

fn one_line(meaning: &str) -> Result<(), String> {
    if meaning.is_empty() || meaning.contains(['\n', '|', '"', '\\']) || meaning.trim() != meaning {
        return Err("`meaning` must be one line, not empty, without bar, double quote or backslash".to_owned());
    }
    Ok(())
}

fn distinct<T: Ord + std::fmt::Debug>(what: &str, items: impl Iterator<Item = T>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for item in items {
        if seen.contains(&item) {
            return Err(format!("{what} {item:?} is given twice"));
        }
        seen.insert(item);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
