//! From how few entities the hits of a rule come: the key `entities`.

use std::fmt;

use retailgen_schema::{ColumnDefinition, ColumnType, Table, TableDefinition};
use retailgen_synth::{Key, permutation::Permutation};

use super::{
    PolicyProblem,
    document::{At, Numbers},
};
use crate::nearest_name;

/// The most entities of a rule: a block looks for each of its rows whether it is of one of them.
const MOST: u64 = 10_000;

/// How many entities all hits of a rule come from, such as three stores, told apart by a column of its table.
///
/// Which ones is drawn from the seed and the rule's id among those that trade on the first day. As text it reads like the key in
/// a policy.
///
/// ```
/// use retailgen_anomaly::Policy;
///
/// let text = "[[rule]]\nid = 'x'\ntable = 'sensors'\ncolumn = 'humidity_pct'\nkind = 'null'\nrate = 0.1\n\
///             entities = { store_id = 3 }\n";
/// let policy = Policy::parse(text, "mine.toml")?;
/// let entities = policy.rules()[0].entities.ok_or("it has some")?;
/// assert_eq!((entities.column().name, entities.count()), ("store_id", 3));
/// assert_eq!(entities.to_string(), "{ store_id = 3 }");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entities {
    table: Table,
    /// Number of the column among the table's cells.
    cell: usize,
    count: u64,
}

impl Entities {
    /// The entities as written, by a column of the table that names some.
    pub(super) fn of_table(table: Table, written: &At<Numbers>) -> Result<Self, (usize, PolicyProblem)> {
        let definition = table.definition();
        let [(name, count)] = written.value.as_slice() else {
            return Err((written.at, PolicyProblem::ManyColumns));
        };
        let cell = definition.cell_number(&name.value).ok_or_else(|| {
            let suggestion = nearest_name(&name.value, definition.cells.iter().map(|cell| cell.name));
            (name.at, PolicyProblem::UnknownColumn { table, name: name.value.clone(), suggestion })
        })?;
        let column = &definition.cells[cell];
        if !names_entities(column) {
            let of_table = columns(definition).map(|column| column.name).collect();
            return Err((name.at, PolicyProblem::NoEntities { table, column: column.name, columns: of_table }));
        }
        let possible = if column.accepted.is_empty() { MOST } else { column.accepted.len() as u64 };
        if count.value > possible {
            let problem = PolicyProblem::TooManyEntities { asked: count.value, column: column.name, possible };
            return Err((count.at, problem));
        }
        Ok(Self { table, cell, count: count.value })
    }

    /// As a policy has it that begins at a byte.
    pub(super) fn written(self, at: usize) -> At<Numbers> {
        let name = At { value: self.column().name.to_owned(), at };
        At { value: vec![(name, At { value: self.count, at })], at }
    }

    /// The column, or key of an envelope, that tells them apart.
    #[must_use]
    pub fn column(&self) -> &'static ColumnDefinition {
        &self.table.definition().cells[self.cell]
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The number of the column among the table's cells.
    pub(crate) fn cell(self) -> usize {
        self.cell
    }

    /// The entities, as the column has them, in the order in which they are drawn: of the keys below `unused_from`, or of the values
    /// that the column may have, the first so many that are there. There are fewer where no more are.
    ///
    /// The order hangs on `key` alone, so that whatever comes or goes changes the place of none.
    pub(crate) fn chosen(self, key: Key, unused_from: i64, is_there: impl Fn(&str) -> bool) -> Vec<String> {
        let accepted = self.column().accepted;
        let number = if accepted.is_empty() { unused_from.max(1) as u64 - 1 } else { accepted.len() as u64 };
        if number == 0 {
            return Vec::new();
        }
        let order = Permutation::new(key, number);
        let value = |place: u64| match accepted.get(order.at(place) as usize) {
            Some(value) => (*value).to_owned(),
            None => (order.at(place) + 1).to_string(),
        };
        (0..number).map(value).filter(|value| is_there(value)).take(self.count as usize).collect()
    }
}

/// As the key `entities` has them.
impl fmt::Display for Entities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{ {} = {} }}", self.column().name, self.count)
    }
}

/// The columns of a table that name entities.
fn columns(definition: &TableDefinition) -> impl Iterator<Item = &ColumnDefinition> {
    definition.cells.iter().filter(|column| names_entities(column))
}

/// Whether the values of a column are entities of which any block knows what others there are: one of a list, or a row of a table
/// that is one file. An order comes and goes with its day.
fn names_entities(column: &ColumnDefinition) -> bool {
    let in_one_file = |table: Table| table.definition().partitions.is_empty();
    let is_number = column.column_type == ColumnType::Int64;
    !column.accepted.is_empty() || (is_number && column.references.is_some_and(|key| in_one_file(key.table)))
}
