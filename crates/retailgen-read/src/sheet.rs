//! The cells of one sheet of a workbook whose bytes may be anything.

use std::{
    fs::File,
    io::{BufReader, Read, Seek},
    iter::Peekable,
    path::Path,
    vec,
};

use calamine::{Data, Reader as _, Xlsx, XlsxError};
use zip::ZipArchive;

use crate::{
    ReadError, SheetUndoing, addresses,
    sheet_cell::{Placed, SheetCell},
    sheet_undone::undo,
};

/// The most bytes that a workbook may be when it is unpacked, and that the texts of its cells may be. The largest one that
/// `retailgen` writes, of all currencies and all days there are, has a third of it.
const MOST_BYTES: u64 = 64 << 20;
/// The rows and columns that a sheet can have.
const MOST_ROWS: usize = 1 << 20;
const MOST_COLUMNS: usize = 1 << 14;
/// The most cells, empty ones counted, that rows and columns may enclose: a small file can name the last cell of every row.
const MOST_AREA: usize = 1 << 26;
/// How many days after the usual one the other day lies that a workbook may count as 0.
const DAYS_TO_1904: f64 = 1_462.0;

/// Which sheet of a workbook is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetChoice<'n> {
    /// The one of this name.
    Named(&'n str),
    /// The one of this name, or the first where none has it.
    NamedOrFirst(&'n str),
}

/// The rows of one sheet. Its cells are in memory, since a workbook is no format for large tables.
#[derive(Debug)]
pub struct SheetRows {
    /// The cells that are not empty, in the order of rows and columns.
    cells: Peekable<vec::IntoIter<Placed>>,
    /// The next row of the sheet, and the one behind the last.
    next: usize,
    end: usize,
    columns: usize,
    sheets: usize,
}

impl SheetRows {
    /// Opens a sheet.
    ///
    /// # Errors
    /// [`ReadError`] where the file is no workbook, has no such sheet, or grows beyond measure when it is unpacked.
    pub fn open(path: &Path, choice: SheetChoice) -> Result<Self, ReadError> {
        Self::open_undone(path, choice, &SheetUndoing::default())
    }

    /// Opens a sheet with the faults of its layout undone.
    ///
    /// # Errors
    /// As for [`open`](Self::open), and where the workbook is not laid out so.
    pub fn open_undone(path: &Path, choice: SheetChoice, undoing: &SheetUndoing) -> Result<Self, ReadError> {
        let broken = |error: XlsxError| ReadError::unreadable(path)(error);
        let mut file = BufReader::new(ReadError::open(path)?);
        check_parts(path, &mut file)?;
        let mut workbook = Xlsx::new(file).map_err(broken)?;
        let sheets = workbook.sheet_names();
        let name = match choice {
            SheetChoice::NamedOrFirst(name) if !sheets.iter().any(|sheet| sheet == name) => {
                sheets.first().map_or(name, String::as_str)
            }
            SheetChoice::Named(name) | SheetChoice::NamedOrFirst(name) => name,
        };
        if undoing.has_extra_sheet && sheets.first().is_none_or(|first| first == name) {
            return Err(ReadError::unreadable(path)("no sheet stands before the table's, as its label says"));
        }
        let (mut cells, end) = cells(path, &mut workbook, name)?;
        let next = undo(&mut cells, undoing).map_err(ReadError::unreadable(path))?;
        let columns = cells.iter().map(|((_, column), _)| column + 1).max().unwrap_or(0);
        if columns * end > MOST_AREA {
            let reason = format!("its {end} rows and {columns} columns enclose more than {MOST_AREA} cells");
            return Err(ReadError::unreadable(path)(reason));
        }
        Ok(Self { cells: cells.into_iter().peekable(), next, end, columns, sheets: sheets.len() })
    }

    /// How many sheets the workbook has.
    #[must_use]
    pub fn sheets(&self) -> usize {
        self.sheets
    }

    /// How many columns the widest row has.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The cells of the next row, the empty ones between them included; none behind the last row. A row in which nothing stands
    /// has no cells.
    pub fn next_row(&mut self) -> Option<Vec<SheetCell>> {
        let row = (self.next < self.end).then_some(self.next)?;
        self.next += 1;
        let mut cells = Vec::new();
        while let Some(((_, column), cell)) = self.cells.next_if(|((at, _), _)| *at == row) {
            cells.resize(column, SheetCell::Empty);
            cells.push(cell);
        }
        Some(cells)
    }
}

/// Refuses a workbook that grows beyond measure when it is unpacked, whatever it says of its size, and one with addresses that
/// cannot be reckoned with.
fn check_parts(path: &Path, file: &mut (impl Read + Seek)) -> Result<(), ReadError> {
    let broken = |reason: String| ReadError::unreadable(path)(reason);
    let mut left = MOST_BYTES;
    let mut archive = ZipArchive::new(&mut *file).map_err(ReadError::unreadable(path))?;
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(ReadError::unreadable(path))?;
        let mut part = Vec::new();
        let read = entry.take(left + 1).read_to_end(&mut part).map_err(ReadError::unreadable(path))?;
        left = left
            .checked_sub(read as u64)
            .ok_or_else(|| broken(format!("it has more than {MOST_BYTES} bytes when it is unpacked")))?;
        if !addresses::all_fit(&part) {
            return Err(broken("it has an address that no sheet has".to_owned()));
        }
    }
    file.rewind().map_err(ReadError::io(path))
}

/// The cells of a sheet that are not empty, and the number of its rows: one may end with rows of empty cells.
fn cells(path: &Path, workbook: &mut Xlsx<BufReader<File>>, sheet: &str) -> Result<(Vec<Placed>, usize), ReadError> {
    let broken = |reason: String| ReadError::unreadable(path)(reason);
    let day_zero = if workbook.has_1904_epoch() { DAYS_TO_1904 } else { 0.0 };
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(ReadError::unreadable(path))?;
    let (mut cells, mut end, mut last, mut bytes) = (Vec::new(), 0, None, 0);
    while let Some(cell) = reader.next_cell().map_err(ReadError::unreadable(path))? {
        let (row, column) = cell.get_position();
        let place = (row as usize, column as usize);
        if place.0 >= MOST_ROWS || place.1 >= MOST_COLUMNS {
            return Err(broken("a cell stands outside of what a sheet has of rows and columns".to_owned()));
        }
        if last.is_some_and(|last| last >= place) {
            return Err(broken("its cells do not stand in the order of rows and columns".to_owned()));
        }
        (last, end) = (Some(place), place.0 + 1);
        let value = match Data::from(cell.get_value().clone()) {
            Data::Empty => continue,
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => SheetCell::Text(text),
            Data::Bool(value) => SheetCell::Bool(value),
            Data::Int(number) => SheetCell::Number(number as f64),
            Data::Float(number) => SheetCell::Number(number),
            Data::DateTime(instant) => SheetCell::Instant(instant.as_f64() + day_zero),
            Data::Error(error) => SheetCell::Failure(error.to_string()),
        };
        if let SheetCell::Text(text) = &value {
            bytes += text.len() as u64;
        }
        if bytes > MOST_BYTES {
            return Err(broken(format!("its texts have more than {MOST_BYTES} bytes")));
        }
        cells.push((place, value));
    }
    Ok((cells, end))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{fs, io::Write as _, path::PathBuf};

    use proptest::{collection::vec, prelude::*, sample::Index};
    use tempfile::TempDir;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    const SHEET: &str = "xl/worksheets/sheet1.xml";

    /// The parts of a workbook with one sheet, called `rates`: a header, and two rows with a date, a text and a number each.
    const PARTS: [(&str, &str); 6] = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
</Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<workbookPr/><sheets><sheet name="rates" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
</Relationships>"#,
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
        ),
        (
            SHEET,
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="str"><v>date</v></c><c r="B1" t="str"><v>currency</v></c><c r="C1" t="str"><v>rate</v></c></row>
<row r="2"><c r="A2" s="1"><v>45352</v></c><c r="B2" t="str"><v>JPY</v></c><c r="C2"><v>0.01001</v></c></row>
<row r="3"><c r="A3" s="1"><v>45353.5</v></c><c r="C3"><v>2</v></c></row>
</sheetData></worksheet>"#,
        ),
    ];

    /// A workbook of the name with one of its parts edited.
    pub(crate) fn workbook(name: &str, part: &str, edit: impl FnOnce(Vec<u8>) -> Vec<u8>) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let mut edit = Some(edit);
        let mut out = ZipWriter::new(File::create(&path).unwrap());
        for (name, text) in PARTS {
            let mut bytes = text.as_bytes().to_vec();
            if name == part
                && let Some(edit) = edit.take()
            {
                bytes = edit(bytes);
            }
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(&bytes).unwrap();
        }
        out.finish().unwrap();
        (folder, path)
    }

    /// All rows of the sheet.
    fn read(path: &Path, choice: SheetChoice) -> Result<Vec<Vec<SheetCell>>, ReadError> {
        let mut sheet = SheetRows::open(path, choice)?;
        Ok(std::iter::from_fn(|| sheet.next_row()).collect())
    }

    fn text(text: &str) -> SheetCell {
        SheetCell::Text(text.to_owned())
    }

    #[test]
    fn a_sheet_is_found_by_its_name_or_by_being_the_first() {
        let (_folder, path) = workbook("rates.xlsx", "", |xml| xml);
        let rows = read(&path, SheetChoice::Named("rates")).unwrap();
        assert_eq!(rows[0], [text("date"), text("currency"), text("rate")]);
        assert_eq!(rows[1], [SheetCell::Instant(45_352.0), text("JPY"), SheetCell::Number(0.01001)]);
        assert_eq!(rows[2], [SheetCell::Instant(45_353.5), SheetCell::Empty, SheetCell::Number(2.0)]);
        assert_eq!(rows.len(), 3);
        assert_eq!(read(&path, SheetChoice::NamedOrFirst("Sheet1")).unwrap(), rows);
        assert!(matches!(read(&path, SheetChoice::Named("Sheet1")), Err(ReadError::Unreadable { .. })));
    }

    #[test]
    fn days_may_be_counted_from_1904() {
        let since_1904 =
            |xml: Vec<u8>| String::from_utf8(xml).unwrap().replace("<workbookPr/>", "<workbookPr date1904=\"1\"/>");
        let (_folder, path) = workbook("rates.xlsx", "xl/workbook.xml", |xml| since_1904(xml).into());
        assert_eq!(read(&path, SheetChoice::Named("rates")).unwrap()[1][0], SheetCell::Instant(46_814.0));
    }

    #[test]
    fn cells_far_away_are_refused_and_gaps_are_rows_without_cells() {
        for (address, is_read) in [
            ("XFE1", false),
            ("A1048577", false),
            ("A4294967295", false),
            ("A99999999999999999999", false),
            ("A0", false),
            ("ZZZZZZZZZZ1", false),
            ("A1", false),
            ("A9", true),
        ] {
            let (_folder, path) = workbook("rates.xlsx", SHEET, |xml| {
                let cell = format!("<row><c r=\"{address}\" s=\"1\"/></row></sheetData>");
                String::from_utf8(xml).unwrap().replace("</sheetData>", &cell).into()
            });
            match read(&path, SheetChoice::Named("rates")) {
                Ok(rows) => assert!(is_read && rows.len() == 9 && rows[8].is_empty(), "{address}: {rows:?}"),
                Err(ReadError::Unreadable { .. }) => assert!(!is_read, "{address}"),
                Err(error) => panic!("{address}: {error}"),
            }
        }
    }

    #[test]
    fn a_cell_far_from_all_others_is_refused_where_it_would_make_too_many_of_them() {
        let with_cell_at = |address: &str| {
            let (_folder, path) = workbook("rates.xlsx", SHEET, |xml| {
                let cell = format!("<row><c r=\"{address}\"><v>1</v></c></row></sheetData>");
                String::from_utf8(xml).unwrap().replace("</sheetData>", &cell).into()
            });
            read(&path, SheetChoice::Named("rates"))
        };
        assert_eq!(with_cell_at("XFD9").unwrap()[8].len(), MOST_COLUMNS);
        assert_eq!(with_cell_at("C1048576").unwrap().len(), MOST_ROWS);
        let error = with_cell_at("XFD1048576").unwrap_err().to_string();
        assert!(error.ends_with("its 1048576 rows and 16384 columns enclose more than 67108864 cells"), "{error}");
    }

    #[test]
    fn what_grows_beyond_measure_is_refused() {
        let (_folder, path) = workbook("rates.xlsx", SHEET, |xml| [xml, vec![b' '; MOST_BYTES as usize]].concat());
        assert!(fs::metadata(&path).unwrap().len() < 1 << 20);
        let error = read(&path, SheetChoice::Named("rates")).unwrap_err().to_string();
        assert!(error.ends_with("bytes when it is unpacked"), "{error}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        /// Packed anew, what is spoiled gets past the checksums of the archive.
        #[test]
        fn spoiled_parts_end_with_rows_or_an_error(
            changes in vec((any::<Index>(), any::<u8>()), 1..6),
            part in prop::sample::select(vec![SHEET, "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]),
        ) {
            let (_folder, path) = workbook("rates.xlsx", part, |mut xml| {
                for (place, byte) in changes {
                    let place = place.index(xml.len());
                    xml[place] = byte;
                }
                xml
            });
            drop(read(&path, SheetChoice::NamedOrFirst("rates")));
        }
    }
}
