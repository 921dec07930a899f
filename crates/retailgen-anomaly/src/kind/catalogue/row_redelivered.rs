//! `row.redelivered`: a row of one partition again in a later one.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "row.redelivered",
    meaning: "A row of an earlier partition comes again, unchanged, without what hangs on it.",
    level: Level::Row,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("order 6588677 in order_dt=2024-03-11", Some("again in order_dt=2024-03-13")),
    fits: |table, column| match column {
        Some(_) => Err("it delivers whole rows again: leave out `column`"),
        // The rows of other tables hang on a row that would have to come along.
        None => match (table.partitions, table.primary_key) {
            ([_], [key]) if table.column(key).is_some() => Ok(()),
            _ => Err("it needs a table with one partition column whose key is one column"),
        },
    },
    spoil: Spoil::Redeliver,
    cases: &[],
    misfits: &[(Table::Customers, None), (Table::OrdersHeader, Some("order_id"))],
    query: Some("select count(*) - count(distinct ({key})) from {table}"),
};
