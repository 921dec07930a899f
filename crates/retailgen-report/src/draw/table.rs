//! Tables: those that are pictures themselves, a bar in each row, and those beside a picture.

use maud::{Markup, html};

/// A row with a bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// How long the bar is, in parts of different colours: class and value.
    pub parts: Vec<(&'static str, f64)>,
    /// What the last columns say.
    pub values: Vec<String>,
}

/// A table with a bar in each row; the first column is headed `head`, the last ones `heads`.
pub fn bars(head: &str, heads: &[&str], rows: &[Bar]) -> Markup {
    let length = |bar: &Bar| bar.parts.iter().map(|(_, value)| value).sum::<f64>();
    let most = rows.iter().map(length).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    html! {
        table.bars {
            thead { tr { th scope="col" { (head) } th.bar { span.hidden { "picture" } } @for head in heads { th.n scope="col" { (head) } } } }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" { (row.name) }
                        td.bar {
                            @for (class, value) in &row.parts {
                                i class=(class) style=(format!("width:{:.2}%", value * 100.0 / most)) {}
                            }
                        }
                        @for value in &row.values { td.n { (value) } }
                    }
                }
            }
        }
    }
}

/// The numbers beside a picture, folded away.
pub fn in_a_table(what: &str, table: &Markup) -> Markup {
    html! {
        details { summary { (what) } (table) }
    }
}

/// A table of numbers: the first column names the row. It scrolls alone where it is too wide.
pub fn numbers(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                thead { tr { @for (at, head) in heads.iter().enumerate() { th.n[at > 0] scope="col" { (head) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (at, cell) in row.iter().enumerate() {
                                @if at == 0 { th scope="row" { (cell) } } @else { td.n { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
