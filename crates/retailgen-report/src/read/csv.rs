//! CSV text, a record at a time.

use std::{io::Read as _, ops::Range};

use memchr::{memchr, memchr_iter, memchr2_iter};
use retailgen_schema::TableDefinition;

use crate::{ReportError, text_file::TextFile};

/// Bytes that are asked for at a time, and the most that one record may have.
const CHUNK: usize = 256 * 1024;
const MOST: usize = 16 << 20;

/// The records of a file behind its first line, which must name the columns of the table.
pub struct CsvRecords {
    file: TextFile,
    buffer: Vec<u8>,
    /// What of the buffer has not been handed out.
    left: Range<usize>,
    ended: bool,
}

impl CsvRecords {
    /// The records of an opened file.
    pub fn of(file: TextFile, table: &TableDefinition) -> Result<Self, ReportError> {
        let mut records = Self { file, buffer: Vec::new(), left: 0..0, ended: false };
        let header: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let wanted = header.join(",");
        let found = records.next()?.map(|line| String::from_utf8_lossy(line).into_owned()).unwrap_or_default();
        if found == wanted {
            return Ok(records);
        }
        let reason = format!("its first line does not name the columns of {}", table.name);
        Err(ReportError::damaged(&records.file.path)(reason))
    }

    /// The next record, without its line end.
    pub fn next(&mut self) -> Result<Option<&[u8]>, ReportError> {
        let mut searched = 0;
        let mut in_quotes = false;
        loop {
            let text = &self.buffer[self.left.clone()];
            let mut end = None;
            for at in memchr2_iter(b'"', b'\n', &text[searched..]) {
                if text[searched + at] == b'"' {
                    in_quotes = !in_quotes;
                } else if !in_quotes {
                    end = Some(searched + at);
                    break;
                }
            }
            if let Some(end) = end {
                let record = self.left.start..self.left.start + end;
                self.left.start = record.end + 1;
                return Ok(Some(&self.buffer[record]));
            }
            searched = text.len();
            if self.ended {
                let record = self.left.clone();
                self.left.start = self.left.end;
                return Ok((!record.is_empty()).then(|| &self.buffer[record]));
            }
            self.read_more()?;
        }
    }

    fn read_more(&mut self) -> Result<(), ReportError> {
        self.buffer.copy_within(self.left.clone(), 0);
        self.left = 0..self.left.len();
        if self.left.end > MOST {
            return Err(ReportError::damaged(&self.file.path)("it has a record without an end"));
        }
        self.buffer.resize(self.left.end + CHUNK, 0);
        let read =
            self.file.text.read(&mut self.buffer[self.left.end..]).map_err(ReportError::reading(&self.file.path))?;
        self.left.end += read;
        self.ended = read == 0;
        Ok(())
    }
}

/// The cells of a record, without the quotes around them; nothing where there are not so many. A quote within a cell
/// stays doubled: no cell that is looked at here has one.
pub fn cells<const N: usize>(record: &[u8]) -> Option<[&[u8]; N]> {
    let mut cells: [&[u8]; N] = [&[]; N];
    let mut count = 0;
    let mut start = 0;
    let mut take = |cell| {
        if count < N {
            cells[count] = cell;
        }
        count += 1;
    };
    if memchr(b'"', record).is_none() {
        for comma in memchr_iter(b',', record) {
            take(&record[start..comma]);
            start = comma + 1;
        }
    } else {
        let mut in_quotes = false;
        for at in memchr2_iter(b'"', b',', record) {
            if record[at] == b'"' {
                in_quotes = !in_quotes;
            } else if !in_quotes {
                take(unquoted(&record[start..at]));
                start = at + 1;
            }
        }
    }
    take(unquoted(&record[start..]));
    (count == N).then_some(cells)
}

fn unquoted(cell: &[u8]) -> &[u8] {
    match cell {
        [b'"', within @ .., b'"'] => within,
        cell => cell,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use retailgen_schema::Table;

    use super::*;

    #[test]
    fn records_end_where_no_quote_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("suppliers.csv");
        let header = "supplier_id,supplier_code,name,country_code,lead_time_days,preferred";
        let long = "x".repeat(CHUNK);
        fs::write(&path, format!("{header}\n1,A,\"Ho,\nHum\",AU,4,true\n2,B,{long},,,\n3")).unwrap();
        let open = || TextFile::open(&path, retailgen_read::Undoing::default()).unwrap();
        let mut records = CsvRecords::of(open(), Table::Suppliers.definition()).unwrap();
        let first = records.next().unwrap().unwrap();
        assert_eq!(cells::<6>(first).unwrap()[2], b"Ho,\nHum");
        assert_eq!(cells::<6>(records.next().unwrap().unwrap()).unwrap()[2].len(), CHUNK);
        assert_eq!(cells::<6>(records.next().unwrap().unwrap()), None);
        assert!(records.next().unwrap().is_none());

        let error = CsvRecords::of(open(), Table::Stores.definition()).err().unwrap().to_string();
        assert!(error.ends_with("suppliers.csv: its first line does not name the columns of stores"), "{error}");
    }
}
