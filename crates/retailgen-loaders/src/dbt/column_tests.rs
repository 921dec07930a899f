//! The tests of columns and keys: dbt's own, and the generic ones that the project brings.

use std::fmt::Write as _;

use retailgen_schema::{ColumnDefinition, Table, TableDefinition};

use super::source_of;
use crate::literal;

/// Generic tests by name.
pub const GENERIC: [(&str, &str); 4] = [
    (
        "casts",
        "{% test casts(model, column_name, type) %}\nselect {{ column_name }}\nfrom {{ model }}\n\
         where {{ column_name }} is not null and try_cast({{ column_name }} as {{ type }}) is null\n{% endtest %}\n",
    ),
    (
        "unique_combination",
        "{% test unique_combination(model, columns) %}\nselect {{ columns | join(', ') }}, count(*) as times\nfrom {{ model }}\n\
         group by {{ columns | join(', ') }}\nhaving count(*) > 1\n{% endtest %}\n",
    ),
    (
        "matches",
        "{% test matches(model, column_name, pattern) %}\nselect {{ column_name }}\nfrom {{ model }}\n\
         where not regexp_full_match({{ column_name }}, '{{ pattern }}')\n{% endtest %}\n",
    ),
    (
        "within",
        "{% test within(model, column_name, minimum=none, maximum=none) %}\nselect {{ column_name }}\nfrom {{ model }}\nwhere false\n\
         {% if minimum is not none %}or {{ column_name }} < {{ minimum }}{% endif %}\n\
         {% if maximum is not none %}or {{ column_name }} > {{ maximum }}{% endif %}\n{% endtest %}\n",
    ),
];

/// The entry of a column with its tests, as an item of a list at `indent`.
///
/// Text is tested for whether it casts to the type `cast_to`. Foreign keys are tested only where the other table is among
/// `tables`.
pub fn column(
    column: &ColumnDefinition,
    cast_to: Option<&str>,
    table: &TableDefinition,
    tables: &[Table],
    indent: &str,
) -> String {
    let mut tests = Vec::new();
    if let Some(name) = cast_to {
        tests.push(with_arguments("casts", &[("type", literal::python(name))], indent));
    }
    if column.required {
        tests.push("not_null".to_owned());
    }
    if column.unique || *table.primary_key == [column.name] {
        tests.push("unique".to_owned());
    }
    if !column.accepted.is_empty() {
        let values: Vec<String> = column.accepted.iter().map(|value| literal::python(value)).collect();
        tests.push(with_arguments("accepted_values", &[("values", format!("[{}]", values.join(", ")))], indent));
    }
    if let Some(key) = column.references.filter(|key| tables.contains(&key.table)) {
        let to = source_of(key.table.definition());
        tests.push(with_arguments("relationships", &[("to", to), ("field", key.column.to_owned())], indent));
    }
    if let Some(pattern) = column.pattern {
        tests.push(with_arguments("matches", &[("pattern", literal::python(pattern))], indent));
    }
    let limits = [("minimum", column.minimum), ("maximum", column.maximum)];
    let limits: Vec<(&str, String)> =
        limits.into_iter().filter_map(|(name, limit)| Some((name, literal::python(limit?)))).collect();
    if !limits.is_empty() {
        tests.push(with_arguments("within", &limits, indent));
    }
    let mut out =
        format!("{indent}- name: {}\n{indent}  description: {}\n", column.name, literal::python(column.meaning));
    if !tests.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{indent}  data_tests:");
    }
    for test in tests {
        let _ = writeln!(out, "{indent}    - {test}");
    }
    out
}

/// The test of a primary key of several columns, at `indent`; one of a single column is tested there.
pub fn primary_key(table: &TableDefinition, indent: &str) -> String {
    if table.primary_key.len() < 2 {
        return String::new();
    }
    let columns = format!("[{}]", table.primary_key.join(", "));
    let test = with_arguments("unique_combination", &[("columns", columns)], &indent[2..]);
    format!("{indent}data_tests:\n{indent}  - {test}\n")
}

/// A test with arguments, whose lines but the first are set for a list that is indented four further than `indent`.
fn with_arguments(name: &str, arguments: &[(&str, String)], indent: &str) -> String {
    let mut out = format!("{name}:\n{indent}        arguments:");
    for (argument, value) in arguments {
        let _ = write!(out, "\n{indent}          {argument}: {value}");
    }
    out
}
