//! Exchange rates as workbooks, of the data and of a pipeline, and findings in one.

use std::{fs, path::Path};

use retailgen_anomaly::Level;
use retailgen_schema::Table;
use retailgen_score::{
    Finding, Findings, How, Ladder, Mapping, PipelineOutcome, Score, ScoreError, TableOutcome, Truth,
};
use retailgen_truth::Label;
use rust_xlsxwriter::{Format, Workbook};

use crate::company::changed;

/// A day as Excel counts it, a currency and a rate.
type Rate = (f64, &'static str, f64);

const DATA: [Rate; 4] =
    [(45_352.0, "JPY", 0.01001), (45_352.0, "EUR", -1.6401), (45_353.0, "JPY", 0.01002), (45_353.0, "JPY", 0.01002)];

fn write(path: &Path, sheet: &str, rates: &[Rate]) {
    let mut workbook = Workbook::new();
    let out = workbook.add_worksheet().set_name(sheet).unwrap();
    for (column, name) in (0_u16..).zip(["date", "currency", "rate_to_aud"]) {
        out.write(0, column, name).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (row, (day, currency, rate)) in (1_u32..).zip(rates) {
        out.write_with_format(row, 0, *day, &date).unwrap();
        out.write(row, 1, *currency).unwrap();
        out.write(row, 2, *rate).unwrap();
    }
    workbook.save(path).unwrap();
}

/// A rate below zero, and a row that stands there twice.
fn truth() -> Truth {
    let label = |kind: &'static str, row, key: &'static str| {
        changed(Label::new(Table::ExchangeRates, "exchange_rates.xlsx", kind, Level::Cell), |label| {
            (label.row, label.key) = (Some(row), Some(key.into()));
        })
    };
    Truth::of([
        changed(label("number.negative", 1, r#"{"currency":"EUR","date":"2024-03-01"}"#), |label| {
            label.column = Some("rate_to_aud".into());
            (label.clean_value, label.dirty_value) = (Some("1.64010000".into()), Some("-1.64010000".into()));
        }),
        changed(label("row.repeated", 3, r#"{"currency":"JPY","date":"2024-03-02"}"#), |label| {
            (label.level, label.related_row) = (Level::Row, Some(2));
            label.related_file = Some("exchange_rates.xlsx".into());
        }),
    ])
}

fn compare(produce: impl FnOnce(&Path)) -> Result<TableOutcome, ScoreError> {
    let folder = tempfile::tempdir().unwrap();
    let (data, silver) = (folder.path().join("data"), folder.path().join("silver"));
    for folder in [&data, &silver] {
        fs::create_dir(folder).unwrap();
    }
    write(&data.join("exchange_rates.xlsx"), "exchange_rates", &DATA);
    produce(&silver.join("exchange_rates.xlsx"));
    let mut outcome = PipelineOutcome::of(&truth(), &data, &silver, &Mapping::default())?;
    Ok(outcome.tables.remove(&Table::ExchangeRates).unwrap())
}

/// Faults repaired, removed and kept; rows kept, lost and altered.
fn told(found: &TableOutcome) -> [u64; 6] {
    let (faults, right) = (found.faults, found.right);
    assert_eq!(faults.all(), 2);
    [faults.repaired, faults.removed, faults.kept, right.kept, right.lost, right.altered]
}

#[test]
fn what_became_of_exchange_rates_is_told_of_a_workbook_as_of_a_csv_file() {
    let as_it_was = compare(|path| write(path, "exchange_rates", &DATA)).unwrap();
    assert_eq!(told(&as_it_was), [0, 0, 2, 2, 0, 0]);
    // In another order, on a sheet of another name, with what a sum of fractions leaves behind.
    let mended = [(45_353.0, "JPY", 0.01002), (45_352.0, "EUR", 1.640_100_000_000_000_1), (45_352.0, "JPY", 0.01001)];
    assert_eq!(told(&compare(|path| write(path, "Sheet1", &mended)).unwrap()), [1, 1, 0, 2, 0, 0]);
    let altered = [(45_352.0, "JPY", 0.5), (45_352.0, "EUR", 1.6401)];
    assert_eq!(told(&compare(|path| write(path, "Sheet1", &altered)).unwrap()), [1, 1, 0, 0, 1, 1]);
    let text = "date,currency,rate_to_aud\n2024-03-01,JPY,0.01001\n2024-03-01,EUR,1.64010000\n2024-03-02,JPY,0.01002\n";
    let csv = compare(|path| fs::write(path.with_extension("csv"), text).unwrap()).unwrap();
    assert_eq!(told(&csv), [1, 1, 0, 2, 0, 0]);
}

#[test]
fn what_is_no_workbook_is_refused_by_its_name() {
    let error = compare(|path| fs::write(path, "PK\u{3}\u{4}").unwrap()).unwrap_err().to_string();
    assert!(error.contains("exchange_rates.xlsx cannot be read: "), "{error}");
}

#[test]
fn a_row_of_a_workbook_is_found_by_its_key() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("exchange_rates.xlsx"), "exchange_rates", &DATA);
    let finding = |key: &str| {
        changed(Finding::of(Table::ExchangeRates), |finding| {
            (finding.key, finding.column) = (Some(key.into()), Some("rate_to_aud".into()));
        })
    };
    let keys = [r#"["2024-03-01","EUR"]"#, r#"["2024-03-01","JPY"]"#, r#"["2024-03-07","JPY"]"#];
    let score = Score::of(&Findings::from_iter(keys.map(finding)), &truth(), Some(folder.path())).unwrap();
    assert_eq!(score.located, [(How::Key, 2, 0)]);
    assert_eq!(score.not_understood["no row has its key"].count, 1);
    let cells = score.on(Ladder::Cell).counts;
    assert_eq!((cells.found, cells.missed, cells.false_alarms), (1, 1, 1));
}

#[test]
fn findings_may_stand_in_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0_u16..).zip(["table", "row", "column"]) {
        sheet.write(0, column, name).unwrap();
    }
    sheet.write(1, 0, "exchange_rates").unwrap();
    sheet.write(1, 1, 1).unwrap();
    sheet.write(1, 2, "rate_to_aud").unwrap();
    workbook.save(&path).unwrap();
    let findings = Findings::import(&[path], None).unwrap();
    assert_eq!(
        findings.list,
        [changed(Finding::of(Table::ExchangeRates), |finding| {
            (finding.row, finding.column) = (Some(1), Some("rate_to_aud".into()));
        })]
    );
}
