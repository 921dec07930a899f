//! The plan: the files of a scenario, what they will hold, and which of them do not arrive, a pure function of it.

use retailgen_schema::{Format, Formats, Table, TableDefinition};
#[cfg(feature = "delta")]
use retailgen_sinks::delta::DeltaTable;
use retailgen_tables::{Part, Rows};

use crate::changes::TableChanges;

/// The files that a scenario comes to, in order.
///
/// ```
/// use retailgen_dataset::{Scenario, Table};
///
/// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_tables([Table::Customers, Table::Returns])?;
/// let plan = scenario.dataset().plan();
/// assert_eq!(plan.files()[0].path(), "customers.csv");
/// assert_eq!(plan.by_table()[0].files, 1);
/// assert!(plan.rows() > 800, "it counts the customers and about as many returns");
///
/// // The log of the Delta table follows from its data files.
/// # #[cfg(feature = "delta")]
/// assert_eq!(plan.derived()[0], "returns/_delta_log/00000000000000000000.json");
/// assert_eq!(plan.paths().count(), plan.files().len() + plan.derived().len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Plan {
    /// Those that do not arrive come last, so that the others have the places that they have in the manifest.
    files: Vec<PlannedFile>,
    /// How many arrive.
    arriving: usize,
    derived: Vec<String>,
    changes: Vec<TableChanges>,
    #[cfg(feature = "delta")]
    delta: Option<DeltaTable>,
}

/// A file to be written.
///
/// ```
/// use retailgen_dataset::{Rows, Scenario, Table};
///
/// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_tables([Table::Suppliers, Table::Returns])?;
/// let plan = scenario.dataset().plan();
/// let suppliers = &plan.files()[0];
/// assert_eq!((suppliers.table(), suppliers.path()), (Table::Suppliers, "suppliers.csv"));
/// assert_eq!((suppliers.rows(), suppliers.delta_version()), (Rows::Exact(80), None));
///
/// // A merge rewrites files: what they held is no longer there in the latest version.
/// let (current, past): (Vec<_>, Vec<_>) = plan.files().iter().partition(|file| file.is_current());
/// assert!(current.iter().any(|file| file.delta_version() > Some(0)));
/// assert!(past.iter().all(|file| file.table() == Table::Returns));
/// assert!(!past.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    pub(crate) part: Part,
    place: usize,
    format: Format,
    is_compressed: bool,
}

/// What a table comes to.
///
/// ```
/// use retailgen_dataset::{Rows, Scenario, Table, Window};
///
/// let week = Window::new("2024-11-25".parse()?, 7)?;
/// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_window(week).with_tables([Table::OrdersHeader])?;
/// let totals = scenario.dataset().plan().by_table();
/// assert_eq!((totals[0].table, totals[0].files), (Table::OrdersHeader, 7));
/// assert!(matches!(totals[0].rows, Rows::Exact(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableTotals {
    /// The table.
    pub table: Table,
    /// Its files with rows.
    pub files: usize,
    /// Its rows, in the latest version of a Delta table; exact where the rows of all files are.
    pub rows: Rows,
}

impl PlannedFile {
    /// Which of its table's rows the file holds: for the crates that the facade stands on, which does not hand it on.
    #[doc(hidden)]
    #[must_use]
    pub fn part(&self) -> &Part {
        &self.part
    }

    /// Its place among the files of the whole run, from 0; those that do not arrive come last.
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// The table that the file belongs to.
    #[must_use]
    pub fn table(&self) -> Table {
        self.part.table
    }

    /// The definition of that table in the file's format.
    #[must_use]
    pub fn definition(&self) -> &'static TableDefinition {
        let definition = self.table().definition().in_format(self.format);
        if self.is_compressed { definition.compressed() } else { definition }
    }

    /// Its path below the output folder, with `/` on every platform.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.part.path
    }

    /// Its rows.
    #[must_use]
    pub fn rows(&self) -> Rows {
        self.part.rows
    }

    /// The version of its Delta table that brings it; none for a file of another table.
    #[must_use]
    pub fn delta_version(&self) -> Option<u32> {
        self.part.life().filter(|_| self.format == Format::Delta).map(|life| life.added)
    }

    /// Whether its rows are rows of the table as it stands in the end. They are not in a data file that a later version of its
    /// Delta table removes.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.part.is_current()
    }
}

impl Plan {
    pub(crate) fn new(parts: impl IntoIterator<Item = Part>, formats: &Formats) -> Self {
        let planned = |(place, part): (usize, Part)| {
            let definition = formats.definition(part.table);
            PlannedFile { format: definition.format, is_compressed: definition.is_compressed(), part, place }
        };
        let (arriving, missing): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| !part.is_missing());
        Self {
            arriving: arriving.len(),
            files: arriving.into_iter().chain(missing).enumerate().map(planned).collect(),
            derived: Vec::new(),
            changes: Vec::new(),
            #[cfg(feature = "delta")]
            delta: None,
        }
    }

    /// The same with a Delta table, whose log and change data follow from its data files.
    #[cfg(feature = "delta")]
    pub(crate) fn with_delta(self, delta: Option<DeltaTable>) -> Self {
        Self { derived: delta.as_ref().map(DeltaTable::derived_paths).unwrap_or_default(), delta, ..self }
    }

    /// The same with files that tell what happened to the rows of tables.
    pub(crate) fn with_changes(mut self, changes: Vec<TableChanges>) -> Self {
        self.derived.extend(changes.iter().map(TableChanges::path));
        Self { changes, ..self }
    }

    /// The plan of some of its files, with what follows from all of them or without that.
    pub(crate) fn restricted(&self, is_wanted: impl Fn(&PlannedFile) -> bool, with_derived: bool) -> Self {
        let files: Vec<PlannedFile> = self.files.iter().filter(|file| is_wanted(file)).cloned().collect();
        Self {
            arriving: files.iter().filter(|file| !file.part.is_missing()).count(),
            files,
            derived: if with_derived { self.derived.clone() } else { Vec::new() },
            changes: if with_derived { self.changes.clone() } else { Vec::new() },
            #[cfg(feature = "delta")]
            delta: self.delta.clone().filter(|_| with_derived),
        }
    }

    /// The Delta table with its history, where the plan has one: for the crates that the facade stands on.
    #[doc(hidden)]
    #[cfg(feature = "delta")]
    #[must_use]
    pub fn delta(&self) -> Option<&DeltaTable> {
        self.delta.as_ref()
    }

    /// The files that tell what happened to the rows of tables: for the crates that the facade stands on.
    #[doc(hidden)]
    #[must_use]
    pub fn changes(&self) -> &[TableChanges] {
        &self.changes
    }

    /// The files that arrive, by table in the contract's order and by date.
    #[must_use]
    pub fn files(&self) -> &[PlannedFile] {
        &self.files[..self.arriving]
    }

    /// The files that do not arrive, in the same order. Their labels stand behind the labels of all files with rows that do.
    ///
    /// ```
    /// use retailgen_dataset::{Policy, Scenario, Table};
    ///
    /// let rule = "[[rule]]\nid = 'gone'\ntable = 'orders_header'\nkind = 'file.missing'\nrate = 0.01\n";
    /// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_tables([Table::OrdersHeader])?;
    /// let plan = scenario.with_anomalies(Policy::parse(rule, "mine.toml")?).dataset().plan();
    /// let missing = plan.missing();
    /// assert_eq!(plan.files().len() + missing.len(), 366);
    /// assert!(!missing.is_empty() && plan.paths().all(|path| path != missing[0].path()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn missing(&self) -> &[PlannedFile] {
        &self.files[self.arriving..]
    }

    /// All files, by their places: first those that arrive, then those that do not. Those have labels, so they are made as well. For
    /// the crates that the facade stands on.
    #[doc(hidden)]
    #[must_use]
    pub fn made(&self) -> &[PlannedFile] {
        &self.files
    }

    /// The paths of files that follow from the rows of others: the log of a Delta table and its change data, and what happened to
    /// the rows of tables since the day before.
    #[must_use]
    pub fn derived(&self) -> &[String] {
        &self.derived
    }

    /// The place of one of these among all files that may have labels, behind those that do not arrive.
    pub(crate) fn place_of_derived(&self, path: &str) -> Option<usize> {
        self.derived.iter().position(|derived| derived == path).map(|number| self.files.len() + number)
    }

    /// The paths of all files that arrive, in the order of the manifest.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files().iter().map(PlannedFile::path).chain(self.derived.iter().map(String::as_str))
    }

    /// All rows, as far as they are known, also in files that a later version of a Delta table removes.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files().iter().map(|file| file.rows().count()).sum()
    }

    /// Files and rows by table.
    ///
    /// ```
    /// use retailgen_dataset::{Rows, Scenario, Table};
    ///
    /// let totals = Scenario::new(7).dataset().plan().by_table();
    /// let headers = totals.iter().find(|totals| totals.table == Table::OrdersHeader).expect("it is planned");
    /// assert_eq!((headers.files, headers.rows), (366, Rows::Exact(1_200_000)));
    /// ```
    #[must_use]
    pub fn by_table(&self) -> Vec<TableTotals> {
        self.files()
            .chunk_by(|a, b| a.table() == b.table())
            .map(|files| {
                let current = || files.iter().filter(|file| file.is_current());
                let count = current().map(|file| file.rows().count()).sum();
                let exact = current().all(|file| matches!(file.rows(), Rows::Exact(_)));
                let rows = if exact { Rows::Exact(count) } else { Rows::About(count) };
                TableTotals { table: files[0].table(), files: files.len(), rows }
            })
            .collect()
    }
}

#[cfg(feature = "parquet")]
#[doc(hidden)]
impl retailgen_truth::DeliveredFiles for Plan {
    fn count(&self) -> usize {
        self.files.len() + self.derived.len()
    }

    fn file(&self, number: usize) -> (Table, &str) {
        if let Some(file) = self.files.get(number) {
            return (file.table(), file.path());
        }
        let path = &self.derived[number - self.files.len()];
        (retailgen_schema::changed_table(path).unwrap_or(Table::Returns), path)
    }
}
