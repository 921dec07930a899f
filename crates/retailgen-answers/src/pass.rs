//! One pass over the files of a folder, row by row.

use std::{collections::HashMap, path::Path};

use retailgen_read::{
    FileFormat, Rows, SheetCell, SheetChoice, SheetRows, TableFile, Undone,
    delta::{LiveFile, Snapshot},
};
use retailgen_schema::{Format, Table};
use retailgen_synth::calendar::Date;

use crate::{
    AnswersError,
    amount::decimal,
    cells::Cells,
    record::RATE_PLACES,
    source::Source,
    wrong::{Wrong, WrongRow},
};

/// The tables whose rows others refer to come first.
const ORDER: [Table; 11] = [
    Table::Products,
    Table::Stores,
    Table::Suppliers,
    Table::ExchangeRates,
    Table::Customers,
    Table::OrdersHeader,
    Table::OrdersLines,
    Table::Events,
    Table::Sensors,
    Table::Shipments,
    Table::Returns,
];

/// A row of a file.
pub(crate) struct Seen<'s> {
    pub table: Table,
    /// Its cells as they stand there.
    pub dirty: &'s Cells<'s>,
    /// Its cells as they should be.
    pub clean: &'s Cells<'s>,
    /// Whether it is a line that is no JSON object.
    pub is_broken: bool,
    /// What faults are in it, if any is.
    pub wrong: Option<&'s WrongRow>,
    /// Whether its file did not arrive, so that it should be there and is not.
    pub is_missing: bool,
}

/// Whoever looks at rows.
pub(crate) trait Visitor {
    /// A file begins.
    fn file(&mut self, _table: Table, _path: &str) {}

    fn row(&mut self, seen: &Seen);
}

/// Shows a visitor all rows of some tables; a Delta table has the rows of its latest version.
pub(crate) fn walk(
    source: &Source,
    wrong: &Wrong,
    wants: impl Fn(Table) -> bool,
    visitor: &mut dyn Visitor,
) -> Result<(), AnswersError> {
    for table in ORDER.into_iter().filter(|table| wants(*table)) {
        let definition = table.definition();
        let versions = match definition.format {
            Format::Delta if source.has(table) => Some(Versions::of(source, table, wrong)?),
            _ => None,
        };
        for file in source.files(table) {
            let path = source.folder.join(&file.path);
            let is_in = versions.as_ref().map_or(In::Both, |versions| versions.have(&path));
            if matches!(is_in, In::Both | In::Dirty) {
                visitor.file(table, &file.path);
            }
            if is_in != In::Neither {
                read(source, table, &file.path, wrong, is_in, visitor)?;
            }
        }
        for missing in wrong.missing(table) {
            let is_in = versions.as_ref().map_or(In::Both, |versions| versions.have(&source.folder.join(missing)));
            if is_in != In::Neither {
                read(source, table, missing, wrong, In::Clean, visitor)?;
            }
        }
    }
    Ok(())
}

/// The versions of a Delta table that are read.
struct Versions {
    /// The files of the latest version that a reader can get.
    dirty: Vec<LiveFile>,
    /// The files of the latest version.
    clean: Vec<LiveFile>,
}

/// Which version has a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Both,
    /// Only the one that a reader can get.
    Dirty,
    /// Only the one that should be there.
    Clean,
    Neither,
}

impl Versions {
    fn of(source: &Source, table: Table, wrong: &Wrong) -> Result<Self, AnswersError> {
        let folder = source.folder.join(table.definition().path);
        let open = |commit: &Path| {
            let below = commit.strip_prefix(&source.folder).ok().and_then(Path::to_str);
            Undone::open(commit, below.map(|below| wrong.undoing(below)).unwrap_or_default())
        };
        let dirty = Snapshot::load_readable(&folder)?.files;
        // Without a truth nobody knows better.
        let clean = if wrong.is_known() { Snapshot::load_from(&folder, open)?.files } else { dirty.clone() };
        Ok(Self { dirty, clean })
    }

    fn have(&self, path: &Path) -> In {
        let has = |files: &[LiveFile]| files.iter().any(|file| file.path == path);
        match (has(&self.dirty), has(&self.clean)) {
            (true, true) => In::Both,
            (true, false) => In::Dirty,
            (false, true) => In::Clean,
            (false, false) => In::Neither,
        }
    }
}

/// What the truth says of the rows of a file.
#[derive(Clone, Copy)]
struct OfFile<'w> {
    rows: Option<&'w HashMap<u64, WrongRow>>,
    every_row: Option<&'w WrongRow>,
    is_missing: bool,
    /// Whether no row of it should be there.
    is_extra: bool,
}

fn read(
    source: &Source,
    table: Table,
    file: &str,
    wrong: &Wrong,
    is_in: In,
    visitor: &mut dyn Visitor,
) -> Result<(), AnswersError> {
    let path = source.folder.join(file);
    let undoing = wrong.undoing(file);
    let of_file = OfFile {
        rows: wrong.rows(file),
        every_row: wrong.every_row(file),
        is_missing: undoing.is_missing || is_in == In::Clean,
        is_extra: is_in == In::Dirty,
    };
    let format = match table.definition().format {
        Format::Xlsx => {
            let mut rows = SheetRows::open_undone(&path, SheetChoice::Named(table.name()), &undoing.sheet)?;
            let rows = std::iter::from_fn(|| rows.next_row()).skip(1);
            for (number, row) in (0..).zip(rows) {
                show(table, number, &Cells::Owned(rate_cells(&row)), false, of_file, visitor);
            }
            return Ok(());
        }
        Format::Jsonl => FileFormat::JsonLines,
        Format::Csv => FileFormat::Csv,
        // What a label has of it is text.
        _ if undoing.is_missing => FileFormat::Csv,
        _ => FileFormat::Parquet,
    };
    let Some(table_file) = TableFile::new(&path) else {
        return Err(AnswersError::damaged(&path)("the ending of its name tells no format"));
    };
    let mut rows = Rows::open_undone(&table_file.with_format(format), undoing)?;
    while let Some(row) = rows.next_row()? {
        show(table, row.number(), &Cells::dirty(row), row.is_broken(), of_file, visitor);
    }
    Ok(())
}

fn show(table: Table, number: u64, dirty: &Cells, is_broken: bool, of_file: OfFile, visitor: &mut dyn Visitor) {
    let extra = WrongRow { is_extra: true, is_rejected: true, clean: Vec::new() };
    let wrong = of_file.rows.and_then(|rows| rows.get(&number)).or(of_file.every_row);
    let wrong = if of_file.is_extra { Some(&extra) } else { wrong };
    let mut line = None;
    let clean = wrong.map(|wrong| Cells::clean(dirty, wrong, &mut line));
    let clean = clean.as_ref().unwrap_or(dirty);
    visitor.row(&Seen { table, dirty, clean, is_broken, wrong, is_missing: of_file.is_missing });
}

/// The cells of a row of the workbook, whose dates and rates are floats there.
fn rate_cells(cells: &[SheetCell]) -> Vec<(String, Option<String>)> {
    let text = |cell: Option<&SheetCell>| match cell {
        Some(SheetCell::Text(text) | SheetCell::Failure(text)) => Some(text.clone()),
        _ => None,
    };
    let (day, currency, rate) = (cells.first(), cells.get(1), cells.get(2));
    let date = day.and_then(SheetCell::day).map(|day| Date::from_days(day).to_string()).or_else(|| text(day));
    let rate = match rate {
        Some(SheetCell::Number(rate)) => {
            Some(decimal((rate * 10_i64.pow(RATE_PLACES) as f64).round() as i128, RATE_PLACES))
        }
        other => text(other),
    };
    [("date", date), ("currency", text(currency)), ("rate_to_aud", rate)]
        .map(|(name, cell)| (name.to_owned(), cell))
        .into()
}
