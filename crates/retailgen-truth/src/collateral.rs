//! What a fault drags along: sound rows that a right check reports because of a fault elsewhere.

use retailgen_schema::Table;

/// Why a check that is right reports a row that is right.
///
/// ```
/// use retailgen_truth::Consequence;
///
/// assert_eq!(Consequence::OrderLacksLine.name(), "order.lacks_line");
/// assert!(Consequence::ALL.iter().all(|why| why.name().contains('.')));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Consequence {
    /// An order lacks a line, which names another order or is missing.
    OrderLacksLine,
    /// An order lacks a parcel, which names another order.
    OrderLacksParcel,
    /// A line numbers on across a gap, since another line names another order.
    LineNumberGap,
    /// The line that is returned names another order or product, or is missing.
    ReturnNotSold,
    /// The line that is returned has another quantity.
    ReturnOverSold,
    /// The order or the parcel that is returned has another time, or the parcel names another order.
    ReturnTooEarly,
    /// The order that was sent has another time.
    ParcelTooEarly,
    /// The visit in which the order was placed has another user.
    OrderOfOtherUser,
    /// The order that the row names is missing.
    OrderMissing,
}

impl Consequence {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::OrderLacksLine,
        Self::OrderLacksParcel,
        Self::LineNumberGap,
        Self::ReturnNotSold,
        Self::ReturnOverSold,
        Self::ReturnTooEarly,
        Self::ParcelTooEarly,
        Self::OrderOfOtherUser,
        Self::OrderMissing,
    ];

    /// The name in `collateral.parquet`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OrderLacksLine => "order.lacks_line",
            Self::OrderLacksParcel => "order.lacks_parcel",
            Self::LineNumberGap => "line.number_gap",
            Self::ReturnNotSold => "return.not_sold",
            Self::ReturnOverSold => "return.over_sold",
            Self::ReturnTooEarly => "return.too_early",
            Self::ParcelTooEarly => "parcel.too_early",
            Self::OrderOfOtherUser => "order.other_user",
            Self::OrderMissing => "order.missing",
        }
    }
}

/// A sound row that a right check reports because of a fault elsewhere: whoever reports it is neither right nor wrong.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_truth::{Collateral, Consequence};
///
/// let order = Collateral::new(Table::OrdersHeader, r#"{"order_id":71}"#, Consequence::OrderLacksLine);
/// assert_eq!((order.why.name(), order.column), ("order.lacks_line", None));
/// assert_eq!(order.in_column("channel").column, Some("channel"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Collateral {
    /// The table.
    pub table: Table,
    /// The primary key of the row, as a JSON object. The row may lie outside the window.
    pub key: String,
    /// The column that is meant; none for the whole row.
    pub column: Option<&'static str>,
    /// Why it is reported.
    pub why: Consequence,
}

impl Collateral {
    /// A whole row.
    #[must_use]
    pub fn new(table: Table, key: impl Into<String>, why: Consequence) -> Self {
        Self { table, key: key.into(), column: None, why }
    }

    /// One column of the row.
    #[must_use]
    pub fn in_column(self, column: &'static str) -> Self {
        Self { column: Some(column), ..self }
    }
}
