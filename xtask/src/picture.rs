//! `cargo xtask picture`: a year of orders a day, drawn from a run of the command for the front page.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::{fs, io};

use thiserror::Error;

use crate::fixtures;
use crate::scratch::ScratchFolder;
use crate::workspace_binary::BuildError;

/// Where the picture lies in the repository.
const FILE: &str = "docs/orders-a-day.svg";
/// The run that is drawn: the year and the policy are the defaults of the command.
const RUN: [&str; 7] = ["--quiet", "--seed", "7", "--scale", "0.02", "--tables", "orders_header"];
/// The fault that is marked: an incident, so it stands on few days.
const MARKED: &str = "timestamp.malformed";
/// The days that are named, each name so high that it is free of others, in orders.
const NAMED: [(&str, &str, f64); 6] = [
    ("2024-01-01", "New Year’s Day", 82.0),
    ("2024-03-29", "Good Friday: stores closed", 110.0),
    ("2024-04-25", "Anzac Day", 88.0),
    (BLACK_FRIDAY, "Black Friday to Cyber Monday", 222.0),
    ("2024-12-25", "Christmas: stores closed", 165.0),
    ("2024-12-26", "Boxing Day", 135.0),
];
/// Its name stands before its line; there is no room behind it.
const BLACK_FRIDAY: &str = "2024-11-29";
/// How high the words on a faulty day stand, and from which month on one is looked for.
const FAULT: (f64, &str) = (110.0, "2024-08");
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// The sheet, and the field of the bars on it, in units of the drawing.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 340.0;
const LEFT: f64 = 44.0;
const DAY: f64 = 2.1;
const BASE: f64 = 290.0;
const ORDER: f64 = 1.05;

/// Draws the picture anew, or with `check` compares it with what would be drawn.
pub fn run(root: &Path, check: bool) -> ExitCode {
    match draw(root, check) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if matches!(error, PictureError::Stale) { 3 } else { 1 })
        }
    }
}

fn draw(root: &Path, check: bool) -> Result<String, PictureError> {
    let scratch = ScratchFolder::new("picture").map_err(|(path, source)| PictureError::io(&path, source))?;
    let out = scratch.path().join("data");
    let program = fixtures::program(root)?;
    let status = fixtures::retailgen(&program)
        .args(RUN)
        .arg("--out")
        .arg(&out)
        .status()
        .map_err(|source| PictureError::io(&program, source))?;
    if !status.success() {
        return Err(PictureError::Run(status));
    }
    let picture = svg(&days(&out, &scratch.path().join("data.truth/audit.csv"))?);
    let file = root.join(FILE);
    if !check {
        fs::write(&file, &picture).map_err(|source| PictureError::io(&file, source))?;
        return Ok(format!("drew {FILE}, {} bytes", picture.len()));
    }
    let found = fs::read_to_string(&file).map_err(|source| PictureError::io(&file, source))?;
    if found == picture { Ok(format!("{FILE} is as it would be drawn")) } else { Err(PictureError::Stale) }
}

/// What is drawn of a day.
#[derive(Debug, Default, PartialEq)]
struct Day {
    date: String,
    web: u32,
    stores: u32,
    marked: u32,
}

impl Day {
    fn orders(&self) -> u32 {
        self.web + self.stores
    }
}

/// The days of the run in order, with the faults that its audit counts.
fn days(out: &Path, audit: &Path) -> Result<Vec<Day>, PictureError> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|source| PictureError::io(path, source));
    let table = out.join("orders_header");
    let folders = fs::read_dir(&table).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let audit = read(audit)?;
    let mut days = Vec::new();
    for folder in folders.map_err(|source| PictureError::io(&table, source))? {
        let name = folder.file_name().to_string_lossy().into_owned();
        let orders = read(&folder.path().join("part-00000.csv"))?;
        // No other column has these words.
        let count = |channel: &str| orders.lines().filter(|line| line.contains(channel)).count() as u32;
        days.push(Day {
            web: count(",web,"),
            stores: count(",pos,"),
            marked: marked(&audit, &name),
            date: name.trim_start_matches("order_dt=").to_owned(),
        });
    }
    days.sort_by(|a, b| a.date.cmp(&b.date));
    Ok(days)
}

/// How many faults of the marked kind the audit counts in the file of this folder.
fn marked(audit: &str, folder: &str) -> u32 {
    let row = format!("orders_header,orders_header/{folder}/part-00000.csv,{MARKED},fault,");
    audit.lines().find_map(|line| line.strip_prefix(&row)?.parse().ok()).unwrap_or(0)
}

fn svg(days: &[Day]) -> String {
    let mut svg = head(days);
    for orders in [50, 100, 150, 200] {
        let y = BASE - ORDER * f64::from(orders);
        let right = x(days.len());
        let _ = writeln!(svg, r#"<path class="grid" d="M{LEFT} {y:.1}H{right:.1}"/>"#);
        let _ = writeln!(svg, r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{orders}</text>"#, LEFT - 6.0, y + 4.0);
    }
    svg.push_str(&bars("stores", days, Day::orders));
    svg.push_str(&bars("web", days, |day| day.web));
    for (at, day) in days.iter().enumerate() {
        if let Some(month) = day.date.strip_suffix("-01").and_then(|month| month[5..].parse::<usize>().ok()) {
            let _ = writeln!(svg, r#"<text x="{:.1}" y="{:.1}">{}</text>"#, x(at), BASE + 30.0, MONTHS[month - 1]);
        }
        if day.marked > 0 {
            let _ =
                writeln!(svg, r#"<circle class="fault" cx="{:.1}" cy="{:.1}" r="3"/>"#, x(at) + DAY / 2.0, BASE + 9.0);
        }
    }
    svg.push_str(&names(days));
    svg.push_str("</svg>\n");
    svg
}

/// The opening of the file: what it shows, in words too, and its colours on a light and a dark page.
fn head(days: &[Day]) -> String {
    let year = days.first().map_or("", |day| &day.date[..4]);
    let faulty = days.iter().filter(|day| day.marked > 0).count();
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">
<title id="t">Orders a day in {year}, by channel</title>
<desc id="d">Stacked bars, a day each: web orders below, orders in stores on top. Fridays stand out on the web, weekends in stores. Stores are closed on Good Friday and Christmas Day, Black Friday has three times the orders of a usual day, Boxing Day twice as many. Dots below {faulty} days mark an incident: order times that do not parse.</desc>
<style>
text{{font:12px system-ui,"Helvetica Neue",Arial,sans-serif;fill:#333}}.title{{font-size:15px;font-weight:600}}
.page{{fill:#fff}}.grid{{stroke:#ddd;fill:none}}.lead{{stroke:#333;stroke-width:.8;fill:none}}
.web{{fill:#3b76c4}}.stores{{fill:#e39a3b}}.fault{{fill:#c4314b}}
@media (prefers-color-scheme:dark){{
text{{fill:#d0d7de}}.page{{fill:#0d1117}}.grid{{stroke:#30363d}}.lead{{stroke:#d0d7de}}
.web{{fill:#5b94e0}}.stores{{fill:#e0a458}}.fault{{fill:#ff7b8f}}
}}
</style>
<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>
<text class="title" x="{LEFT}" y="24">Orders a day in {year}: retailgen --seed 7 --scale 0.02</text>
<rect class="web" x="{LEFT}" y="38" width="11" height="11"/><text x="{:.0}" y="48">web</text>
<rect class="stores" x="{:.0}" y="38" width="11" height="11"/><text x="{:.0}" y="48">stores</text>
<circle class="fault" cx="{:.0}" cy="44" r="3.5"/><text x="{:.0}" y="48">a fault: on {faulty} days some order times do not parse</text>
"#,
        LEFT + 16.0,
        LEFT + 60.0,
        LEFT + 76.0,
        LEFT + 136.0,
        LEFT + 146.0,
    )
}

/// One shape over all days, as high as their numbers.
fn bars(class: &str, days: &[Day], number: impl Fn(&Day) -> u32) -> String {
    let mut bars = format!(r#"<path class="{class}" d="M{LEFT} {BASE}"#);
    for day in days {
        let _ = write!(bars, "V{:.1}h{DAY}", BASE - ORDER * f64::from(number(day)));
    }
    let _ = writeln!(bars, r#"V{BASE}z"/>"#);
    bars
}

/// The names of days, each beside a line up from its bar, and the faults of one day in words.
fn names(days: &[Day]) -> String {
    let mut names = String::new();
    for (at, day) in days.iter().enumerate() {
        if let Some((_, name, height)) = NAMED.iter().find(|(date, ..)| *date == day.date) {
            names.push_str(&name_of(at, day, name, *height));
        }
    }
    let (height, month) = FAULT;
    if let Some(at) = days.iter().position(|day| day.marked > 0 && day.date.as_str() > month) {
        let name = format!("fault: {} of {} order times do not parse", days[at].marked, days[at].orders());
        names.push_str(&name_of(at, &days[at], &name, height));
    }
    names
}

fn name_of(at: usize, day: &Day, name: &str, height: f64) -> String {
    let x = x(at) + DAY / 2.0;
    let (top, y) = (BASE - ORDER * f64::from(day.orders()), BASE - ORDER * height);
    let (anchor, shift) = if day.date == BLACK_FRIDAY { ("end", -4.0) } else { ("start", 4.0) };
    format!(
        r#"<path class="lead" d="M{x:.1} {:.1}V{:.1}"/><text x="{:.1}" y="{y:.1}" text-anchor="{anchor}">{name}</text>
"#,
        top - 1.0,
        y - 9.0,
        x + shift,
    )
}

/// Where the bar of the day of this number begins.
fn x(day: usize) -> f64 {
    LEFT + DAY * day as f64
}

/// Why there is no picture, or not the right one.
#[derive(Debug, Error)]
enum PictureError {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("retailgen failed ({0}); it has said why")]
    Run(ExitStatus),
    #[error("{FILE} is not what the data gives; run `cargo xtask picture` and commit the result")]
    Stale,
    #[error("cannot read or write {}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl PictureError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_names_its_days_and_marks_the_faulty_one() {
        let day = |date: &str, marked| Day { date: date.to_owned(), web: 40, stores: 20, marked };
        let picture = svg(&[day("2024-08-03", 6), day("2024-11-29", 0)]);
        for part in ["6 of 60 order times", "Black Friday", r#"class="fault" cx="45.0""#, "<title", "<desc"] {
            assert!(picture.contains(part), "{part} is not in {picture}");
        }
        assert!(!picture.contains("Anzac"));
        let audit = "orders_header,orders_header/order_dt=2024-08-03/part-00000.csv,timestamp.malformed,fault,6\n";
        assert_eq!((marked(audit, "order_dt=2024-08-03"), marked(audit, "order_dt=2024-08-04")), (6, 0));
    }
}
