//! Definitions that break one rule each, and what the error says.

use std::path::Path;

use super::super::CodegenError;
use super::super::definition::{self, Table};
use super::validate;

const STORES: &str = r#"
name = "stores"
position = 1
meaning = "Places of sale."
format = "csv"
path = "stores.csv"
primary_key = ["store_id"]

[volume]
kind = "exact"
rows = 10
scaled = true
floor = 1

[[column]]
name = "store_id"
type = "int64"
required = true
meaning = "Number of the store."
example = "1"

[[column]]
name = "channel"
type = "utf8"
required = true
accepted = ["web", "pos"]
meaning = "How the store sells."
example = "web"
"#;

const SALES: &str = r#"
name = "sales"
position = 2
meaning = "What was sold."
format = "csv"
path = "sales/month={month}/sales.csv"
primary_key = ["sale_id"]

[volume]
kind = "band"
rows = 100
tolerance_percent = 2
scaled = true
floor = 0

[[partition]]
name = "month"
type = "utf8"
source = "sale_ts"
derivation = "month"
meaning = "Month of the sale."

[[column]]
name = "sale_id"
type = "int64"
required = true
meaning = "Number of the sale."
example = "1"

[[column]]
name = "sale_ts"
type = "timestamp[us]"
required = true
meaning = "When it was sold."
example = "2024-02-29T08:30:00.000000"

[[column]]
name = "store_id"
type = "int64"
required = true
references = "stores.store_id"
meaning = "Where it was sold."
example = "1"

[[column]]
name = "price"
type = "decimal128(12,4)"
required = true
minimum = "0.0001"
meaning = "Price of one unit."
example = "9.9500"
"#;

/// Both definitions, the second one changed, read and checked.
fn load(from: &str, to: &str) -> Result<Vec<Table>, CodegenError> {
    assert_eq!(SALES.matches(from).count(), 1, "{from:?} must occur once");
    load_with(&SALES.replace(from, to))
}

/// The stores and another definition, read and checked.
fn load_with(sales: &str) -> Result<Vec<Table>, CodegenError> {
    let stores = definition::parse(Path::new("schemas/stores.toml"), STORES)?;
    let sales = definition::parse(Path::new("schemas/sales.toml"), sales)?;
    let tables = vec![stores, sales];
    validate(&tables)?;
    Ok(tables)
}

#[test]
fn sound_definitions_pass() {
    let tables = load("= 2\nscaled", "= 3\nscaled").unwrap();
    assert_eq!(tables[1].volume.bounds(), Some((97, 103)));
}

#[test]
fn errors_name_file_table_and_column() {
    let error = load("stores.store_id", "stores.id").unwrap_err().to_string();
    assert_eq!(error, "schemas/sales.toml: table sales, column store_id: references stores.id, which does not exist");
}

#[test]
fn every_broken_rule_is_reported() {
    let cases = [
        // What is not part of a definition at all.
        ("minimum =", "minimun =", "unknown field `minimun`"),
        ("floor = 0", "ceiling = 0", "unknown field `ceiling`"),
        ("decimal128(12,4)", "decimal(12,4)", "unknown type \"decimal(12,4)\""),
        ("format = \"csv\"", "format = \"xml\"", "unknown variant `xml`"),
        // The table alone.
        ("name = \"sales\"", "name = \"sale\"", "the file must be named sale.toml"),
        ("position = 2", "position = 3", "position is 3"),
        ("\"What was sold.\"", "\"\"", "`meaning` must be one line"),
        ("name = \"sale_ts\"", "name = \"sale_id\"", "column \"sale_id\" is given twice"),
        ("name = \"price\"", "name = \"Price\"", "not a name in snake case"),
        ("tolerance_percent", "high", "a band needs"),
        ("rows = 100\ntolerance_percent = 2", "low = 3\nhigh = 2", "low 3 is above high 2"),
        ("[\"sale_id\"]", "[]", "primary_key is empty"),
        ("[\"sale_id\"]", "[\"id\"]", "primary_key: there is no column \"id\""),
        ("month={month}", "month={mouth}", "placeholders [\"mouth\"]"),
        ("month={month}", "month", "placeholders []"),
        ("format = \"csv\"", "format = \"jsonl\"", "`envelope` and `event_type`"),
        // Partitions.
        ("source = \"sale_ts\"", "source = \"sold_ts\"", "there is no column \"sold_ts\""),
        ("source = \"sale_ts\"", "source = \"store_id\"", "does not follow from source store_id"),
        // Columns and what they refer to.
        ("stores.store_id", "stores.channel", "is not part of a primary key"),
        ("stores.store_id", "store_id", "not of the form table.column"),
        ("minimum = \"0.0001\"", "minimum = \"0.001\"", "minimum \"0.001\" is not a value"),
        ("minimum = \"0.0001\"", "minimum = \"2.0000\"\nmaximum = \"1.0000\"", "above maximum"),
        ("minimum = \"0.0001\"", "minimum = \"10.0000\"", "example \"9.9500\" is beyond the minimum, 10.0000"),
        ("minimum = \"0.0001\"", "maximum = \"9.0000\"", "example \"9.9500\" is beyond the maximum, 9.0000"),
        ("minimum = \"0.0001\"", "pattern = \"P[0-9]{3}\"", "`pattern` is for utf8"),
        ("minimum = \"0.0001\"", "accepted = [\"1\"]", "`accepted` is for utf8"),
        ("minimum = \"0.0001\"", "since_version = 1", "cannot be required"),
        ("decimal128(12,4)\"", "utf8\"\ntypical_bytes = 3", "`minimum` is for numbers"),
        ("type = \"timestamp[us]\"", "type = \"utf8\"", "utf8 needs exactly one of"),
        ("example = \"9.9500\"", "example = \"9.95\"", "example \"9.95\" is not a value of type decimal128(12,4)"),
        ("example = \"9.9500\"", "", "missing field `example`"),
        // Roles and relations.
        ("minimum = \"0.0001\"", "role = \"cost\"", "unknown variant `cost`"),
        ("minimum = \"0.0001\"", "role = \"email\"", "role Email is not for decimal128(12,4)"),
        ("minimum = \"0.0001\"", "role = \"price\"", "needs a `minimum` above zero"),
        ("minimum = \"0.0001\"", "drifts = true", "`drifts` needs the role phone, price or street"),
        ("minimum = \"0.0001\"", "decided_by = \"cost\"", "decided_by: there is no other column \"cost\""),
        ("minimum = \"0.0001\"", "decided_by = \"store_id\"", "both columns must be foreign keys"),
        ("minimum = \"0.0001\"", "present_when = \"store_id\"", "a bool column says"),
        ("minimum = \"0.0001\"", "bounded_by = \"stores.store_id\"", "bounded_by stores.store_id, which is int64"),
    ];
    for (from, to, expected) in cases {
        let error = load(from, to).expect_err(to).to_string();
        assert!(error.contains("schemas/sales.toml"), "{error}");
        assert!(error.contains(expected), "{to}: {error}");
    }
}

#[test]
fn a_foreign_key_has_the_type_of_what_it_refers_to() {
    let from = "type = \"int64\"\nrequired = true\nreferences";
    let error = load(from, &from.replace("int64", "int32")).unwrap_err().to_string();
    assert!(error.contains("is int32, but references stores.store_id, which is int64"), "{error}");
}

/// The sales with a key of a JSON document, which is a whole one as far as `format` and `event_types` say so.
fn with_key(format: &str, event_types: &str, field_type: &str, role: &str) -> Result<Vec<Table>, CodegenError> {
    let sales = SALES.replace("format = \"csv\"", &format!("format = \"{format}\""));
    load_with(&format!(
        "{sales}
[[envelope]]
name = \"sold_at\"
type = \"{field_type}\"
role = \"{role}\"
required = true
meaning = \"When it was sold.\"
{event_types}"
    ))
}

const EVENT_TYPES: &str = "[[event_type]]\nname = \"sale\"\nmeaning = \"A sale.\"\npayload = []";

#[test]
fn a_key_has_the_role_of_an_instant_or_none() {
    with_key("jsonl", EVENT_TYPES, "string", "instant").unwrap();
    for (field_type, role) in [("string", "email"), ("integer", "instant"), ("integer", "email")] {
        let error = with_key("jsonl", EVENT_TYPES, field_type, role).unwrap_err().to_string();
        assert!(error.contains("the one role of a key is `instant`, and it is for strings"), "{role}: {error}");
    }
}

#[test]
fn a_json_document_is_whole_and_of_json_lines() {
    for (format, event_types) in [("csv", EVENT_TYPES), ("csv", ""), ("jsonl", "")] {
        let error = with_key(format, event_types, "string", "instant").unwrap_err().to_string();
        assert!(error.contains("`envelope` and `event_type` belong to"), "{format}: {error}");
    }
}
