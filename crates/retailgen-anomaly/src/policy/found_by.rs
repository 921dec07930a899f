//! Which checks find the faults of a rule: measured, not supposed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use toml::de::DeTable;

use super::{Policy, Rule};

/// What the bench has found, by rule: `interop/run -k difficulty --renew-difficulty` writes it.
const MEASURED: &str = include_str!("../../policies/difficulty.toml");

/// The cheapest class of checks that finds a rule's faults: nine in ten of them, with one false alarm in 1,000 rows at most.
///
/// ```
/// use retailgen_anomaly::{Policy, policy::FoundBy};
///
/// let castable = Policy::castable();
/// let found_by = |rule: &str| castable.rule(rule).and_then(|rule| rule.found_by());
/// assert_eq!(found_by("customers.phone.null"), Some(FoundBy::Value));
/// assert_eq!(found_by("orders_header.customer_id.orphan"), Some(FoundBy::Cross));
/// assert!(FoundBy::Value < FoundBy::Statistics, "the cheapest comes first");
/// assert_eq!(FoundBy::ALL[0].name(), "value");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FoundBy {
    /// A look at the cell.
    Value,
    /// The other cells of the row, and its path.
    Row,
    /// Another row, found by a key or by its place.
    Cross,
    /// What many rows show: how often, how far from the middle, how like a common value.
    Statistics,
    /// No check of the bench.
    Oracle,
}

impl FoundBy {
    /// All of them, the cheapest first.
    pub const ALL: [Self; 5] = [Self::Value, Self::Row, Self::Cross, Self::Statistics, Self::Oracle];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Row => "row",
            Self::Cross => "cross",
            Self::Statistics => "statistics",
            Self::Oracle => "oracle",
        }
    }
}

impl fmt::Display for FoundBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The rules of the default policy with what finds them.
static RULES: LazyLock<BTreeMap<String, (Rule, FoundBy)>> = LazyLock::new(|| {
    let default = Policy::builtin("default").expect("it is built in");
    let measured = DeTable::parse(MEASURED).expect("a test reads it");
    let found_by = |id: &str| {
        let name = measured.get_ref().get(id)?.get_ref().as_str()?;
        FoundBy::ALL.into_iter().find(|class| class.name() == name)
    };
    let rules = default.rules().iter();
    rules.filter_map(|rule| Some((rule.id.clone(), (rule.clone(), found_by(&rule.id)?)))).collect()
});

impl Rule {
    /// The cheapest class of checks that finds its faults, as measured; `None` for a rule that the default policy does not have, or
    /// has otherwise.
    ///
    /// ```
    /// use retailgen_anomaly::{Policy, policy::FoundBy};
    ///
    /// let castable = Policy::castable();
    /// let rule = castable.rule("customers.email.malformed").ok_or("it is among the rules")?;
    /// assert_eq!(rule.found_by(), Some(FoundBy::Value));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn found_by(&self) -> Option<FoundBy> {
        let (measured, found_by) = RULES.get(&self.id)?;
        let what = |rule: &Self| (rule.table, rule.column, rule.kind, rule.mechanism);
        (what(measured) == what(self)).then_some(*found_by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_default_policy_is_measured_and_no_other() {
        let default = Policy::builtin("default").unwrap();
        let measured = DeTable::parse(MEASURED).unwrap();
        let ids: Vec<&str> = measured.get_ref().iter().map(|(id, _)| id.get_ref().as_ref()).collect();
        assert_eq!(ids.len(), default.rules().len());
        for rule in default.rules() {
            assert!(rule.found_by().is_some(), "{}: `interop/run -k difficulty --renew-difficulty`", rule.id);
        }
    }

    /// A policy in which all is easy, or too much is hard, tells no good tool from a better one.
    #[test]
    fn about_a_third_of_the_rules_is_easy_a_third_takes_other_cells_and_a_third_many_rows() {
        let default = Policy::builtin("default").unwrap();
        let count = |classes: &[FoundBy]| {
            let of_class = |rule: &&Rule| rule.found_by().is_some_and(|found_by| classes.contains(&found_by));
            default.rules().iter().filter(of_class).count()
        };
        let thirds = [&[FoundBy::Value][..], &[FoundBy::Row, FoundBy::Cross], &[FoundBy::Statistics]].map(count);
        for third in thirds {
            let share = third as f64 / default.rules().len() as f64;
            assert!((0.25..=0.42).contains(&share), "{thirds:?}");
        }
        assert_eq!(count(&[FoundBy::Oracle]), 0);
    }

    #[test]
    fn a_rule_that_is_changed_is_not_measured() {
        let text = "extends = 'default'\n[[rule]]\nid = 'customers.phone.null'\nrate = 0.5\n\
                    [[rule]]\nid = 'customers.email.malformed'\nkind = 'null'\n";
        let policy = Policy::parse(text, "mine.toml").unwrap();
        let found_by = |id: &str| policy.rule(id).unwrap().found_by();
        assert_eq!(found_by("customers.phone.null"), Some(FoundBy::Value));
        assert_eq!(found_by("customers.email.malformed"), None);
    }
}
