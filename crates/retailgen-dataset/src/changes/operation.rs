//! Operations on the rows of a table: what differs between two snapshots, when that happened, and in which order.

use arrow_array::{Array, cast::AsArray, types::TimestampMicrosecondType};
use retailgen_schema::Table;
use retailgen_synth::{
    Key, Seed,
    calendar::{DAY, Date},
};
use retailgen_tables::window::FIRST_DAY;

use super::snapshot::{Delivered, DeliveredRow};

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is new.
    Insert,
    /// It is another.
    Update,
    /// It is gone.
    Delete,
}

/// What happened to a row, and its image in the form in which it is told.
#[derive(Debug)]
pub struct Operation {
    /// In microseconds since 1970.
    pub at: i64,
    /// The key of the row.
    pub key: i64,
    /// What happened.
    pub kind: Kind,
    /// What the row was or is.
    pub image: Vec<u8>,
}

/// A row that differs between two snapshots.
#[derive(Debug, Clone, Copy)]
pub enum Difference<'d> {
    /// It is in the later one alone.
    Come(DeliveredRow<'d>),
    /// It is in both.
    Changed {
        /// What it was.
        before: DeliveredRow<'d>,
        /// What it is.
        after: DeliveredRow<'d>,
    },
    /// It is in the earlier one alone.
    Gone(DeliveredRow<'d>),
}

impl<'d> Difference<'d> {
    /// What happened.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Come(_) => Kind::Insert,
            Self::Changed { .. } => Kind::Update,
            Self::Gone(_) => Kind::Delete,
        }
    }

    /// The row before, and the row after.
    pub fn images(&self) -> (Option<DeliveredRow<'d>>, Option<DeliveredRow<'d>>) {
        match *self {
            Self::Come(after) => (None, Some(after)),
            Self::Changed { before, after } => (Some(before), Some(after)),
            Self::Gone(before) => (Some(before), None),
        }
    }

    /// The row as it is, or as it was last.
    pub fn latest(&self) -> DeliveredRow<'d> {
        match *self {
            Self::Come(row) | Self::Changed { after: row, .. } | Self::Gone(row) => row,
        }
    }
}

/// The differences between a block of two snapshots, or one that only one of them has.
pub fn differences<'d>(
    before: Option<&'d Delivered>,
    after: Option<&'d Delivered>,
) -> impl Iterator<Item = Difference<'d>> {
    let changed = after.into_iter().flat_map(Delivered::rows).filter_map(move |row| {
        match before.and_then(|before| before.row(row.key())) {
            None => Some(Difference::Come(row)),
            Some(was) if was.text() == row.text() => None,
            Some(was) => Some(Difference::Changed { before: was, after: row }),
        }
    });
    let is_gone = move |row: &DeliveredRow| after.is_none_or(|after| after.row(row.key()).is_none());
    changed.chain(before.into_iter().flat_map(Delivered::rows).filter(is_gone).map(Difference::Gone))
}

/// Tells when a row changed.
#[derive(Debug)]
pub struct Clock {
    key: Key,
    /// The beginning of the day.
    midnight: i64,
}

impl Clock {
    /// The clock of a table's day.
    pub fn new(seed: Seed, table: Table, day: Date) -> Self {
        let key = seed.key("changes").key(table.name()).nth(u64::from(day.days().unsigned_abs()));
        Self { key, midnight: day.midnight_utc() }
    }

    /// The last instant within the day that the clean row itself tells, such as when a parcel arrived; of other rows one by chance.
    pub fn time(&self, row: DeliveredRow) -> i64 {
        let day = self.midnight..self.midnight + DAY;
        let (batch, place) = row.clean();
        let instants = batch.columns().iter().filter_map(|column| {
            let column = column.as_primitive_opt::<TimestampMicrosecondType>()?;
            column.is_valid(place).then(|| column.value(place))
        });
        let told = instants.filter(|instant| day.contains(instant)).max();
        told.unwrap_or_else(|| self.midnight + self.key.below(row.key().unsigned_abs(), DAY as u64) as i64)
    }
}

/// Room for the operations of a day.
const NUMBERS_OF_DAY: i64 = 1_000_000_000;

/// The number of a table's operation by its place among those of the day: it rises over the days, whichever are there.
pub fn number(day: Date, place: usize) -> i64 {
    i64::from(day.days() - FIRST_DAY.days()) * NUMBERS_OF_DAY + place as i64 + 1
}

#[cfg(test)]
mod tests {
    use retailgen_schema::suppliers::{SuppliersBuilder, SuppliersRow};
    use retailgen_text::{CellEdit, ExtraRow, Patch};

    use super::*;
    use crate::changes::{cdc, debezium};

    /// A block of suppliers of these numbers and lead times.
    fn block(rows: &[(i64, i32)], patch: Patch) -> Delivered {
        let mut builder = SuppliersBuilder::with_capacity(rows.len());
        for &(supplier_id, lead_time_days) in rows {
            builder.push(&SuppliersRow { supplier_id, lead_time_days, ..SuppliersRow::EXAMPLE });
        }
        Delivered::new(Table::Suppliers.definition(), (builder.finish(), patch)).unwrap()
    }

    fn told(before: &Delivered, after: &Delivered) -> Vec<(Kind, i64)> {
        differences(Some(before), Some(after)).map(|found| (found.kind(), found.latest().key())).collect()
    }

    #[test]
    fn rows_come_change_and_go() {
        let before = block(&[(1, 4), (2, 4), (3, 4)], Patch::default());
        let after = block(&[(1, 4), (3, 5), (4, 4)], Patch::default());
        assert_eq!(told(&before, &after), [(Kind::Update, 3), (Kind::Insert, 4), (Kind::Delete, 2)]);
        assert_eq!(told(&before, &before), []);
        assert!(differences(Some(&before), None).all(|found| found.kind() == Kind::Delete));
        assert!(differences(None, Some(&after)).all(|found| found.kind() == Kind::Insert));
    }

    #[test]
    fn faults_count_and_copies_do_not() {
        let column = 4;
        let clean = block(&[(1, 4), (2, 4)], Patch::default());
        let copy = ExtraRow { row: 1, of: 0, from_other: false };
        let edit = |row, text: &str| CellEdit { row, column, text: Some(text.to_owned()) };
        let copied = Patch { extra_rows: vec![copy], cells: vec![edit(1, "9")], ..Patch::default() };
        assert_eq!(told(&clean, &block(&[(1, 4), (2, 4)], copied.clone())), []);
        // Behind the copy, the second row of the block is the third that is written.
        let spoiled = Patch { cells: vec![edit(1, "9"), edit(2, "four")], ..copied };
        let spoiled = block(&[(1, 4), (2, 4)], spoiled);
        assert_eq!(told(&clean, &spoiled), [(Kind::Update, 2)]);
        let row = spoiled.row(2).unwrap();
        assert_eq!(row.cell(column).as_deref(), Some("four"));
        assert!(row.text().starts_with(b"2,") && row.text().ends_with(b"\n"));
    }

    #[test]
    fn a_row_that_goes_is_told_in_each_form() {
        let definition = Table::Suppliers.definition();
        let (before, after) = (block(&[(1, 4), (2, 7)], Patch::default()), block(&[(1, 4)], Patch::default()));
        let gone = differences(Some(&before), Some(&after)).next().unwrap();
        let at = FIRST_DAY.midnight_utc();
        let operation = |image| Operation { at, key: 2, kind: gone.kind(), image };
        let mut text = Vec::new();
        cdc::push(&operation(gone.latest().text().to_vec()), number(FIRST_DAY, 0), &mut text);
        let row = String::from_utf8(gone.latest().text().to_vec()).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), format!("D,1,2015-01-01T00:00:00.000000,{row}"));

        let mut text = Vec::new();
        debezium::push(definition, &operation(debezium::images(definition, &gone)), 1, &mut text);
        let text = String::from_utf8(text).unwrap();
        let messages: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let value = &messages[0]["value"];
        assert_eq!((value["op"].as_str(), value["before"]["lead_time_days"].as_i64()), (Some("d"), Some(7)));
        assert!(value["after"].is_null() && value.as_object().is_some_and(|value| value.contains_key("after")));
        assert_eq!(messages[1], serde_json::json!({"key": {"supplier_id": 2}, "value": null}));
        assert_eq!(messages.len(), 2);
    }

    #[test]
    fn numbers_rise_over_days() {
        let last = number(FIRST_DAY, 999_999_998);
        assert!(number(FIRST_DAY, 0) > 0 && last < number(FIRST_DAY.plus_days(1), 0));
    }
}
