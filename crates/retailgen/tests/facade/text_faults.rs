//! Faults of text: how many there are, in memory as on disk, and what a scorer makes of whoever finds them.

use retailgen::{
    Policy, Scenario, Table,
    score::{Finding, Findings, Ladder, Mapping, PipelineOutcome, Score, Truth},
};

use crate::support::{
    scale,
    spoiling::Label,
    tamper::Finished,
    truth::{by_file, labels_of},
    window,
    written::{Written, under},
};

fn structural() -> Scenario {
    under(3, "0.02", window("2024-01-01", 40), "structural")
}

#[test]
fn a_year_has_the_records_and_files_that_are_asked_for() {
    let policy = "[[rule]]\nid = 'records'\ntable = 'orders_header'\nkind = 'line.blank'\nrate = 0.002\n\
         [[rule]]\nid = 'files'\ntable = 'orders_header'\nkind = 'header.case'\nrate = 0.1\n\
         [[rule]]\nid = 'ends'\ntable = 'orders_lines'\nkind = 'file.truncated'\nrate = 0.1\n\
         [[rule]]\nid = 'summer'\ntable = 'orders_lines'\nkind = 'bom.utf8'\nrate = 0.5\nuntil = 2024-02-29\n\
         [[rule]]\nid = 'one'\ntable = 'stores'\nkind = 'header.missing'\ncount = 1\n";
    let scenario = Scenario::new(4).with_scale(scale("0.01")).with_window(window("2024-01-01", 366));
    let tables = [Table::OrdersHeader, Table::OrdersLines, Table::Stores];
    let policy = Policy::parse(policy, "mine.toml").unwrap();
    let written = Written::new(&scenario.with_tables(tables).unwrap().with_anomalies(policy), 2);
    let run = written.run();
    let rule = |id: &str| run["rules"].as_array().unwrap().iter().find(|rule| rule["rule_id"] == id).unwrap();
    let count = |id: &str, key: &str| rule(id)[key].as_u64().unwrap();
    assert!(count("records", "planned").abs_diff(count("records", "eligible") * 2 / 1_000) <= 1, "{run:#}");
    assert_eq!((count("files", "eligible"), count("ends", "eligible"), count("one", "realised")), (366, 366, 1));
    // A file that two hits meet has one of them.
    for id in ["files", "ends"] {
        assert!((36..=37).contains(&count(id, "planned")), "{run:#}");
        assert!(count(id, "realised") * 10 >= count(id, "planned") * 7, "{run:#}");
    }
    let labels = written.labels();
    let of_rule = |id: &str| labels.iter().filter(|label| label.rule.as_deref() == Some(id)).collect::<Vec<_>>();
    assert!(
        of_rule("summer").len() > 10
            && of_rule("summer").iter().all(|label| *label.file < *"orders_lines/order_dt=2024-03")
    );
    // By chance: of 366 files in a row that are hit or not, runs are as long as draws have them.
    let mut days: Vec<&str> = of_rule("files").iter().map(|label| label.file.as_str()).collect();
    days.sort_unstable();
    let months: std::collections::BTreeSet<&str> = days.iter().map(|path| &path[23..30]).collect();
    assert!((9..=12).contains(&months.len()), "{months:?}");
}

#[test]
fn files_in_memory_are_those_that_are_written() {
    let scenario = structural();
    let written = Written::new(&scenario, 2);
    let (files, stored) = (written.files(), by_file(&written.labels()));
    let mut bytes = 0;
    for table in [Table::Customers, Table::OrdersHeader, Table::Events] {
        for file in scenario.dataset().dirty_files(table).unwrap() {
            let file = file.unwrap();
            assert!(file.text == files[&file.path], "{}", file.path);
            let stored = labels_of(&stored, &file.path).iter().filter_map(|label| label.text.clone());
            let told = file.labels.iter().filter(|label| label.byte.is_some()).map(|label| {
                let bytes = label.byte.unwrap() as usize..label.byte_end.unwrap() as usize;
                (bytes, label.rows.unwrap_or_default() as usize)
            });
            let (told, stored): (Vec<_>, Vec<_>) = (told.collect(), stored.collect());
            bytes += told.len();
            assert_eq!(told, stored, "{}", file.path);
        }
    }
    assert!(bytes > 10, "{bytes}");
}

#[test]
fn a_table_as_one_text_has_records_at_fault_but_no_files() {
    let scenario = structural().with_tables([Table::OrdersHeader]).unwrap();
    let mut text = Vec::new();
    scenario.dataset().write_table(Table::OrdersHeader, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("order_id,") && text.ends_with('\n'));
    let clean = scenario.with_anomalies(Policy::none()).dataset();
    let mut whole = Vec::new();
    clean.write_table(Table::OrdersHeader, &mut whole).unwrap();
    let whole = String::from_utf8(whole).unwrap();
    let differing = text.lines().filter(|line| !whole.contains(line)).count();
    assert!((3..40).contains(&differing), "{differing} lines differ");
}

#[test]
fn record_batches_have_no_text_to_spoil() {
    let refused = structural().dataset().dirty_batches(Table::OrdersHeader).map(drop).unwrap_err();
    assert!(refused.to_string().contains("orders_header."), "{refused}");
}

/// Gives a finding the place that a label names.
type Place = fn(&Label, &mut Finding);

fn findings(labels: &[Label], place: impl Fn(&Label, &mut Finding)) -> Findings {
    let findings = labels.iter().filter(|label| label["decoy"] == false).map(|label| {
        let mut finding = Finding::default();
        finding.file = Some(label["file"].as_str().unwrap().into());
        finding.kind = Some(label["kind"].as_str().unwrap().into());
        place(label, &mut finding);
        finding
    });
    findings.collect()
}

#[test]
fn whoever_names_a_byte_a_line_or_a_row_has_found_a_fault_of_text() {
    // A workbook may have several faults in the one place that is the file.
    let tables = Table::ALL.into_iter().filter(|table| *table != Table::ExchangeRates);
    let run = Finished::new(&structural().with_tables(tables).unwrap());
    let labels = run.labels();
    let mut truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    truth.know_files(&run.data());
    let faults = truth.faults();
    assert!(faults > 30, "{faults}");
    let number = |label: &Label, name: &str| label[name].as_u64();
    let ways: [(&str, Place); 3] = [
        ("byte", |label, finding| finding.byte = label["byte"].as_u64()),
        ("line", |label, finding| finding.line = label["line"].as_u64()),
        ("row", |label, finding| finding.row = label["row"].as_u64()),
    ];
    for (name, place) in ways {
        let score = Score::of(&findings(&labels, place), &truth, Some(&run.data())).unwrap();
        for ladder in [Ladder::Row, Ladder::Cell, Ladder::Kind] {
            let on = score.on(ladder);
            assert_eq!(
                (on.counts.found, on.counts.missed, on.counts.false_alarms),
                (faults, 0, 0),
                "{name}: {ladder:?}"
            );
        }
    }
    // Rows that a quote has taken along count for nothing; the row behind them does.
    let open =
        labels.iter().find(|label| label["kind"] == "quote.unclosed" && number(label, "rows") > Some(1)).unwrap();
    let at = |behind: u64| {
        findings(std::slice::from_ref(open), |label, finding| {
            finding.row = number(label, "row").map(|row| row + behind);
        })
    };
    let rows = number(open, "rows").unwrap();
    for (behind, wanted) in [(0, (1, 0)), (1, (0, 0)), (rows - 1, (0, 0)), (rows, (0, 1))] {
        let on = Score::of(&at(behind), &truth, Some(&run.data())).unwrap().on(Ladder::Row);
        assert_eq!((on.counts.found, on.counts.false_alarms), wanted, "{behind} of {rows} rows below: {open:?}");
    }
}

#[test]
fn a_healed_folder_has_all_that_was_right_and_the_damaged_one_lacks_some() {
    let run = Finished::new(&structural());
    let mut truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    truth.know_files(&run.data());
    let healed = run.data().with_file_name("healed");
    retailgen::heal(&run.data(), &retailgen::HealOptions::new(&run.truth(), &healed)).unwrap();
    let of =
        |produced: &std::path::Path| PipelineOutcome::of(&truth, &run.data(), produced, &Mapping::default()).unwrap();
    let outcome = of(&healed);
    assert_eq!(outcome.faults().all(), outcome.faults().repaired);
    assert_eq!((outcome.right().lost, outcome.right().altered), (0, 0));
    let untouched = of(&run.data());
    assert!(untouched.right().lost > 10, "{:?}", untouched.right());
}
