//! Which rows and columns findings mean.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use retailgen_schema::{Format, Table};

use crate::{
    Finding, NotUnderstood, ScoreError, Truth, column,
    digest_map::DigestMap,
    finding::complain,
    key,
    lookup::{Lookup, of_record},
    names::no_column,
    source_file::Meant,
    spot::Spot,
    truth::of_value,
};

/// By what a finding was located: the surest that it has comes first.
///
/// ```
/// use retailgen_score::How;
///
/// assert_eq!((How::ALL[0], How::WholeRow.name()), (How::Byte, "whole row"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum How {
    /// By a byte of the record in its file.
    Byte,
    /// By the text of the record.
    Record,
    /// By file and row.
    Row,
    /// By the primary key.
    Key,
    /// By all cells of the row.
    WholeRow,
    /// By file and line.
    Line,
    /// By column and value: which row is meant is not known.
    Value,
    /// It says only how many there are.
    Count,
    /// It names only a file.
    File,
}

impl How {
    /// All of them, the surest first.
    pub const ALL: [Self; 9] = [
        Self::Byte,
        Self::Record,
        Self::Row,
        Self::Key,
        Self::WholeRow,
        Self::Line,
        Self::Value,
        Self::Count,
        Self::File,
    ];

    /// Whether it tells one row of one file.
    pub(crate) fn is_exact(self) -> bool {
        matches!(self, Self::Byte | Self::Row | Self::Line)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Byte => "byte",
            Self::Record => "record",
            Self::Row => "row",
            Self::Key => "key",
            Self::WholeRow => "whole row",
            Self::Line => "line",
            Self::Value => "value",
            Self::Count => "count",
            Self::File => "file",
        }
    }
}

/// A finding with what it means.
#[derive(Debug)]
pub(crate) struct Located {
    pub(crate) finding: u32,
    pub(crate) table: Table,
    pub(crate) file: Option<u32>,
    /// The rows that it may mean; none where it means no row.
    pub(crate) spots: Vec<Spot>,
    /// The line on which the first of them begins, where the data told it.
    pub(crate) line: Option<u64>,
    pub(crate) column: Option<u16>,
    /// The number of its kind, which is [`UNKNOWN`] where no fault is of it.
    pub(crate) kind: Option<u16>,
    /// The number of its column with its value.
    pub(crate) value: Option<u64>,
    /// Whether its value belongs to a row which stands there twice.
    pub(crate) is_copied: bool,
    /// Whether a fault elsewhere drags along what it is about.
    pub(crate) is_collateral: bool,
    pub(crate) how: How,
}

/// The number of every kind of which there is no fault.
pub(crate) const UNKNOWN: u16 = u16::MAX;

/// Findings with what they mean.
#[derive(Debug, Default)]
pub(crate) struct Locations {
    pub(crate) located: Vec<Located>,
    pub(crate) not_understood: BTreeMap<String, NotUnderstood>,
    /// How many findings are about tables that are not looked at.
    pub(crate) left_out: u64,
    /// Files that findings name and the truth does not, behind those that it does.
    unknown_files: HashMap<String, u32>,
}

/// What a finding says of its place, with tables, files and columns as numbers.
struct Said {
    table: Table,
    file: Option<u32>,
    column: Option<u16>,
    key: Option<u64>,
}

impl Locations {
    /// Locates findings; where `data` is the folder of the data, also those that labels alone do not locate.
    pub(crate) fn of(findings: &[Finding], truth: &Truth, data: Option<&Path>) -> Result<Self, ScoreError> {
        let mut locations = Self::default();
        let mut said = Vec::with_capacity(findings.len());
        for finding in findings {
            match locations.said(finding, truth) {
                Ok(Some(what)) => said.push(Some(what)),
                Ok(None) => {
                    locations.left_out += 1;
                    said.push(None);
                }
                Err(reason) => {
                    complain(&mut locations.not_understood, reason, || example(finding));
                    said.push(None);
                }
            }
        }
        let mut lookup = Lookup::default();
        if let Some(data) = data {
            for (finding, said) in findings.iter().zip(&said) {
                if let Some(said) = said {
                    want(&mut lookup, finding, said, truth);
                }
            }
            let by_place: HashSet<Table> = findings
                .iter()
                .zip(&said)
                .filter_map(|(finding, said)| {
                    finding.row.or(finding.line).or(finding.byte).and(said.as_ref()).map(|said| said.table)
                })
                .collect();
            want_originals(&mut lookup, &by_place, truth);
            lookup.run(data, truth)?;
        }
        let originals = originals(&lookup, truth);
        let mut taken = DigestMap::default();
        for (number, (finding, said)) in (0_u32..).zip(findings.iter().zip(said)) {
            let Some(said) = said else { continue };
            match place(finding, &said, truth, &lookup, &mut taken) {
                Ok((how, mut spots)) => {
                    if how.is_exact() {
                        spots.extend(spots.first().and_then(|spot| originals.get(spot)));
                    }
                    let spots = truth.with_faults_of_files(spots, said.column);
                    let of_spot = spots.first().and_then(|spot| match spot {
                        Spot::Row(file, _) | Spot::Line(file, _) => Some(*file),
                        Spot::Known(_) => None,
                    });
                    let kind = |name: &str| {
                        truth.kinds.iter().position(|kind| kind == name).map_or(UNKNOWN, |kind| kind as u16)
                    };
                    let value = said.column.zip(finding.value.as_deref());
                    let value = value.map(|(column, value)| of_value(said.table, column, value));
                    locations.located.push(Located {
                        finding: number,
                        table: said.table,
                        file: of_spot.or(said.file),
                        line: spots.first().and_then(|spot| lookup.line_of(*spot)),
                        spots,
                        column: said.column,
                        kind: finding.kind.as_deref().map(kind),
                        value,
                        is_copied: value.is_some_and(|value| lookup.is_copied(value)),
                        is_collateral: is_collateral(&said, truth),
                        how,
                    });
                }
                Err(reason) => complain(&mut locations.not_understood, reason, || example(finding)),
            }
        }
        Ok(locations)
    }

    /// What a finding says of its place; none where its table is not looked at.
    fn said(&mut self, finding: &Finding, truth: &Truth) -> Result<Option<Said>, String> {
        if finding.table.is_some_and(|table| !truth.looks_at(table)) {
            return Ok(None);
        }
        let file = match finding.file.as_deref() {
            Some(name) => self.file(name, finding, truth)?,
            None if finding.row.or(finding.line).or(finding.byte).is_some() => {
                match finding.table.map(Table::definition) {
                    // There is one file that can be meant.
                    Some(table) if table.partitions.is_empty() && table.format != Format::Delta => {
                        self.file(table.path, finding, truth)?
                    }
                    _ => None,
                }
            }
            None => None,
        };
        let of_file = || file.filter(|file| *file < truth.files.len()).map(|file| truth.files.table(file));
        let table = finding.table.or_else(of_file).ok_or("it names neither table nor file")?;
        if !truth.looks_at(table) {
            return Ok(None);
        }
        let column = match finding.column.as_deref() {
            Some(name) => match truth.new_names.get(&(table, name.into())) {
                Some(own) => *own,
                None => Some(column::number(table, name).ok_or_else(|| no_column(table, name))?),
            },
            None => None,
        };
        let key = match finding.key.as_deref() {
            Some(text) => key::of_json(table, text),
            // A value of the one column of the key is a key.
            None if finding.column.as_deref().is_some_and(|name| table.definition().primary_key == [name]) => {
                key::of_values(table, [finding.value.as_deref()])
            }
            None => None,
        };
        Ok(Some(Said { table, file, column, key }))
    }

    /// The number of a file; none where its name tells nothing and there are other ways to the row.
    fn file(&mut self, name: &str, finding: &Finding, truth: &Truth) -> Result<Option<u32>, String> {
        let is_dispensable = finding.key.is_some() || finding.record.is_some() || finding.fingerprint.is_some();
        match truth.files.find(finding.table, name) {
            Meant::One(file) => Ok(Some(file)),
            _ if is_dispensable => Ok(None),
            Meant::Several => Err("the name of its file may mean several".to_owned()),
            Meant::Unknown if truth.files.is_complete => Err("there is no such file in the data".to_owned()),
            Meant::Unknown => {
                let next = truth.files.len() + self.unknown_files.len() as u32;
                Ok(Some(*self.unknown_files.entry(name.to_owned()).or_insert(next)))
            }
        }
    }
}

/// Whether a fault elsewhere drags along the row, or the column that the finding names in it. Which of the columns of a key
/// a check names says nothing: it means the row.
fn is_collateral(said: &Said, truth: &Truth) -> bool {
    let columns = said.key.and_then(|key| truth.collateral.get(&key)).into_iter().flatten();
    let is_meant = |found: u16| column::tells_copies(said.table, found);
    columns.into_iter().any(|meant| match (meant, said.column) {
        (None, _) | (_, None) => true,
        (Some(meant), Some(found)) => *meant == found || is_meant(found),
    })
}

/// The keys of rows that come again in another file: of these the labels do not tell the row.
fn keys_of_originals(truth: &Truth) -> impl Iterator<Item = (Table, u64)> {
    truth.by_original.iter().filter_map(|(spot, items)| match (spot, items.first()) {
        (Spot::Known(key), Some(item)) => Some((truth.items[*item as usize].table, *key)),
        _ => None,
    })
}

fn want_originals(lookup: &mut Lookup, tables: &HashSet<Table>, truth: &Truth) {
    for (table, key) in keys_of_originals(truth).filter(|(table, _)| tables.contains(table)) {
        lookup.want_key(table, key);
    }
}

/// The rows that come again in another file, with what the labels know them by.
fn originals(lookup: &Lookup, truth: &Truth) -> HashMap<Spot, Spot> {
    let rows =
        |key| lookup.key(key).iter().filter(|row| !truth.is_copy(**row)).map(move |row| (*row, Spot::Known(key)));
    keys_of_originals(truth).flat_map(|(_, key)| rows(key)).collect()
}

/// Wants what the labels do not tell.
fn want(lookup: &mut Lookup, finding: &Finding, said: &Said, truth: &Truth) {
    if let (Some(file), Some(byte)) = (said.file, finding.byte) {
        lookup.want_byte(file, byte);
    }
    if let Some(record) = finding.record.as_deref() {
        lookup.want_record(said.table, of_record(said.table, record));
    }
    if let Some(key) = said.key.filter(|key| !truth.by_key.contains_key(key)) {
        lookup.want_key(said.table, key);
    }
    if let Some(row) = finding.fingerprint {
        lookup.want_row(said.table, row);
    }
    let is_by_value = finding.value.is_some() && finding.row.is_none() && said.key.is_none();
    if is_by_value && said.column.is_some_and(|column| column::tells_copies(said.table, column)) {
        lookup.want_values(said.table);
    }
    if let (Some(file), Some(line)) = (said.file, finding.line)
        && finding.row.is_none()
    {
        lookup.want_line(file, line);
    }
}

/// Goes from the surest to the least sure of what a finding says. `taken` counts how often a row was named by its cells, so
/// that rows that are alike are named one after the other.
fn place(
    finding: &Finding,
    said: &Said,
    truth: &Truth,
    lookup: &Lookup,
    taken: &mut DigestMap<usize>,
) -> Result<(How, Vec<Spot>), String> {
    let mut why_not = None;
    let in_file = |spot: &&Spot| match (**spot, said.file) {
        (Spot::Row(file, _), Some(wanted)) => file == wanted,
        _ => true,
    };
    // Of a file whose beginning is at fault: its first line, the bytes of the fault, or the file alone.
    if let Some((spot, end)) = said.file.and_then(|file| truth.beginnings.get(&file)) {
        let says_row = finding.row.is_some() || said.key.is_some() || finding.record.is_some();
        match (finding.byte, finding.line) {
            (Some(byte), _) if byte <= *end => return Ok((How::Byte, vec![*spot])),
            (None, Some(1)) if !says_row => return Ok((How::Line, vec![*spot])),
            (None, None) if !says_row && finding.fingerprint.is_none() => return Ok((How::File, vec![*spot])),
            _ => {}
        }
    }
    if let (Some(file), Some(byte)) = (said.file, finding.byte) {
        match truth.text_at(file, byte).or_else(|| lookup.byte(file, byte)) {
            Some(spot) => return Ok((How::Byte, vec![spot])),
            None => why_not = Some("no record is at its byte (bytes need the data)"),
        }
    }
    if let Some(record) = finding.record.as_deref() {
        let spots: Vec<Spot> = lookup.record(of_record(said.table, record)).iter().filter(in_file).copied().collect();
        if !spots.is_empty() {
            return Ok((How::Record, spots));
        }
        why_not = Some("no record has its text (texts need the data)");
    }
    if let (Some(file), Some(row)) = (said.file, finding.row) {
        // Where text is at fault, readers count other rows than were written.
        if truth.files.may_have(file, row) || truth.spans.contains_key(&file) || truth.rewritings.contains_key(&file) {
            return Ok((How::Row, vec![Spot::Row(file, row)]));
        }
        why_not = Some("its file has no such row");
    }
    if let Some(number) = finding.fingerprint {
        let spots = lookup.row(number);
        if !spots.is_empty() {
            let next = taken.entry(number).or_default();
            *next += 1;
            return Ok((How::WholeRow, vec![spots[(*next - 1) % spots.len()]]));
        }
        why_not = Some("no row has its cells (whole rows need the data)");
    }
    if let Some(key) = said.key {
        let known = truth.by_key.get(&key).map_or_else(|| lookup.key(key), Vec::as_slice);
        let spots: Vec<Spot> = known.iter().filter(in_file).copied().collect();
        match spots.is_empty() {
            false => return Ok((How::Key, spots)),
            true if !lookup.has_read(said.table) => return Ok((How::Key, vec![Spot::Known(key)])),
            true => why_not = Some("no row has its key"),
        }
    }
    if let (Some(file), Some(line)) = (said.file, finding.line) {
        let spot = lookup.line(file, line).or_else(|| truth.by_line.get(&(file, line)).copied());
        return Ok((How::Line, vec![spot.unwrap_or(Spot::Line(file, line))]));
    }
    if let Some(why_not) = why_not {
        return Err(why_not.to_owned());
    }
    match (said.column, &finding.value, finding.count, said.file) {
        (Some(_), Some(_), _, _) => Ok((How::Value, Vec::new())),
        (_, _, Some(_), _) => Ok((How::Count, Vec::new())),
        (_, _, _, Some(_)) if finding.row.is_none() => Ok((How::File, Vec::new())),
        _ if finding.key.is_some() => Err("its key has not the columns of the table's key, or is null".to_owned()),
        _ if finding.row.is_some() || finding.line.is_some() || finding.byte.is_some() => {
            Err("it names a row, a line or a byte, and no file".to_owned())
        }
        _ => Err("it says no place: neither row, key, value nor count".to_owned()),
    }
}

/// A finding in a message.
fn example(finding: &Finding) -> String {
    let parts = [
        ("table", finding.table.map(|table| table.name().to_owned())),
        ("file", finding.file.as_deref().map(str::to_owned)),
        ("row", finding.row.map(|row| row.to_string())),
        ("line", finding.line.map(|line| line.to_string())),
        ("byte", finding.byte.map(|byte| byte.to_string())),
        ("key", finding.key.as_deref().map(str::to_owned)),
        ("column", finding.column.as_deref().map(str::to_owned)),
        ("value", finding.value.as_deref().map(str::to_owned)),
        ("check", finding.check.as_deref().map(str::to_owned)),
    ];
    let parts = parts.into_iter().filter_map(|(name, text)| Some(format!("{name} {}", text?)));
    parts.collect::<Vec<_>>().join(", ")
}
