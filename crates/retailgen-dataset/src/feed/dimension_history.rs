//! The history of a dimension over a feed: what a slowly changing dimension of type 2 must hold after its last day.
//!
//! It is the fold of the clean snapshots. A block's entities are the same in each, but for those that have been erased, so blocks are
//! folded one after the other.

use std::{collections::BTreeMap, fmt, io::Write, str::FromStr};

use arrow_array::{cast::AsArray, types::Int64Type};
use retailgen_schema::{Table, TableDefinition};
use retailgen_sinks::format::{BlockEncoder, text_encoder};
use retailgen_synth::calendar::Date;
use retailgen_tables::{Part, PartRows, open, parts, window::Snapshots};
use retailgen_text::Patch;

use super::Feed;
use crate::DatasetError;

/// How the columns that tell a version's life are called, and what stands in them.
///
/// ```
/// use retailgen_dataset::HistoryConvention;
///
/// assert_eq!("dbt".parse(), Ok(HistoryConvention::Dbt));
/// assert!(HistoryConvention::ALL.contains(&HistoryConvention::TpcDi));
/// assert_eq!(HistoryConvention::default().to_string(), "plain");
/// let error = "kimball".parse::<HistoryConvention>().unwrap_err();
/// assert_eq!(error.to_string(), "\"kimball\" is no convention for a history: choose among plain, dbt, spark, tpc-di");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum HistoryConvention {
    /// `version` from 1, `valid_from`, `valid_to`, `is_current`; the end is the next version's beginning, and empty while it is
    /// current.
    #[default]
    Plain,
    /// As snapshots of dbt have it: `dbt_valid_from`, `dbt_valid_to`.
    Dbt,
    /// As Spark's declarative pipelines have it: `__START_AT`, `__END_AT`.
    Spark,
    /// As the benchmark TPC-DI has it: `EffectiveDate`, `EndDate`, which is 9999-12-31 while the version is current, `IsCurrent`.
    TpcDi,
}

/// There is no convention of a name.
///
/// ```
/// use retailgen_dataset::{HistoryConvention, UnknownHistoryConvention};
///
/// let error: UnknownHistoryConvention = "".parse::<HistoryConvention>().unwrap_err();
/// assert!(error.to_string().starts_with("\"\" is no convention"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no convention for a history: choose among {names}", names = HistoryConvention::ALL.map(HistoryConvention::name).join(", "))]
pub struct UnknownHistoryConvention(String);

impl HistoryConvention {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Dbt, Self::Spark, Self::TpcDi];

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Dbt => "dbt",
            Self::Spark => "spark",
            Self::TpcDi => "tpc-di",
        }
    }

    fn columns(self) -> &'static str {
        match self {
            Self::Plain => "version,valid_from,valid_to,is_current",
            Self::Dbt => "dbt_valid_from,dbt_valid_to",
            Self::Spark => "__START_AT,__END_AT",
            Self::TpcDi => "EffectiveDate,EndDate,IsCurrent",
        }
    }

    /// What stands behind a version's own columns.
    fn write(self, version: usize, from: Date, to: Option<Date>, out: &mut Vec<u8>) {
        let is_current = to.is_none();
        let end = to.map(|date| date.to_string()).unwrap_or_default();
        let written = match self {
            Self::Plain => writeln!(out, ",{version},{from},{end},{is_current}"),
            Self::Dbt | Self::Spark => writeln!(out, ",{from},{end}"),
            Self::TpcDi if is_current => writeln!(out, ",{from},9999-12-31,true"),
            Self::TpcDi => writeln!(out, ",{from},{end},false"),
        };
        written.expect("a vector takes all");
    }
}

impl fmt::Display for HistoryConvention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for HistoryConvention {
    type Err = UnknownHistoryConvention;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|convention| convention.name() == name);
        found.ok_or_else(|| UnknownHistoryConvention(name.to_owned()))
    }
}

/// The snapshots of one table, in the order in which they arrive.
struct Snapshot {
    date: Date,
    part: Part,
    rows: Box<dyn PartRows>,
}

/// The versions of an entity: since when, and the text of the row.
#[derive(Default)]
struct Versions {
    since: Vec<(Date, Vec<u8>)>,
    /// The first delivery without the entity.
    gone: Option<Date>,
}

impl Feed {
    /// Writes, as CSV, what a slowly changing dimension of type 2 must hold of a table when all days have arrived: a row for each
    /// version, without faults, by key and time. A version begins on the day of the delivery that brought it, for the first load its
    /// last day, and ends where the next begins, or with the first delivery that has no row of the entity. Returns the number of versions.
    ///
    /// # Errors
    /// [`DatasetError::NoDimension`] for a table that is not customers, products, stores or suppliers, and [`DatasetError::Output`]
    /// where `out` takes no more.
    ///
    /// ```
    /// use retailgen_dataset::{Feed, HistoryConvention, Scale, Scenario, Table, Window};
    ///
    /// let month = Window::new("2025-01-01".parse()?, 31)?;
    /// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_window(month);
    /// let mut text = Vec::new();
    /// let feed = Feed::new(&scenario, "2024-12-01".parse()?)?;
    /// let versions = feed.write_history(Table::Products, HistoryConvention::Plain, &mut text)?;
    /// let text = String::from_utf8(text)?;
    /// assert!(text.lines().next().is_some_and(|header| header.ends_with(",version,valid_from,valid_to,is_current")));
    /// assert_eq!(text.lines().count() as u64, versions + 1);
    /// assert!(text.lines().any(|line| line.ends_with(",true") && line.contains(",2,2025-01-")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_history(
        &self,
        table: Table,
        convention: HistoryConvention,
        out: &mut (impl Write + ?Sized),
    ) -> Result<u64, DatasetError> {
        if !Self::DIMENSIONS.contains(&table) {
            return Err(DatasetError::NoDimension(table));
        }
        let definition = table.definition();
        let of_whole = self.clone().with_snapshots(Snapshots::Whole);
        let snapshots: Vec<Snapshot> =
            of_whole.deliveries().filter_map(|delivery| snapshot(&delivery, table)).collect();
        let failed = |source| DatasetError::Output { table, source };
        out.write_all(header(definition, convention).as_bytes()).map_err(failed)?;
        let encoder = text_encoder(definition);
        let blocks = snapshots.last().map_or(0, |last| last.part.blocks);
        let (mut versions, mut text) = (0, Vec::new());
        for block in 0..blocks {
            text.clear();
            for of_entity in folded(&snapshots, encoder.as_ref(), block)? {
                versions += of_entity.since.len() as u64;
                write_versions(&of_entity, convention, &mut text);
            }
            out.write_all(&text).map_err(failed)?;
        }
        out.flush().map_err(failed)?;
        Ok(versions)
    }
}

fn header(definition: &TableDefinition, convention: HistoryConvention) -> String {
    let own: Vec<&str> = definition.columns.iter().map(|column| column.name).collect();
    format!("{},{}\n", own.join(","), convention.columns())
}

fn snapshot(delivery: &super::FeedDelivery, table: Table) -> Option<Snapshot> {
    let (world, window) = (delivery.dataset().world(), delivery.dataset().scenario().window());
    let part = parts(world, window, table).into_iter().next()?;
    Some(Snapshot { date: window.last(), rows: open(world, window, &part), part })
}

/// The versions of each entity of a block, in the order of their keys.
fn folded(
    snapshots: &[Snapshot],
    encoder: &dyn BlockEncoder,
    block: usize,
) -> Result<impl Iterator<Item = Versions> + use<>, DatasetError> {
    let mut entities: BTreeMap<i64, Versions> = BTreeMap::new();
    for snapshot in snapshots.iter().filter(|snapshot| block < snapshot.part.blocks) {
        let batch = snapshot.rows.batch(block);
        let block_text = encoder.encode(&batch, &Patch::default(), false, Vec::new())?;
        let text = block_text.text()?;
        let starts = encoder.row_starts(text, false).unwrap_or_default();
        let rows = starts.windows(2).map(|bounds| text[bounds[0]..bounds[1]].trim_ascii_end());
        // The key of a dimension is its first column.
        let keys = batch.column(0).as_primitive::<Int64Type>().values();
        for (&key, row) in keys.iter().zip(rows) {
            let Versions { since, .. } = entities.entry(key).or_default();
            if since.last().is_none_or(|(_, last)| last != row) {
                since.push((snapshot.date, row.to_vec()));
            }
        }
        let there = |key: &i64| keys.binary_search(key).is_ok();
        for (_, versions) in entities.iter_mut().filter(|(key, versions)| versions.gone.is_none() && !there(key)) {
            versions.gone = Some(snapshot.date);
        }
    }
    Ok(entities.into_values())
}

fn write_versions(versions: &Versions, convention: HistoryConvention, out: &mut Vec<u8>) {
    let ends = versions.since.iter().skip(1).map(|(date, _)| Some(*date)).chain([versions.gone]);
    for (number, ((from, row), to)) in versions.since.iter().zip(ends).enumerate() {
        out.extend_from_slice(row);
        convention.write(number + 1, *from, to, out);
    }
}
