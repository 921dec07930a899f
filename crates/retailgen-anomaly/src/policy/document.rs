//! The TOML of a policy: its keys, and where each value stands.

use retailgen_synth::calendar::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::PolicyProblem;
use crate::nearest_name;

/// A value and the byte at which it stands.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub value: T,
    pub at: usize,
}

/// A policy as written.
#[derive(Debug, Default)]
pub struct Document {
    pub extends: Option<At<String>>,
    pub rules: Vec<RuleTable>,
}

/// Columns with the values that a row may have there, as text.
pub type Wanted = Vec<(At<String>, Vec<String>)>;

/// Names with a whole number each.
pub type Numbers = Vec<(At<String>, At<u64>)>;

/// A `[[rule]]` as written: any key may be missing.
#[derive(Debug, Clone)]
pub struct RuleTable {
    /// Where it begins.
    pub at: usize,
    pub id: Option<At<String>>,
    pub table: Option<At<String>>,
    pub column: Option<At<String>>,
    pub kind: Option<At<String>>,
    pub rate: Option<At<f64>>,
    pub count: Option<At<u64>>,
    pub mechanism: Option<At<String>>,
    pub days_share: Option<At<f64>>,
    pub length: Option<At<u64>>,
    pub start: Option<At<Date>>,
    pub until: Option<At<Date>>,
    pub condition: Option<At<Wanted>>,
    pub entities: Option<At<Numbers>>,
    pub weights: Option<At<Numbers>>,
    pub disabled: Option<At<bool>>,
}

/// What is wrong, where, and in which rule.
pub struct Fault {
    pub at: usize,
    pub rule: Option<String>,
    pub problem: PolicyProblem,
}

const KEYS: [&str; 2] = ["extends", "rule"];
const RULE_KEYS: [&str; 15] = [
    "id",
    "table",
    "column",
    "kind",
    "rate",
    "count",
    "mechanism",
    "days_share",
    "length",
    "start",
    "until",
    "where",
    "entities",
    "weights",
    "disabled",
];

/// Reads the TOML.
pub fn parse(text: &str) -> Result<Document, Fault> {
    let root = DeTable::parse(text).map_err(|error| Fault {
        at: error.span().map_or(0, |span| span.start),
        rule: None,
        // Some messages have a second line with what was expected.
        problem: PolicyProblem::Syntax(error.message().trim().replace('\n', ", ")),
    })?;
    let mut document = Document::default();
    for (key, value) in root.get_ref() {
        match key.get_ref().as_ref() {
            "extends" => document.extends = Some(string("extends", value)?),
            "rule" => {
                let wrong = || wrong_type("rule", "a list of tables, written as [[rule]]", value);
                for table in value.get_ref().as_array().ok_or_else(wrong)? {
                    document.rules.push(rule_table(table).map_err(|fault| in_rule(fault, table))?);
                }
            }
            name => return Err(unknown("key", name, key.span().start, &KEYS)),
        }
    }
    Ok(document)
}

fn rule_table(spanned: &Spanned<DeValue>) -> Result<RuleTable, Fault> {
    let wrong = || wrong_type("rule", "a list of tables, written as [[rule]]", spanned);
    let table = spanned.get_ref().as_table().ok_or_else(wrong)?;
    let mut rule = RuleTable {
        at: spanned.span().start,
        id: None,
        table: None,
        column: None,
        kind: None,
        rate: None,
        count: None,
        mechanism: None,
        days_share: None,
        length: None,
        start: None,
        until: None,
        condition: None,
        entities: None,
        weights: None,
        disabled: None,
    };
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "id" => rule.id = Some(string("id", value)?),
            "table" => rule.table = Some(string("table", value)?),
            "column" => rule.column = Some(string("column", value)?),
            "kind" => rule.kind = Some(string("kind", value)?),
            "rate" => rule.rate = Some(share("rate", value)?),
            "count" => rule.count = Some(count("count", value)?),
            "mechanism" => rule.mechanism = Some(string("mechanism", value)?),
            "length" => rule.length = Some(count("length", value)?),
            "days_share" => rule.days_share = Some(share("days_share", value)?),
            "start" => rule.start = Some(day("start", value)?),
            "until" => rule.until = Some(day("until", value)?),
            "where" => rule.condition = Some(condition(value)?),
            "entities" => rule.entities = Some(numbers("entities", ENTITIES, value)?),
            "weights" => rule.weights = Some(numbers("weights", WEIGHTS, value)?),
            "disabled" => {
                let wrong = || wrong_type("disabled", "true or false", value);
                rule.disabled =
                    Some(At { value: value.get_ref().as_bool().ok_or_else(wrong)?, at: value.span().start });
            }
            name => return Err(unknown("key", name, key.span().start, &RULE_KEYS)),
        }
    }
    Ok(rule)
}

/// Adds the rule's id to a fault in it.
fn in_rule(fault: Fault, rule: &Spanned<DeValue>) -> Fault {
    let id = rule.get_ref().as_table().and_then(|table| table.get("id")).and_then(|id| id.get_ref().as_str());
    Fault { rule: id.map(str::to_owned), ..fault }
}

fn string(key: &'static str, value: &Spanned<DeValue>) -> Result<At<String>, Fault> {
    let text = value.get_ref().as_str().ok_or_else(|| wrong_type(key, "text in quotes", value))?;
    Ok(At { value: text.to_owned(), at: value.span().start })
}

/// Columns with the values that they must have, as text.
fn condition(value: &Spanned<DeValue>) -> Result<At<Wanted>, Fault> {
    const WANTED: &str = "a table of columns with a value or a list of values, such as { channel = \"web\" }";
    let wrong = |value: &Spanned<DeValue>| wrong_type("where", WANTED, value);
    let table = value.get_ref().as_table().filter(|table| !table.is_empty()).ok_or_else(|| wrong(value))?;
    let mut columns = Vec::new();
    for (name, values) in table {
        let one = |value: &Spanned<DeValue>| match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Integer(integer) => Ok(integer.to_string()),
            DeValue::Boolean(flag) => Ok(flag.to_string()),
            DeValue::Datetime(datetime) => Ok(datetime.to_string()),
            _ => Err(wrong(value)),
        };
        let texts = match values.get_ref() {
            DeValue::Array(list) if !list.is_empty() => list.iter().map(one).collect::<Result<_, _>>()?,
            _ => vec![one(values)?],
        };
        columns.push((At { value: name.get_ref().to_string(), at: name.span().start }, texts));
    }
    Ok(At { value: columns, at: value.span().start })
}

const ENTITIES: &str = "a column with the number of its entities, such as { store_id = 3 }";
const WEIGHTS: &str = "a table of forms with a whole number from 1 on, such as { day_first = 3, word = 1 }";

/// Names with a number each, one at least.
fn numbers(key: &'static str, wanted: &'static str, value: &Spanned<DeValue>) -> Result<At<Numbers>, Fault> {
    let table = value.get_ref().as_table().filter(|table| !table.is_empty());
    let table = table.ok_or_else(|| wrong_type(key, wanted, value))?;
    let number = |(name, number): (&Spanned<_>, &Spanned<DeValue>)| {
        let name: &Spanned<std::borrow::Cow<str>> = name;
        Ok((At { value: name.get_ref().to_string(), at: name.span().start }, count(key, number)?))
    };
    Ok(At { value: table.iter().map(number).collect::<Result<_, _>>()?, at: value.span().start })
}

/// A day, as TOML has dates or as text.
fn day(key: &'static str, value: &Spanned<DeValue>) -> Result<At<Date>, Fault> {
    let text = match value.get_ref() {
        DeValue::Datetime(datetime) => datetime.to_string(),
        DeValue::String(text) => text.to_string(),
        _ => String::new(),
    };
    let day = text.parse().map_err(|_| wrong_type(key, "a day, such as 2024-03-01", value))?;
    Ok(At { value: day, at: value.span().start })
}

/// A number above 0 and at most 1.
fn share(key: &'static str, value: &Spanned<DeValue>) -> Result<At<f64>, Fault> {
    let at = value.span().start;
    let number = match value.get_ref() {
        DeValue::Float(float) => float.as_str().parse().ok(),
        // Only 1 is in the range, and any other integer is shown as it is.
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|whole| whole as f64)
        }
        _ => None,
    };
    let number: f64 = number.ok_or_else(|| wrong_type(key, "a number above 0 and at most 1", value))?;
    // NaN is in no range.
    if number > 0.0 && number <= 1.0 {
        Ok(At { value: number, at })
    } else {
        Err(Fault { at, rule: None, problem: PolicyProblem::OutOfRange { key, value: number } })
    }
}

fn count(key: &'static str, value: &Spanned<DeValue>) -> Result<At<u64>, Fault> {
    let at = value.span().start;
    let integer = value.get_ref().as_integer().ok_or_else(|| wrong_type(key, "a whole number from 1 on", value))?;
    match i64::from_str_radix(integer.as_str(), integer.radix()).map(u64::try_from) {
        Ok(Ok(count)) if count > 0 => Ok(At { value: count, at }),
        _ => Err(Fault { at, rule: None, problem: PolicyProblem::BadCount { key, value: integer.to_string() } }),
    }
}

fn wrong_type(key: &'static str, wanted: &'static str, value: &Spanned<DeValue>) -> Fault {
    let found = match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(table) if table.is_empty() => "an empty table",
        DeValue::Table(_) => "a table",
    };
    Fault { at: value.span().start, rule: None, problem: PolicyProblem::WrongType { key, wanted, found } }
}

/// A name that is none of `names`.
pub fn unknown(what: &'static str, name: &str, at: usize, names: &[&'static str]) -> Fault {
    unlisted(what, name, at, names, format!("choose among {}", names.join(", ")))
}

/// The same where the names are too many for a message: `known` says where they are.
pub fn unlisted(what: &'static str, name: &str, at: usize, names: &[&'static str], known: String) -> Fault {
    let suggestion = nearest_name(name, names.iter().copied());
    Fault { at, rule: None, problem: PolicyProblem::Unknown { what, name: name.to_owned(), suggestion, known } }
}
