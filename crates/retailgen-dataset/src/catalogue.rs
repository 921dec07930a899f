//! The catalogue of anomalies and decoys and a policy in force, as text for people and as JSON.

use std::{collections::BTreeSet, fmt::Write as _};

use retailgen_anomaly::{
    Kind, Policy, Rule,
    kind::CATALOGUE,
    policy::{FoundBy, Mechanism},
};
use retailgen_tables::{DECOY_KINDS, DecoyKind};
use serde_json::{Value, json};

/// The catalogue of kinds and decoys, the rules of `policy` and the forms of kinds, as Markdown.
///
/// ```
/// use retailgen_dataset::{Policy, describe_anomalies};
///
/// let text = describe_anomalies(&Policy::none());
/// assert!(text.contains("|`email.malformed`|"));
/// ```
#[must_use]
pub fn describe_anomalies(policy: &Policy) -> String {
    let mut text = String::from(
        "## Kinds\n\n|kind|level|what is wrong|example|seen by|do|casts|found by|\n|---|---|---|---|---|---|---|---|\n",
    );
    for kind in CATALOGUE {
        let (clean, dirty) = kind.example;
        let dirty = dirty.map_or_else(|| "null".to_owned(), |dirty| format!("`{dirty}`"));
        let casts = if kind.breaks_type { "no" } else { "yes" };
        let Kind { name, level, meaning, detectability, expected_action, .. } = kind;
        let found_by = found_by(policy, kind);
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "|`{name}`|{level}|{meaning}|`{clean}`→{dirty}|{detectability}|{expected_action}|{casts}|{found_by}|"
        );
    }
    text.push_str("\n## Decoys\n\n|decoy|where|what is right about it|\n|---|---|---|\n");
    for DecoyKind { name, places, meaning, .. } in DECOY_KINDS {
        let places: Vec<String> = places.iter().map(|(table, column)| format!("{table}.{column}")).collect();
        let _ = writeln!(text, "|`{name}`|{}|{meaning}|", places.join(", "));
    }
    let _ = write!(text, "\n## Rules of the policy {}\n\n{}", policy.name(), rules(policy));
    text.push_str("\n## Forms of kinds, for `weights`\n\n|kind|forms|\n|---|---|\n");
    for kind in CATALOGUE.iter().filter(|kind| kind.forms().next().is_some()) {
        let form =
            |(name, weight): (&str, u64)| if weight == 1 { name.to_owned() } else { format!("{name} ×{weight}") };
        let forms: Vec<String> = kind.forms().map(form).collect();
        let _ = writeln!(text, "|`{}`|{}|", kind.name, forms.join(", "));
    }
    text
}

/// The rules of a policy as a table.
fn rules(policy: &Policy) -> String {
    if policy.rules().is_empty() {
        return "None: the files are clean.\n".to_owned();
    }
    let mut text = String::from("|rule|table|column|kind|how many|spread|found by|\n|---|---|---|---|---|---|---|\n");
    for rule in policy.rules() {
        let column =
            rule.column_definition().map_or_else(|| format!("the {}", rule.kind.level), |column| column.name.into());
        let mut spread = match rule.mechanism {
            Mechanism::Random => "by chance".to_owned(),
            Mechanism::Even => "evenly".to_owned(),
            other => other.to_string().trim_start_matches(", ").to_owned(),
        };
        for (word, day) in [("from", rule.start), ("until", rule.until)] {
            if let Some(day) = day {
                let _ = write!(spread, ", {word} {day}");
            }
        }
        if let Some(condition) = &rule.condition {
            let _ = write!(spread, ", where `{condition}`");
        }
        if let Some(entities) = rule.entities {
            let _ = write!(spread, ", entities `{entities}`");
        }
        if let Some(weights) = &rule.weights {
            let _ = write!(spread, ", weights `{weights}`");
        }
        let found_by = rule.found_by().map_or("", FoundBy::name);
        let _ = writeln!(
            text,
            "|`{}`|{}|{column}|`{}`|{}|{spread}|{found_by}|",
            rule.id, rule.table, rule.kind.name, rule.amount
        );
    }
    text
}

/// What finds the rules of a kind in a policy, the cheapest first: checks of different classes where it stands in several places.
fn found_by(policy: &Policy, kind: &Kind) -> String {
    let of_kind = policy.rules().iter().filter(|rule| rule.kind == kind);
    let classes: BTreeSet<FoundBy> = of_kind.filter_map(Rule::found_by).collect();
    classes.into_iter().map(FoundBy::name).collect::<Vec<_>>().join(", ")
}

/// The same as JSON: an object with `policy`, `kinds`, `decoys` and `rules`, and a line break at its end.
///
/// ```
/// use retailgen_dataset::{Policy, anomalies_json};
///
/// let json: serde_json::Value = serde_json::from_str(&anomalies_json(&Policy::castable()))?;
/// assert_eq!(json["policy"], "castable");
/// let kinds = json["kinds"].as_array().ok_or("kinds are a list")?;
/// assert!(kinds.iter().any(|kind| kind["kind"] == "email.malformed" && kind["breaks_type"] == false));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn anomalies_json(policy: &Policy) -> String {
    let kinds: Vec<Value> = CATALOGUE
        .iter()
        .map(|kind| {
            json!({
                "kind": kind.name,
                "level": kind.level.to_string(),
                "meaning": kind.meaning,
                "clean_example": kind.example.0,
                "dirty_example": kind.example.1,
                "detectability": kind.detectability.to_string(),
                "expected_action": kind.expected_action.to_string(),
                "breaks_type": kind.breaks_type,
                "forms": kind.forms().map(|(form, weight)| json!({ "form": form, "weight": weight })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let rules: Vec<Value> = policy
        .rules()
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "table": rule.table.name(),
                "column": rule.column_definition().map(|column| column.name),
                "kind": rule.kind.name,
                "amount": rule.amount.to_string(),
                "found_by": rule.found_by().map(FoundBy::name),
                "incident_days_share": match rule.mechanism {
                    Mechanism::Incident { days_share } => Some(days_share),
                    _ => None,
                },
                "start": rule.start.map(|day| day.to_string()),
                "until": rule.until.map(|day| day.to_string()),
                "where": rule.condition.as_ref().map(ToString::to_string),
                "entities": rule.entities.map(|entities| json!({ entities.column().name: entities.count() })),
                "weights": rule.weights.as_ref().map(|weights| weights.iter().collect::<Value>()),
            })
        })
        .collect();
    let decoys: Vec<Value> = DECOY_KINDS
        .iter()
        .flat_map(|DecoyKind { name, places, meaning, .. }| {
            places.iter().map(move |(table, column)| {
                json!({ "decoy": name, "table": table.name(), "column": column, "meaning": meaning })
            })
        })
        .collect();
    format!("{:#}\n", json!({ "policy": policy.name(), "kinds": kinds, "decoys": decoys, "rules": rules }))
}
