//! The page about a folder that has everything.

use retailgen_report::{FoundCounts, FoundFaults, ReportOptions, page};

use super::{
    folder::{copy, dirty, fixture, page_of},
    html::assert_sound,
};

#[test]
fn the_same_folder_gives_the_same_page_wherever_it_lies() {
    let page = dirty();
    assert_eq!(page, dirty());
    let elsewhere = tempfile::tempdir().unwrap();
    for name in ["dirty", "dirty.truth"] {
        copy(&fixture(name), &elsewhere.path().join(name));
    }
    let (data, truth) = (elsewhere.path().join("dirty"), elsewhere.path().join("dirty.truth"));
    assert!(page == page_of(&data, Some(&truth)).unwrap());
}

#[test]
fn every_section_is_there_and_the_page_stands_alone() {
    let page = dirty();
    assert_sound(&page);
    for title in [
        "What is it?",
        "The tables",
        "Where it comes from",
        "Orders a day",
        "What was paid for goods",
        "The hours of the week",
        "Where customers live",
        "How often they order",
        "How unequally it is spread",
        "The price ladder",
        "Lines in a basket",
        "How they pay",
        "How long parcels take",
        "What comes back",
        "From a visit to an order",
        "A week on the shelves",
        "What other money costs",
        "Which faults, in which tables",
        "Where they lie",
        "The life of one incident",
        "What they look like",
        "What it takes to see them",
        "What only looks wrong",
        "Planned and realised",
        "What could not be read",
    ] {
        assert!(page.contains(&format!(">{title}</h")), "{title} is missing");
    }
    assert!(page.contains("Black Friday"));
    // Four weeks are too short for seasons.
    let absent = page.split("class=\"absent\"><figcaption><h3>").skip(1).map(|rest| rest.split_once('<').unwrap().0);
    assert_eq!(absent.collect::<Vec<_>>(), ["What sells when"]);
}

#[test]
fn figures_are_as_the_files_have_them() {
    let page = dirty();
    let truth = fixture("dirty.truth");
    let labels: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(truth.join("run.json")).unwrap()).unwrap();
    let of_rules = labels["rules"].as_array().unwrap().iter().map(|rule| rule["labels"].as_u64().unwrap());
    let faults: u64 = of_rules.sum();
    assert!(page.contains(&format!("with {faults} known faults in it")), "{faults} faults");
    let orders: usize = std::fs::read_dir(fixture("dirty/orders_header"))
        .unwrap()
        .map(|day| std::fs::read_to_string(day.unwrap().path().join("part-00000.csv")).unwrap().lines().count() - 1)
        .sum();
    assert!(page.contains(&format!("At its heart: {orders} orders")), "{orders} orders");
}

#[test]
fn findings_have_a_section_of_their_own() {
    let counts = |found, missed, false_alarms| FoundCounts { found, missed, false_alarms };
    let kinds = [("null", counts(90, 10, 0)), ("<b>", counts(0, 0, 3)), ("key.orphan", counts(1, 99, 0))];
    let mut options = ReportOptions::default();
    options.findings = Some(FoundFaults { name: "my & checks", all: counts(91, 109, 3), kinds: &kinds });
    let page = page(&fixture("clean"), &options).unwrap();
    assert_sound(&page);
    assert!(page.contains("href=\"#found\"") && page.contains("The findings of my &amp; checks"));
    assert!(page.contains("91 of 200 faults found, 45.5 %. 3 false alarms in 94 reports, 3.2 %."));
    let order = ["key.orphan", "null", "&lt;b&gt;"].map(|kind| page.rfind(&format!("<th scope=\"row\">{kind}</th>")));
    assert!(order.is_sorted() && order[0].is_some(), "{order:?}");
    assert!(!dirty().contains("What was found"));
}

/// The page reads the files without the truth, which says what it must have stumbled over.
#[test]
fn what_could_not_be_read_is_what_the_truth_calls_malformed() {
    let page = dirty();
    let audit = std::fs::read_to_string(fixture("dirty.truth/audit.csv")).unwrap();
    for (table, kind, row) in [
        ("orders_header", "timestamp.malformed", "orders_header, order_ts"),
        ("events", "timestamp.malformed", "events, event_ts"),
        ("events", "json.malformed", "events, the whole row"),
        ("customers", "date.malformed", "customers, birth_date"),
    ] {
        let counts = audit.lines().filter_map(|line| {
            let [of, _, found, "fault", count] = line.split(',').collect::<Vec<_>>()[..] else { return None };
            (of == table && found == kind).then(|| count.parse::<u64>().unwrap())
        });
        let labelled: u64 = counts.sum();
        let listed = page.split_once(&format!(">{row}</th>")).map(|(_, rest)| {
            let (cells, _) = rest.split_once("</tr>").unwrap();
            cells.rsplit_once("\"n\">").unwrap().1.trim_end_matches("</td>").parse::<u64>().unwrap()
        });
        assert_eq!(listed.unwrap_or(0), labelled, "{row}");
    }
}

#[test]
fn every_kind_of_fault_has_its_examples() {
    let page = dirty();
    let audit = std::fs::read_to_string(fixture("dirty.truth/audit.csv")).unwrap();
    for line in audit.lines().skip(1) {
        let [_, _, kind, nature, _] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        if nature == "fault" {
            let anchor = format!("id=\"kind-{}\"", kind.replace(['.', '_'], "-"));
            assert!(page.contains(&anchor), "{kind} is missing");
        }
    }
}
