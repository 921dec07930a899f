//! Files of typed values that are laid out otherwise, and the labels that say so.

use std::{borrow::Cow, fmt::Write as _};

use arrow_array::RecordBatch;
use retailgen_anomaly::{Edits, LaidOut};
use retailgen_tables::Part;
use retailgen_text::{TypedFault, cell_text, push_field};
use retailgen_truth::Label;

use super::{DirtyLayer, place_rows};

impl DirtyLayer {
    /// How a file of typed values is laid out otherwise.
    pub fn laid_out(&self, part: &Part) -> Vec<LaidOut> {
        let laid_out = self.of_file(part, |faults, file| faults.may_lay_out().then(|| faults.laid_out(file)));
        laid_out.unwrap_or_default()
    }

    /// The labels of a block that say so; `written` are its rows before that, made of clean ones by edits. What is gone from the end
    /// of the file is not known yet.
    pub fn labels_of_layout<'l>(
        &'l self,
        part: &'l Part,
        is_first: bool,
        (clean, edits): (&RecordBatch, &Edits),
        written: &RecordBatch,
    ) -> Vec<Label<'l>> {
        let label = |laid_out: LaidOut| {
            let mut label = self.bare_text_label(part, laid_out.rule, laid_out.kind);
            match laid_out.fault {
                TypedFault::NullColumn { name } if written.num_rows() > 0 => {
                    place_rows(&mut label, (clean, edits), 0, written.num_rows());
                    label.clean_value = Some(Cow::Owned(fields(written, name)));
                    label.dirty_value = Some(Cow::Borrowed(""));
                }
                TypedFault::Retyped { name, form } if is_first => {
                    let column_type = part.table.definition().column(name)?.column_type;
                    label.clean_value = Some(Cow::Owned(format!("{name}: {column_type}")));
                    label.dirty_value = Some(Cow::Owned(format!("{name}: {form}")));
                }
                TypedFault::NullColumn { .. } | TypedFault::CutFooter(_) => return None,
                _ if !is_first => return None,
                _ => {}
            }
            Some(label)
        };
        let mut labels: Vec<Label> = self.laid_out(part).into_iter().filter_map(label).collect();
        labels.sort_by_key(|label| label.row);
        labels
    }

    /// The label of a file whose last bytes are gone, from byte `at` on; none of one that was not to lose any.
    pub fn label_of_end<'l>(&'l self, part: &'l Part, at: u64, gone: &[u8]) -> Option<Label<'l>> {
        let mut laid_out = self.laid_out(part).into_iter();
        let cut = laid_out.find(|laid_out| matches!(laid_out.fault, TypedFault::CutFooter(_)))?;
        let mut label = self.bare_text_label(part, cut.rule, cut.kind);
        (label.byte, label.byte_end) = (Some(at), Some(at));
        let mut hexadecimal = String::with_capacity(2 * gone.len());
        for byte in gone {
            // Writing to a String cannot fail.
            let _ = write!(hexadecimal, "{byte:02x}");
        }
        label.clean_value = Some(Cow::Owned(hexadecimal));
        label.dirty_value = Some(Cow::Borrowed(""));
        Some(label)
    }
}

/// The name of a column with the fields of CSV that its cells are, a line each below it.
fn fields(rows: &RecordBatch, name: &str) -> String {
    let mut text = format!("{name}\n").into_bytes();
    if let Some(column) = rows.column_by_name(name) {
        for row in 0..rows.num_rows() {
            push_field(cell_text(column, row).ok().flatten().as_deref(), &mut text);
            text.push(b'\n');
        }
    }
    // Cells are UTF-8, and so is what they are quoted with.
    String::from_utf8(text).unwrap_or_default()
}
