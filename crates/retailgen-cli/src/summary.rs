//! The tables and figures of what was planned and written.

use std::{
    fmt::{self, Display},
    iter::Sum,
    path::Path,
    slice,
    time::Duration,
};

use indicatif::{DecimalBytes, HumanCount};
use retailgen::{Manifest, ManifestFile, Plan, Rows, TableEstimate, superseded_files};

/// Files, rows and bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    pub files: u64,
    pub rows: u64,
    pub bytes: u64,
}

impl Figures {
    /// Those of all tables of an estimate.
    pub fn of_estimates(estimates: &[TableEstimate]) -> Self {
        let figures = estimates.iter().map(|estimate| Self {
            files: estimate.files as u64,
            rows: estimate.rows.count(),
            bytes: estimate.bytes,
        });
        figures.sum()
    }
}

impl Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            files: sum.files + one.files,
            rows: sum.rows + one.rows,
            bytes: sum.bytes + one.bytes,
        })
    }
}

/// What a finished folder holds, table by table.
#[derive(Debug)]
pub struct Summary {
    tables: Vec<(String, Figures)>,
}

impl Summary {
    /// Adds up the manifest of a folder. Rows of a Delta table count where its latest version has them.
    pub fn of(folder: &Path, manifest: &Manifest) -> Self {
        let past = superseded_files(folder, manifest);
        let is_current = |file: &&ManifestFile| !past.contains(&file.path);
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

    /// The tables by name.
    pub fn tables(&self) -> impl Iterator<Item = (&str, Figures)> {
        self.tables.iter().map(|(name, figures)| (name.as_str(), *figures))
    }

    /// All of it.
    pub fn total(&self) -> Figures {
        self.tables.iter().map(|(_, figures)| *figures).sum()
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
        write_line(f, "table", "files", "rows", "bytes")?;
        for (name, figures) in self.tables() {
            write_figures(f, name, figures, "")?;
        }
        write_figures(f, "total", self.total(), "")
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, name: &str, files: &str, rows: &str, bytes: &str) -> fmt::Result {
    write!(f, "{name:<16}{files:>8}{rows:>20}{bytes:>14}")
}

/// A line with figures below another; `about` stands before rows that are not exact.
fn write_figures(f: &mut fmt::Formatter<'_>, name: &str, figures: Figures, about: &str) -> fmt::Result {
    let Figures { files, rows, bytes } = figures;
    let (files, rows) = (HumanCount(files).to_string(), format!("{about}{}", HumanCount(rows)));
    f.write_str("\n")?;
    write_line(f, name, &files, &rows, &DecimalBytes(bytes).to_string())
}

/// What a run would write, table by table.
#[derive(Debug)]
pub struct Estimates<'e>(pub &'e [TableEstimate]);

impl Display for Estimates<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = |is_exact: bool| if is_exact { "" } else { "about " };
        let is_exact = |estimate: &TableEstimate| matches!(estimate.rows, Rows::Exact(_));
        write_line(f, "table", "files", "rows", "bytes")?;
        for estimate in self.0 {
            let figures = Figures::of_estimates(slice::from_ref(estimate));
            write_figures(f, estimate.table.name(), figures, about(is_exact(estimate)))?;
        }
        write_figures(f, "total", Figures::of_estimates(self.0), about(self.0.iter().all(is_exact)))
    }
}

/// What a run will write, table by table.
#[derive(Debug)]
pub struct Forecast<'p>(pub &'p Plan);

impl Display for Forecast<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<16}{:>8}{:>20}", "planned", "files", "rows")?;
        for table in self.0.by_table() {
            let rows = match table.rows {
                Rows::Exact(rows) => HumanCount(rows).to_string(),
                Rows::About(rows) => format!("about {}", HumanCount(rows)),
            };
            write!(f, "\n{:<16}{:>8}{rows:>20}", table.table.name(), HumanCount(table.files as u64).to_string())?;
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
            "table              files                rows         bytes\n\
             customers              1              80,000       9.50 MB\n\
             orders_header        366           1,200,000     120.00 MB\n\
             total                367           1,280,000     129.50 MB"
        );
        assert_eq!(summary.in_words(), "367 files, 1,280,000 rows, 129.50 MB");
        assert_eq!(summary.throughput(Duration::from_secs(2)), "640,000 rows/s, 64.75 MB/s");
    }
}
