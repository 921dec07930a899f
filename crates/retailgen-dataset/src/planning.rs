//! The plan of a dataset, and what must hold before it is carried out.

use retailgen_anomaly::Amount;
use retailgen_schema::Table;
use retailgen_tables::{Part, parts};

#[cfg(feature = "delta")]
use crate::history;
use crate::{
    Dataset, DatasetError, Plan, PlannedFile, arrivals, changes,
    delta_faults::DeltaFaults,
    passage::{self, BlockWalk, Face, Passage, Wanted},
};

impl Dataset {
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
        let tables = self.scenario().tables().iter();
        let plan = Plan::new(tables.flat_map(|&table| self.parts(table)), self.scenario().formats());
        #[cfg(feature = "delta")]
        let plan = {
            let table = history::table(self, &plan);
            plan.with_delta(table)
        };
        plan.with_changes(changes::of_scenario(self.scenario()))
    }

    /// The files of a table, in order: in a format without history, those of its latest version.
    pub(crate) fn parts(&self, table: Table) -> Vec<Part> {
        let definition = self.scenario().definition(table);
        let mut parts = arrivals::arrived(self.scenario(), table, |window| {
            let mut parts = parts(self.world(), window, table);
            if definition.format != table.definition().format {
                parts.retain(Part::is_current);
            }
            parts
        });
        if table == Table::Returns
            && let Some(faults) = DeltaFaults::of(self.scenario(), self.world())
        {
            parts = faults.arrived(parts);
        }
        for part in &mut parts {
            part.change_paths(|path| definition.file_path(path));
        }
        parts
    }

    /// The files that hold the rows of a table as it stands in the end.
    pub(crate) fn current_parts(&self, table: Table) -> Vec<Part> {
        let mut parts = self.parts(table);
        parts.retain(Part::is_current);
        parts
    }

    /// Makes sure that this build writes the formats of a plan, and that its tables have the rows that the policy asks for. Of a
    /// run in parts, the part that has the first file of a table looks at its rows, if any rule needs that.
    ///
    /// # Errors
    /// [`DatasetError::NotBuilt`] and [`DatasetError::Policy`].
    pub(crate) fn check(&self, plan: &Plan, part: &Plan) -> Result<(), DatasetError> {
        self.check_quickly(plan)?;
        let first_files = plan.files().chunk_by(|a, b| a.table() == b.table()).map(|files| &files[0]);
        let here = first_files.filter(|first| part.files().iter().any(|file| file.place() == first.place()));
        here.map(PlannedFile::table).try_for_each(|table| self.check_counts(table))
    }

    /// The same as far as it takes no rows to be made: for an estimate, which is to be quick at any scale.
    ///
    /// # Errors
    /// As for [`check`](Self::check).
    pub(crate) fn check_quickly(&self, plan: &Plan) -> Result<(), DatasetError> {
        for table in plan.by_table() {
            passage::support(self.scenario().definition(table.table))?;
            self.check_sizes(table.table, table.rows.count())?;
        }
        Ok(())
    }

    /// Makes sure that `table` in memory has as many rows as the policy's rules ask for.
    ///
    /// # Errors
    /// [`DatasetError::Policy`].
    pub(crate) fn check_in_memory(&self, table: Table) -> Result<(), DatasetError> {
        let parts = self.current_parts(table);
        self.check_sizes(table, parts.iter().map(|part| part.rows.count()).sum())?;
        self.check_counts(table)
    }

    /// Makes sure that no rule of the policy asks for more rows, or entities, than `table` has.
    fn check_sizes(&self, table: Table, rows: u64) -> Result<(), DatasetError> {
        let mut rules = self.scenario().anomalies().rules_for(table);
        rules.try_for_each(|rule| rule.check_rows(rows))?;
        // Where nothing is written, nothing is missing.
        if rows > 0 {
            self.check_entities(table)?;
        }
        Ok(())
    }

    /// Makes sure that `table` has as many rows that can be hit as the policy's rules ask for.
    ///
    /// How many can be hit is known from the rows alone: some values cannot be spoiled, and rules share cells. So where a rule
    /// asks for a count, the faults of the table are made once and thrown away.
    fn check_counts(&self, table: Table) -> Result<(), DatasetError> {
        let scenario = self.scenario();
        if scenario.anomalies().rules_for(table).any(|rule| matches!(rule.amount, Amount::Count(_))) {
            let passage = Passage::new(self, &[table], Face::Text)?;
            let wanted = Wanted { header: true, labels: false };
            let mut buffer = Vec::new();
            for (part, rows, number) in BlockWalk::new(self, table) {
                buffer = passage.block(&part, rows.as_ref(), number, wanted, buffer)?.encoded.into_buffer();
            }
            for (rule, tally) in scenario.anomalies().rules().iter().zip(passage.tallies()) {
                if rule.table == table {
                    rule.check_rows(tally.realised)?;
                }
            }
        }
        Ok(())
    }
}
