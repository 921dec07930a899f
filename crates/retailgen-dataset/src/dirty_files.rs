//! The text files of a table in memory, as they are written, each with its truth.

use std::{fmt, vec};

use retailgen_schema::{Format, Table};
use retailgen_tables::{Part, open};

use crate::{
    Dataset, Error, Label, Labels,
    blocks::current_parts,
    dirty::DirtyLayer,
    output::{Encoded, Encoder, move_down},
};

/// The files of a table of CSV or JSON lines, made as they are asked for: [`Dataset::dirty_files`]. It can be sent to
/// another thread, and borrows nothing.
///
/// ```
/// use retailgen::{Policy, Scale, Scenario, Table, Window};
///
/// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_window(Window::new("2024-03-01".parse()?, 7)?);
/// let policy = Policy::builtin("default").expect("it is built in");
/// for file in scenario.with_anomalies(policy).dataset().dirty_files(Table::OrdersHeader)? {
///     let file = file?;
///     assert!(file.path.starts_with("orders_header/order_dt=2024-03-0"));
///     assert_eq!(file.text.iter().filter(|byte| **byte == b'\n').count() as u64, file.rows + 1);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "rows are made as they are asked for"]
pub struct DirtyFiles {
    dirty: DirtyLayer,
    waiting: vec::IntoIter<Part>,
}

/// A file as it would be written, and what is wrong with it.
///
/// ```
/// use retailgen::{Policy, Scenario, Table};
///
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
/// let file = dataset.dirty_files(Table::Suppliers)?.next().expect("it is one file")?;
/// let lines: Vec<&str> = std::str::from_utf8(&file.text)?.lines().collect();
/// assert_eq!((file.path.as_str(), lines.len() as u64), ("suppliers.csv", file.rows + 1));
/// // Lines count from 1, the header's.
/// assert!(file.labels.iter().all(|label| label.line == Some(label.row as u64 + 2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DirtyFile {
    /// Its path below the data folder, with `/` on every platform.
    pub path: String,
    /// Its bytes: UTF-8, with a header where it is CSV.
    pub text: Vec<u8>,
    /// How many rows it has.
    pub rows: u64,
    /// What is wrong with it, and which right values only look wrong, by row and column. Rows count within the file, from
    /// 0; every label has its line.
    pub labels: Labels,
}

impl Dataset {
    /// The files of a table of CSV or JSON lines with the anomalies of the scenario's policy, whole and in memory, each
    /// with the labels of all that is wrong in it. They are byte for byte what [`write`](Self::write) makes.
    ///
    /// A file is made when it is asked for. The largest tables have a file a day; a table that is one file takes the
    /// memory of all of it, 15 MB for the customers of scale 1.
    ///
    /// ```
    /// use retailgen::{Policy, Scenario, Table};
    ///
    /// let policy = Policy::builtin("default").expect("it is built in");
    /// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(policy).dataset();
    /// let file = dataset.dirty_files(Table::Customers)?.next().expect("it is one file")?;
    /// let text = String::from_utf8(file.text.clone())?;
    /// let date = file.labels.faults().find(|label| label.kind == "date.malformed").expect("one in two hundred is");
    /// let line = date.line.expect("text has lines") as usize;
    /// let wrong = date.dirty_value.as_deref().expect("it is not null");
    /// assert!(text.lines().nth(line - 1).is_some_and(|line| line.contains(wrong)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NotText`] for a table in another format, and [`Error::Policy`] where a rule of the policy asks for more rows
    /// than the table has. An item is an error only where the library is at fault ([`Error::Sink`]).
    pub fn dirty_files(&self, table: Table) -> Result<DirtyFiles, Error> {
        if !matches!(table.definition().format, Format::Csv | Format::Jsonl) {
            return Err(Error::not_text(table));
        }
        let waiting = current_parts(self.world(), self.scenario().window(), table).into_iter();
        Ok(DirtyFiles { dirty: self.dirty_layer(table)?, waiting })
    }
}

impl DirtyFiles {
    fn file(&self, part: &Part) -> Result<DirtyFile, Error> {
        let encoder = Encoder::new(part.table);
        let source = open(self.dirty.world(), self.dirty.window(), part);
        let mut file = DirtyFile { path: part.path.clone(), text: Vec::new(), rows: 0, labels: Labels::default() };
        let mut lines = 0;
        for number in 0..part.blocks {
            let block = self.dirty.block(part, number, source.batch(number));
            let is_first = number == 0;
            let bytes = encoder.encode(&block, is_first, Vec::new())?;
            let mut labels = self.dirty.labels(part, &block);
            let lines_of_block = bytes.place(part.table, &block, is_first, &mut labels);
            move_down(part.table, &mut labels, file.rows, lines);
            file.labels.extend(labels.into_iter().map(|label| Label::new(part, label)));
            if let Encoded::Text(text) = bytes {
                file.text.extend_from_slice(&text);
            }
            file.rows += block.rows();
            lines += lines_of_block;
        }
        Ok(file)
    }
}

impl Iterator for DirtyFiles {
    type Item = Result<DirtyFile, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let part = self.waiting.next()?;
        Some(self.file(&part))
    }
}

impl fmt::Debug for DirtyFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirtyFiles").field("files_left", &self.waiting.len()).finish_non_exhaustive()
    }
}
