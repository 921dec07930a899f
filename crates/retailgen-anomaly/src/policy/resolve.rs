//! From a policy as written to rules that are checked against the schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use retailgen_schema::{ColumnDefinition, ColumnType, Table, TableDefinition};
use retailgen_synth::calendar::Date;

use super::document::{self, At, Document, Fault, RuleTable, unknown, unlisted};
use super::position::Lines;
use super::{
    Amount, Condition, Declared, Entities, Mechanism, Policy, PolicyError, PolicyProblem, Rule, Weights, greatest_rate,
    series_columns,
};
use crate::{
    kind::{self, CATALOGUE, Kind, Level, Spoil},
    nearest_name,
};

/// The longest id.
const LONGEST_ID: usize = 100;
/// The longest run: a block holds a day, and a day has so many readings of one sensor.
const LONGEST_RUN: u32 = 24;

/// How the names of decoys in the truth begin.
const DECOYS: &str = "decoy.";

/// The rules of a policy, by table and id.
pub fn rules(text: &str, source: &Arc<str>) -> Result<Vec<Rule>, PolicyError> {
    let lines = Lines::new(text);
    let resolved = document::parse(text).and_then(|document| {
        let base = base(&document)?;
        merged(&document, base, &lines, source)
    });
    resolved.map_err(|fault| PolicyError {
        source_name: source.to_string(),
        position: Some(lines.position(fault.at)),
        rule: fault.rule,
        problem: Box::new(fault.problem),
    })
}

/// The rules of the policy that this one starts from.
fn base(document: &Document) -> Result<Vec<Rule>, Fault> {
    let Some(At { value: name, at }) = &document.extends else { return Ok(Vec::new()) };
    let policy = Policy::builtin(name).ok_or_else(|| unknown("built-in policy", name, *at, Policy::builtin_names()))?;
    Ok(policy.rules)
}

/// The rules of `base` as the document changes them, and its own.
fn merged(document: &Document, base: Vec<Rule>, lines: &Lines, source: &Arc<str>) -> Result<Vec<Rule>, Fault> {
    let mut rules: BTreeMap<String, Rule> = base.into_iter().map(|rule| (rule.id.clone(), rule)).collect();
    let known: Vec<String> = rules.keys().cloned().collect();
    let mut first_lines: BTreeMap<&str, usize> = BTreeMap::new();
    for written in &document.rules {
        let id = id(written)?;
        let fault = |at, problem| Fault { at, rule: Some(id.value.clone()), problem };
        let position = lines.position(written.at);
        if let Some(&first) = first_lines.get(id.value.as_str()) {
            return Err(fault(id.at, PolicyProblem::DuplicateId { first }));
        }
        first_lines.insert(&id.value, position.line);

        let disabled = written.disabled.as_ref().is_some_and(|disabled| disabled.value);
        let alike = || nearest_name(&id.value, known.iter().map(String::as_str)).map(str::to_owned);
        let whole = match rules.get(&id.value) {
            Some(rule) => changed(rule, written),
            None if disabled && written.table.is_none() => {
                let problem = match document.extends {
                    Some(_) => PolicyProblem::NothingToDisable { suggestion: alike() },
                    None => PolicyProblem::NothingExtended,
                };
                return Err(fault(id.at, problem));
            }
            None => written.clone(),
        };
        let declared = Declared { source: Arc::clone(source), position };
        let rule = rule(&id.value, &whole, declared, alike).map_err(|(at, problem)| fault(at, problem))?;
        if disabled {
            rules.remove(&id.value);
        } else {
            rules.insert(id.value.clone(), rule);
        }
    }
    let mut rules: Vec<Rule> = rules.into_values().collect();
    rules.sort_by(|a, b| (a.table, &a.id).cmp(&(b.table, &b.id)));
    Ok(rules)
}

fn id(written: &RuleTable) -> Result<&At<String>, Fault> {
    let missing = PolicyProblem::MissingKey { key: "id", suggestion: None };
    let id = written.id.as_ref().ok_or(Fault { at: written.at, rule: None, problem: missing })?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if id.value.is_empty() || id.value.len() > LONGEST_ID || !id.value.bytes().all(allowed) {
        return Err(Fault { at: id.at, rule: None, problem: PolicyProblem::BadId(id.value.clone()) });
    }
    Ok(id)
}

/// A rule with the keys that are written in its stead. Faults of what it keeps are put down to where it is changed.
fn changed(rule: &Rule, written: &RuleTable) -> RuleTable {
    let at = written.at;
    let text = |value: &str| Some(At { value: value.to_owned(), at });
    let amount_given = written.rate.is_some() || written.count.is_some();
    let (rate, count) = match rule.amount {
        _ if amount_given => (None, None),
        Amount::Rate(rate) => (Some(At { value: rate, at }), None),
        Amount::Count(count) => (None, Some(At { value: count, at })),
    };
    let (mechanism, days_share, length) = match rule.mechanism {
        _ if written.mechanism.is_some() => (None, None, None),
        Mechanism::Random => (None, None, None),
        Mechanism::Even => (text("even"), None, None),
        Mechanism::Incident { days_share } => (text("incident"), Some(At { value: days_share, at }), None),
        Mechanism::Run { length } => (text("run"), None, Some(At { value: u64::from(length), at })),
    };
    let is_same_kind = written.kind.as_ref().is_none_or(|kind| kind.value == rule.kind.name);
    let given = written.clone();
    RuleTable {
        at,
        id: given.id,
        table: given.table.or_else(|| text(rule.table.name())),
        column: given.column.or_else(|| rule.column_definition().and_then(|column| text(column.name))),
        kind: given.kind.or_else(|| text(rule.kind.name)),
        rate: given.rate.or(rate),
        count: given.count.or(count),
        mechanism: given.mechanism.or(mechanism),
        days_share: given.days_share.or(days_share),
        length: given.length.or(length),
        start: given.start.or_else(|| rule.start.map(|value| At { value, at })),
        until: given.until.or_else(|| rule.until.map(|value| At { value, at })),
        condition: given.condition.or_else(|| rule.condition.as_ref().map(|condition| condition.written(at))),
        entities: given.entities.or_else(|| rule.entities.map(|entities| entities.written(at))),
        // Another kind has other forms.
        weights: given
            .weights
            .or_else(|| rule.weights.as_ref().filter(|_| is_same_kind).map(|weights| weights.written(at))),
        disabled: given.disabled,
    }
}

type Place = (usize, PolicyProblem);

/// Checks a rule that should be whole by now.
fn rule(id: &str, written: &RuleTable, declared: Declared, alike: impl Fn() -> Option<String>) -> Result<Rule, Place> {
    let missing = |key| (written.at, PolicyProblem::MissingKey { key, suggestion: alike() });
    let (table, definition) = table(written.table.as_ref().ok_or_else(|| missing("table"))?)?;
    let column = written.column.as_ref().map(|name| column(table, definition, name)).transpose()?;
    let written_kind = written.kind.as_ref().ok_or_else(|| missing("kind"))?;
    let kind = kind_of(written_kind)?;
    let cell = column.map(|cell| &definition.cells[cell]);
    kind.fits(definition, cell).map_err(|reason| (written_kind.at, misfit(kind, table, cell, reason)))?;
    let amount = amount(written, table, definition)?;
    let entities = entities(written, table, kind, amount)?;
    let mechanism = mechanism(written, table, definition, kind, amount, entities)?;
    let (start, until) = period(written, table, definition)?;
    let condition = condition(written, table, kind, amount, mechanism)?;
    let weights = written.weights.as_ref().map(|weights| Weights::of_kind(kind, weights)).transpose()?;
    let id = id.to_owned();
    Ok(Rule { id, table, column, kind, amount, mechanism, start, until, condition, entities, weights, declared })
}

/// What a row must say to be hit. How many rows that are is known within a block alone, so only a share of them can be kept.
fn condition(
    written: &RuleTable,
    table: Table,
    kind: &Kind,
    amount: Amount,
    mechanism: Mechanism,
) -> Result<Option<Condition>, Place> {
    let Some(At { value: columns, at }) = &written.condition else { return Ok(None) };
    let is_chosen = kind.spoil.is_of_value() || matches!(kind.spoil, Spoil::Row { .. });
    if !is_chosen || mechanism != Mechanism::Random || matches!(amount, Amount::Count(_)) {
        return Err((*at, PolicyProblem::NoCondition(kind.name)));
    }
    let mut condition = Condition::on(table);
    for (name, values) in columns {
        condition.require(&name.value, values.clone()).map_err(|problem| (name.at, problem))?;
    }
    Ok(Some(condition))
}

/// From how few entities the hits come. As with a condition, a block knows no more than a share of their rows.
fn entities(written: &RuleTable, table: Table, kind: &Kind, amount: Amount) -> Result<Option<Entities>, Place> {
    let Some(entities) = &written.entities else { return Ok(None) };
    let of_rows = kind.spoil.is_of_value() || matches!(kind.spoil, Spoil::Run(_) | Spoil::Row { .. });
    if !of_rows || matches!(amount, Amount::Count(_)) {
        return Err((entities.at, PolicyProblem::NoEntitiesHere(kind.name)));
    }
    Entities::of_table(table, entities).map(Some)
}

/// The first and the last day with hits.
fn period(
    written: &RuleTable,
    table: Table,
    definition: &TableDefinition,
) -> Result<(Option<Date>, Option<Date>), Place> {
    let (start, until) = (&written.start, &written.until);
    if let Some(at) = start.as_ref().or(until.as_ref()).map(|day| day.at)
        && definition.partitions.is_empty()
    {
        return Err((at, PolicyProblem::NoDays(table)));
    }
    match (start, until) {
        (Some(start), Some(until)) if until.value < start.value => {
            Err((until.at, PolicyProblem::EndsBeforeStart { start: start.value, until: until.value }))
        }
        _ => Ok((start.as_ref().map(|day| day.value), until.as_ref().map(|day| day.value))),
    }
}

/// Why a kind is not where a rule puts it.
fn misfit(kind: &Kind, table: Table, cell: Option<&ColumnDefinition>, reason: &'static str) -> PolicyProblem {
    let place = match cell {
        Some(cell) => format!("{table}.{} ({})", cell.name, cell.column_type),
        None if kind.level == Level::Cell => {
            let definition = table.definition();
            let fits = |column: &&ColumnDefinition| kind.fits(definition, Some(column)).is_ok();
            let fitting = definition.cells.iter().filter(fits).map(|column| column.name).collect();
            return PolicyProblem::NoColumn { kind: kind.name, table, fitting, reason };
        }
        None => table.name().to_owned(),
    };
    PolicyProblem::DoesNotFit { kind: kind.name, place, reason }
}

fn table(name: &At<String>) -> Result<(Table, &'static TableDefinition), Place> {
    let table: Table = name.value.parse().map_err(|_| {
        let fault = unknown("table", &name.value, name.at, &Table::ALL.map(Table::name));
        (fault.at, fault.problem)
    })?;
    Ok((table, table.definition()))
}

fn column(table: Table, definition: &TableDefinition, name: &At<String>) -> Result<usize, Place> {
    definition.cell_number(&name.value).ok_or_else(|| {
        let suggestion = nearest_name(&name.value, definition.cells.iter().map(|cell| cell.name));
        (name.at, PolicyProblem::UnknownColumn { table, name: name.value.clone(), suggestion })
    })
}

fn kind_of(name: &At<String>) -> Result<&'static Kind, Place> {
    kind::find(&name.value).ok_or_else(|| {
        if name.value.starts_with(DECOYS) {
            return (name.at, PolicyProblem::Decoy(name.value.clone()));
        }
        let names: Vec<&'static str> = CATALOGUE.iter().map(|kind| kind.name).collect();
        let known = "`retailgen anomalies`, or `describe_anomalies` of the library, lists the kinds".to_owned();
        let fault = unlisted("kind", &name.value, name.at, &names, known);
        (fault.at, fault.problem)
    })
}

fn amount(written: &RuleTable, table: Table, definition: &TableDefinition) -> Result<Amount, Place> {
    match (&written.rate, &written.count) {
        (Some(rate), None) => Ok(Amount::Rate(rate.value)),
        (None, Some(count)) if definition.partitions.is_empty() => Ok(Amount::Count(count.value)),
        (None, Some(count)) => Err((count.at, PolicyProblem::CountOnPartitioned(table))),
        (Some(_), Some(count)) => Err((count.at, PolicyProblem::RateOrCount("both"))),
        (None, None) => Err((written.at, PolicyProblem::RateOrCount("neither"))),
    }
}

fn mechanism(
    written: &RuleTable,
    table: Table,
    definition: &TableDefinition,
    kind: &Kind,
    amount: Amount,
    entities: Option<Entities>,
) -> Result<Mechanism, Place> {
    let name = written.mechanism.as_ref();
    let is = |mechanism: &str| name.is_some_and(|name| name.value == mechanism);
    let stray = |at, key, mechanism| Err((at, PolicyProblem::NoMechanism { key, mechanism }));
    match (&written.days_share, &written.length) {
        (Some(days_share), _) if !is("incident") => return stray(days_share.at, "days_share", "incident"),
        (_, Some(length)) if !is("run") => return stray(length.at, "length", "run"),
        _ => {}
    }
    let missing = |at, key| (at, PolicyProblem::MissingKey { key, suggestion: None });
    let spoils_cells = kind.spoil.is_of_value() || matches!(kind.spoil, Spoil::Run(_));
    if matches!(kind.spoil, Spoil::Run(_)) && !is("run") {
        let at = name.map_or(written.at, |name| name.at);
        return Err((at, PolicyProblem::NoRun(format!("{} comes in no other way", kind.name))));
    }
    let cannot = || format!("{} cannot come so", kind.name);
    match name {
        None => Ok(Mechanism::Random),
        Some(_) if is("random") => Ok(Mechanism::Random),
        Some(_) if is("even") => Ok(Mechanism::Even),
        Some(At { at, .. }) if is("incident") => {
            let daily = matches!(definition.partitions, [partition] if partition.column_type == ColumnType::Date32);
            if !daily {
                return Err((*at, PolicyProblem::NoIncident(format!("{table} is not one"))));
            }
            if !spoils_cells {
                return Err((*at, PolicyProblem::NoIncident(cannot())));
            }
            let days_share = written.days_share.as_ref().ok_or_else(|| missing(*at, "days_share"))?;
            let At { value: days_share, at } = *days_share;
            match (amount, greatest_rate(definition, days_share, entities)) {
                (Amount::Rate(rate), most) if rate > most => {
                    Err((at, PolicyProblem::TooFewDays { rate, days_share, most }))
                }
                _ => Ok(Mechanism::Incident { days_share }),
            }
        }
        Some(At { at, .. }) if is("run") => {
            if series_columns(definition).is_none() {
                return Err((*at, PolicyProblem::NoRun(format!("{table} has none"))));
            }
            if !spoils_cells {
                return Err((*at, PolicyProblem::NoRun(cannot())));
            }
            let length = written.length.as_ref().ok_or_else(|| missing(*at, "length"))?;
            match u32::try_from(length.value) {
                Ok(length @ 2..=LONGEST_RUN) => Ok(Mechanism::Run { length }),
                _ => Err((length.at, PolicyProblem::NoRun(format!("a length is 2 to {LONGEST_RUN}")))),
            }
        }
        Some(name) => {
            let fault = unknown("mechanism", &name.value, name.at, &["random", "even", "incident", "run"]);
            Err((fault.at, fault.problem))
        }
    }
}
