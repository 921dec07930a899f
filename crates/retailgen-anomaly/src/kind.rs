//! The catalogue of kinds of anomalies: what each is, where it may stand, and how it spoils a value.
//!
//! A kind is one file with one `pub const KIND` and one line in [`CATALOGUE`].

mod code_duplicated;
mod coordinates_impossible;
mod country_invalid;
mod currency_invalid;
mod date_malformed;
mod email_malformed;
mod fixed_point;
mod fraction_over_one;
mod json_malformed;
mod key_mismatched;
mod key_missing;
mod key_orphan;
mod null;
mod null_contradictory;
mod number;
mod number_negative;
mod number_out_of_range;
mod number_zero;
mod price_invalid;
mod quantity_over_sold;
mod rate_inverted;
mod row_redelivered;
mod row_repeated;
mod timestamp_malformed;
#[cfg(test)]
mod trial;
mod variants;

use std::fmt;

use retailgen_schema::{ColumnDefinition, Format, TableDefinition};
use retailgen_synth::Stream;

pub(crate) use key_mismatched::owner;
pub use key_orphan::ORPHAN_KEYS;
pub use quantity_over_sold::MOST_PIECES;

/// Every kind there is, by name.
pub const CATALOGUE: &[&Kind] = &[
    &code_duplicated::KIND,
    &coordinates_impossible::KIND,
    &country_invalid::KIND,
    &currency_invalid::KIND,
    &date_malformed::KIND,
    &email_malformed::KIND,
    &fraction_over_one::KIND,
    &json_malformed::KIND,
    &key_mismatched::KIND,
    &key_missing::KIND,
    &key_orphan::KIND,
    &null::KIND,
    &null_contradictory::KIND,
    &number_negative::KIND,
    &number_out_of_range::KIND,
    &number_zero::KIND,
    &price_invalid::KIND,
    &quantity_over_sold::KIND,
    &rate_inverted::KIND,
    &row_redelivered::KIND,
    &row_repeated::KIND,
    &timestamp_malformed::KIND,
];

/// A kind of anomaly. Two kinds are the same when they have the same name.
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
    /// Whether it hits cells or whole rows.
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
}

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
        if self.breaks_type && !matches!(table.format, Format::Csv | Format::Jsonl) {
            return Err("the files of the table are typed and hold nothing that does not cast");
        }
        Ok(())
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

/// What is hit, the smaller first.
///
/// ```
/// use retailgen_anomaly::{Level, Policy};
///
/// let level = |rule: &str| Policy::castable().rule(rule).map(|rule| rule.kind.level);
/// assert_eq!(level("customers.phone.null"), Some(Level::Cell));
/// assert_eq!(level("customers.row.repeated"), Some(Level::Row));
/// assert_eq!(Level::Row.name(), "row"); // as in the column `level` of labels
/// assert_eq!(Level::ALL, [Level::Cell, Level::Row]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// One cell.
    Cell,
    /// A whole row.
    Row,
}

/// The nearest kind of check that can see an anomaly, in the order of how much it has to look at.
///
/// Checks of one column alone, for instance, can find no more than this of the built-in policy:
///
/// ```
/// use retailgen_anomaly::{Detectability, Policy};
///
/// let policy = Policy::castable();
/// let within_column = policy.rules().iter().filter(|rule| rule.kind.detectability <= Detectability::Domain);
/// assert!((1..policy.rules().len()).contains(&within_column.count()));
/// assert_eq!(Detectability::ALL.last().map(|check| check.name()), Some("cross_table"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Detectability {
    /// The reader of the format.
    Parse,
    /// A cast to the column's type.
    Type,
    /// The column's own rules: pattern, accepted values, range, null.
    Domain,
    /// Other columns of the row.
    Row,
    /// Other rows of the table.
    CrossRow,
    /// Other tables.
    CrossTable,
}

/// What a pipeline should do about an anomaly, the strictest first.
///
/// ```
/// use retailgen_anomaly::{Action, Policy};
///
/// let action = |rule: &str| Policy::castable().rule(rule).map(|rule| rule.kind.expected_action);
/// assert_eq!(action("customers.phone.null"), Some(Action::Warn));
/// assert_eq!(action("customers.email.malformed"), Some(Action::Quarantine));
/// assert!(Action::Quarantine < Action::Warn, "the strictest comes first");
/// assert_eq!(Action::ALL[1].name(), "quarantine");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Refuse the row.
    Reject,
    /// Put the row aside for somebody to look at.
    Quarantine,
    /// Let it pass and say so.
    Warn,
    /// Let it pass.
    Accept,
}

/// Gives an enum its names, in the order of its variants.
macro_rules! named {
    ($type:ident: $($variant:ident = $name:literal),*) => {
        impl $type {
            /// All of them, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name, as labels have it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

named!(Level: Cell = "cell", Row = "row");
named!(Detectability: Parse = "parse", Type = "type", Domain = "domain", Row = "row", CrossRow = "cross_row",
    CrossTable = "cross_table");
named!(Action: Reject = "reject", Quarantine = "quarantine", Warn = "warn", Accept = "accept");

/// How a kind spoils.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spoil {
    /// Replaces the text of a cell. `None` where this value cannot be spoiled so; the hit then moves on.
    Cell(fn(&Clean, &mut Stream) -> Option<Dirty>),
    /// Replaces the cell by that of an earlier row.
    CopyEarlier,
    /// Replaces a foreign key by that of another row which does not belong to this one.
    Mismatch,
    /// Repeats the row later in the file.
    Repeat {
        /// What a cell of the copy has become; `None`, as mostly, where it is that of the original. It knows the
        /// columns that change over time by their names, and changes no key.
        drift: fn(&Clean, &mut Stream) -> Option<Dirty>,
    },
    /// Delivers the row again in a later partition.
    Redeliver,
}

/// A clean cell, as the file would show it.
#[derive(Debug, Clone, Copy)]
pub struct Clean<'c> {
    /// The column, or the key of an envelope.
    pub column: &'static ColumnDefinition,
    /// Its text; `None` for null.
    pub text: Option<&'c str>,
}

/// A spoiled cell, as the file shows it; `None` for null.
pub type Dirty = Option<String>;

/// The kind of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    CATALOGUE.iter().copied().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_schema::{ColumnType, Table};

    use super::trial::{casts, spoiled};
    use super::*;

    /// Clean values of a column, typical and extreme.
    fn clean_values(column: &ColumnDefinition) -> Vec<&'static str> {
        match (column.column_type, column.name) {
            (_, "json") => vec![r#"{"event_id":"e1","payload":{}}"#],
            (ColumnType::Utf8, "event_ts") => vec!["2024-03-11T04:15:09.120000Z", "2016-12-31T23:59:59.999999Z"],
            (_, "email") => vec!["jun.deng5945@example.com", "o'brien+tag@mail.example.com"],
            (_, "currency") => vec!["AUD", "EUR", "JPY"],
            (_, "country_code") => vec!["AU", "KR"],
            (ColumnType::Int32, _) => vec!["1", "34", "2147483647"],
            (ColumnType::Int64, _) => vec!["1", "1200000", "29999999999"],
            (ColumnType::Float64, _) => vec!["-35.437390", "149.074426", "0.000000"],
            (ColumnType::Utf8, _) => vec!["SKU-WIRNUG", "Bondi, the \"big\" one", ""],
            (ColumnType::Bool, _) => vec!["true", "false"],
            (ColumnType::Date32, _) => vec!["2024-02-29", "1978-12-08", "1999-11-11"],
            (ColumnType::TimestampMicros, _) => vec!["2024-03-11T04:15:09.120000", "2016-12-31T23:59:59.999999"],
            (ColumnType::Decimal128 { scale: 4, precision: 5 }, _) => vec!["0.0000", "0.2500", "1.0000"],
            (ColumnType::Decimal128 { scale: 4, .. }, _) => vec!["0.0001", "19.5900", "99999999.9999"],
            (ColumnType::Decimal128 { scale: 2, .. }, _) => vec!["0.00", "9.95", "5.00"],
            _ => vec!["0.61000000"],
        }
    }

    #[test]
    fn the_catalogue_is_sorted_and_documented() {
        assert!(CATALOGUE.is_sorted_by(|a, b| a.name < b.name));
        for kind in CATALOGUE {
            assert_eq!(find(kind.name), Some(*kind));
            assert!(kind.meaning.ends_with('.') && !kind.meaning.contains("  "), "{}", kind.meaning);
            assert_ne!(Some(kind.example.0), kind.example.1);
        }
        assert_eq!(find("email"), None);
    }

    #[test]
    fn kinds_that_break_the_type_never_cast_and_others_always_do() {
        for kind in CATALOGUE {
            let mut values = 0;
            if let Spoil::Cell(_) = kind.spoil {
                for table in Table::ALL {
                    let definition = table.definition();
                    let fits = |column: &&ColumnDefinition| kind.fits(definition, Some(column)).is_ok();
                    for column in definition.cells.iter().filter(fits) {
                        for clean in clean_values(column) {
                            assert!(casts(column, Some(clean)), "{clean} in {}", column.name);
                            let all = spoiled(kind, table, column.name, Some(clean));
                            values += all.len();
                            for dirty in all.into_iter().collect::<BTreeSet<_>>() {
                                let cast = casts(column, dirty.as_deref());
                                assert_eq!(cast, !kind.breaks_type, "{}: {clean} as {dirty:?}", kind.name);
                            }
                        }
                    }
                }
                assert!(values >= 300, "{}: {values}", kind.name);
            }
        }
    }

    #[test]
    fn examples_are_what_the_kind_makes() {
        for kind in CATALOGUE.iter().filter(|kind| matches!(kind.spoil, Spoil::Cell(_)) && kind.name != "key.orphan") {
            let makes = Table::ALL.into_iter().any(|table| {
                let definition = table.definition();
                definition.cells.iter().filter(|column| kind.fits(definition, Some(column)).is_ok()).any(|column| {
                    spoiled(kind, table, column.name, Some(kind.example.0)).contains(&kind.example.1.map(str::to_owned))
                })
            });
            assert!(makes, "{}: {:?}", kind.name, kind.example);
        }
    }

    #[test]
    fn kinds_of_rows_take_no_column_and_kinds_of_cells_need_one() {
        for kind in CATALOGUE {
            for table in Table::ALL {
                let definition = table.definition();
                match kind.level {
                    Level::Row => {
                        assert!(kind.fits(definition, definition.columns.first()).is_err(), "{}", kind.name);
                    }
                    Level::Cell => assert!(kind.fits(definition, None).is_err(), "{}", kind.name),
                }
            }
        }
    }
}
