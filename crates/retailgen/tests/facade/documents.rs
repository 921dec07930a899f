//! The documents show what the code has: the catalogue of anomalies and the default policy, the carriers' service levels,
//! the tables, the dataset version.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use retailgen::{
    DATASET_VERSION, LoaderOptions, Policy, Scenario, SchemaFormat, Table, Window, describe_anomalies, render_schema,
};
use retailgen_schema::shipments::CARRIER_ACCEPTED;
use retailgen_tables::Parameters;

const BEGIN: &str = "<!-- written by `cargo xtask renew` -->\n\n";
const END: &str = "\n<!-- end of what is written -->";

#[test]
fn the_anomalies_are_documented_as_they_are() {
    let policy = Policy::builtin("default").expect("there is a default policy");
    let description = describe_anomalies(&policy);
    // The rules are a file of their own, which says why as well.
    let (catalogue, _) = description.split_once("\n## Rules of the policy").expect("the rules come last");
    hold("docs/anomalies.md", |text| {
        let (head, rest) = text.split_once(BEGIN).expect("it has a place for the catalogue");
        let (_, tail) = rest.split_once(END).expect("it says where the catalogue ends");
        format!("{head}{BEGIN}{catalogue}{END}{tail}")
    });
}

/// Rules with one query in common, as the two of a sensor's humidity, are counted together.
#[test]
fn the_queries_of_the_kinds_count_the_default_policy() {
    let policy = Policy::builtin("default").expect("there is a default policy");
    let mut counts: Vec<(String, String)> = Vec::new();
    // A workbook is no table of DuckDB without another extension.
    for rule in policy.rules().iter().filter(|rule| rule.table != Table::ExchangeRates) {
        let Some(query) = rule.kind.query(rule.table.definition(), rule.column_definition()) else { continue };
        match counts.iter_mut().find(|(_, found)| *found == query) {
            Some((ids, _)) => *ids = format!("{ids}, {}", rule.id),
            None => counts.push((rule.id.clone(), query)),
        }
    }
    let counts: Vec<String> = counts.iter().map(|(ids, query)| format!("    ('{ids}', ({query}))")).collect();
    hold("docs/anomaly-counts.sql", |text| {
        let (head, _) = text.split_once("select * from (values").expect("it counts in the end");
        format!("{head}select * from (values\n{}\n) as counts(rule, found);\n", counts.join(",\n"))
    });
}

#[test]
fn the_service_levels_are_documented_as_they_are() {
    let text = repository_file("docs/tables.md");
    let days = |days: u32| if days == 0 { "–".to_owned() } else { days.to_string() };
    for (name, carrier) in CARRIER_ACCEPTED.iter().zip(&Parameters::default().deliveries.carriers) {
        let levels = carrier.standard_level.iter().zip(&carrier.express_level);
        let cells = levels.map(|level| match level {
            (0, 0) => "–".to_owned(),
            (&standard, &express) => format!("{} / {}", days(standard), days(express)),
        });
        let row = format!("|{name}|{}|", cells.collect::<Vec<_>>().join("|"));
        assert!(text.lines().any(|line| line == row), "docs/tables.md lacks the row\n{row}");
    }
}

#[test]
fn pyarrow_is_the_generated_module() {
    let module = repository_file("schemas/schemas.py");
    let (_, code) = module.split_once("\"\"\"\n\n").expect("it begins with its documentation");
    assert_eq!(render_schema(&Table::ALL, SchemaFormat::Pyarrow, &LoaderOptions::new("data_raw")), code);
}

#[test]
fn markdown_is_the_data_dictionary() {
    let page = repository_file("docs/data-dictionary.md");
    let begin = page.find("## customers").expect("it has the first table");
    assert_eq!(render_schema(&Table::ALL, SchemaFormat::Md, &LoaderOptions::new("data_raw")), page[begin..]);
}

/// The page on tables shows an order, its lines and their products, of one day of full scale.
#[test]
fn the_sample_rows_are_from_seed_7() {
    let page = repository_file("docs/tables.md");
    let (_, shown) = page.split_once("from its own file:\n\n```\n").expect("it has sample rows");
    let (shown, _) = shown.split_once("```").expect("they end");
    let day = Window::new("2024-11-29".parse().unwrap(), 1).unwrap();
    let dataset = Scenario::new(7).with_window(day).dataset();
    let tables: Vec<&str> = shown.split("\n\n").collect();
    assert_eq!(tables.len(), 3);
    for (table, shown) in [Table::OrdersHeader, Table::OrdersLines, Table::Products].into_iter().zip(tables) {
        let mut text = Vec::new();
        dataset.write_table(table, &mut text).expect("it can be written");
        let text = String::from_utf8(text).expect("it is text");
        let written: BTreeSet<&str> = text.lines().collect();
        assert_eq!(text.lines().next(), shown.lines().next(), "{table}");
        for line in shown.lines() {
            assert!(written.contains(line), "{table} has no line {line:?}");
        }
    }
}

#[test]
fn the_dataset_version_is_told_as_it_is() {
    // The changelog is where the version is raised, so nothing is written there.
    let heading = format!("### {}, dataset version {DATASET_VERSION}\n", env!("CARGO_PKG_VERSION"));
    assert!(repository_file("CHANGELOG.md").contains(&heading), "CHANGELOG.md has no {heading:?}");
    hold("README.md", |text| {
        let before = "prints it; today ";
        let (head, rest) = text.split_once(before).unwrap_or_else(|| panic!("README.md does not say {before:?}"));
        let (_, tail) = rest.split_once(')').expect("the version ends");
        format!("{head}{before}{DATASET_VERSION}){tail}")
    });
}

/// Compares a file of the repository with what it should be, given what it is, or writes that where files are renewed.
fn hold(path: &str, wanted: impl FnOnce(&str) -> String) {
    let text = repository_file(path);
    let wanted = wanted(&text);
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(place(path), wanted).unwrap_or_else(|error| panic!("{path}: {error}"));
    } else {
        assert!(text == wanted, "{path} is stale: `cargo xtask renew` writes it");
    }
}

fn repository_file(path: &str) -> String {
    fs::read_to_string(place(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
