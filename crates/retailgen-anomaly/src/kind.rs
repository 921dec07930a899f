//! The catalogue of kinds of faults: what each is, where it may stand, and how it spoils a value.
//!
//! A kind is one file in `kind/catalogue/` with one `pub const KIND`, its cases included; `cargo xtask codegen` lists it.

mod catalogue;
mod class;
mod columns;
mod coordinate;
mod fixed_point;
mod form;
mod mailbox;
mod names;
mod number;
pub(crate) mod records;
mod site;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;
#[cfg(test)]
mod trial;
mod typing;
mod unused_keys;

use std::fmt;

use retailgen_schema::{ColumnDefinition, Format, Table, TableDefinition};
use retailgen_synth::Stream;
use retailgen_text::{ColumnChange, Rewriting, TypedFault};

pub use catalogue::CATALOGUE;
pub use catalogue::quantity_over_sold::MOST_PIECES;
pub use class::{Action, Detectability, Level};
use form::{Form, Weights};
pub(crate) use records::{Damage, Records};
pub use site::{Belongs, Identity};
pub(crate) use site::{Change, Hit, Site, Taken, text};
pub use unused_keys::UnusedKeys;

/// A kind of fault. Two kinds are the same when they have the same name.
///
/// ```
/// use retailgen_anomaly::{Action, Detectability, Level, Policy};
///
/// let policy = Policy::castable();
/// let rule = policy.rule("customers.email.malformed").ok_or("it is among the rules")?;
/// let kind = rule.kind;
/// assert_eq!((kind.name, kind.level, kind.breaks_type), ("email.malformed", Level::Cell, false));
/// assert_eq!((kind.detectability, kind.expected_action), (Detectability::Domain, Action::Quarantine));
/// assert_ne!(kind.example.1, Some(kind.example.0));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Kind {
    /// Its name in policies and labels, such as `email.malformed`.
    pub name: &'static str,
    /// What is wrong, in one sentence.
    pub meaning: &'static str,
    /// Whether it hits cells, whole rows, or text.
    pub level: Level,
    /// The nearest kind of check that can see it.
    pub detectability: Detectability,
    /// What a pipeline should do about it.
    pub expected_action: Action,
    /// Whether what it writes never casts to the column's type; what other kinds write always does.
    pub breaks_type: bool,
    /// A clean value and what may become of it; `None` is null.
    pub example: (&'static str, Option<&'static str>),
    /// Whether the kind fits a column, or a table where it hits rows; says why not.
    pub(crate) fits: fn(&TableDefinition, Option<&ColumnDefinition>) -> Result<(), &'static str>,
    pub(crate) spoil: Spoil,
    /// What the tests try it on.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    pub(crate) cases: &'static [Case],
    /// Some tables and columns, of those that one might think of, that it does not fit.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    pub(crate) misfits: &'static [(Table, Option<&'static str>)],
    /// SQL that counts it, with names in braces for what [`Kind::query`] puts there; `None` where SQL alone cannot tell.
    pub(crate) query: Option<&'static str>,
}

/// Table, column, a clean value, and some of what the kind makes of it; nothing where it leaves the value alone.
pub(crate) type Case = (Table, &'static str, &'static str, &'static [Option<&'static str>]);

impl Kind {
    /// Whether a rule can put the kind into a column of a table, or into its rows where there is no column.
    ///
    /// ```
    /// use retailgen_anomaly::kind;
    /// use retailgen_schema::Table;
    ///
    /// let negative = kind::find("number.negative").ok_or("there is such a kind")?;
    /// let lines = Table::OrdersLines.definition();
    /// assert_eq!(negative.fits(lines, lines.column("qty")), Ok(()));
    /// assert!(negative.fits(lines, lines.column("product_id")).is_err());
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// # Errors
    /// What the kind would need instead, as the end of a sentence.
    pub fn fits(&self, table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
        (self.fits)(table, column)?;
        let is_text = matches!(table.format, Format::Csv | Format::Jsonl);
        if self.spoil.is_of_text() && !is_text {
            return Err("the files of the table are no text");
        }
        // The keys of a document are text, whatever holds it.
        let is_held = self.level == Level::File || matches!(self.spoil, Spoil::Failure(_));
        if self.breaks_type && !is_held && !is_text && table.document.is_none() {
            return Err("the files of the table are typed and hold nothing that does not cast");
        }
        Ok(())
    }

    /// The names of its forms with their usual weights: the ways in which it can be wrong, among which a rule may choose. None
    /// where it has one.
    ///
    /// ```
    /// use retailgen_anomaly::kind;
    ///
    /// let forms = |name| kind::find(name).map(|kind| kind.forms().collect::<Vec<_>>());
    /// assert_eq!(forms("price.invalid"), Some(vec![("null", 1), ("zero", 1), ("negative", 1)]));
    /// assert_eq!(forms("number.zero"), Some(Vec::new()));
    /// ```
    pub fn forms(&self) -> impl Iterator<Item = (&'static str, u64)> + use<> {
        self.spoil.forms().iter().map(|form| (form.name, form.weight))
    }

    /// Whether files are misdelivered, so that the table has other paths or more files.
    #[doc(hidden)]
    #[must_use]
    pub fn is_of_arrival(&self) -> bool {
        matches!(self.spoil, Spoil::Arrival(_))
    }

    /// Whether it is about the deliveries of a feed, in which files and operations come on other days than their own.
    #[doc(hidden)]
    #[must_use]
    pub fn is_of_deliveries(&self) -> bool {
        matches!(self.spoil, Spoil::Arrival(Arrival::Late) | Spoil::Operations(_))
    }

    /// Whether operations on the rows of a table come late or twice.
    #[doc(hidden)]
    #[must_use]
    pub fn is_of_operations(&self) -> bool {
        matches!(self.spoil, Spoil::Operations(_))
    }

    /// Whether it breaks a Delta table as a whole, and none of its rows.
    #[doc(hidden)]
    #[must_use]
    pub fn is_of_delta(&self) -> bool {
        matches!(self.spoil, Spoil::Delta(_))
    }

    /// Whether whole files of typed values are laid out otherwise, so that none of their bytes can begin another file.
    #[doc(hidden)]
    #[must_use]
    pub fn is_of_layout(&self) -> bool {
        matches!(self.spoil, Spoil::Typed(_))
    }

    /// A query that counts the faults of this kind in a column of a table, or in its rows, without the truth; `None` where
    /// there is none. It is in the SQL of `DuckDB`, over tables that are made as `docs/anomaly-counts.sql` makes them.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// let castable = Policy::castable();
    /// let rule = castable.rule("customers.phone.null").ok_or("it is among the rules")?;
    /// let query = rule.kind.query(rule.table.definition(), rule.column_definition());
    /// assert_eq!(query.as_deref(), Some("select count(*) from customers where phone is null"));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn query(&self, table: &TableDefinition, column: Option<&ColumnDefinition>) -> Option<String> {
        let reference = column.and_then(|column| column.references);
        let known: Vec<String> = table.primary_key.iter().map(|name| format!("{name} is not null")).collect();
        let names = [
            ("{table}", table.name),
            ("{key}", &table.primary_key.join(", ")),
            ("{has_key}", &known.join(" and ")),
            ("{column}", column.map_or("", |column| column.name)),
            ("{minimum}", column.and_then(|column| column.minimum).unwrap_or_default()),
            ("{maximum}", column.and_then(|column| column.maximum).unwrap_or_default()),
            ("{present_when}", column.and_then(|column| column.present_when).unwrap_or_default()),
            ("{other_table}", reference.map_or("", |key| key.table.name())),
            ("{other_column}", reference.map_or("", |key| key.column)),
        ];
        let filled = |query: String, (name, text): (&str, &str)| query.replace(name, text);
        Some(names.into_iter().fold(self.query?.to_owned(), filled))
    }
}

/// The name stands for all of it.
impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kind").field("name", &self.name).finish_non_exhaustive()
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Kind {}

/// How a kind spoils.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spoil {
    /// Replaces the text of a cell by one that follows from it. `None` where this value cannot be spoiled so; the hit then
    /// moves on.
    Cell(fn(&Clean, &mut Stream) -> Option<Dirty>),
    /// The same in one of several forms, where it takes the text; a rule may weight them.
    Forms {
        /// Whether a text can be spoiled at all.
        takes: fn(&str) -> bool,
        /// The forms.
        forms: &'static [Form],
    },
    /// Puts what a formula comes to that has no value into a cell of a worksheet.
    Failure(&'static str),
    /// The same as the first for a cell within a run of its series; such a kind comes in no other way.
    Run(fn(&Clean, &Run, &mut Stream) -> Option<Dirty>),
    /// Does what takes a look at other cells and rows of the block.
    Row {
        /// Cells of the row, besides the rule's column, that no other rule may have hit.
        relies_on: fn(&TableDefinition) -> Vec<usize>,
        /// What becomes of the row; `None` where it cannot be hit. The hit then moves on.
        hit: fn(&Site, &mut Stream) -> Option<Hit>,
    },
    /// Delivers the row again in a later partition.
    Redeliver,
    /// Writes the text of a record otherwise; `None` where this record cannot be written so. The hit then moves on.
    Record(fn(&Records, usize, &mut Stream) -> Option<Damage>),
    /// Writes the beginning of a file otherwise, from its first block.
    FileStart(fn(&Records, &mut Stream) -> Option<Damage>),
    /// Writes the end of a file otherwise, from its last block; the hit is tried on rows from the last one backwards.
    FileEnd(fn(&Records, usize, &mut Stream) -> Option<Damage>),
    /// Writes the whole file otherwise. What else is wrong in its cells and rows stays; other text is not hit.
    WholeFile(&'static Rewriting),
    /// Changes a column of the whole file, in a way that is drawn once for the rule, so that all its files have the same change.
    /// Nothing else is told of a column whose values are not as they were.
    Columns(fn(&TableDefinition, &mut Stream) -> Option<ColumnChange>),
    /// Loses what a file that is one block holds, from a byte on. Nothing else is wrong in it.
    Lost(fn(&Records) -> usize),
    /// Puts what the file of the day before holds in the place of what a file holds, where both are one block. Nothing else is wrong
    /// in it.
    Stale,
    /// Delivers a file a second time, into the wrong folder, a day late, or not at all.
    Arrival(Arrival),
    /// Delivers operations on the rows of a table late, or twice.
    Operations(OperationFault),
    /// Lays a whole file of typed values out otherwise, in a way that is drawn once for the rule. What else is wrong in its cells and
    /// rows stays, but for a column that is spoiled as a whole, and other such faults as well.
    Typed(fn(&TableDefinition, &mut Stream) -> Option<TypedFault>),
    /// Breaks a Delta table: its folder and its log do not go together.
    Delta(DeltaFault),
}

/// How folder and log of a Delta table do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeltaFault {
    /// The folder lacks a data file that the log names. Nothing else is wrong in it.
    MissingFile,
    /// The folder has a file that no commit names, with the rows of a data file.
    OrphanFile,
    /// A commit is cut within its last action.
    BrokenCommit,
    /// The log points to a checkpoint that is not there.
    StaleCheckpoint,
}

/// How a file is misdelivered, of a table with a file a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Arrival {
    /// A second time beside the first, with nothing else wrong in it.
    Twice,
    /// In the folder of the next day.
    InNextDay,
    /// With the next day's delivery of a feed, as if nothing were the matter.
    Late,
    /// Not at all.
    Never,
}

/// What is the matter with the operations of a day, which are told beside a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperationFault {
    /// Some of them come a day late, in the next day's file.
    Late,
    /// They come a second time, in the next day's file.
    Repeated,
}

impl Spoil {
    /// Its forms; none where it has one.
    fn forms(&self) -> &'static [Form] {
        match self {
            Self::Forms { forms, .. } => forms,
            _ => &[],
        }
    }

    /// Whether it works on a cell by its value alone.
    pub(crate) fn is_of_value(&self) -> bool {
        matches!(self, Self::Cell(_) | Self::Forms { .. } | Self::Failure(_))
    }

    /// What becomes of a cell by its value alone, in a form by the weights of a rule; `None` where it stays.
    pub(crate) fn of_value(&self, cell: &Clean, weights: Option<&Weights>, stream: &mut Stream) -> Option<Dirty> {
        match self {
            Self::Cell(spoil) => spoil(cell, stream),
            Self::Failure(failure) => cell.text.map(|_| Some((*failure).to_owned())),
            Self::Forms { takes, forms } if takes(cell.text?) => form::draw(forms, weights, cell, stream),
            _ => None,
        }
    }

    /// Whether it works on text, and not on rows and cells.
    pub(crate) fn is_of_text(&self) -> bool {
        let is_of_records = matches!(self, Self::Record(_) | Self::FileStart(_) | Self::FileEnd(_));
        is_of_records || matches!(self, Self::WholeFile(_) | Self::Columns(_) | Self::Lost(_) | Self::Stale)
    }

    /// Whether it works on a whole file of text. A file has one such fault at most.
    pub(crate) fn is_of_file(&self) -> bool {
        let is_of_edge = matches!(self, Self::FileStart(_) | Self::FileEnd(_));
        is_of_edge || matches!(self, Self::WholeFile(_) | Self::Columns(_) | Self::Arrival(_)) || self.loses_content()
    }

    /// Whether a file loses what it holds, so that nothing else is wrong in it.
    pub(crate) fn loses_content(&self) -> bool {
        matches!(self, Self::Lost(_) | Self::Stale | Self::Arrival(Arrival::Never))
    }
}

/// A clean cell, as the file would show it.
#[derive(Debug, Clone, Copy)]
pub struct Clean<'c> {
    /// The column, or the key of an envelope.
    pub column: &'static ColumnDefinition,
    /// Its text; `None` for null.
    pub text: Option<&'c str>,
    /// The keys that the table never gives that the column refers to.
    pub unused: &'c UnusedKeys,
}

/// Where a cell stands in a run.
#[derive(Debug, Clone, Copy)]
pub struct Run<'c> {
    /// The clean text of the row at which the run begins.
    pub first: &'c str,
    /// How many rows of the run have been hit before.
    pub nth: u64,
    /// How many shall be hit.
    pub length: u64,
}

/// A spoiled cell, as the file shows it; `None` for null.
pub type Dirty = Option<String>;

/// The kind of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    CATALOGUE.iter().copied().find(|kind| kind.name == name)
}
