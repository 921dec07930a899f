//! The dataset: a scenario with the world it plays in.

use std::sync::Arc;

use retailgen_anomaly::Amount;
use retailgen_schema::Table;
use retailgen_tables::{Window, World, parts};

#[cfg(feature = "delta")]
use crate::history;
use crate::{
    Batches, DatasetError, Plan, Scenario,
    dirty::DirtyLayer,
    passage::{self, BlockWalk},
};

/// A scenario made ready: plan it, read it in memory, or write it. Threads may share it, and a clone costs nothing.
///
/// What a dataset knows is made when it is first needed, once, and takes some milliseconds at any scale. So ask one dataset for
/// several tables.
///
/// ```
/// use retailgen_dataset::{Scale, Scenario, Table};
///
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).dataset();
/// assert_eq!(dataset.scenario().seed(), 7);
/// let stores = dataset.batches(Table::Stores);
/// let products = std::thread::spawn(move || dataset.batches(Table::Products).count());
/// assert_eq!((stores.count(), products.join().expect("it does not panic")), (1, 1));
/// ```
#[derive(Debug, Clone)]
pub struct Dataset {
    scenario: Arc<Scenario>,
    world: World,
}

impl Dataset {
    pub(crate) fn new(scenario: Scenario) -> Self {
        let world = World::new(retailgen_synth::Seed(scenario.seed()), scenario.scale())
            .with_currencies(scenario.currencies().iter().copied());
        Self { scenario: Arc::new(scenario), world }
    }

    /// The same company's dataset over other days.
    ///
    /// ```
    /// use retailgen_dataset::{Scale, Scenario, Window};
    ///
    /// let dataset = Scenario::new(7).with_scale(Scale::MIN).dataset();
    /// let week = dataset.over(Window::new("2024-11-25".parse()?, 7)?);
    /// assert!(week.plan().rows() < dataset.plan().rows());
    /// # Ok::<(), retailgen_dataset::DatasetError>(())
    /// ```
    #[must_use]
    pub fn over(&self, window: Window) -> Self {
        let scenario = Scenario::clone(&self.scenario).with_window(window);
        Self { scenario: Arc::new(scenario), world: self.world.clone() }
    }

    /// What was asked for.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The company that the rows come from: for the crates that the facade stands on, which does not hand it on.
    #[doc(hidden)]
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The files that the scenario comes to.
    ///
    /// ```
    /// use retailgen_dataset::{Rows, Scenario, Table};
    ///
    /// let plan = Scenario::new(7).with_tables([Table::Customers, Table::OrdersLines])?.dataset().plan();
    /// assert_eq!(plan.files()[0].path(), "customers.csv");
    /// assert_eq!(plan.files()[0].rows(), Rows::Exact(80_000));
    /// assert_eq!(plan.files()[1].path(), "orders_lines/order_dt=2024-01-01/part-00000.csv");
    /// assert_eq!(plan.files().len(), 1 + 366);
    /// # Ok::<(), retailgen_dataset::DatasetError>(())
    /// ```
    #[must_use]
    pub fn plan(&self) -> Plan {
        let tables = self.scenario.tables().iter();
        let plan = Plan::new(tables.flat_map(|&table| parts(&self.world, self.scenario.window(), table)));
        #[cfg(feature = "delta")]
        let plan = {
            let table = history::table(self, &plan);
            plan.with_delta(table)
        };
        plan
    }

    /// The clean rows of `table` as record batches, in the order of its files; nothing is written.
    ///
    /// Works for any table, chosen by the scenario or not, and in every build. Of a table with a history they are the rows
    /// of the latest version. A batch has 8,192 customers, products, orders and so on at most, and with the lines of that
    /// many orders some more rows; where there are no rows there is no batch.
    ///
    /// ```
    /// use arrow_array::RecordBatch;
    /// use retailgen_dataset::{Scenario, Table};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.01".parse()?).dataset();
    /// let batches = dataset.batches(Table::Products).collect::<Result<Vec<RecordBatch>, _>>()?;
    /// assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 250);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn batches(&self, table: Table) -> Batches {
        Batches::new(self, table)
    }

    /// Makes sure that this build writes the formats of a plan, and that its tables have the rows that the policy asks for.
    ///
    /// # Errors
    /// [`DatasetError::NotBuilt`] and [`DatasetError::Policy`].
    pub(crate) fn check(&self, plan: &Plan) -> Result<(), DatasetError> {
        for table in plan.by_table() {
            passage::support(table.table)?;
            self.check_rules(table.table, table.rows.count())?;
        }
        Ok(())
    }

    /// Makes sure that `table` in memory has as many rows as the policy's rules ask for.
    ///
    /// # Errors
    /// [`DatasetError::Policy`].
    pub(crate) fn check_in_memory(&self, table: Table) -> Result<(), DatasetError> {
        let parts = passage::current_parts(&self.world, self.scenario.window(), table);
        self.check_rules(table, parts.iter().map(|part| part.rows.count()).sum())
    }

    /// Makes sure that `table`, which has so many rows, has as many that can be hit as the policy's rules ask for.
    ///
    /// How many can be hit is known from the rows alone: some values cannot be spoiled, and rules share cells. So where a rule
    /// asks for a count, the faults of the table are made once and thrown away.
    fn check_rules(&self, table: Table, rows: u64) -> Result<(), DatasetError> {
        let scenario = self.scenario();
        let rules = || scenario.anomalies().rules_for(table);
        rules().try_for_each(|rule| rule.check_rows(rows))?;
        if rules().any(|rule| matches!(rule.amount, Amount::Count(_))) {
            let dirty = DirtyLayer::new(&self.world, scenario, &[table]);
            for (part, rows, number) in BlockWalk::new(self, table) {
                dirty.edits(&part, number, &rows.batch(number));
            }
            for (rule, tally) in scenario.anomalies().rules().iter().zip(dirty.tallies()) {
                if rule.table == table {
                    rule.check_rows(tally.realised)?;
                }
            }
        }
        Ok(())
    }
}
