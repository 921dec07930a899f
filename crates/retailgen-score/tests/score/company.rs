//! A small truth with every sort of item: 500 customers in one file, and one order line.

use retailgen_anomaly::{Detectability, Level};
use retailgen_schema::Table;
use retailgen_score::{Finding, Findings, Ladder, Score, Truth};
use retailgen_truth::{Collateral, Consequence, Label};

pub const ROWS: u64 = 500;
/// 50 nulls, 10 addresses, 5 codes, 5 rows that stand there twice, and one order line.
pub const FAULTS: u64 = 71;
/// A cell in each repeated row has moved on.
pub const NEUTRAL: u64 = 5;

/// The labels, in no order.
pub fn labels() -> Vec<Label<'static>> {
    let cell = |row: u64, kind: &'static str, column: &'static str| {
        let mut label = Label::new(Table::Customers, "customers.csv", kind, Level::Cell);
        (label.row, label.line, label.column) = (Some(row), Some(row + 2), Some(column.into()));
        label.key = Some(key(row).into());
        label
    };
    let mut labels = Vec::new();
    for row in 0..ROWS {
        if row % 10 == 3 {
            labels.push(changed(cell(row, "null", "phone"), |label| label.clean_value = Some("0491 571 701".into())));
        }
        if row % 50 == 7 {
            let dirty_value = Some(format!("name{row}@@example.com").into());
            let clean_value = Some(format!("name{row}@example.com").into());
            labels.push(changed(cell(row, "email.malformed", "email"), |label| {
                (label.clean_value, label.dirty_value) = (clean_value, dirty_value);
            }));
        }
        if row % 50 == 11 {
            let value = Some(format!("a+{row}@example.com").into());
            labels.push(changed(cell(row, "decoy.plus_tag", "email"), |label| {
                label.decoy = true;
                (label.clean_value, label.dirty_value) = (value.clone(), value);
            }));
        }
        if row % 100 == 20 {
            let mut label = cell(row, "code.duplicated", "natural_key");
            (label.related_file, label.related_row) = (Some("customers.csv".into()), Some(row - 5));
            label.related_key = Some(key(row - 5).into());
            label.dirty_value = Some(format!("CUST-{}", row - 5).into());
            label.detectability = Detectability::CrossRow;
            labels.push(label);
        }
        if row % 100 == 60 {
            let mut label = cell(row, "row.repeated", "");
            (label.column, label.level) = (None, Level::Row);
            (label.related_file, label.related_row) = (Some("customers.csv".into()), Some(row - 1));
            // A copy has the key of its original.
            label.key = Some(key(row - 1).into());
            label.related_key.clone_from(&label.key);
            label.detectability = Detectability::CrossRow;
            let mut moved = cell(row, "row.repeated", "address_line1");
            moved.key.clone_from(&label.key);
            labels.extend([label, moved]);
        }
    }
    let mut line = Label::new(Table::OrdersLines, LINES, "key.orphan", Level::Cell);
    (line.row, line.line, line.column) = (Some(3), Some(5), Some("order_id".into()));
    line.key = Some(r#"{"line_number":1,"order_id":77}"#.into());
    (line.clean_value, line.dirty_value) = (Some("77".into()), Some("9848".into()));
    line.detectability = Detectability::CrossTable;
    let sibling = Collateral::new(Table::OrdersLines, r#"{"line_number":2,"order_id":77}"#, Consequence::LineNumberGap);
    line.collateral = vec![
        Collateral::new(Table::OrdersHeader, r#"{"order_id":77}"#, Consequence::OrderLacksLine),
        sibling.in_column("line_number"),
    ];
    labels.push(line);
    labels
}

pub const LINES: &str = "orders_lines/order_dt=2024-01-05/part-00000.csv";

pub fn key(row: u64) -> String {
    format!("{{\"customer_id\":{}}}", row + 1)
}

pub fn truth() -> Truth {
    let mut truth = Truth::of(labels());
    truth.set_rows(Table::Customers, ROWS);
    truth.set_rows(Table::OrdersLines, 100);
    truth
}

/// The same thing changed.
pub fn changed<T>(mut thing: T, change: impl FnOnce(&mut T)) -> T {
    change(&mut thing);
    thing
}

/// A finding in a row of the customers.
pub fn at(row: u64, column: Option<&str>) -> Finding {
    let mut finding = Finding::of(Table::Customers);
    (finding.file, finding.row) = (Some("customers.csv".into()), Some(row));
    finding.column = column.map(Box::from);
    finding
}

/// Every fault as a finding, as exactly as it can be told.
pub fn all_faults() -> Vec<Finding> {
    let faults = labels().into_iter().filter(|label| !label.decoy);
    // A cell of a copy that has moved on is no fault of its own.
    let faults = faults.filter(|label| label.kind != "row.repeated" || label.column.is_none());
    let finding = |label: Label| {
        let mut finding = Finding::of(label.table);
        (finding.file, finding.row) = (Some(label.file.as_ref().into()), label.row);
        finding.column = label.column.as_deref().map(Box::from);
        finding.kind = Some(label.kind.as_ref().into());
        finding
    };
    faults.map(finding).collect()
}

pub fn score(findings: impl IntoIterator<Item = Finding>) -> Score {
    Score::of(&Findings::from_iter(findings), &truth(), None).unwrap()
}

/// Found, missed and reported wrongly on a ladder.
pub fn on(score: &Score, ladder: Ladder) -> (u64, u64, u64) {
    let counts = score.on(ladder).counts;
    (counts.found, counts.missed, counts.false_alarms)
}
