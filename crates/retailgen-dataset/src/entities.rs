//! From which entities the hits of a rule come that asks for few, such as three stores.

use retailgen_anomaly::{PolicyError, Rule};
use retailgen_schema::{ForeignKey, Role, Table};
use retailgen_tables::{World, channel_of_store, is_active, unused_from};

use crate::{Dataset, Scenario};

/// The entities, as the rule's column has them; none for a rule that asks for no few.
///
/// They are chosen among those that are there on the window's first day, or on the rule's: later days change nothing of it.
pub fn chosen(world: &World, scenario: &Scenario, rule: &Rule) -> Vec<String> {
    let Some(entities) = rule.entities else { return Vec::new() };
    let reference = entities.column().references;
    let unused_from = reference.map_or(1, |reference| unused_from(world, reference.table));
    rule.chosen_entities(world.seed(), unused_from, |value| is_there(world, scenario, rule, reference, value))
}

impl Dataset {
    /// Makes sure that there are as many entities as each rule of `table` asks for.
    ///
    /// # Errors
    /// [`PolicyError`] of the first rule that asks for more.
    pub(crate) fn check_entities(&self, table: Table) -> Result<(), PolicyError> {
        let with_entities = self.scenario().anomalies().rules_for(table).filter(|rule| rule.entities.is_some());
        with_entities
            .into_iter()
            .try_for_each(|rule| rule.check_entities(chosen(self.world(), self.scenario(), rule).len() as u64))
    }
}

/// Whether an entity is there to be chosen.
fn is_there(world: &World, scenario: &Scenario, rule: &Rule, reference: Option<ForeignKey>, value: &str) -> bool {
    let of_rule = rule.entities.is_some_and(|entities| rule.reaches(entities.column().name, value));
    let Some(ForeignKey { table, .. }) = reference else {
        // Only the list of currencies can be cut short, by `--currencies`.
        let is_left_out =
            rule.table == Table::ExchangeRates && scenario.currencies().iter().all(|one| one.code() != value);
        return of_rule && !is_left_out;
    };
    let Ok(key) = value.parse() else { return false };
    let first = scenario.window().first();
    let date = rule.start.map_or(first, |start| start.max(first));
    if !of_rule || !is_active(world, rule.table, (table, key), date) {
        return false;
    }
    // A store has one channel only, and a rule may ask for one.
    let mut columns = rule.table.definition().columns.iter();
    let channel = columns.find(|column| column.role == Some(Role::Channel));
    table != Table::Stores || channel.is_none_or(|channel| rule.reaches(channel.name, channel_of_store(world, key)))
}
