//! In which format the files of each table are written, and what a definition is in another format than the schema names.

use std::str::FromStr;
use std::sync::LazyLock;
use std::{fmt, iter};

use thiserror::Error;

use crate::{Format, Table, TableDefinition, UnknownTable};

/// In which format the files of each table are written: each in the one that the schema names, unless told otherwise.
///
/// ```
/// use retailgen_schema::{Format, Formats, Table};
///
/// let formats: Formats = "parquet,customers=csv".parse()?;
/// assert_eq!((formats.of(Table::OrdersLines), formats.of(Table::Customers)), (Format::Parquet, Format::Csv));
///
/// // Columns stay; the form of the files and their names change.
/// let lines = formats.definition(Table::OrdersLines);
/// assert_eq!(lines.path, "orders_lines/order_dt={order_dt}/part-00000.parquet");
/// assert_eq!(lines.columns, Table::OrdersLines.definition().columns);
///
/// assert!(Formats::default().is_native());
/// assert_eq!("csv".parse::<Formats>().unwrap_err().to_string(),
///     "events cannot be written as csv: choose jsonl or parquet, such as csv,events=jsonl");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formats {
    by_table: [Format; Table::ALL.len()],
    /// Whether files of text are compressed.
    gzip: bool,
}

/// Formats that tables cannot have, or words that name none.
///
/// ```
/// use retailgen_schema::{Format, Formats, FormatsError, Table};
///
/// let refused = "sensors=delta".parse::<Formats>().unwrap_err();
/// assert_eq!(refused, FormatsError::NotOffered { table: Table::Sensors, format: Format::Delta });
/// assert_eq!(refused.to_string(), "sensors cannot be written as delta: choose csv, jsonl or parquet");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormatsError {
    /// No format has the name.
    #[error(
        "there is no format {0:?}: choose among native, csv, jsonl, parquet, or write table=format for some tables"
    )]
    UnknownFormat(String),
    /// No table has the name.
    #[error(transparent)]
    UnknownTable(#[from] UnknownTable),
    /// The table is not written in the format.
    #[error("{table} cannot be written as {format}: choose {}{}", choices(*.table), example(*.table, *.format))]
    NotOffered {
        /// The table.
        table: Table,
        /// The format.
        format: Format,
    },
}

/// The ending of a compressed file.
const GZIP: &str = ".gz";

/// The formats that every build can write and read, and that hold any number of rows.
const PORTABLE: [Format; 3] = [Format::Csv, Format::Jsonl, Format::Parquet];

impl Default for Formats {
    fn default() -> Self {
        Self { by_table: Table::ALL.map(|table| table.definition().format), gzip: false }
    }
}

impl Formats {
    /// The same with another format for a table.
    ///
    /// # Errors
    /// [`FormatsError::NotOffered`] for XLSX and Delta where they are not the table's own, and for documents as CSV.
    ///
    /// ```
    /// use retailgen_schema::{Format, Formats, Table};
    ///
    /// let formats = Formats::default().with(Table::Returns, Format::Csv)?;
    /// assert_eq!(formats.to_string(), "returns=csv");
    /// assert!(formats.with(Table::Returns, Format::Xlsx).is_err());
    /// # Ok::<(), retailgen_schema::FormatsError>(())
    /// ```
    pub fn with(mut self, table: Table, format: Format) -> Result<Self, FormatsError> {
        if format != table.definition().format && !others(table).contains(&format) {
            return Err(FormatsError::NotOffered { table, format });
        }
        self.by_table[table as usize] = format;
        Ok(self)
    }

    /// The same with files of text compressed by gzip, or not.
    ///
    /// ```
    /// use retailgen_schema::{Formats, Table};
    ///
    /// let formats = Formats::default().with_gzip(true);
    /// assert_eq!(formats.definition(Table::Stores).path, "stores.csv.gz");
    /// assert_eq!(formats.definition(Table::Shipments).path, "shipments.parquet");
    /// ```
    #[must_use]
    pub fn with_gzip(self, gzip: bool) -> Self {
        Self { gzip, ..self }
    }

    /// Whether files of text are compressed by gzip.
    ///
    /// ```
    /// use retailgen_schema::{Formats, Table};
    ///
    /// assert!(!Formats::default().is_gzip());
    /// assert!(Formats::of_files([(Table::Stores, "stores.csv.gz")]).is_gzip());
    /// ```
    #[must_use]
    pub fn is_gzip(&self) -> bool {
        self.gzip
    }

    /// Reads words separated by commas, of which a later one counts: `FORMAT` for each of `tables`, `TABLE=FORMAT` for one, and
    /// `native` for the schema's own. [`FromStr`] reads them for all tables.
    ///
    /// # Errors
    /// [`FormatsError`].
    ///
    /// ```
    /// use retailgen_schema::{Formats, Table};
    ///
    /// // Events are documents, which are no CSV.
    /// assert_eq!(Formats::parse("csv", &[Table::Stores, Table::Shipments])?.to_string(), "shipments=csv");
    /// assert!(Formats::parse("csv", &Table::ALL).is_err());
    /// # Ok::<(), retailgen_schema::FormatsError>(())
    /// ```
    pub fn parse(text: &str, tables: &[Table]) -> Result<Self, FormatsError> {
        let format_of = |name: &str, table: Table| match name {
            "native" => Ok(table.definition().format),
            "csv" => Ok(Format::Csv),
            "jsonl" => Ok(Format::Jsonl),
            "parquet" => Ok(Format::Parquet),
            "xlsx" => Ok(Format::Xlsx),
            "delta" => Ok(Format::Delta),
            _ => Err(FormatsError::UnknownFormat(name.to_owned())),
        };
        let mut asked = Self::default();
        for word in text.split(',').map(str::trim) {
            if let Some((table, format)) = word.split_once('=') {
                let table: Table = table.trim().parse()?;
                asked.by_table[table as usize] = format_of(format.trim(), table)?;
            } else {
                for table in Table::ALL {
                    let format = format_of(word, table)?;
                    if tables.contains(&table) {
                        asked.by_table[table as usize] = format;
                    }
                }
            }
        }
        // Only what is left in the end has to be possible: a later word may correct an earlier one.
        Table::ALL.into_iter().try_fold(Self::default(), |formats, table| formats.with(table, asked.of(table)))
    }

    /// The formats that files have, by the table and the path of each; tables without files have their own.
    ///
    /// ```
    /// use retailgen_schema::{Format, Formats, Table};
    ///
    /// let log = (Table::Returns, "returns/_delta_log/00000000000000000000.json");
    /// let formats = Formats::of_files([(Table::Stores, "stores.jsonl"), (Table::Returns, "returns/part-0.parquet"), log]);
    /// assert_eq!((formats.of(Table::Stores), formats.of(Table::Returns)), (Format::Jsonl, Format::Delta));
    /// ```
    #[must_use]
    pub fn of_files<'p>(files: impl IntoIterator<Item = (Table, &'p str)>) -> Self {
        let mut found: [Option<Format>; Table::ALL.len()] = [None; Table::ALL.len()];
        let mut gzip = false;
        for (table, path) in files {
            let path = path.strip_suffix(GZIP).inspect(|_| gzip = true).unwrap_or(path);
            let own = table.definition();
            let is_log = |below: &str| own.format == Format::Delta && below.starts_with('_');
            let known = &mut found[table as usize];
            if path.strip_prefix(own.path).is_some_and(is_log) {
                *known = Some(Format::Delta);
            } else if known.is_none() {
                let is_of = |format: &Format| path.ends_with(&format!(".{format}"));
                *known = others(table).into_iter().find(is_of);
            }
        }
        Self {
            by_table: Table::ALL.map(|table| found[table as usize].unwrap_or_else(|| table.definition().format)),
            gzip,
        }
    }

    /// The format of a table's files.
    #[must_use]
    pub fn of(&self, table: Table) -> Format {
        self.by_table[table as usize]
    }

    /// The definition of a table with the format and the path that its files have.
    #[must_use]
    pub fn definition(&self, table: Table) -> &'static TableDefinition {
        let definition = table.definition().in_format(self.of(table));
        if self.gzip { definition.compressed() } else { definition }
    }

    /// Whether each table has the format that the schema names, uncompressed.
    #[must_use]
    pub fn is_native(&self) -> bool {
        *self == Self::default()
    }

    /// The same for some tables; the others have their own format.
    ///
    /// ```
    /// use retailgen_schema::{Formats, Table};
    ///
    /// let formats: Formats = "parquet".parse()?;
    /// assert_eq!(formats.only(&[Table::Stores, Table::Shipments]).to_string(), "stores=parquet");
    /// # Ok::<(), retailgen_schema::FormatsError>(())
    /// ```
    #[must_use]
    pub fn only(&self, tables: &[Table]) -> Self {
        let of = |table: Table| if tables.contains(&table) { self.of(table) } else { table.definition().format };
        let is_text = |table: &Table| is_text(self.of(*table));
        Self { by_table: Table::ALL.map(of), gzip: self.gzip && tables.iter().any(is_text) }
    }
}

impl FromStr for Formats {
    type Err = FormatsError;

    /// As [`Formats::parse`] for all tables.
    fn from_str(text: &str) -> Result<Self, FormatsError> {
        Self::parse(text, &Table::ALL)
    }
}

/// The shortest words that [`FromStr`] reads so: `native`, a format for all tables, tables with theirs, or both.
impl fmt::Display for Formats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bases = iter::once(None).chain(PORTABLE.map(Some));
        let said = bases.map(|base| {
            let others = Table::ALL.into_iter().filter(|&table| {
                let of_base = base.unwrap_or_else(|| table.definition().format);
                self.of(table) != of_base
            });
            let words = base.map(|format| format.to_string()).into_iter();
            words.chain(others.map(|table| format!("{table}={}", self.of(table)))).collect::<Vec<_>>().join(",")
        });
        let shortest = said.min_by_key(String::len).filter(|words| !words.is_empty());
        f.pad(shortest.as_deref().unwrap_or("native"))
    }
}

/// The formats besides its own that a table can have.
fn others(table: Table) -> Vec<Format> {
    let definition = table.definition();
    let is_offered = |format: &Format| {
        // A document has no columns that a line of CSV could name.
        *format != definition.format && (definition.document.is_none() || *format != Format::Csv)
    };
    PORTABLE.into_iter().filter(is_offered).collect()
}

/// The formats that a table can have, in words.
fn choices(table: Table) -> String {
    let mut names = vec![table.definition().format.to_string()];
    names.extend(others(table).iter().map(Format::to_string));
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last } else { format!("{} or {last}", names.join(", ")) }
}

/// What to write instead, where other tables can have the format.
fn example(table: Table, format: Format) -> String {
    let own = table.definition().format;
    if PORTABLE.contains(&format) { format!(", such as {format},{table}={own}") } else { String::new() }
}

/// The definitions of all tables in the formats that are not their own, and with compressed text.
static IN_OTHER_FORMATS: LazyLock<Vec<TableDefinition>> = LazyLock::new(|| {
    let of_table = |table: Table| {
        let own = table.definition().format;
        let forms = others(table).into_iter().chain([own]).flat_map(|format| [(format, false), (format, true)]);
        let is_other = move |(format, gzip): &(Format, bool)| if *gzip { is_text(*format) } else { *format != own };
        forms.filter(is_other).map(move |(format, gzip)| written_as(table, format, gzip))
    };
    Table::ALL.into_iter().flat_map(of_table).collect()
});

fn is_text(format: Format) -> bool {
    matches!(format, Format::Csv | Format::Jsonl)
}

/// The definition of a table as it is in another format.
fn written_as(table: Table, format: Format, gzip: bool) -> TableDefinition {
    let TableDefinition {
        name, meaning, path, partitions, primary_key, volume, columns, cells, document, schema, ..
    } = *table.definition();
    // A constant of the process: there are as many as tables times formats.
    let path = String::leak(renamed(path, format, gzip));
    TableDefinition {
        name,
        meaning,
        format,
        path,
        partitions,
        primary_key,
        volume,
        columns,
        cells,
        document,
        is_compressed: gzip,
        schema,
    }
}

/// A path with the ending of a format in the place of another's. A table of many files may be a folder with such a name, too.
fn renamed(path: &str, format: Format, gzip: bool) -> String {
    let path = with_ending(path, format);
    if gzip && !path.ends_with('/') { path + GZIP } else { path }
}

fn with_ending(path: &str, format: Format) -> String {
    // The data files of a Delta table are Parquet.
    let ending = if format == Format::Delta { Format::Parquet } else { format };
    let name = |name: &str| match name.rsplit_once('.') {
        Some((stem, "csv" | "jsonl" | "parquet" | "xlsx")) => format!("{stem}.{ending}"),
        _ => name.to_owned(),
    };
    path.split('/').map(name).collect::<Vec<_>>().join("/")
}

impl TableDefinition {
    /// The same table in another format, of those that [`Formats::with`] takes; else the table as it is.
    ///
    /// ```
    /// use retailgen_schema::{Format, Table};
    ///
    /// let rates = Table::ExchangeRates.definition().in_format(Format::Jsonl);
    /// assert_eq!((rates.format, rates.path), (Format::Jsonl, "exchange_rates.jsonl"));
    /// ```
    #[must_use]
    pub fn in_format(&'static self, format: Format) -> &'static Self {
        let found = IN_OTHER_FORMATS
            .iter()
            .find(|other| (other.name, other.format, other.is_compressed()) == (self.name, format, false));
        let native =
            || Table::ALL.into_iter().map(Table::definition).find(|own| (own.name, own.format) == (self.name, format));
        found.or_else(native).unwrap_or(self)
    }

    /// The path that a file of the table has in this format, by its path in the format that the schema names.
    ///
    /// ```
    /// use retailgen_schema::{Format, Table};
    ///
    /// let stores = Table::Stores.definition().in_format(Format::Parquet);
    /// assert_eq!(stores.file_path("stores.csv"), "stores.parquet");
    ///
    /// // A large table is a folder of that name.
    /// let shipments = Table::Shipments.definition().in_format(Format::Csv);
    /// assert_eq!(shipments.file_path("shipments.parquet/part-00000.parquet"), "shipments.csv/part-00000.csv");
    /// ```
    #[must_use]
    pub fn file_path(&self, native: &str) -> String {
        renamed(native, self.format, self.is_compressed())
    }

    /// The same table with its files of text compressed by gzip; a table of another format as it is.
    ///
    /// ```
    /// use retailgen_schema::Table;
    ///
    /// let events = Table::Events.definition().compressed();
    /// assert_eq!((events.is_compressed(), events.path), (true, "events/event_dt={event_dt}/events_00000.jsonl.gz"));
    /// assert!(!Table::Returns.definition().compressed().is_compressed());
    /// ```
    #[must_use]
    pub fn compressed(&'static self) -> &'static Self {
        let is_it = |other: &&Self| (other.name, other.format) == (self.name, self.format) && other.is_compressed();
        IN_OTHER_FORMATS.iter().find(is_it).unwrap_or(self)
    }

    /// Whether the files are text that is compressed by gzip.
    ///
    /// ```
    /// use retailgen_schema::Table;
    ///
    /// assert!(Table::ALL.iter().all(|table| !table.definition().is_compressed()));
    /// ```
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        self.is_compressed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_back_from_what_they_show() {
        for text in ["native", "parquet", "csv,events=jsonl", "jsonl,stores=csv,returns=delta", "shipments=csv"] {
            let formats: Formats = text.parse().unwrap();
            assert_eq!(formats.to_string(), text);
        }
    }

    #[test]
    fn a_later_word_counts() {
        let formats: Formats = "csv,events=native,stores=parquet,stores=csv".parse().unwrap();
        assert_eq!(formats.to_string(), "csv,events=jsonl");
    }

    #[test]
    fn what_is_not_written_is_refused_by_name() {
        let refused = |text: &str| text.parse::<Formats>().unwrap_err().to_string();
        assert!(refused("xlsx").starts_with("customers cannot be written as xlsx: choose csv, jsonl or parquet"));
        assert!(refused("avro").starts_with("there is no format \"avro\""));
        assert!(refused("order=csv").starts_with("there is no table \"order\""));
        assert!(refused("").starts_with("there is no format \"\""));
    }

    #[test]
    fn every_definition_keeps_all_but_format_and_path() {
        for table in Table::ALL {
            let own = table.definition();
            for format in others(table) {
                let other = own.in_format(format);
                assert_eq!((other.format, other.columns, other.cells), (format, own.columns, own.cells));
                assert!(std::ptr::eq(other.in_format(own.format), own));
            }
        }
    }
}
