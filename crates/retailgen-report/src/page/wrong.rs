//! What is wrong: which faults there are, where they lie, what they look like, and what only looks like one.

use maud::{Markup, html};
use retailgen_anomaly::kind;
use retailgen_schema::Table;
use retailgen_truth::{Requested, RuleRecord};

use super::{Page, absent, difference::Difference, figure, section, share, year::MONTHS};
use crate::{
    draw::{self, Bar, bars, count, plural, shown, step},
    faults::{Example, Faults},
};

/// The most rules that are listed.
const MOST_RULES: usize = 300;

impl Page<'_> {
    /// The section.
    pub fn wrong(&self) -> Markup {
        let Some(faults) = self.faults else {
            let why = "There is no truth with this folder, so the page cannot say which values are wrong. A truth is the folder \
                       whose name ends in .truth; --truth names it.";
            let content = html! { (absent("Faults", why)) (self.unreadable()) };
            return section(4, "What was spoiled on purpose is known only to the truth.", &content);
        };
        let lead = "Everything here was spoiled on purpose, and the truth beside the data lists every case.";
        if faults.count[0] == 0 {
            let content = html! { (absent("Faults", "The truth lists none: the files are clean.")) (self.decoys_shown(faults)) (self.unreadable()) };
            return section(4, lead, &content);
        }
        let content = html! {
            (self.by_kind(faults))
            (self.places(faults))
            (self.incident(faults))
            (examples(faults))
            div.two { (checks(faults)) (self.decoys_shown(faults)) }
            (rules(faults))
            (self.unreadable())
        };
        section(4, lead, &content)
    }

    fn by_kind(&self, faults: &Faults) -> Markup {
        let tables: Vec<Table> =
            self.faults_by_table().into_iter().filter(|(_, number)| *number > 0).map(|(table, _)| table).collect();
        let mut kinds: Vec<(&String, u64)> =
            faults.kinds.iter().map(|(kind, tables)| (kind, tables.values().sum())).collect();
        kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let most = faults.kinds.values().flat_map(|tables| tables.values()).copied().max().unwrap_or(0) as f64;
        let of = |kind: &String, table: &Table| faults.kinds.get(kind).and_then(|tables| tables.get(table)).copied();
        let says = format!(
            "{} in {}: {} of them do not even have the type of their column. The stronger the colour, the more.",
            plural(faults.count[0], "fault"),
            plural(tables.len() as u64, "table"),
            share(faults.breaks_type, faults.count[0])
        );
        let content = html! {
            div.scroll tabindex="0" role="region" aria-label="Kinds of faults by table" {
                table.heat.kinds {
                    thead { tr {
                        th scope="col" { "Kind of fault" } th.n scope="col" { "All" }
                        @for table in &tables { th.turned scope="col" { span { (table.name()) } } }
                        th.meaning scope="col" { "What it is" }
                    } }
                    tbody { @for (kind, all) in &kinds {
                        tr {
                            th scope="row" { a href=(format!("#{}", anchor(kind))) { (kind) } }
                            td.n { b { (count(*all)) } }
                            @for table in &tables {
                                @match of(kind, table) {
                                    Some(number) => td class=(format!("n f{}", step(number as f64, most))) { (count(number)) },
                                    None => td.nothing { span.hidden { "none" } },
                                }
                            }
                            td.meaning { (kind::find(kind).map_or("", |kind| first_clause(kind.meaning))) }
                        }
                    } }
                }
            }
        };
        figure("wide-figure", "Which faults, in which tables", &says, &content)
    }

    fn places(&self, faults: &Faults) -> Markup {
        let counts = self.faults_by_table();
        let shown = || counts.iter().filter(|(_, number)| *number > 0);
        let says = "Each strip is a table from its first byte to its last; tables with a file a day from the first day to the last. \
                    Red is where faults lie, stronger where there are more.";
        let content = html! {
            div.strips {
                @for (table, number) in shown() {
                    @if let Some(strip) = faults.strips.get(table) {
                        @let (files, hit) = strip.files;
                        div.row {
                            div.what {
                                b { (table.name()) }
                                span { (plural(*number, "fault")) @if files > 1 { " in " (count(hit as u64)) " of " (plural(files as u64, "file")) } }
                            }
                            (draw::strip(&format!("Where the {} of {} lie", plural(*number, "fault"), table.name()), &strip.shares))
                        }
                    }
                }
                @if let Some((first, each, places)) = shown().find_map(|(table, _)| { let strip = faults.strips.get(table)?; let (first, each) = strip.days?; Some((first, each, strip.shares.len())) }) {
                    div.row.scale aria-hidden="true" {
                        div.what { span { "days, in daily files" } }
                        div.months {
                            @for month in (0..places as i32 * each).map(|day| (day, first.plus_days(day))).filter(|(_, date)| date.day() == 1 && each == 1) {
                                span.wide[!(month.1.month() - 1).is_multiple_of(3)] style=(format!("left:{:.2}%", f64::from(month.0) * 100.0 / (places as f64))) { (MONTHS[month.1.month() as usize - 1]) }
                            }
                        }
                    }
                }
            }
            (draw::in_a_table("The same as numbers", &draw::numbers("Faults by table", &["Table", "Faults", "Rows", "A thousand rows have", "Files", "Files with a fault"], &shown().map(|(table, number)| {
                let rows = self.source.rows(*table);
                let (files, hit) = faults.strips.get(table).map_or((0, 0), |strip| strip.files);
                vec![table.name().to_owned(), count(*number), count(rows), draw::fixed(*number as f64 * 1_000.0 / rows.max(1) as f64, 1), count(files as u64), count(hit as u64)]
            }).collect::<Vec<_>>())))
        };
        html! { div id="places" { (figure("wide-figure", "Where they lie", says, &content)) } }
    }

    fn decoys_shown(&self, faults: &Faults) -> Markup {
        let title = "What only looks wrong";
        if faults.decoys.is_empty() {
            return absent(title, "The truth lists no decoy.");
        }
        let meaning =
            |name: &str| self.decoys.iter().find(|(known, _)| *known == name).map_or("", |(_, meaning)| *meaning);
        let says = "Decoys are right values that a careless check reports. A good check leaves them alone.";
        let content = html! {
            ul.decoys {
                @for (kind, (number, example)) in &faults.decoys {
                    li {
                        div { b { (kind.trim_start_matches("decoy.").replace('_', " ")) } " " span.n { (count(*number)) } }
                        @if !meaning(kind).is_empty() { p { (meaning(kind)) } }
                        p.at { (example.table.name()) @if let Some(column) = &example.column { "." (column) } " " (Difference::new(example.clean.as_deref(), example.clean.as_deref()).clean()) }
                    }
                }
            }
        };
        figure("", title, says, &content)
    }

    /// What this page's own reading stumbled over.
    fn unreadable(&self) -> Markup {
        let title = "What could not be read";
        let unreadable = &self.gathered.figures.unreadable;
        if unreadable.is_empty() {
            return absent(title, "Nothing: every cell that this page looks at has the form of its column.");
        }
        let rows: Vec<Bar> = unreadable
            .iter()
            .map(|((table, column), number)| Bar {
                name: format!("{}, {column}", table.name()),
                parts: vec![("bad", *number as f64)],
                values: vec![count(*number)],
            })
            .collect();
        let says = "Cells without the form of their column, in the columns that this page looks at. They are left out of the figures above; \
                    the page asked no truth for this list. Of sensors one file was read.";
        figure("wide-figure", title, says, &html! { div.short { (bars("Table, column", &["Cells"], &rows)) } })
    }
}

/// What a kind is, without the ways in which it comes about.
pub fn first_clause(meaning: &str) -> &str {
    meaning.split([':', ';']).next().unwrap_or(meaning).trim_end_matches('.')
}

/// The anchor of a kind.
fn anchor(kind: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    format!("kind-{}", kind.chars().map(letter).collect::<String>())
}

/// A name that a narrow column breaks between its words.
fn breakable(name: &str) -> Markup {
    html! {
        @for (at, word) in name.split('_').enumerate() { @if at > 0 { "_" wbr; } (word) }
    }
}

/// Where a fault stands, as short as it can be said.
pub fn place(example: &Example) -> Markup {
    let file = example
        .file
        .rsplit_once('/')
        .map_or(example.file.as_str(), |(folders, _)| folders.rsplit_once('=').map_or(folders, |(_, value)| value));
    html! {
        b { (breakable(example.table.name())) @if let Some(column) = &example.column { "." wbr; (breakable(&shown(column))) } }
        span.at title=(shown(&example.file)) {
            @if file != example.file { (shown(file)) ", " }
            @if let Some(cell) = &example.cell { "cell " (shown(cell)) }
            @else if let Some(line) = example.line { "line " (count(line)) }
            @else if let Some(row) = example.row { "row " (count(row)) }
        }
    }
}

fn examples(faults: &Faults) -> Markup {
    let says = "Three of each kind, from different columns where there are some. Left as it should be, right as it stands in the file; what differs is marked.";
    let content = html! {
        div.kinds-of-faults {
            @for (name, examples) in &faults.examples {
                @let found = kind::find(name);
                @let all: u64 = faults.kinds.get(name).map_or(0, |tables| tables.values().sum());
                article id=(anchor(name)) {
                    header { h4 { (name) } span.n { (count(all)) } }
                    @if let Some(found) = found { p { (found.meaning) } }
                    table.pairs {
                        thead { tr { th scope="col" { "Where" } th scope="col" { "Should be" } th scope="col" { "Is" } } }
                        tbody { @for example in examples { (pair(example)) } }
                    }
                    @if let Some(found) = found {
                        p.at { "Seen by: " (check_name(&found.detectability.to_string())) ". To do: " (found.expected_action.to_string()) "." }
                    }
                }
            }
        }
    };
    figure("wide-figure", "What they look like", says, &content)
}

/// An example as a row.
pub fn pair(example: &Example) -> Markup {
    if example.column.is_none() && !example.is_text {
        let again = match &example.original {
            (_, Some(row)) => format!("the row again that stands in row {}", count(*row)),
            (Some(file), None) => {
                format!("the row again that came with {}", shown(file.split('/').nth(1).unwrap_or(file)))
            }
            (None, None) => "a row again that came before".to_owned(),
        };
        return html! {
            tr { td { (place(example)) } td { "once" } td { (again) @if let Some(key) = &example.key { br; code.value { (shown(&key.chars().take(90).collect::<String>())) } } } }
        };
    }
    if example.is_text && example.dirty.is_none() {
        let (clean, dirty) = match &example.original.0 {
            Some(own) => (shown(own), shown(&example.file)),
            None => ("as others".into(), "the whole file otherwise".into()),
        };
        return html! { tr { td { (place(example)) } td { (clean) } td { (dirty) } } };
    }
    let difference = Difference::new(example.clean.as_deref(), example.dirty.as_deref());
    html! {
        tr { td { (place(example)) } td { (difference.clean()) } td { (difference.dirty()) } }
    }
}

/// What a kind of check is, in words.
fn check_name(name: &str) -> &'static str {
    match name {
        "parse" => "parsing the file",
        "type" => "casting to the type",
        "domain" => "a rule for the value",
        "row" => "a rule within the row",
        "cross_row" => "comparing rows",
        "cross_table" => "comparing tables",
        _ => "another check",
    }
}

fn checks(faults: &Faults) -> Markup {
    let all = faults.count[0];
    let order = ["parse", "type", "domain", "row", "cross_row", "cross_table"];
    let rows = |counts: &std::collections::BTreeMap<String, u64>, names: &mut dyn Iterator<Item = (String, String)>| {
        let rows = names.filter_map(|(name, words)| {
            let number = counts.get(&name).copied()?;
            Some(Bar {
                name: words,
                parts: vec![("bad", number as f64)],
                values: vec![count(number), share(number, all)],
            })
        });
        rows.collect::<Vec<Bar>>()
    };
    let by_check =
        rows(&faults.checks, &mut order.iter().map(|name| ((*name).to_owned(), check_name(name).to_owned())));
    let by_action = rows(
        &faults.actions,
        &mut ["reject", "quarantine", "warn", "accept"].iter().map(|name| ((*name).to_owned(), (*name).to_owned())),
    );
    let cross: u64 = ["cross_row", "cross_table"].iter().filter_map(|name| faults.checks.get(*name)).sum();
    let says = format!(
        "The nearest kind of check that can see each fault. {} are seen only by comparing rows or tables.",
        share(cross, all)
    );
    let content = html! {
        (bars("Check", &["Faults", "Share"], &by_check))
        h4 { "What a pipeline should do" }
        (bars("Action", &["Faults", "Share"], &by_action))
    };
    figure("", "What it takes to see them", &says, &content)
}

fn rules(faults: &Faults) -> Markup {
    let rules = &faults.run.rules;
    let exact = rules.iter().filter(|rule| rule.planned == rule.realised).count();
    let says = format!(
        "{exact} of {} came out exactly as planned; where not, a row to hit was missing on some day.",
        plural(rules.len() as u64, "rule")
    );
    let row = |rule: &RuleRecord| {
        let asked = match rule.requested {
            Requested::Rate(rate) => format!("{} %", draw::fixed(rate * 100.0, 4)),
            Requested::Count(number) => count(number),
        };
        let missed = rule.planned.saturating_sub(rule.realised);
        Bar {
            name: shown(&rule.rule_id),
            parts: vec![
                ("bad", (rule.realised as f64).sqrt()),
                ("none", (rule.planned as f64).sqrt() - (rule.realised as f64).sqrt()),
            ],
            values: vec![
                asked,
                count(rule.planned),
                count(rule.realised),
                if missed > 0 { format!("−{}", count(missed)) } else { "0".to_owned() },
            ],
        }
    };
    let rows = |wanted: &dyn Fn(&&RuleRecord) -> bool| {
        rules.iter().filter(wanted).take(MOST_RULES).map(row).collect::<Vec<Bar>>()
    };
    let heads = ["Asked", "Planned", "Realised", "Off"];
    let off = rows(&|rule| rule.planned != rule.realised);
    let all = rows(&|_| true);
    let content = html! {
        @if !off.is_empty() {
            div.scroll tabindex="0" role="region" aria-label="Rules that came out otherwise" { (bars("Rule", &heads, &off)) }
        }
        details {
            summary { "All " (plural(all.len() as u64, "rule")) @if rules.len() > all.len() { " of " (count(rules.len() as u64)) } ", planned and realised" }
            div.scroll tabindex="0" role="region" aria-label="All rules" { (bars("Rule", &heads, &all)) }
        }
    };
    figure("wide-figure", "Planned and realised", &says, &content)
}
