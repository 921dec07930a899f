//! A rule of a policy: a kind, where it falls, and how often.

use std::sync::Arc;

use retailgen_schema::{ColumnDefinition, Table};
use retailgen_synth::{Seed, calendar::Date};

use super::{Condition, Entities, PolicyError, PolicyProblem, Position, TILLS, Weights, till_columns};
use crate::{
    kind::{Kind, Level},
    policy::{Amount, Mechanism},
};

/// One rule: a kind, where it falls, and how often.
///
/// ```
/// use retailgen_anomaly::{Amount, Policy, policy::Mechanism};
/// use retailgen_schema::Table;
///
/// let policy = Policy::castable();
/// let rule = policy.rule("customers.phone.null").ok_or("it is among the rules")?;
/// assert_eq!((rule.table, rule.kind.name), (Table::Customers, "null"));
/// assert_eq!(rule.column_definition().map(|column| column.name), Some("phone"));
/// assert_eq!((rule.amount, rule.mechanism), (Amount::Rate(0.03), Mechanism::Random));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rule {
    /// Its id, unique in the policy; it seeds the rule's own randomness.
    pub id: String,
    /// The table.
    pub table: Table,
    /// Number, from 0, among the table's [`cells`](retailgen_schema::TableDefinition::cells); `None` where the kind hits rows.
    pub column: Option<usize>,
    /// The kind.
    pub kind: &'static Kind,
    /// How many rows it hits.
    pub amount: Amount,
    /// How its hits lie among the rows.
    pub mechanism: Mechanism,
    /// The first day with hits, in tables with days; `None` where there is none.
    pub start: Option<Date>,
    /// The last day with hits, in tables with days; `None` where there is none.
    pub until: Option<Date>,
    /// What a row must say to be hit; `None` where any may be.
    pub condition: Option<Condition>,
    /// From how few entities its rows are; `None` where they may be of any.
    pub entities: Option<Entities>,
    /// How often each form of the kind comes; `None` where as usual.
    pub weights: Option<Weights>,
    pub(crate) declared: Declared,
}

impl Rule {
    /// The column or key of an envelope, where the kind hits cells.
    #[must_use]
    pub fn column_definition(&self) -> Option<&'static ColumnDefinition> {
        self.column.map(|cell| &self.table.definition().cells[cell])
    }

    /// Whether the rule has hits on a day; on none where the table has no days.
    pub(crate) fn is_in_period(&self, day: Option<Date>) -> bool {
        day.is_none_or(|day| self.start.is_none_or(|start| start <= day) && self.until.is_none_or(|until| day <= until))
    }

    /// Checks that a table with so many rows that the rule could hit has enough of them.
    ///
    /// # Errors
    /// [`PolicyProblem::TooFewRows`] where the rule's count is greater.
    ///
    /// ```
    /// use retailgen_anomaly::{Policy, policy::PolicyProblem};
    ///
    /// let text = "[[rule]]\nid = 'x'\ntable = 'stores'\ncolumn = 'name'\nkind = 'null'\ncount = 5\n";
    /// let policy = Policy::parse(text, "mine.toml")?;
    /// let rule = &policy.rules()[0];
    /// assert!(rule.check_rows(5).is_ok());
    /// let refused = rule.check_rows(4).unwrap_err();
    /// assert!(matches!(*refused.problem, PolicyProblem::TooFewRows { count: 5, eligible: 4, .. }));
    /// # Ok::<(), retailgen_anomaly::PolicyError>(())
    /// ```
    pub fn check_rows(&self, eligible: u64) -> Result<(), PolicyError> {
        // A table with a count is one file.
        let eligible = if self.kind.level == Level::File { 1 } else { eligible };
        match self.amount {
            Amount::Count(count) if count > eligible => {
                Err(self.refused(PolicyProblem::TooFewRows { count, table: self.table, eligible }))
            }
            _ => Ok(()),
        }
    }

    /// Checks that there are as many entities as the rule asks for, where so many have been found.
    ///
    /// # Errors
    /// [`PolicyProblem::TooManyEntities`] where the rule asks for more.
    ///
    /// ```
    /// use retailgen_anomaly::{Policy, policy::PolicyProblem};
    ///
    /// let text = "[[rule]]\nid = 'x'\ntable = 'sensors'\ncolumn = 'humidity_pct'\nkind = 'null'\nrate = 0.1\n\
    ///             entities = { store_id = 3 }\n";
    /// let policy = Policy::parse(text, "mine.toml")?;
    /// let rule = &policy.rules()[0];
    /// assert!(rule.check_entities(3).is_ok());
    /// let refused = rule.check_entities(2).unwrap_err();
    /// assert!(matches!(*refused.problem, PolicyProblem::TooManyEntities { asked: 3, possible: 2, .. }));
    /// # Ok::<(), retailgen_anomaly::PolicyError>(())
    /// ```
    pub fn check_entities(&self, possible: u64) -> Result<(), PolicyError> {
        match self.entities {
            Some(entities) if entities.count() > possible => {
                let (asked, column) = (entities.count(), entities.column().name);
                Err(self.refused(PolicyProblem::TooManyEntities { asked, column, possible }))
            }
            _ => Ok(()),
        }
    }

    /// The entities from which all hits of the rule come, as their column has them; none where they may come from any. `unused_from`
    /// is the number from which on no key of these entities is given, and `is_there` says of one whether it can be chosen.
    #[doc(hidden)]
    #[must_use]
    pub fn chosen_entities(&self, seed: Seed, unused_from: i64, is_there: impl Fn(&str) -> bool) -> Vec<String> {
        let key = seed.key("anomalies").key(&self.id).key("entities");
        self.entities.map_or_else(Vec::new, |entities| entities.chosen(key, unused_from, is_there))
    }

    /// Whether a row with this clean value in the column may be hit, as far as the condition and the incident say.
    #[doc(hidden)]
    #[must_use]
    pub fn reaches(&self, column: &str, value: &str) -> bool {
        let definition = self.table.definition();
        let at_tills = matches!(self.mechanism, Mechanism::Incident { .. })
            && till_columns(definition).is_some_and(|tills| definition.columns[tills.channel].name == column);
        let is_met = self.condition.as_ref().is_none_or(|condition| condition.allows(column, value));
        is_met && (!at_tills || value == TILLS)
    }

    fn refused(&self, problem: PolicyProblem) -> PolicyError {
        PolicyError {
            source_name: self.declared.source.to_string(),
            position: Some(self.declared.position),
            rule: Some(self.id.clone()),
            problem: Box::new(problem),
        }
    }

    /// `customers.email`, or `customers` for a rule on rows.
    pub(super) fn place(&self) -> String {
        match self.column_definition() {
            Some(column) => [self.table.name(), ".", column.name].concat(),
            None => self.table.name().to_owned(),
        }
    }
}

/// Where the rule was written does not count.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        let same =
            |rule: &Self| (rule.table, rule.column, rule.kind, rule.amount, rule.mechanism, rule.start, rule.until);
        let narrowed = |rule: &Self| (rule.condition.clone(), rule.entities, rule.weights.clone());
        self.id == other.id && same(self) == same(other) && narrowed(self) == narrowed(other)
    }
}

/// Where a rule was written.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub source: Arc<str>,
    pub position: Position,
}
