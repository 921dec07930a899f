//! Every kind of text on texts of the tables that it fits.

use retailgen_schema::{Format, Formats, Table, TableDefinition};
use retailgen_synth::{Seed, Stream};
use retailgen_text::{ColumnChange, Splice};

use super::{CATALOGUE, Damage, Kind, Level, Records, Spoil};

/// Rows of each text.
const ROWS: usize = 30;

/// A header, and rows some of whose fields have commas, quotes, line ends, spaces, and letters beyond ASCII.
struct Sample {
    definition: &'static TableDefinition,
    text: String,
    header: String,
    before: String,
    starts: Vec<usize>,
}

impl Sample {
    fn of(definition: &'static TableDefinition) -> Self {
        let names: Vec<&str> = definition.columns.iter().map(|column| column.name).collect();
        let is_csv = definition.format == Format::Csv;
        let header = if is_csv { names.join(",") + "\n" } else { String::new() };
        let before = format!("{header}the day before\n");
        let (mut text, mut starts) = (header.clone(), Vec::new());
        for row in 0..ROWS {
            starts.push(text.len());
            if is_csv {
                let fields: Vec<String> = (0..names.len()).map(|column| field(row, column)).collect();
                text += &fields.join(",");
            } else {
                let row = row.to_string();
                text.extend(["{\"event_id\":\"e", &row, "\",\"payload\":{\"query\":\"caf\u{e9} ", &row, "\"}}"]);
            }
            text.push('\n');
        }
        starts.push(text.len());
        Self { definition, text, header, before, starts }
    }

    fn records(&self) -> Records<'_> {
        Records {
            table: self.definition,
            text: self.text.as_bytes(),
            starts: &self.starts,
            header: self.header.as_bytes(),
            day_before: Some(self.before.as_bytes()),
        }
    }
}

fn field(row: usize, column: usize) -> String {
    match (row % 10, column) {
        (0, 2) => format!("\"{row}, North\""),
        (3, 2) => "\"two\nlines\"".to_owned(),
        (4, 2) => "caf\u{e9} two".to_owned(),
        (5, column) if column > 2 => String::new(),
        (_, 0) => row.to_string(),
        _ => format!("text {row} {column}"),
    }
}

fn damages(kind: &Kind, records: &Records, mut each: impl FnMut(usize, Damage)) {
    for row in 0..records.count() {
        for draw in 0..20 {
            let stream: &mut Stream = &mut Seed(3).key(kind.name).nth(row as u64).stream(draw);
            let damage = match kind.spoil {
                Spoil::Record(spoil) | Spoil::FileEnd(spoil) => spoil(records, row, stream),
                Spoil::FileStart(spoil) => spoil(records, stream),
                Spoil::Lost(from) => records.lost_from(from(records)),
                Spoil::Stale => records.stale(),
                _ => None,
            };
            if let Some(damage) = damage {
                each(row, damage);
            }
        }
    }
}

#[test]
fn damage_changes_whole_letters_of_its_own_rows_and_can_be_undone() {
    // What is written otherwise as a whole, or lies elsewhere, is tried where it is written.
    let is_whole = |spoil: &Spoil| matches!(spoil, Spoil::WholeFile(_) | Spoil::Columns(_));
    let is_damaged = |kind: &&&Kind| kind.spoil.is_of_text() && !is_whole(&kind.spoil);
    for kind in CATALOGUE.iter().filter(is_damaged) {
        let mut tables = 0;
        for definition in Table::ALL.map(Table::definition) {
            if kind.fits(definition, None).is_err() {
                continue;
            }
            tables += 1;
            let sample = Sample::of(definition);
            let records = sample.records();
            let mut hits = 0;
            damages(kind, &records, |row, Damage { splice, rows }| {
                hits += 1;
                let place = format!("{} on row {row} of {}", kind.name, definition.name);
                let clean = sample.text.get(splice.at..splice.end());
                assert!(clean.is_some_and(|clean| clean.as_bytes() != splice.dirty), "{place}: {splice:?}");
                match kind.level {
                    Level::Record => assert_eq!(rows.start, row, "{place}"),
                    _ => assert!(rows.is_empty() || rows.end == ROWS, "{place}: {rows:?}"),
                }
                if !rows.is_empty() {
                    // With its rows a file may lose its header.
                    let start = if kind.level == Level::File { 0 } else { sample.starts[rows.start] };
                    let of_rows = start..=sample.starts[rows.end];
                    assert!(of_rows.contains(&splice.at) && of_rows.contains(&splice.end()), "{place}: {splice:?}");
                }
                let mut text = sample.text.clone().into_bytes();
                Splice::apply(&mut text, &[&splice]);
                assert_ne!(text, sample.text.as_bytes(), "{place}");
                let back = Splice { at: splice.at, len: splice.dirty.len(), dirty: clean.unwrap().into() };
                Splice::apply(&mut text, &[&back]);
                assert_eq!(text, sample.text.as_bytes(), "{place}");
            });
            assert!(hits > 0, "{} finds no place in {}", kind.name, definition.name);
        }
        assert!(tables > 1, "{}", kind.name);
    }
}

#[test]
fn a_table_that_fits_has_a_column_to_change() {
    for kind in CATALOGUE {
        let Spoil::Columns(change) = kind.spoil else { continue };
        let formats = ["csv,events=jsonl", "jsonl"]
            .map(|all| all.parse::<Formats>().unwrap())
            .into_iter()
            .chain([Formats::default()]);
        for definition in formats.flat_map(|formats| Table::ALL.map(|table| formats.definition(table))) {
            let key = Seed(3).key(kind.name);
            let changes: Vec<Option<ColumnChange>> = (0..50).map(|n| change(definition, &mut key.stream(n))).collect();
            let fits = kind.fits(definition, None).is_ok();
            assert!(!fits || changes.iter().all(Option::is_some), "{} of {}", kind.name, definition.name);
            let is_json = definition.format == Format::Jsonl;
            for change in changes.iter().flatten().filter(|_| fits) {
                let (clean, dirty) = change.values(is_json);
                assert_eq!(clean == dirty, matches!(change, ColumnChange::Dropped { .. }), "{change:?}");
                let new = match change {
                    ColumnChange::Added { name, .. } => name,
                    ColumnChange::Renamed { now, .. } => now.as_str(),
                    _ => continue,
                };
                assert!(definition.cells.iter().all(|cell| cell.name != new), "{new} of {}", definition.name);
            }
        }
    }
}

/// What the kinds of records do to the number of records and fields, as a reader with quotes counts them.
#[test]
fn records_are_spoiled_as_their_kinds_say() {
    let sample = Sample::of(Table::Customers.definition());
    let records = sample.records();
    let width = records.names().len();
    let shapes = |text: &[u8]| -> Vec<usize> {
        let mut quoted = false;
        let mut fields = vec![1];
        for byte in text {
            match byte {
                b'"' => quoted = !quoted,
                b',' if !quoted => *fields.last_mut().unwrap() += 1,
                b'\n' if !quoted => fields.push(1),
                _ => {}
            }
        }
        fields
    };
    let whole = shapes(sample.text.as_bytes());
    for (name, is_right) in [
        ("field.missing", (|dirty, width, _| dirty == width - 1) as fn(usize, usize, bool) -> bool),
        ("field.extra", |dirty, width, _| dirty == width + 1),
        ("field.shifted", |dirty, width, is_one_fewer| dirty == width && !is_one_fewer),
        ("delimiter.unquoted", |dirty, width, _| dirty == width + 1),
        ("delimiter.other", |dirty, _, _| dirty == 1),
    ] {
        let kind = super::find(name).unwrap();
        damages(kind, &records, |row, damage| {
            let mut text = sample.text.clone().into_bytes();
            Splice::apply(&mut text, &[&damage.splice]);
            let found = shapes(&text);
            // Behind the header.
            assert!(is_right(found[row + 1], width, found.len() < whole.len()), "{name} on row {row}: {found:?}");
        });
    }
    for (name, lines) in [("record.split", 1), ("record.glued", -1), ("line.blank", 1), ("header.repeated", 1)] {
        let kind = super::find(name).unwrap();
        damages(kind, &records, |row, damage| {
            let mut text = sample.text.clone().into_bytes();
            Splice::apply(&mut text, &[&damage.splice]);
            let added = shapes(&text).len() as i64 - whole.len() as i64;
            assert_eq!(added, lines, "{name} on row {row}");
        });
    }
}
