//! Charts over an axis: bars and lines, with the words around them.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

/// The field of a chart, in units of the drawing, which stretches to any width.
const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 100.0;
/// How much of the width a letter takes at most, in per cent: names of days must not run into each other.
const LETTER: f64 = 0.72;

/// A stack of values at one place of the axis, or one line.
#[derive(Debug, Clone)]
pub struct Line {
    /// What the style calls it: its colour hangs on it.
    pub class: &'static str,
    /// Its values from left to right; nothing where there is none.
    pub values: Vec<Option<f64>>,
}

/// Words below the axis, at a share of the width.
#[derive(Debug, Clone)]
pub struct Label {
    /// From 0 to 1.
    pub at: f64,
    /// The words.
    pub text: String,
    /// Whether a narrow screen has no room for them.
    pub is_wide: bool,
}

/// A name above the chart, with a line down to its value.
#[derive(Debug, Clone)]
pub struct Name {
    /// From 0 to 1.
    pub at: f64,
    /// What is named.
    pub text: String,
    /// The height of the value.
    pub value: f64,
}

/// A mark below the axis, or at the top of the field.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// From 0 to 1.
    pub at: f64,
    /// Its width.
    pub width: f64,
}

/// What a chart shows.
#[derive(Debug, Clone, Default)]
pub struct Plot {
    /// What is seen, in words, for whoever does not see it.
    pub alt: String,
    /// Bars stacked from below, or nothing.
    pub bars: Vec<Line>,
    /// Lines.
    pub lines: Vec<Line>,
    /// The least and the greatest value; the ticks decide where not given.
    pub range: Option<(f64, f64)>,
    /// What stands beside the ticks.
    pub unit: &'static str,
    /// Words below.
    pub labels: Vec<Label>,
    /// Names above.
    pub names: Vec<Name>,
    /// Marks below the axis.
    pub marks: Vec<Mark>,
}

/// Draws it.
pub fn plot(plot: &Plot) -> Markup {
    let (low, ticks) = ticks(plot);
    let high = ticks.last().copied().unwrap_or(1.0);
    let height = |value: f64| (value - low) / (high - low).max(f64::MIN_POSITIVE);
    let rows = name_rows(&plot.names);
    let above = rows.iter().map(|row| row + 1).max().unwrap_or(0);
    html! {
        div.plot style=(format!("--names:{above}")) {
            div.area {
                @for tick in &ticks {
                    div.tick style=(format!("bottom:{:.2}%", height(*tick) * 100.0)) { span { (tick_text(*tick)) (plot.unit) } }
                }
                svg role="img" aria-label=(plot.alt) viewBox="0 0 1000 100" preserveAspectRatio="none" {
                    (PreEscaped(shapes(plot, &height)))
                }
                @for (name, row) in plot.names.iter().zip(&rows) {
                    div.lead style=(format!("left:{:.2}%;bottom:{:.2}%;--row:{}", name.at * 100.0, height(name.value) * 100.0, above - row)) {
                        span.end[name.at > 0.7] { (name.text) }
                    }
                }
                @for label in &plot.labels {
                    span.x.wide[label.is_wide] style=(format!("left:{:.2}%", label.at * 100.0)) { (label.text) }
                }
            }
            @if !plot.marks.is_empty() {
                div.marks aria-hidden="true" {
                    @for mark in &plot.marks {
                        i style=(format!("left:{:.2}%;width:{:.2}%", mark.at * 100.0, mark.width * 100.0)) {}
                    }
                }
            }
        }
    }
}

/// The row of each name, counted from the chart up, so that none runs into another.
fn name_rows(names: &[Name]) -> Vec<usize> {
    let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut rows = Vec::new();
    for name in names {
        let (at, width) = (name.at * 100.0, name.text.chars().count() as f64 * LETTER + 1.0);
        let span = if name.at > 0.7 { (at - width, at + 0.4) } else { (at - 0.4, at + width) };
        let is_free = |row: &Vec<(f64, f64)>| row.iter().all(|(from, to)| span.1 < *from || *to < span.0);
        let row = taken.iter().position(is_free).unwrap_or(taken.len());
        if row == taken.len() {
            taken.push(Vec::new());
        }
        taken[row].push(span);
        rows.push(row);
    }
    rows
}

fn tick_text(tick: f64) -> String {
    let size = tick.abs();
    if size >= 1e9 {
        format!("{} bn", super::fixed(tick / 1e9, 1))
    } else if size >= 1e6 {
        format!("{} M", super::fixed(tick / 1e6, 1))
    } else if size >= 1e4 {
        format!("{} k", super::fixed(tick / 1e3, 1))
    } else {
        super::fixed(tick, 2)
    }
}

/// The least value and the ticks above it: four or five, at round numbers.
fn ticks(plot: &Plot) -> (f64, Vec<f64>) {
    let (low, high) = plot.range.unwrap_or_else(|| {
        let places = plot.bars.iter().map(|bar| bar.values.len()).max().unwrap_or(0);
        let sum = |at: usize| plot.bars.iter().filter_map(|bar| bar.values.get(at).copied().flatten()).sum::<f64>();
        let stacked = (0..places).map(sum).fold(0.0, f64::max);
        let lines = plot.lines.iter().flat_map(|line| &line.values).flatten();
        (0.0, lines.copied().fold(stacked, f64::max))
    });
    let span = (high - low).max(1e-9);
    let mut step = 1e-3;
    'found: loop {
        for factor in [1.0, 2.0, 5.0] {
            if span / (step * factor) <= 5.0 || step > 1e30 {
                step *= factor;
                break 'found;
            }
        }
        step *= 10.0;
    }
    let from = (low / step).floor() as i64;
    let to = ((high / step).ceil() as i64).max(from + 1);
    ((from as f64) * step, (from..=to).map(|tick| tick as f64 * step).collect())
}

fn shapes(plot: &Plot, height: &impl Fn(f64) -> f64) -> String {
    let mut shapes = String::new();
    let places = plot.bars.iter().map(|bar| bar.values.len()).max().unwrap_or(0);
    let mut below = vec![0.0; places];
    let each = WIDTH / places.max(1) as f64;
    // A gap between few bars; many are one shape.
    let gap = if places <= 40 { each * 0.18 } else { 0.0 };
    // Writing to a String cannot fail.
    for bar in &plot.bars {
        let _ = write!(shapes, r#"<path class="{}" d=""#, bar.class);
        for (at, value) in bar.values.iter().enumerate() {
            let value = value.unwrap_or(0.0);
            let (from, to) = (HEIGHT * (1.0 - height(below[at])), HEIGHT * (1.0 - height(below[at] + value)));
            if value > 0.0 {
                let left = at as f64 * each + gap / 2.0;
                let _ = write!(shapes, "M{left:.1} {from:.2}V{to:.2}h{:.2}V{from:.2}z", each - gap);
            }
            below[at] += value;
        }
        shapes.push_str("\"/>");
    }
    for line in &plot.lines {
        shapes.push_str(&line_shape(line, height));
    }
    shapes
}

fn line_shape(line: &Line, height: &impl Fn(f64) -> f64) -> String {
    let mut shape = format!(r#"<path vector-effect="non-scaling-stroke" class="line {}" d=""#, line.class);
    let each = WIDTH / line.values.len().saturating_sub(1).max(1) as f64;
    let mut pen = 'M';
    for (at, value) in line.values.iter().enumerate() {
        match value {
            Some(value) => {
                let _ = write!(shape, "{pen}{:.1} {:.2}", at as f64 * each, HEIGHT * (1.0 - height(*value)));
                pen = 'L';
            }
            None => pen = 'M',
        }
    }
    shape.push_str("\"/>");
    shape
}

/// A line alone, between its least and its greatest value.
pub fn spark(class: &'static str, alt: &str, values: &[f64]) -> Markup {
    let known = || values.iter().copied();
    let (low, high) = (known().fold(f64::MAX, f64::min), known().fold(f64::MIN, f64::max));
    let height = |value: f64| 0.05 + 0.9 * (value - low) / (high - low).max(1e-12);
    let shape = line_shape(&Line { class, values: known().map(Some).collect() }, &height);
    html! {
        svg.spark role="img" aria-label=(alt) viewBox="0 0 1000 100" preserveAspectRatio="none" { (PreEscaped(shape)) }
    }
}

/// Curves of how unequally something is spread, from the greatest down: shares of all at shares of those who have it.
pub fn lorenz(alt: &str, curves: &[(&'static str, Vec<f64>)]) -> Markup {
    let height = |value: f64| value;
    let mut shape = r#"<path vector-effect="non-scaling-stroke" class="line even" d="M0 100L1000 0"/>"#.to_owned();
    for (class, shares) in curves {
        let values = shares.iter().copied().map(Some).collect();
        shape.push_str(&line_shape(&Line { class, values }, &height));
    }
    let quarters = [0, 25, 50, 75, 100];
    html! {
        div.plot.square {
            div.area {
                @for quarter in quarters {
                    div.tick style=(format!("bottom:{quarter}%")) { span { (quarter) " %" } }
                }
                svg role="img" aria-label=(alt) viewBox="0 0 1000 100" preserveAspectRatio="none" { (PreEscaped(shape)) }
                @for quarter in quarters { span.x style=(format!("left:{quarter}%")) { (quarter) " %" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: &[f64]) -> Line {
        Line { class: "web", values: values.iter().copied().map(Some).collect() }
    }

    #[test]
    fn ticks_are_round_and_reach_over_the_values() {
        let found = |low, high| ticks(&Plot { range: Some((low, high)), ..Plot::default() });
        assert_eq!(found(0.0, 97.0), (0.0, vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0]));
        assert_eq!(found(-22.0, 24.0), (-30.0, vec![-30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0]));
        let (low, ticks) = ticks(&Plot { bars: vec![line(&[1.0, 5.0]), line(&[2.0, 3.0])], ..Plot::default() });
        assert_eq!((low, ticks.last().copied()), (0.0, Some(8.0)));
        // Nothing at all, and something beyond measure.
        assert_eq!(super::ticks(&Plot::default()).1.len(), 2);
        assert!(found(0.0, 1e35).1.len() > 1);
    }

    #[test]
    fn names_do_not_run_into_each_other() {
        let name = |at: f64| Name { at, text: "Christmas Day".to_owned(), value: 1.0 };
        assert_eq!(
            name_rows(&[name(0.1), name(0.12), name(0.5), name(0.97), name(0.98), name(0.99)]),
            [0, 1, 0, 0, 1, 2]
        );
    }
}
