//! A data file of the Delta table: which returns it holds, and which versions have it.

use retailgen_synth::calendar::Date;

use super::history::Content;

/// When a data file of a Delta table came into it and left it.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_synth::Seed;
/// use retailgen_tables::{Window, World, parts};
///
/// let world = World::new(Seed(42), "0.01".parse()?);
/// let files = parts(&world, Window::default(), Table::Returns);
/// let latest = files.iter().filter(|file| file.life().is_some_and(|life| life.removed.is_none()));
/// assert!(latest.count() < files.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLife {
    /// The version that added it.
    pub added: u32,
    /// The version that removed it; none where the latest version has it.
    pub removed: Option<u32>,
    /// Whether its rows are under inspection: those that later versions change or take away.
    pub under_inspection: bool,
    /// Whether it takes the place of a file that its version removes.
    pub replaces: bool,
}

/// What a data file holds and where it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    pub content: Content,
    /// The first day of orders that it looks at.
    pub first: Date,
    /// The last one.
    pub last: Date,
    pub life: FileLife,
    /// Rows planned for the files before it, where it is settled.
    pub before: u64,
    /// Rows planned for all settled files; for others their own.
    pub total: u64,
    /// Whether the version that removes it does so because returns in it are withdrawn.
    pub loses_withdrawn: bool,
}

impl DataFile {
    /// Whether it is the same as a file that leaves the table at another time, or not at all.
    pub fn has_rows_of(&self, other: &Self) -> bool {
        let life = FileLife { removed: other.life.removed, ..self.life };
        Self { life, ..self.clone() } == *other
    }
}
