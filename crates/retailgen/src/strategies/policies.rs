//! Policies by chance: rules that fit the schema, few or many, some of them for the same cells.

use std::{collections::BTreeMap, fmt::Write as _};

use proptest::{
    collection::vec,
    option::weighted as of,
    prelude::*,
    sample::{Index, select},
};
use retailgen_anomaly::{Policy, kind::CATALOGUE};
use retailgen_schema::{ColumnDefinition, ColumnType, Role, Table, TableDefinition};

/// The most rules of a policy.
const MOST_RULES: usize = 12;
/// The most rows that a rule asks for by number. Every table that takes a number has more, however small it is.
const MOST_ROWS: u64 = 3;

/// The most entities of a rule, and the most forms of a kind.
const MOST_ENTITIES: u64 = 2;
const MOST_FORMS: usize = 11;

/// The greatest rate of a rule, in thousandths.
const MOST_THOUSANDTHS: u32 = 300;

/// A rule that a policy can have, but for its id and amount.
#[derive(Debug, Clone)]
struct Shape {
    text: String,
    /// What it hits, as a policy names it.
    place: (Table, Option<&'static str>),
    /// Whether it can ask for a number of rows: it finds them whatever rules there are for other cells.
    takes_count: bool,
    /// The greatest rate, in thousandths.
    most: u32,
    /// Columns whose entities a rule may choose, of which any scenario has enough.
    entities: Vec<&'static str>,
    /// The forms of the kind.
    forms: Vec<&'static str>,
}

/// What narrows a rule: from which column its entities are, how many, and which weights forms have, 0 for those that do not come.
type Narrowing = (Option<(Index, u64)>, Option<Vec<u64>>);

/// Policies of up to twelve rules for `tables`, of any kind that fits, at rates up to 30 %.
///
/// Every rule that a policy can have comes up, but for its exact amounts. They shrink towards fewer rules and lower rates;
/// a rule keeps its hits while others go, since its id stays. The policy is called `random`.
///
/// ```
/// use proptest::prelude::*;
/// use retailgen::{Policy, Table, strategies};
///
/// proptest! {
///     # #![proptest_config(ProptestConfig::with_cases(2))]
///     # /*
///     #[test]
///     # */
///     fn a_policy_reads_back(policy in strategies::policies([Table::Customers, Table::Events])) {
///         let again = Policy::parse(policy.to_toml(), "again.toml")?;
///         prop_assert_eq!(again.rules(), policy.rules());
///     }
/// }
/// # a_policy_reads_back();
/// ```
pub fn policies(tables: impl IntoIterator<Item = Table>) -> impl Strategy<Value = Policy> + Clone {
    of_shapes(shapes(tables, false))
}

/// The same without rules whose values do not cast to their column's type, so that record batches can hold them.
///
/// ```
/// use proptest::prelude::*;
/// use retailgen::{Scenario, Table, strategies};
///
/// proptest! {
///     # #![proptest_config(ProptestConfig::with_cases(2))]
///     # /*
///     #[test]
///     # */
///     fn record_batches_hold_them(policy in strategies::castable_policies([Table::Stores])) {
///         prop_assert!(policy.rules().iter().all(|rule| !rule.kind.breaks_type));
///         let dataset = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(policy).dataset();
///         prop_assert!(dataset.dirty_batches(Table::Stores).is_ok());
///     }
/// }
/// # record_batches_hold_them();
/// ```
pub fn castable_policies(tables: impl IntoIterator<Item = Table>) -> impl Strategy<Value = Policy> + Clone {
    of_shapes(shapes(tables, true))
}

fn of_shapes(shapes: Vec<Shape>) -> impl Strategy<Value = Policy> + Clone {
    let rule = (
        any::<Index>(),
        1..=MOST_THOUSANDTHS,
        select(vec![None, Some(1), Some(2), Some(MOST_ROWS)]),
        any::<u32>().no_shrink(),
        (of(0.25, (any::<Index>(), 1..=MOST_ENTITIES)), of(0.4, vec(0_u64..4, MOST_FORMS))),
    );
    let most = if shapes.is_empty() { 0 } else { MOST_RULES };
    vec(rule, 0..=most).prop_map(move |rules| {
        // By id, so that two of the same one are one rule.
        let rules: BTreeMap<u32, _> = rules
            .into_iter()
            .map(|(shape, thousandths, count, id, narrowing)| (id, (shape.get(&shapes), thousandths, count, narrowing)))
            .collect();
        let mut text = String::new();
        for (id, (shape, thousandths, count, narrowing)) in &rules {
            let is_alone = rules.values().filter(|(other, ..)| other.place == shape.place).count() == 1;
            let narrowed = narrowed(shape, narrowing);
            let amount = match count.filter(|_| shape.takes_count && is_alone && narrowed.is_empty()) {
                Some(count) => format!("count = {count}"),
                None => format!("rate = {}", f64::from((*thousandths).min(shape.most)) / 1_000.0),
            };
            // Writing to a String cannot fail.
            let _ = write!(text, "[[rule]]\nid = \"r{id:08x}\"\n{}{amount}\n{narrowed}", shape.text);
        }
        Policy::parse(&text, "random").unwrap_or_else(|error| panic!("{error}\n{text}"))
    })
}

/// The lines that narrow a rule.
fn narrowed(shape: &Shape, (entities, weights): &Narrowing) -> String {
    let mut text = String::new();
    if let Some((column, count)) = entities
        && !shape.entities.is_empty()
    {
        let _ = writeln!(text, "entities = {{ {} = {count} }}", column.get(&shape.entities));
    }
    let weighted = shape.forms.iter().zip(weights.iter().flatten()).filter(|(_, weight)| **weight > 0);
    let weighted: Vec<String> = weighted.map(|(form, weight)| format!("{form} = {weight}")).collect();
    if !weighted.is_empty() {
        let _ = writeln!(text, "weights = {{ {} }}", weighted.join(", "));
    }
    text
}

/// The columns of a table from whose entities a rule may choose so many in any scenario: few stores have sensors, and some scenarios
/// have the rates of one currency.
fn entity_columns(table: Table, rule: &str) -> Vec<&'static str> {
    let is_sure = |column: &&ColumnDefinition| {
        let accepted = |count: u64| {
            let text = format!("[[rule]]\nid = \"a\"\n{rule}rate = 0.01\nentities = {{ {} = {count} }}\n", column.name);
            Policy::parse(text, "a").is_ok()
        };
        accepted(MOST_ENTITIES)
    };
    match table {
        Table::Sensors | Table::ExchangeRates => Vec::new(),
        _ => table.definition().cells.iter().filter(is_sure).map(|column| column.name).collect(),
    }
}

/// Every table, column, kind and mechanism that go together: those that a policy accepts.
fn shapes(tables: impl IntoIterator<Item = Table>, casts: bool) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for table in tables {
        let definition = table.definition();
        for kind in CATALOGUE.iter().filter(|kind| !(casts && kind.breaks_type)) {
            for column in definition.cells.iter().map(Some).chain([None]) {
                if kind.fits(definition, column).is_err() {
                    continue;
                }
                let place = (table, column.map(|column| column.name));
                let takes_count =
                    !CHOOSY.contains(&kind.name) && column.is_some_and(|column| takes_count(definition, column));
                let column = column.map_or_else(String::new, |column| format!("column = \"{}\"\n", column.name));
                for mechanism in mechanisms(definition) {
                    let text = format!("table = \"{table}\"\n{column}kind = \"{}\"\n{mechanism}", kind.name);
                    let accepted = |thousandths: &u32| {
                        let rate = f64::from(*thousandths) / 1_000.0;
                        Policy::parse(format!("[[rule]]\nid = \"a\"\n{text}rate = {rate}\n"), "a").is_ok()
                    };
                    // Incidents at tills reach few rows of a day.
                    if let Some(most) = [MOST_THOUSANDTHS, 30].into_iter().find(accepted) {
                        let entities = entity_columns(table, &text);
                        let forms = kind.forms().map(|(form, _)| form).collect();
                        shapes.push(Shape { text, place, takes_count, most, entities, forms });
                    }
                }
            }
        }
    }
    shapes
}

/// Ways for hits to lie that the table may know; not every kind can come in every one.
fn mechanisms(definition: &TableDefinition) -> &'static [&'static str] {
    match definition.partitions {
        [] => &["", "mechanism = \"even\"\n"],
        [day] if day.column_type == ColumnType::Date32 => {
            &["", "mechanism = \"even\"\n", "mechanism = \"incident\"\ndays_share = 0.4\n"]
        }
        _ => &["", "mechanism = \"even\"\n", "mechanism = \"run\"\nlength = 5\n"],
    }
}

/// Kinds that leave many values alone: a day beyond the twelfth, a word of three letters or of ASCII alone, a row like the one above.
const CHOOSY: [&str; 14] = [
    "date.swapped",
    "digits.transposed",
    "email.domain_typo",
    "key.default",
    "null.disguised",
    "text.case",
    "text.escaped",
    "text.homoglyph",
    "text.mojibake",
    "text.typo",
    "unit.mistaken",
    "value.copied_down",
    "value.mixed_up",
    "zero.lost",
];

/// Whether a table is one file with a few rows in the smallest scenario, and any of them can be hit in a column, whatever
/// rules there are for other cells: repeated rows keep hits off what identifies them, and a rate of 1 has no inverse.
fn takes_count(definition: &TableDefinition, column: &ColumnDefinition) -> bool {
    let volume = definition.volume;
    let least = if volume.scaled { volume.floor } else { volume.low };
    let identifies = column.unique || definition.primary_key.contains(&column.name);
    let any_row = column.required && !identifies && column.role != Some(Role::Rate);
    definition.partitions.is_empty() && least >= MOST_ROWS && any_row
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The laws hold for no more than what is tried.
    #[test]
    fn every_kind_comes_up_and_those_that_do_not_cast_only_where_they_may() {
        let all = shapes(Table::ALL, false);
        let castable = shapes(Table::ALL, true);
        for kind in CATALOGUE {
            let named = format!("kind = \"{}\"\n", kind.name);
            let is_of_kind = |shape: &Shape| shape.text.contains(&named);
            assert!(all.iter().any(is_of_kind), "{}", kind.name);
            assert_eq!(castable.iter().any(is_of_kind), !kind.breaks_type, "{}", kind.name);
        }
        for mechanism in ["incident", "run"] {
            assert!(all.iter().any(|shape| shape.text.contains(mechanism)), "{mechanism}");
        }
        assert!(all.iter().any(|shape| shape.takes_count) && all.iter().any(|shape| !shape.takes_count));
        let columns: BTreeSet<&str> = all.iter().flat_map(|shape| shape.entities.iter().copied()).collect();
        for column in ["store_id", "customer_id", "product_id", "carrier", "payment_method"] {
            assert!(columns.contains(column), "{columns:?}");
        }
        assert_eq!(all.iter().map(|shape| shape.forms.len()).max(), Some(MOST_FORMS));
    }

    #[test]
    fn no_table_has_rules_of_another() {
        assert!(shapes([Table::Stores], false).iter().all(|shape| shape.text.contains("table = \"stores\"")));
        assert!(shapes([], false).is_empty());
    }

    /// `fits` and the mechanisms are looked up here; a policy has the last word on both.
    #[test]
    fn no_rule_that_a_policy_accepts_is_missing() {
        let known: Vec<String> = shapes(Table::ALL, false).into_iter().map(|shape| shape.text).collect();
        for table in Table::ALL {
            for mechanism in [
                "",
                "mechanism = \"even\"\n",
                "mechanism = \"incident\"\ndays_share = 0.4\n",
                "mechanism = \"run\"\nlength = 5\n",
            ] {
                for kind in CATALOGUE {
                    for cell in table.definition().cells.iter().map(Some).chain([None]) {
                        let column = cell.map_or_else(String::new, |cell| format!("column = \"{}\"\n", cell.name));
                        let text = format!("table = \"{table}\"\n{column}kind = \"{}\"\n{mechanism}", kind.name);
                        let accepted = Policy::parse(format!("[[rule]]\nid = \"a\"\n{text}rate = 0.03\n"), "a").is_ok();
                        assert_eq!(known.contains(&text), accepted, "{text}");
                    }
                }
            }
        }
    }
}
