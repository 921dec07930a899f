//! `Dataset.labels`: the labels of a table as objects.

use std::borrow::Cow;

use pyo3::{PyResult, pyclass, pymethods};
use retailgen::{Dataset, PartNumber};
use retailgen_stream::dirty_batches;

use crate::error::raised;

/// What the truth says of one fault or decoy. As text it is one line.
#[pyclass(frozen, get_all, module = "retailgen")]
#[derive(Debug, Clone)]
pub struct Label {
    /// The table.
    table: &'static str,
    /// The row, from 0, in what `Dataset.table` gives.
    row: Option<u64>,
    /// The column; none where the whole row is meant.
    column: Option<String>,
    /// The kind, such as "email.malformed".
    kind: String,
    /// Whether the value is right and only looks wrong.
    decoy: bool,
    /// What stood there, as a file has it; none for null.
    clean_value: Option<String>,
    /// What stands there.
    dirty_value: Option<String>,
    /// The key of the row, as JSON.
    key: Option<String>,
    /// The rule of the policy; none for a decoy.
    rule_id: Option<String>,
    /// The nearest kind of check that can see it.
    detectability: &'static str,
    /// What a pipeline should do about it.
    expected_action: &'static str,
    /// All of this in one line.
    text: String,
}

#[pymethods]
impl Label {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<retailgen.Label {}>", self.text)
    }
}

impl From<retailgen::Label<'_>> for Label {
    fn from(label: retailgen::Label<'_>) -> Self {
        let text = label.to_string();
        let label = label.into_owned();
        let owned = |text: Option<Cow<'static, str>>| text.map(Cow::into_owned);
        Self {
            table: label.table.name(),
            row: label.row,
            column: owned(label.column),
            kind: label.kind.into_owned(),
            decoy: label.decoy,
            clean_value: owned(label.clean_value),
            dirty_value: owned(label.dirty_value),
            key: owned(label.key),
            rule_id: owned(label.rule_id),
            detectability: label.detectability.name(),
            expected_action: label.expected_action.name(),
            text,
        }
    }
}

/// All labels of a table, or of one part of it.
///
/// # Errors
/// Where the policy writes what a typed column cannot hold.
pub fn labels(dataset: &Dataset, table: retailgen::Table, part: Option<PartNumber>) -> PyResult<Vec<Label>> {
    let mut labels = Vec::new();
    for batch in dirty_batches(dataset, table, part).map_err(raised)? {
        labels.extend(batch.map_err(raised)?.labels_in_table().into_iter().map(Label::from));
    }
    Ok(labels)
}
