//! The Delta table `returns`: its history as the retailer tells it, for the sink that writes it.

use retailgen_schema::Table;
use retailgen_sinks::{
    delta::{DeltaChange, DeltaCommit, DeltaTable, DerivedFile, Rewrite},
    folder::ManifestFile,
};
use retailgen_tables::{FileLife, ReturnsChange, returns_history};

use crate::{Dataset, Plan, PlannedFile};

/// The table, if the plan has it.
pub fn table(dataset: &Dataset, plan: &Plan) -> Option<DeltaTable> {
    let scenario = dataset.scenario();
    if !scenario.tables().contains(&Table::Returns) {
        return None;
    }
    let history = returns_history(dataset.world(), scenario.window());
    let files: Vec<(FileLife, &PlannedFile)> =
        plan.files().iter().filter_map(|file| Some((file.part.life()?, file))).collect();
    let commits = history.commits.iter().map(|commit| {
        let removed = files.iter().find(|(life, _)| life.removed == Some(commit.version));
        let added = files.iter().filter(|(life, _)| life.added == commit.version);
        // What takes the place of a file that goes is the one whose rows are still under inspection.
        let (replacing, appended): (Vec<_>, Vec<_>) =
            added.partition(|(life, _)| removed.is_some() && life.under_inspection);
        let path = |(_, file): &(FileLife, &PlannedFile)| file.path().to_owned();
        DeltaCommit {
            version: commit.version,
            at: commit.at,
            change: match commit.change {
                ReturnsChange::Load => DeltaChange::Load,
                ReturnsChange::Evolve => DeltaChange::Evolve,
                ReturnsChange::Merge => DeltaChange::Merge,
                ReturnsChange::Delete => DeltaChange::Delete,
            },
            appended: appended.into_iter().map(path).collect(),
            rewritten: removed.map(|from| Rewrite { from: path(from), to: replacing.first().copied().map(path) }),
        }
    });
    Some(DeltaTable {
        definition: Table::Returns.definition(),
        id: history.table_id,
        options: scenario.delta(),
        compression: scenario.compression(),
        commits: commits.collect(),
    })
}

/// What the manifest says of the files that follow from the table's data files.
pub fn entries(table: &DeltaTable, files: Vec<DerivedFile>) -> Vec<ManifestFile> {
    let entry = |file: DerivedFile| ManifestFile {
        path: file.path,
        table: table.definition.name.to_owned(),
        rows: file.rows,
        bytes: file.digest.bytes,
        sha256: file.digest.sha256,
    };
    files.into_iter().map(entry).collect()
}
