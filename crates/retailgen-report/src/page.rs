//! The page: its sections from top to bottom.

mod answers;
mod difference;
mod found;
mod incident;
mod operations;
mod overview;
mod people;
mod verified;
mod wrong;
mod year;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    FoundFaults, answers::Answered, draw, faults::Faults, gather::Gathered, name_of, source::Source, verified::Verified,
};

/// What the first lines of every page have, by which a page is known as one.
pub const MARK: &str = r#"<meta name="generator" content="retailgen report"#;

/// What the page is made of.
pub struct Page<'p> {
    /// The folder.
    pub source: &'p Source,
    /// What its files tell.
    pub gathered: &'p Gathered,
    /// What its truth tells.
    pub faults: Option<&'p Faults>,
    /// Kinds of decoys, and what is right about them.
    pub decoys: &'p [(&'p str, &'p str)],
    /// What a check found.
    pub findings: Option<FoundFaults<'p>>,
    /// Answers to the questions of a retailer.
    pub answers: Option<&'p Answered>,
    /// What a verification came to.
    pub verified: Option<&'p Verified>,
}

/// The sections: anchor and name.
const SECTIONS: [(&str, &str); 8] = [
    ("data", "The data"),
    ("year", "Through the year"),
    ("people", "Who and what"),
    ("operations", "Deliveries, visits, shelves"),
    ("wrong", "What is wrong"),
    // Only where answers are given.
    ("answers", "What the faults do to figures"),
    // Only where the result of a verification is given.
    ("verified", "What was verified"),
    // Only where findings are given.
    ("found", "What was found"),
];

impl Page<'_> {
    /// The whole page.
    pub fn render(&self) -> String {
        let title = format!("{}: a look at the data", name_of(self.source.folder()));
        let version = &self.source.manifest.tool_version;
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="generator" content=(format!("retailgen report {}", env!("CARGO_PKG_VERSION")));
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    style { (PreEscaped(include_str!("page/style.css"))) }
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header.top {
                        p.eyebrow { "retailgen report" }
                        (self.opening())
                        nav aria-label="Sections" {
                            ul { @for (anchor, name) in self.sections() { li { a href=(format!("#{anchor}")) { (name) } } } }
                        }
                    }
                    main id="main" {
                        (self.data())
                        (self.year())
                        (self.people())
                        (self.operations())
                        (self.wrong())
                        (self.answers())
                        (self.verified())
                        (self.found())
                    }
                    footer {
                        p {
                            "Made by " code { "retailgen report" } " from files that retailgen " (version) " wrote. All people, "
                            "shops and orders are made up. The page follows from the files alone, holds no script and "
                            "asks for nothing on the network."
                        }
                    }
                }
            }
        };
        page.into_string()
    }
}

impl Page<'_> {
    /// The sections that the page has.
    fn sections(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        SECTIONS.into_iter().filter(|(anchor, _)| match *anchor {
            "answers" => self.answers.is_some(),
            "verified" => self.verified.is_some(),
            "found" => self.findings.is_some(),
            _ => true,
        })
    }
}

/// A section with its heading.
fn section(number: usize, lead: &str, content: &Markup) -> Markup {
    numbered(number, number + 1, lead, content)
}

/// A section with its heading and the number that the page gives it.
fn numbered(number: usize, shown: usize, lead: &str, content: &Markup) -> Markup {
    let (anchor, name) = SECTIONS[number];
    html! {
        section id=(anchor) aria-labelledby=(format!("{anchor}-title")) {
            div.heading {
                span.number aria-hidden="true" { (shown) }
                h2 id=(format!("{anchor}-title")) { (name) }
                p.lead { (lead) }
            }
            (content)
        }
    }
}

/// A picture with its heading and what it says.
fn figure(class: &str, title: &str, says: &str, content: &Markup) -> Markup {
    html! {
        figure class=(class) {
            figcaption { h3 { (title) } @if !says.is_empty() { p { (says) } } }
            (content)
        }
    }
}

/// Says that something is not there, and why.
fn absent(title: &str, why: &str) -> Markup {
    html! {
        figure.absent { figcaption { h3 { (title) } p { (why) } } }
    }
}

/// What colours stand for.
fn legend(entries: &[(&str, &str)]) -> Markup {
    html! {
        ul.legend { @for (class, name) in entries { li { i class=(class) {} (name) } } }
    }
}

/// Names in a sentence: `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A share of a hundred and more, in words: `1.2 %`.
fn share(part: u64, whole: u64) -> String {
    draw::percent(part, whole)
}
