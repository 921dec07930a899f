//! The labels of a file that does not arrive, which alone tell of it.

use std::borrow::Cow;

use arrow_array::RecordBatch;
use retailgen_sinks::{SinkError, format::text_encoder};
use retailgen_tables::Part;
use retailgen_truth::Label;

use super::{DirtyLayer, place_rows};

impl DirtyLayer {
    /// Counts a block of a file that does not arrive. Its label, where one is wanted, has what would have been written, as text in any
    /// format.
    ///
    /// # Errors
    /// [`SinkError`] where a value cannot stand in text.
    pub fn missing_label<'l>(
        &'l self,
        part: &'l Part,
        number: usize,
        clean: &RecordBatch,
        is_wanted: bool,
    ) -> Result<Option<Label<'l>>, SinkError> {
        let edits = self.edits(part, number, clean);
        let rows = clean.num_rows();
        let of_rule = self.rule_of_standing(part).filter(|_| is_wanted && rows > 0);
        let Some((rule, kind)) = of_rule else { return Ok(None) };
        let encoder = text_encoder(self.formats.definition(part.table));
        let text = encoder.encode(clean, &edits.patch, number == 0, Vec::new())?.into_buffer();
        let mut label = self.bare_text_label(part, rule, kind);
        place_rows(&mut label, (clean, &edits), 0, rows);
        (label.byte, label.byte_end) = (Some(0), Some(0));
        label.delta_version = self.version_of(part);
        label.clean_value = Some(Cow::Owned(String::from_utf8_lossy(&text).into_owned()));
        label.dirty_value = Some(Cow::Borrowed(""));
        label.collateral = self.consequences.of_missing(part.table, clean);
        Ok(Some(label))
    }
}
