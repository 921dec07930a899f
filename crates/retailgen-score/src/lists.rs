//! Lists of what to look at next: the faults that were missed, and what was reported wrongly.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    path::Path,
};

use crate::{
    Findings, Score, ScoreError, ScoreFile, Truth, column, list_file,
    score_file::{FALSE_ALARMS, MISSED},
    spot::Spot,
    truth::Item,
};

impl Score {
    /// Writes the faults that were missed on the headline's ladder, in the order of the truth: as Parquet where the name ends in
    /// `.parquet`, as CSV otherwise.
    ///
    /// # Errors
    /// [`ScoreError::Taken`] where a file stands there that is no such list, and [`ScoreError::Folder`] where it cannot be written.
    pub fn write_missed(&self, truth: &Truth, path: &Path) -> Result<(), ScoreError> {
        let items = self.missed.iter().map(|number| &truth.items[*number as usize]);
        list_file::write(ScoreFile::Missed, path, MISSED, items.map(|item| missed(item, truth)))
    }

    /// Writes what was reported wrongly on the headline's ladder, in the order of the findings. Where a finding means a row of the
    /// data, whatever it says of it, its file, row and line are filled in; of several rows with its key those of the first.
    ///
    /// # Errors
    /// As [`write_missed`](Self::write_missed).
    pub fn write_false_alarms(&self, findings: &Findings, truth: &Truth, path: &Path) -> Result<(), ScoreError> {
        let lines = self.lines_of_labels(truth);
        let rows = self.alarms.iter().map(|alarm| {
            let finding = &findings.list[alarm.finding as usize];
            let number = |number: Option<u64>| number.map(|number| number.to_string().into());
            // Files that the truth does not know have numbers behind those that it does.
            let place = alarm.row.filter(|(file, _)| *file < truth.files.len());
            let line = alarm.line.or_else(|| lines.get(&alarm.row?).copied());
            [
                finding.table.or_else(|| Some(truth.files.table(place?.0))).map(|table| table.name().into()),
                place.map(|(file, _)| truth.files.path(file)).or(finding.file.as_deref()).map(Cow::from),
                number(alarm.row.map(|(_, row)| row).or(finding.row)),
                number(line.or(finding.line)),
                number(finding.byte),
                finding.key.as_deref().map(Cow::from),
                finding.column.as_deref().map(Cow::from),
                finding.value.as_deref().map(Cow::from),
                finding.kind.as_deref().map(Cow::from),
                finding.tool.as_deref().map(Cow::from),
                finding.check.as_deref().map(Cow::from),
                alarm.decoy.map(|kind| truth.kinds[usize::from(kind)].as_str().into()),
            ]
        });
        list_file::write(ScoreFile::FalseAlarms, path, FALSE_ALARMS, rows)
    }

    /// The lines of rows with false alarms that labels tell, since there is something wrong in them besides.
    fn lines_of_labels(&self, truth: &Truth) -> HashMap<(u32, u64), u64> {
        let wanted: HashSet<(u32, u64)> =
            self.alarms.iter().filter(|alarm| alarm.line.is_none()).filter_map(|alarm| alarm.row).collect();
        let told = truth.by_line.iter().filter_map(|((_, line), spot)| match *spot {
            Spot::Row(file, row) => Some(((file, row), *line)),
            Spot::Line(..) | Spot::Known(_) => None,
        });
        told.filter(|(row, _)| wanted.contains(row)).collect()
    }
}

fn missed<'t>(item: &'t Item, truth: &'t Truth) -> [Option<Cow<'t, str>>; 9] {
    let row = match item.spot {
        Spot::Row(_, row) => Some(row.to_string().into()),
        Spot::Line(..) | Spot::Known(_) => None,
    };
    [
        Some(item.table.name().into()),
        Some(truth.files.path(item.file).into()),
        row,
        item.key.as_deref().map(Cow::from),
        item.column.map(|number| column::name(item.table, number).into()),
        Some(truth.kinds[usize::from(item.kind)].as_str().into()),
        item.clean.as_deref().map(Cow::from),
        item.dirty.as_deref().map(Cow::from),
        Some(item.detectability.name().into()),
    ]
}
