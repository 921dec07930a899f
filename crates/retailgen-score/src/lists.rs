//! Lists of what to look at next: the faults that were missed, and what was reported wrongly.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use retailgen_folder::FolderError;

use crate::{Findings, Score, ScoreError, Truth, column, spot::Spot, truth::Item};

impl Score {
    /// Writes the faults that were missed on the headline's ladder as CSV, in the order of the truth.
    ///
    /// # Errors
    /// [`ScoreError::Folder`] where the file cannot be written.
    pub fn write_missed(&self, truth: &Truth, path: &Path) -> Result<(), ScoreError> {
        write(path, |out| {
            writeln!(out, "table,file,row,key,column,kind,clean_value,dirty_value,detectability")?;
            for number in &self.missed {
                missed(&truth.items[*number as usize], truth, out)?;
            }
            Ok(())
        })
    }

    /// Writes what was reported wrongly on the headline's ladder as CSV, in the order of the findings.
    ///
    /// # Errors
    /// As [`write_missed`](Self::write_missed).
    pub fn write_false_alarms(&self, findings: &Findings, truth: &Truth, path: &Path) -> Result<(), ScoreError> {
        write(path, |out| {
            writeln!(out, "table,file,row,line,byte,key,column,value,kind,tool,check,decoy")?;
            for (number, decoy) in &self.alarms {
                let finding = &findings.list[*number as usize];
                let decoy = decoy.map(|kind| truth.kinds[usize::from(kind)].as_str());
                let number = |number: Option<u64>| number.map(|number| number.to_string());
                let cells = [
                    finding.table.map(|table| table.name().to_owned()),
                    finding.file.as_deref().map(str::to_owned),
                    number(finding.row),
                    number(finding.line),
                    number(finding.byte),
                ];
                let texts =
                    [&finding.key, &finding.column, &finding.value, &finding.kind, &finding.tool, &finding.check];
                let cells = cells.iter().map(Option::as_deref).chain(texts.map(Option::as_deref)).chain([decoy]);
                record(out, cells)?;
            }
            Ok(())
        })
    }
}

fn missed(item: &Item, truth: &Truth, out: &mut impl Write) -> std::io::Result<()> {
    let row = match item.spot {
        Spot::Row(_, row) => Some(row.to_string()),
        Spot::Line(..) | Spot::Known(_) => None,
    };
    let cells = [
        Some(item.table.name()),
        Some(truth.files.path(item.file)),
        row.as_deref(),
        item.key.as_deref(),
        item.column.map(|number| column::name(item.table, number)),
        Some(&truth.kinds[usize::from(item.kind)]),
        item.clean.as_deref(),
        item.dirty.as_deref(),
        Some(item.detectability.name()),
    ];
    record(out, cells)
}

fn write(path: &Path, content: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<(), ScoreError> {
    let written = File::create(path).map(BufWriter::new).and_then(|mut out| {
        content(&mut out)?;
        out.flush()
    });
    Ok(written.map_err(FolderError::io("write", path))?)
}

/// A CSV record; null is nothing, and an empty text is quoted.
pub(crate) fn record<'c>(
    out: &mut impl Write,
    cells: impl IntoIterator<Item = Option<&'c str>>,
) -> std::io::Result<()> {
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        match cell {
            None => {}
            Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) => {
                write!(out, "\"{}\"", text.replace('"', "\"\""))?;
            }
            Some(text) => out.write_all(text.as_bytes())?,
        }
    }
    out.write_all(b"\n")
}
