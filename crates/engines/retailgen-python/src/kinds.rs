//! Policies of a few kinds for one table, for tests of one check.

use pyo3::{PyResult, pyfunction};
use retailgen::{Policy, parse_table};

use crate::error::{raised, refused};

/// The text of a policy that puts each kind into every column of a table that it fits, or into its rows.
///
/// Raises:
///     UsageError: Where there is no such table or kind, or the kind fits nothing in the table.
#[pyfunction]
#[pyo3(signature = (table, kinds, *, rate))]
pub fn policy_of_kinds(table: &str, kinds: Vec<String>, rate: f64) -> PyResult<String> {
    let table = parse_table(table).map_err(raised)?;
    let mut rules = Vec::new();
    for kind in &kinds {
        let columns = table.definition().columns.iter().map(|column| Some(column.name));
        let rule = |column: Option<&str>| {
            let place = column.map(|column| format!("column = {column:?}\n")).unwrap_or_default();
            let id = format!("{}.{kind}", column.unwrap_or("rows"));
            format!("[[rule]]\nid = {id:?}\ntable = \"{table}\"\n{place}kind = {kind:?}\nrate = {rate:?}\n")
        };
        let tried = columns
            .chain([None])
            .map(rule)
            .map(|rule| Policy::parse(&rule, "the fixture").map(|policy| (rule, policy)));
        let (fit, refusals): (Vec<_>, Vec<_>) = tried.partition(Result::is_ok);
        let fit = fit.into_iter().flatten().map(|(rule, _)| rule).collect::<Vec<_>>();
        match refusals.into_iter().find_map(Result::err) {
            Some(refusal) if fit.is_empty() => return Err(raised(refusal)),
            _ => rules.extend(fit),
        }
    }
    if rules.is_empty() {
        return Err(refused("name at least one kind of fault"));
    }
    Ok(rules.concat())
}
