//! Names that are none of those there are, and what they may have meant.

use std::collections::{BTreeMap, HashSet};

use retailgen_anomaly::{kind::CATALOGUE, nearest_name};
use retailgen_schema::Table;

use crate::{Truth, column};

/// The most names that are offered.
const MOST: usize = 3;

/// What is wrong with the name of a table.
pub(crate) fn no_table(name: &str) -> String {
    let known = Table::ALL.map(Table::name);
    let offer = offer(nearest_name(name, known));
    format!("there is no table {name:?}{}", offer.unwrap_or_else(|| format!(": choose among {}", known.join(", "))))
}

/// What is wrong with the name of a column of a table.
pub(crate) fn no_column(table: Table, name: &str) -> String {
    let known = columns(table);
    format!("{table} has no column {name:?}{}", offer(nearest_name(name, known)).unwrap_or_default())
}

/// What is wrong with a name that is none of these; none where it is one.
pub(crate) fn none_of<'n>(what: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    if known.contains(&name) {
        return None;
    }
    Some(format!("there is no {what} {name:?}{}", offer(nearest(name, &known)).unwrap_or_default()))
}

/// The names that are offered for another.
pub(crate) fn offer<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().collect();
    (!names.is_empty()).then(|| format!(": did you mean {}?", names.join(" or ")))
}

/// The names most like another: as a whole, then behind the dot, since columns are often named without their table.
fn nearest<'n>(name: &str, known: &[&'n str]) -> Vec<&'n str> {
    let last = |known: &'n str| known.rsplit('.').next().unwrap_or(known);
    let whole = nearest_name(name, known.iter().copied());
    let alike = if name.contains('.') { None } else { nearest_name(name, known.iter().map(|known| last(known))) };
    let behind = known.iter().copied().filter(|known| alike == Some(last(known)) && whole != Some(known));
    whole.into_iter().chain(behind).take(MOST).collect()
}

/// The names of a table's columns.
fn columns(table: Table) -> impl Iterator<Item = &'static str> {
    let definition = table.definition();
    let partitions = definition.partitions.iter().map(|column| column.name);
    definition.cells.iter().map(|column| column.name).chain(partitions)
}

/// The columns of all tables as a score names them.
pub(crate) fn all_columns() -> Vec<String> {
    let of_table = |table: Table| {
        let whole = std::iter::once(column::whole_rows(table));
        columns(table).map(move |name| column::full_name(table, name)).chain(whole)
    };
    Table::ALL.into_iter().flat_map(of_table).collect()
}

/// All kinds of the catalogue, and those of a truth.
pub(crate) fn kinds(truth: &Truth) -> impl Iterator<Item = &str> {
    CATALOGUE.iter().map(|kind| kind.name).chain(truth.kinds.iter().map(String::as_str))
}

/// The kinds of the catalogue that a name most likely stands for.
pub(crate) fn nearest_kinds(name: &str) -> Vec<&'static str> {
    nearest(name, &CATALOGUE.iter().map(|kind| kind.name).collect::<Vec<_>>())
}

/// Those of some kinds that nothing knows, with how often they come.
pub(crate) fn unknown_kinds<'k>(named: impl Iterator<Item = &'k str>, truth: &Truth) -> BTreeMap<String, u64> {
    let known: HashSet<&str> = kinds(truth).collect();
    let mut unknown: BTreeMap<&str, u64> = BTreeMap::new();
    for kind in named.filter(|kind| !known.contains(kind)) {
        *unknown.entry(kind).or_default() += 1;
    }
    unknown.into_iter().map(|(kind, number)| (kind.to_owned(), number)).collect()
}
