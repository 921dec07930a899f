//! The tables and figures of what was planned and written.

use std::{
    collections::BTreeSet,
    fmt::{self, Display},
    time::Duration,
};

use indicatif::{DecimalBytes, HumanCount};
use retailgen::{Manifest, ManifestFile, Plan, PlannedFile, Rows};

/// Files, rows and bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    files: u64,
    rows: u64,
    bytes: u64,
}

/// What a finished folder holds, table by table.
#[derive(Debug)]
pub struct Summary {
    tables: Vec<(String, Figures)>,
}

impl Summary {
    /// Adds up a manifest. Rows are those of the tables as they stand: of a Delta table, of its latest version, as far as
    /// there is a plan that tells which files those are.
    pub fn of(manifest: &Manifest, plan: Option<&Plan>) -> Self {
        let past = |file: &&PlannedFile| !file.is_current();
        let past: BTreeSet<&str> = plan.into_iter().flat_map(Plan::files).filter(past).map(PlannedFile::path).collect();
        let derived: BTreeSet<&str> = plan.into_iter().flat_map(Plan::derived).map(String::as_str).collect();
        let is_current = |file: &&ManifestFile| ![&past, &derived].iter().any(|set| set.contains(file.path.as_str()));
        let tables = manifest.files.chunk_by(|a, b| a.table == b.table).map(|files| {
            let figures = Figures {
                files: files.len() as u64,
                rows: files.iter().filter(is_current).map(|file| file.rows).sum(),
                bytes: files.iter().map(|file| file.bytes).sum(),
            };
            (files[0].table.clone(), figures)
        });
        Self { tables: tables.collect() }
    }

    fn total(&self) -> Figures {
        self.tables.iter().fold(Figures::default(), |sum, (_, table)| Figures {
            files: sum.files + table.files,
            rows: sum.rows + table.rows,
            bytes: sum.bytes + table.bytes,
        })
    }

    /// All of it in a few words: `8 files, 1,234 rows, 56.70 kB`.
    pub fn in_words(&self) -> String {
        let total = self.total();
        format!("{}, {}, {}", count(total.files, "file"), count(total.rows, "row"), DecimalBytes(total.bytes))
    }

    /// Rows and bytes a second: `640,000 rows/s, 64.75 MB/s`.
    pub fn throughput(&self, elapsed: Duration) -> String {
        let total = self.total();
        let per_second = |figure: u64| (figure as f64 / elapsed.as_secs_f64().max(1e-3)) as u64;
        format!("{} rows/s, {}/s", HumanCount(per_second(total.rows)), DecimalBytes(per_second(total.bytes)))
    }
}

/// One line a table, the last the total.
impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |f: &mut fmt::Formatter<'_>, name: &str, figures: Figures| {
            let Figures { files, rows, bytes } = figures;
            let (files, rows) = (HumanCount(files).to_string(), HumanCount(rows).to_string());
            write!(f, "\n{name:<16}{files:>8}{rows:>16}{:>14}", DecimalBytes(bytes).to_string())
        };
        write!(f, "{:<16}{:>8}{:>16}{:>14}", "table", "files", "rows", "bytes")?;
        for (name, figures) in &self.tables {
            line(f, name, *figures)?;
        }
        line(f, "total", self.total())
    }
}

/// What a run will write, table by table.
#[derive(Debug)]
pub struct Forecast<'p>(pub &'p Plan);

impl Display for Forecast<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<16}{:>8}{:>16}", "planned", "files", "rows")?;
        for table in self.0.by_table() {
            let rows = match table.rows {
                Rows::Exact(rows) => HumanCount(rows).to_string(),
                Rows::About(rows) => format!("about {}", HumanCount(rows)),
            };
            write!(f, "\n{:<16}{:>8}{rows:>16}", table.table.name(), HumanCount(table.files as u64).to_string())?;
        }
        Ok(())
    }
}

/// A number of things: `1 file`, `1,234 files`.
pub fn count(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", HumanCount(number))
}

/// A duration as people say it: `0.4 s`, `12.3 s`, `4 min 05 s`, `2 h 07 min`.
#[derive(Debug, Clone, Copy)]
pub struct Elapsed(pub Duration);

impl Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0..60 => write!(f, "{:.1} s", self.0.as_secs_f64()),
            60..3_600 => write!(f, "{} min {:02} s", seconds / 60, seconds % 60),
            _ => write!(f, "{} h {:02} min", seconds / 3_600, seconds / 60 % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        let said = |millis| Elapsed(Duration::from_millis(millis)).to_string();
        assert_eq!([said(410), said(12_340)], ["0.4 s", "12.3 s"]);
        assert_eq!([said(245_000), said(7_620_000)], ["4 min 05 s", "2 h 07 min"]);
    }

    #[test]
    fn one_thing_is_singular() {
        assert_eq!([count(0, "row"), count(1, "row"), count(1_234, "row")], ["0 rows", "1 row", "1,234 rows"]);
    }

    #[test]
    fn the_summary_adds_up() {
        let figures = |files, rows, bytes| Figures { files, rows, bytes };
        let summary = Summary {
            tables: vec![
                ("customers".to_owned(), figures(1, 80_000, 9_500_000)),
                ("orders_header".to_owned(), figures(366, 1_200_000, 120_000_000)),
            ],
        };
        assert_eq!(
            summary.to_string(),
            "table              files            rows         bytes\n\
             customers              1          80,000       9.50 MB\n\
             orders_header        366       1,200,000     120.00 MB\n\
             total                367       1,280,000     129.50 MB"
        );
        assert_eq!(summary.in_words(), "367 files, 1,280,000 rows, 129.50 MB");
        assert_eq!(summary.throughput(Duration::from_secs(2)), "640,000 rows/s, 64.75 MB/s");
    }
}
