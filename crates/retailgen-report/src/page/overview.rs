//! What this dataset is: the opening of the page, and its tables.

use maud::{Markup, html};
use retailgen_anomaly::kind;
use retailgen_schema::{Format, Table};

use super::{Page, listed, section, share, wrong::first_clause};
use crate::{
    draw::{self, Bar, bytes, count, dollars, plural, span_of},
    name_of,
};

impl Page<'_> {
    /// What the data is, what is wrong with it and where, before anything else.
    pub fn opening(&self) -> Markup {
        let name = name_of(self.source.folder());
        html! {
            h1 { (self.headline()) }
            p.folder { "The folder " code { (name) } ", seen as a whole." }
            div.answers {
                div { h2 { "What is it?" } p { (self.what_it_is()) } a href="#data" { "The tables" } }
                div { h2 { "What is wrong with it?" } p { (self.what_is_wrong()) } a href="#wrong" { "All kinds, with examples" } }
                div { h2 { "Where?" } p { (self.where_it_is()) } a href=(if self.faults.is_some_and(|faults| faults.count[0] > 0) { "#places" } else { "#wrong" }) { "Place by place" } }
            }
            dl.facts {
                @for (name, value) in self.facts() { div { dt { (name) } dd { (value) } } }
            }
        }
    }

    fn headline(&self) -> String {
        let span = match self.source.days() {
            Some((first, last)) if first == last => format!("One day of a retailer, {first}"),
            Some((first, last)) if first.year() == last.year() && last.days() - first.days() >= 364 => {
                format!("A retailer’s {}", first.year())
            }
            Some((first, last)) => format!("A retailer, {}", span_of(first, last)),
            None => "A retailer’s tables".to_owned(),
        };
        match self.faults {
            Some(faults) => format!("{span}, with {} in it", plural(faults.count[0], "known fault")),
            None => span,
        }
    }

    fn what_it_is(&self) -> String {
        let figures = &self.gathered.figures;
        let orders: u64 = figures.days.values().flat_map(|day| day.orders).sum();
        let tables = Table::ALL.into_iter().filter(|table| self.source.has(*table)).count();
        let all = self.source.manifest.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
        let files = self.source.manifest.files.len() as u64;
        let mut text =
            "Made-up data of an Australian retail chain with shops and an online shop, for testing data pipelines and \
                        data-quality checks. No person in it exists."
                .to_owned();
        draw::add(
            &mut text,
            format_args!(" {} in {}, {}.", plural(tables as u64, "table"), plural(files, "file"), bytes(all)),
        );
        if orders > 0 {
            draw::add(&mut text, format_args!(" At its heart: {}.", plural(orders, "order")));
        }
        text
    }

    fn what_is_wrong(&self) -> String {
        let Some(faults) = self.faults else {
            return "Unknown: there is no truth with it, the list of what was spoiled on purpose. What could not be read is \
                    listed at the end."
                .to_owned();
        };
        let [wrong, decoys] = faults.count;
        let mut kinds: Vec<(u64, &String)> =
            faults.kinds.iter().map(|(kind, tables)| (tables.values().sum(), kind)).collect();
        kinds.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let frequent = kinds.iter().take(3).map(|(number, kind)| {
            let meaning =
                kind::find(kind).map_or_else(|| (*kind).clone(), |kind| in_a_sentence(first_clause(kind.meaning)));
            format!("{meaning} ({})", count(*number))
        });
        let mut text = match wrong {
            0 => "Nothing: the truth lists no fault.".to_owned(),
            _ => format!(
                "{} spoiled on purpose, of {}. The most frequent: {}.",
                plural(wrong, "value or row").replace("value or rows", "values or rows"),
                plural(kinds.len() as u64, "kind"),
                frequent.collect::<Vec<_>>().join("; ")
            ),
        };
        if decoys > 0 {
            draw::add(
                &mut text,
                format_args!(
                    " Besides, {}: right, though {}.",
                    plural(decoys, "decoy"),
                    if decoys == 1 { "it looks wrong" } else { "they look wrong" }
                ),
            );
        }
        text
    }

    fn where_it_is(&self) -> String {
        let Some(faults) = self.faults else {
            return "Without a truth nobody can tell. Name one with --truth, if there is one.".to_owned();
        };
        let tables = self.faults_by_table();
        let Some((most, number)) = tables.iter().max_by_key(|(_, number)| *number) else {
            return "Nowhere.".to_owned();
        };
        let hit = tables.iter().filter(|(_, number)| *number > 0).count();
        let of_all = match tables.len() {
            1 => "In the one table".to_owned(),
            all if all == hit => format!("In all {all} tables"),
            all => format!("In {hit} of {all} tables"),
        };
        let mut text = format!("{of_all}; {} has the most ({}).", most.name(), count(*number));
        let rate = tables.iter().filter(|(table, _)| self.source.rows(*table) > 0);
        let densest = rate.max_by(|(a, m), (b, n)| {
            (u128::from(*m) * u128::from(self.source.rows(*b)))
                .cmp(&(u128::from(*n) * u128::from(self.source.rows(*a))))
        });
        if let Some((table, number)) = densest.filter(|(table, _)| table != most) {
            draw::add(
                &mut text,
                format_args!(
                    " Measured by rows, {} has the densest: {} in a hundred.",
                    table.name(),
                    draw::fixed(*number as f64 * 100.0 / self.source.rows(*table) as f64, 1)
                ),
            );
        }
        if !faults.bad_days.is_empty() {
            let days = plural(faults.bad_days.len() as u64, "day");
            draw::add(
                &mut text,
                format_args!(" Most lie anywhere, by chance; on {days} an incident spoiled many orders at once."),
            );
        }
        text
    }

    /// Faults of each table that is there, in the order of the tables.
    pub fn faults_by_table(&self) -> Vec<(Table, u64)> {
        let of = |table: Table| {
            let kinds = self.faults.into_iter().flat_map(|faults| faults.kinds.values());
            kinds.filter_map(|tables| tables.get(&table)).sum()
        };
        Table::ALL.into_iter().filter(|table| self.source.has(*table)).map(|table| (table, of(table))).collect()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let figures = &self.gathered.figures;
        let mut facts = Vec::new();
        if let Some((first, last)) = self.source.days() {
            facts.push(("Days of trade", count((last.days() - first.days() + 1).unsigned_abs().into())));
        }
        let orders: u64 = figures.days.values().flat_map(|day| day.orders).sum();
        if orders > 0 {
            facts.push(("Orders", count(orders)));
        }
        let revenue: i128 = figures.days.values().flat_map(|day| day.revenue).sum();
        if revenue > 0 {
            facts.push(("Paid for goods", dollars(revenue)));
        }
        for (table, name) in [(Table::Customers, "Customers"), (Table::Products, "Products"), (Table::Stores, "Stores")]
        {
            if self.source.has(table) {
                facts.push((name, count(self.source.rows(table))));
            }
        }
        if let Some(faults) = self.faults {
            facts.push(("Faults", count(faults.count[0])));
            facts.push(("Decoys", count(faults.count[1])));
        }
        facts
    }

    /// The tables.
    pub fn data(&self) -> Markup {
        let missing: Vec<String> = Table::ALL
            .into_iter()
            .filter(|table| !self.source.has(*table))
            .map(|table| table.name().to_owned())
            .collect();
        let content = html! {
            figure {
                figcaption { h3 { "The tables" } p { "The bar is the size of its files." } }
                (self.tables())
                @if !missing.is_empty() {
                    p.note { "Not in this folder: " (listed(&missing)) ". What would be told of them is left out below." }
                }
            }
            figure {
                figcaption { h3 { "Where it comes from" } }
                dl.record { @for (name, value) in self.record() { div { dt { (name) } dd { (value) } } } }
            }
        };
        section(0, "Eleven tables make up a whole dataset: masters in one file each, trade in a file a day.", &content)
    }

    fn tables(&self) -> Markup {
        let faults = self.faults_by_table();
        let rows: Vec<Bar> = faults
            .iter()
            .map(|(table, number)| {
                let definition = table.definition();
                let mut values = vec![
                    format_of(definition.format).to_owned(),
                    count(self.source.files(*table).len() as u64),
                    count(self.source.rows(*table)),
                    bytes(self.source.bytes(*table)),
                ];
                if self.faults.is_some() {
                    values.push(count(*number));
                }
                Bar { name: table.name().to_owned(), parts: vec![("web", self.source.bytes(*table) as f64)], values }
            })
            .collect();
        let mut heads = vec!["Format", "Files", "Rows", "Size"];
        if self.faults.is_some() {
            heads.push("Faults");
        }
        html! {
            div.scroll tabindex="0" role="region" aria-label="The tables" { (draw::bars("Table", &heads, &rows)) }
            details {
                summary { "What a row of each stands for" }
                dl.record {
                    @for (table, _) in &faults { div { dt { (table.name()) } dd { (table.definition().meaning) } } }
                }
            }
        }
    }

    fn record(&self) -> Vec<(&'static str, String)> {
        let manifest = &self.source.manifest;
        let mut record = vec![
            ("Dataset version", manifest.dataset_version.clone()),
            ("Written by", format!("retailgen {}", manifest.tool_version)),
            ("Run", manifest.run_id.chars().take(12).collect()),
        ];
        let Some(faults) = self.faults else {
            record.push(("Seed, scale, policy", "not told: only a truth says them".to_owned()));
            return record;
        };
        let scenario = &faults.run.scenario;
        record.push(("Seed", scenario.seed.clone()));
        record.push(("Scale", format!("{} of the full size", scenario.scale)));
        record.push(("Window", format!("{} from {}", plural(scenario.days.into(), "day"), scenario.start_date)));
        let policy = &faults.run.policy;
        let sha: String = policy.sha256.chars().take(12).collect();
        record.push((
            "Policy of faults",
            format!("{} ({}), SHA-256 {sha}…", policy.name, plural(faults.run.rules.len() as u64, "rule")),
        ));
        record.push(("Rows with a fault", self.fault_share()));
        record
    }

    fn fault_share(&self) -> String {
        let rows =
            self.faults_by_table().iter().fold(0_u64, |sum, (table, _)| sum.saturating_add(self.source.rows(*table)));
        let faults = self.faults.map_or(0, |faults| faults.count[0]);
        format!("{} faults on {} rows: {}", count(faults), count(rows), share(faults, rows))
    }
}

/// A sentence without its capital.
fn in_a_sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn format_of(format: Format) -> &'static str {
    match format {
        Format::Csv => "CSV",
        Format::Jsonl => "JSON lines",
        Format::Xlsx => "Excel",
        Format::Parquet => "Parquet",
        Format::Delta => "Delta",
        _ => "other",
    }
}
