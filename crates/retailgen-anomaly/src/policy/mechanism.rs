//! How the hits of a rule lie among the rows of its table, and which tables have what it takes.

use std::{fmt, ops::Range};

use retailgen_schema::{ColumnDefinition, ColumnType, ForeignKey, Role, TableDefinition};

use super::{Amount, Entities};

/// How a rule's hits lie among the rows of its table.
///
/// ```
/// use retailgen_anomaly::{Policy, policy::Mechanism};
///
/// let text = "
///     [[rule]]
///     id = 'x'
///     table = 'orders_header'
///     column = 'currency'
///     kind = 'currency.invalid'
///     rate = 0.001
///     mechanism = 'incident'
///     days_share = 0.05
/// ";
/// let policy = Policy::parse(text, "mine.toml")?;
/// assert_eq!(policy.rules()[0].mechanism, Mechanism::Incident { days_share: 0.05 });
/// assert_eq!(policy.rules()[0].mechanism.to_string(), ", on 5 % of the days");
/// # Ok::<(), retailgen_anomaly::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Mechanism {
    /// By chance, each row as likely; what a rule has that names no mechanism.
    Random,
    /// Spread evenly: one in each of equal stretches of rows.
    Even,
    /// All of them on a few bad days, as after a bad release.
    Incident {
        /// Share of the days that are bad, above 0 and at most 1.
        days_share: f64,
    },
    /// In runs of consecutive rows of one series, such as the readings of one sensor, which all show the same.
    Run {
        /// Rows of a run, at least 2.
        length: u32,
    },
}

/// Nothing, `, evenly`, `, on 5 % of the days` or `, in runs of 6`.
impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Random => Ok(()),
            Self::Even => f.write_str(", evenly"),
            Self::Incident { days_share } => write!(f, ", on {} of the days", Amount::Rate(*days_share)),
            Self::Run { length } => write!(f, ", in runs of {length}"),
        }
    }
}

/// The columns that name a series, such as the readings of one sensor: the primary key but for its instant. `None` where
/// there is none in it.
pub(crate) fn series_columns(definition: &TableDefinition) -> Option<Vec<usize>> {
    let number = |name: &str| definition.columns.iter().position(|column| column.name == name);
    let key: Vec<usize> = definition.primary_key.iter().map(|name| number(name)).collect::<Option<_>>()?;
    let instant = |&column: &usize| definition.columns[column].column_type == ColumnType::TimestampMicros;
    let series: Vec<usize> = key.iter().copied().filter(|column| !instant(column)).collect();
    (series.len() + 1 == key.len()).then_some(series)
}

/// The channel that has tills, which is where an incident strikes.
pub(crate) const TILLS: &str = "pos";
/// Share of stores whose tills got the bad release.
pub(crate) const STORES_HIT: f64 = 0.7;
/// Share of a day's rows that the tills of these stores bring at least, but for a few days on which shops are shut. A test
/// reads the orders.
const TILLS_REACH: f64 = 0.12;

/// The columns, by number, that say which till a row comes from.
pub(crate) struct TillColumns {
    pub store: usize,
    pub channel: usize,
}

/// The columns that say which till a row comes from: a channel, and the foreign key to a table that has a channel as well.
pub(crate) fn till_columns(definition: &TableDefinition) -> Option<TillColumns> {
    let is_channel = |column: &ColumnDefinition| column.role == Some(Role::Channel);
    let has_channel = |key: ForeignKey| key.table.definition().columns.iter().any(is_channel);
    let channel = definition.columns.iter().position(is_channel)?;
    let store = definition.columns.iter().position(|column| column.references.is_some_and(has_channel))?;
    Some(TillColumns { store, channel })
}

/// The days, counted from 1970, are cut into spells with one bad day each, so that the share of bad days comes out. Returns
/// the number of the spell of `day`, and its days.
pub(crate) fn spell(day: i32, days_share: f64) -> (i64, Range<i64>) {
    let share = billionths(days_share);
    let number = ((i64::from(day) + 1) * share - 1).div_euclid(BILLION);
    let first = |spell: i64| (spell * BILLION).div_euclid(share);
    (number, first(number)..first(number + 1))
}

/// The greatest rate of a table's rows that incidents on a share of days can carry; with `entities` it is one of the rows of these
/// that incidents reach.
pub(crate) fn greatest_rate(definition: &TableDefinition, days_share: f64, entities: Option<Entities>) -> f64 {
    let longest_spell = (BILLION + billionths(days_share) - 1) / billionths(days_share);
    let reach = if entities.is_none() && till_columns(definition).is_some() { TILLS_REACH } else { 1.0 };
    reach / longest_spell as f64
}

const BILLION: i64 = 1_000_000_000;

/// A share in whole numbers, so that every platform cuts the days alike; a spell is a million days at most.
fn billionths(share: f64) -> i64 {
    ((share * BILLION as f64).round() as i64).max(1_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use retailgen_schema::Table;

    use super::*;

    proptest! {
        #[test]
        fn spells_follow_one_another_and_come_to_the_share(share in 0.001_f64..=1.0, from in 0_i32..40_000) {
            let days = 5_000;
            let mut spells = 0;
            for day in from..from + days {
                let (number, within) = spell(day, share);
                prop_assert!(within.contains(&i64::from(day)));
                prop_assert_eq!(spell(within.start as i32, share), (number, within.clone()));
                spells += i32::from(within.end == i64::from(day) + 1);
            }
            prop_assert!((f64::from(spells) - share * f64::from(days)).abs() <= 1.0 + 1e-3, "{spells}");
        }
    }

    #[test]
    fn one_day_in_twenty_comes_in_spells_of_twenty_days() {
        for day in -500_i32..40_000 {
            let number = i64::from(day.div_euclid(20));
            assert_eq!(spell(day, 0.05), (number, number * 20..number * 20 + 20));
        }
    }

    #[test]
    fn only_readings_come_in_series() {
        let with = Table::ALL.into_iter().filter(|table| series_columns(table.definition()).is_some());
        assert_eq!(with.collect::<Vec<_>>(), [Table::Sensors]);
    }
}
