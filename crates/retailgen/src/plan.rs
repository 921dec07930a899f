//! The plan: the files of a scenario and what they will hold, a pure function of it.

use retailgen_schema::Table;
use retailgen_tables::{Part, Rows};

/// The files that a scenario comes to, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    files: Vec<PlannedFile>,
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    pub(crate) part: Part,
}

/// What a table comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableTotals {
    /// The table.
    pub table: Table,
    /// Its files.
    pub files: usize,
    /// Its rows; exact where those of all files are.
    pub rows: Rows,
}

impl PlannedFile {
    /// The table that the file belongs to.
    #[must_use]
    pub fn table(&self) -> Table {
        self.part.table
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
}

impl Plan {
    pub(crate) fn new(parts: impl IntoIterator<Item = Part>) -> Self {
        Self { files: parts.into_iter().map(|part| PlannedFile { part }).collect() }
    }

    /// The files, by table in the contract's order and by date.
    #[must_use]
    pub fn files(&self) -> &[PlannedFile] {
        &self.files
    }

    /// All rows, as far as they are known.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows().count()).sum()
    }

    /// Files and rows by table.
    #[must_use]
    pub fn by_table(&self) -> Vec<TableTotals> {
        self.files
            .chunk_by(|a, b| a.table() == b.table())
            .map(|files| {
                let count = files.iter().map(|file| file.rows().count()).sum();
                let exact = files.iter().all(|file| matches!(file.rows(), Rows::Exact(_)));
                let rows = if exact { Rows::Exact(count) } else { Rows::About(count) };
                TableTotals { table: files[0].table(), files: files.len(), rows }
            })
            .collect()
    }
}
