//! Strategies for property tests with [proptest](https://docs.rs/proptest), of the line 1: scenarios, policies, and tables
//! full of faults with the truth about them.
//!
//! They need the feature `proptest`. What they make is small, since a test runs hundreds of cases: a case takes
//! milliseconds in a build with optimisation.
//!
//! ```
//! use proptest::prelude::*;
//! use retailgen::{Table, strategies};
//!
//! proptest! {
//!     # #![proptest_config(ProptestConfig::with_cases(2))]
//!     # /*
//!     #[test]
//!     # */
//!     fn rows_that_come_again_are_found(table in strategies::dirty_tables(Table::Suppliers)) {
//!         for batch in &table.batches {
//!             let again = batch.labels.faults().filter(|label| label.column.is_none()).count();
//!             prop_assert_eq!(batch.rows.num_rows(), batch.clean.num_rows() + again);
//!         }
//!     }
//! }
//! # rows_that_come_again_are_found();
//! ```

mod policies;

use std::fmt;

use proptest::prelude::*;
use retailgen_schema::Table;
use retailgen_synth::{Scale, calendar::Date};
use retailgen_tables::{
    Window,
    window::{FIRST_DAY, LAST_DAY},
};

use crate::{DirtyBatch, Scenario};

pub use policies::{castable_policies, policies};

/// The longest window of a scenario, in days.
const MOST_DAYS: i32 = 7;
/// The greatest scale of a scenario, in steps of the smallest one.
const MOST_STEPS: u32 = 20;
/// Where windows shrink to.
const PLAIN_DAY: Date = Date::new(2024, 1, 1);

/// A table with faults, and what it comes from.
///
/// ```
/// use proptest::prelude::*;
/// use retailgen::{Table, strategies};
///
/// proptest! {
///     # #![proptest_config(ProptestConfig::with_cases(2))]
///     # /*
///     #[test]
///     # */
///     fn every_fault_has_a_row(table in strategies::dirty_tables(Table::Stores)) {
///         prop_assert_eq!(table.table, Table::Stores);
///         for batch in &table.batches {
///             let rows = batch.rows.num_rows();
///             prop_assert!(batch.labels.faults().all(|label| label.index().is_some_and(|row| row < rows)));
///         }
///         let dataset = table.scenario.dataset();
///         prop_assert_eq!(dataset.dirty_batches(table.table)?.count(), table.batches.len());
///     }
/// }
/// # every_fault_has_a_row();
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct DirtyTable {
    /// The scenario, which makes the same batches again.
    pub scenario: Scenario,
    /// The table.
    pub table: Table,
    /// All of its rows, each batch with its truth; none where the table has no rows in the scenario's window.
    pub batches: Vec<DirtyBatch>,
}

/// What makes the table again, not its rows: the form in which a failing case is shown.
impl fmt::Debug for DirtyTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: usize = self.batches.iter().map(|batch| batch.rows.num_rows()).sum();
        f.debug_struct("DirtyTable")
            .field("table", &self.table.name())
            .field("seed", &self.scenario.seed())
            .field("scale", &format_args!("{}", self.scenario.scale()))
            .field("first_day", &format_args!("{}", self.scenario.window().first()))
            .field("days", &self.scenario.window().days())
            .field("policy", &self.scenario.anomalies().to_toml())
            .field("rows", &rows)
            .finish()
    }
}

/// Clean scenarios of all tables: any seed, a scale from 0.0001 to 0.002, one to seven days between 2015 and 2039.
///
/// They shrink towards seed 0, scale 0.0001 and 2024-01-01 alone. The smallest has 20 customers and some ten orders.
///
/// ```
/// use proptest::prelude::*;
/// use retailgen::{Table, rows::{self, CustomersRow}, strategies};
///
/// proptest! {
///     # #![proptest_config(ProptestConfig::with_cases(2))]
///     # /*
///     #[test]
///     # */
///     fn customers_come_by_their_numbers(scenario in strategies::scenarios()) {
///         let mut last = 0;
///         for batch in scenario.dataset().batches(Table::Customers) {
///             for customer in rows::read::<CustomersRow>(&batch?)? {
///                 let customer_id = customer?.customer_id;
///                 prop_assert!(customer_id > last);
///                 last = customer_id;
///             }
///         }
///     }
/// }
/// # customers_come_by_their_numbers();
/// ```
#[expect(clippy::missing_panics_doc, reason = "every scale and window that is drawn is one")]
pub fn scenarios() -> impl Strategy<Value = Scenario> + Clone {
    let starts = FIRST_DAY.days() - PLAIN_DAY.days()..=LAST_DAY.days() - PLAIN_DAY.days() - MOST_DAYS + 1;
    (any::<u64>(), 1..=MOST_STEPS, starts, 1..=MOST_DAYS as u32).prop_map(|(seed, steps, start, days)| {
        let scale = Scale::new(f64::from(steps) / 10_000.0).expect("it is at least the smallest");
        let window = Window::new(PLAIN_DAY.plus_days(start), days).expect("it lies within the company's life");
        Scenario::new(seed).with_scale(scale).with_window(window)
    })
}

/// A table of a small scenario under a castable policy of a few rules for it, each batch with its truth.
///
/// The scenarios come from [`scenarios`], the policies from [`castable_policies`]; either shrinks as it does there, towards
/// few rules and few rows.
///
/// # Panics
/// A case does only where the library is at fault.
///
/// ```
/// use proptest::prelude::*;
/// use retailgen::{Table, strategies};
///
/// proptest! {
///     # #![proptest_config(ProptestConfig::with_cases(2))]
///     # /*
///     #[test]
///     # */
///     fn clean_rows_come_along(table in strategies::dirty_tables(Table::Products)) {
///         for batch in &table.batches {
///             prop_assert!(batch.rows.num_rows() >= batch.clean.num_rows());
///         }
///     }
/// }
/// # clean_rows_come_along();
/// ```
pub fn dirty_tables(table: Table) -> impl Strategy<Value = DirtyTable> + Clone {
    (scenarios(), castable_policies([table])).prop_map(move |(scenario, policy)| {
        let scenario = scenario.with_anomalies(policy);
        let dataset = scenario.dataset();
        let batches = dataset.dirty_batches(table).and_then(Iterator::collect);
        let batches = batches.unwrap_or_else(|error| panic!("a castable policy was refused: {error}"));
        DirtyTable { scenario, table, batches }
    })
}

#[cfg(test)]
mod tests {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};

    use super::*;

    /// What a case of a law that never holds shrinks to.
    fn simplest<T: fmt::Debug>(strategy: impl Strategy<Value = T>) -> T {
        let mut case = strategy.new_tree(&mut TestRunner::deterministic()).unwrap();
        while case.simplify() {}
        case.current()
    }

    #[test]
    fn cases_shrink_to_the_smallest_company_without_faults() {
        let plain = Window::new(PLAIN_DAY, 1).unwrap();
        assert_eq!(simplest(scenarios()), Scenario::new(0).with_scale(Scale::MIN).with_window(plain));
        assert!(simplest(policies(Table::ALL)).rules().is_empty());
        let table = simplest(dirty_tables(Table::Customers));
        assert_eq!(table.batches[0].rows, table.batches[0].clean);
        assert_eq!(
            format!("{table:?}"),
            "DirtyTable { table: \"customers\", seed: 0, scale: 0.0001, first_day: 2024-01-01, days: 1, policy: \"\", \
             rows: 20 }"
        );
    }
}
