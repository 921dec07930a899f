//! The text files of a table in memory, as they are written, each with its truth.

use std::{fmt, vec};

use retailgen_schema::Table;
use retailgen_tables::Part;
use retailgen_truth::Labels;

use crate::{
    Dataset, DatasetError,
    passage::{Face, Passage, Wanted},
};

/// The files of a table of CSV or JSON lines, made as they are asked for: [`Dataset::dirty_files`]. It can be sent to
/// another thread, and borrows nothing.
///
/// ```
/// use retailgen_dataset::{Policy, Scale, Scenario, Table, Window};
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
    passage: Passage,
    waiting: vec::IntoIter<Part>,
}

/// A file as it would be written, and what is wrong with it.
///
/// ```
/// use retailgen_dataset::{Policy, Scenario, Table};
///
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
/// let file = dataset.dirty_files(Table::Suppliers)?.next().expect("it is one file")?;
/// let lines: Vec<&str> = std::str::from_utf8(&file.text)?.lines().collect();
/// assert_eq!((file.path.as_str(), lines.len() as u64), ("suppliers.csv", file.rows + 1));
/// // Lines count from 1, the header's.
/// assert!(file.labels.iter().all(|label| label.line == label.row.map(|row| row + 2)));
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
    /// Whether it does not arrive. Then there is no text, and its labels have what is missing.
    pub is_missing: bool,
    /// What is wrong with it, and which right values only look wrong, by row and column. Rows count within the file, from
    /// 0; every label has its line, but of a file that is missing.
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
    /// use retailgen_dataset::{Policy, Scenario, Table};
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
    /// [`DatasetError::NotText`] for a table in another format, and [`DatasetError::Policy`] where a rule of the policy asks for more rows
    /// than the table has. An item is an error only where the library is at fault ([`DatasetError::Sink`]).
    pub fn dirty_files(&self, table: Table) -> Result<DirtyFiles, DatasetError> {
        self.scenario().text_definition(table)?;
        let waiting = self.current_parts(table).into_iter();
        self.check_in_memory(table)?;
        Ok(DirtyFiles { passage: Passage::new(self, &[table], Face::Files)?, waiting })
    }
}

impl DirtyFiles {
    fn file(&self, part: &Part) -> Result<DirtyFile, DatasetError> {
        let rows = self.passage.open(part);
        let wanted = Wanted { header: true, labels: true };
        let mut file = DirtyFile {
            path: part.path.clone(),
            text: Vec::new(),
            rows: 0,
            is_missing: part.is_missing(),
            labels: Labels::default(),
        };
        let mut above = self.passage.top(part);
        for number in 0..part.blocks {
            let block = self.passage.block(part, rows.as_ref(), number, wanted, Vec::new())?;
            let placed = block.labels.into_iter().map(|label| self.passage.placed(label, &above).into_owned());
            file.labels.extend(placed);
            above.pass(block.rows, block.lines, &block.encoded);
            file.text.extend_from_slice(block.encoded.text()?);
        }
        file.rows = above.rows;
        Ok(file)
    }
}

impl Iterator for DirtyFiles {
    type Item = Result<DirtyFile, DatasetError>;

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
