//! The Delta table `returns`: its history as the retailer tells it, for the sink that writes it.

use retailgen_schema::{Format, Table};
use retailgen_sinks::delta::{AbsentFile, DeltaChange, DeltaCommit, DeltaTable, DerivedFile, Rewrite};
use retailgen_tables::{FileLife, Part, ReturnsChange, open, returns_history};
use retailgen_truth::Label;

use crate::{Dataset, DatasetError, Plan, PlannedFile, delta_faults::DeltaFaults};

/// The table, if the plan has it.
pub fn table(dataset: &Dataset, plan: &Plan) -> Option<DeltaTable> {
    let scenario = dataset.scenario();
    let definition = scenario.definition(Table::Returns);
    if definition.format != Format::Delta || !scenario.tables().contains(&Table::Returns) {
        return None;
    }
    let history = returns_history(dataset.world(), scenario.window());
    let named = plan.made().iter().filter(|file| !file.part.is_orphan());
    let files: Vec<(FileLife, &PlannedFile)> = named.filter_map(|file| Some((file.part.life()?, file))).collect();
    let commits = history.commits.iter().map(|commit| {
        let removed = files.iter().find(|(life, _)| life.removed == Some(commit.version));
        let added = files.iter().filter(|(life, _)| life.added == commit.version);
        let (replacing, appended): (Vec<_>, Vec<_>) = added.partition(|(life, _)| life.replaces);
        let path = |(_, file): &(FileLife, &PlannedFile)| file.path().to_owned();
        let mut appended: Vec<String> = appended.into_iter().map(path).collect();
        // By their numbers: in the plan, one that is gone stands last.
        appended.sort();
        DeltaCommit {
            version: commit.version,
            at: commit.at,
            change: match commit.change {
                ReturnsChange::Load => DeltaChange::Load,
                ReturnsChange::Evolve => DeltaChange::Evolve,
                ReturnsChange::Merge => DeltaChange::Merge,
                ReturnsChange::Delete => DeltaChange::Delete,
            },
            appended,
            rewritten: removed.map(|from| Rewrite { from: path(from), to: replacing.first().copied().map(path) }),
        }
    });
    let faults = DeltaFaults::of(scenario, dataset.world());
    Some(DeltaTable {
        definition,
        id: history.table_id,
        options: scenario.delta(),
        compression: scenario.compression(),
        commits: commits.collect(),
        broken: faults.as_ref().and_then(DeltaFaults::broken),
        checkpoint: faults.as_ref().and_then(DeltaFaults::checkpoint),
    })
}

/// The data files of the table that the folder does not have.
///
/// # Errors
/// [`DatasetError::Sink`] where a value has no form in Parquet.
pub fn absent_files(dataset: &Dataset, table: &DeltaTable) -> Result<Vec<AbsentFile>, DatasetError> {
    let (world, window) = (dataset.world(), dataset.scenario().window());
    let mut parts = dataset.parts(Table::Returns);
    parts.retain(Part::is_missing);
    let absent = parts.iter().map(|part| {
        let rows = open(world, window, part);
        let version = part.life().map_or(0, |life| life.added);
        Ok(AbsentFile::of(table, &part.path, version, (0..part.blocks).map(|block| rows.batch(block)))?)
    });
    absent.collect()
}

/// The labels of what follows from the data files of a table.
#[must_use]
pub fn labels_of_log(dataset: &Dataset, table: &DeltaTable, derived: &[DerivedFile]) -> Vec<Label<'static>> {
    if table.broken.is_none() && table.checkpoint.is_none() {
        return Vec::new();
    }
    let scenario = dataset.scenario();
    let Some(faults) = DeltaFaults::of(scenario, dataset.world()) else { return Vec::new() };
    let pointer = table.pointer_path();
    let label = |file: &DerivedFile| match &file.cut {
        Some(cut) => faults.label_of_cut(scenario.anomalies(), &file.path, cut),
        None if pointer.as_ref() == Some(&file.path) => faults.label_of_checkpoint(scenario.anomalies(), &file.path),
        None => None,
    };
    derived.iter().filter_map(label).collect()
}

/// Bytes of a log entry with what it says of the commit: measured, like those below. The digits of its figures make a few
/// bytes more or less.
const ENTRY_BYTES: u64 = 320;
/// Bytes that a file makes an entry longer by when it comes, with its statistics.
const ADDED_BYTES: u64 = 780;
/// The same when it goes.
const REMOVED_BYTES: u64 = 196;
/// Bytes of a table's description, which comes first and once more when a column is added.
const METADATA_BYTES: u64 = 1_040;
/// Bytes of a Parquet file of change data beside its rows.
const CHANGES_BYTES: u64 = 2_000;

/// About how many bytes the files have that follow from the data files, of which there are `data_bytes`.
pub fn derived_bytes(dataset: &Dataset, table: &DeltaTable, plan: &Plan, data_bytes: u64) -> u64 {
    let rows_of = |path: &String| {
        let file = plan.files().iter().find(|file| file.path() == path);
        file.map_or(0, |file| file.rows().count())
    };
    let all_rows: u64 =
        plan.files().iter().filter(|file| file.table() == Table::Returns).map(|file| file.rows().count()).sum();
    let corrected_share = dataset.world().parameters().returns.corrected_share;
    let of_commit = |commit: &DeltaCommit| {
        let (from, to) = match &commit.rewritten {
            Some(rewrite) => (rows_of(&rewrite.from), rewrite.to.as_ref().map_or(0, rows_of)),
            None => (0, 0),
        };
        let changed = match commit.change {
            // Before and after.
            DeltaChange::Merge => (2.0 * corrected_share * from as f64) as u64,
            _ => from.saturating_sub(to),
        };
        let replaced = commit.rewritten.iter().filter(|rewrite| rewrite.to.is_some()).count();
        let added = (commit.appended.len() + replaced) as u64;
        let removed = u64::from(commit.rewritten.is_some());
        let described = u64::from(matches!(commit.change, DeltaChange::Load | DeltaChange::Evolve));
        let log = ENTRY_BYTES + added * ADDED_BYTES + removed * REMOVED_BYTES + described * METADATA_BYTES;
        let has_changes = table.change_path(commit).is_some();
        let inserted: u64 = commit.appended.iter().map(rows_of).sum();
        let rows = changed + inserted;
        log + if has_changes { CHANGES_BYTES + data_bytes * rows / all_rows.max(1) } else { 0 }
    };
    table.commits.iter().map(of_commit).sum()
}
