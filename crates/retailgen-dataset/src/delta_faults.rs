//! Faults of the Delta table `returns` as a whole: which data file is gone, which file no commit names, which commit is cut, which
//! checkpoint is not there.
//!
//! All of them hang on the first load alone, so days that are appended move none.

#[cfg(feature = "delta")]
use retailgen_anomaly::Policy;
use retailgen_anomaly::{DeltaFault, DeltaHit, Kind, Tally};
use retailgen_schema::{Format, Table};
use retailgen_tables::{Part, World, orphan_path, parts, returns_history};
#[cfg(feature = "delta")]
use retailgen_truth::Label;

use crate::{Scenario, arrivals::table_faults};

/// The last version of whose files one may be gone: later ones are compared with others for the change data.
const EVOLVED: u32 = 1;

/// The faults of the table, and where they are.
#[derive(Debug)]
pub struct DeltaFaults {
    hits: Vec<DeltaHit>,
    /// The path of the table's first file, with which it is counted what hangs on no file.
    first: String,
    /// The path of the file that is gone.
    missing: Option<String>,
    orphan: Option<Orphan>,
    /// The version whose commit is cut. The checkpoint that is not there is of the one before.
    #[cfg_attr(not(feature = "delta"), expect(dead_code, reason = "no log is written then"))]
    last_loaded: u32,
}

/// A file that no commit names.
#[derive(Debug)]
struct Orphan {
    path: String,
    /// The path of the data file whose rows it has.
    of: String,
}

impl DeltaFaults {
    /// The faults of a scenario's table; none where it has none, or has no file.
    pub fn of(scenario: &Scenario, world: &World) -> Option<Self> {
        let table = Table::Returns;
        if scenario.definition(table).format != Format::Delta {
            return None;
        }
        let hits = table_faults(scenario, table, Kind::is_of_delta)?.delta_hits();
        let draw = |fault| hits.iter().find(|hit| hit.fault == fault).map(|hit| hit.draw);
        let window = scenario.window();
        let files = parts(world, window, table);
        let settled = |file: &&Part| file.life().is_some_and(|life| life.added <= EVOLVED && !life.under_inspection);
        let mut settled: Vec<&Part> = files.iter().filter(settled).collect();
        let mut take = |fault| {
            let draw = draw(fault).filter(|_| !settled.is_empty())?;
            Some(settled.remove((draw % settled.len() as u64) as usize).path.clone())
        };
        let missing = take(DeltaFault::MissingFile);
        let orphan = take(DeltaFault::OrphanFile).map(|of| Orphan { path: orphan_path(world, window), of });
        let loaded = window.base().last().plus_days(1).midnight_utc();
        let commits = returns_history(world, window).commits;
        let last_loaded = commits.iter().filter(|commit| commit.at <= loaded).map(|commit| commit.version).max();
        let (first, last_loaded) = (files.first()?.path.clone(), last_loaded.unwrap_or_default());
        Some(Self { hits, first, missing, orphan, last_loaded })
    }

    /// The table's files with these faults: one does not arrive, and one more does.
    pub fn arrived(&self, files: Vec<Part>) -> Vec<Part> {
        let of_file = |file: Part| match &self.orphan {
            _ if self.missing.as_ref() == Some(&file.path) => vec![file.gone_missing()],
            Some(orphan) if orphan.of == file.path => {
                let stray = file.orphaned_at(&orphan.path);
                vec![file, stray]
            }
            _ => vec![file],
        };
        files.into_iter().flat_map(of_file).collect()
    }

    /// The rule and the kind of a fault that the table has.
    pub fn hit(&self, fault: DeltaFault) -> Option<&DeltaHit> {
        self.hits.iter().find(|hit| hit.fault == fault)
    }

    /// How the rules fare in a block of so many rows. A file that is gone has a label for each block with rows.
    pub fn tallies(&self, part: &Part, block: usize, rows: usize) -> Vec<Tally> {
        let is_first = part.path == self.first && block == 0;
        let of_hit = |hit: &DeltaHit| {
            let (is_here, is_placed) = match (hit.fault, &self.missing) {
                (DeltaFault::MissingFile, Some(missing)) => (*missing == part.path && rows > 0, true),
                (DeltaFault::MissingFile, None) => (is_first, false),
                (DeltaFault::OrphanFile, _) => (is_first, self.orphan.is_some()),
                _ => (is_first, true),
            };
            let count = u64::from(is_here && is_placed);
            is_here.then(|| {
                let mut tally = Tally::of_rule(hit.rule);
                (tally.eligible, tally.planned, tally.realised) = (count, 1, count);
                tally
            })
        };
        self.hits.iter().filter_map(of_hit).collect()
    }

    /// The commit that is cut.
    #[cfg(feature = "delta")]
    pub fn broken(&self) -> Option<retailgen_sinks::delta::BrokenCommit> {
        let hit = self.hit(DeltaFault::BrokenCommit)?;
        Some(retailgen_sinks::delta::BrokenCommit { version: self.last_loaded, draw: hit.draw })
    }

    /// The version of the checkpoint that the log points to and that is not there.
    #[cfg(feature = "delta")]
    pub fn checkpoint(&self) -> Option<u32> {
        self.hit(DeltaFault::StaleCheckpoint).map(|_| self.last_loaded.saturating_sub(1))
    }

    /// The label of the file that points to it.
    #[cfg(feature = "delta")]
    pub fn label_of_checkpoint(&self, policy: &Policy, path: &str) -> Option<Label<'static>> {
        let hit = self.hit(DeltaFault::StaleCheckpoint)?;
        let mut label = label_of_hit(policy, path, hit);
        label.delta_version = self.checkpoint().map(u64::from);
        Some(label)
    }

    /// The label of a log entry that is cut, by its path.
    #[cfg(feature = "delta")]
    pub fn label_of_cut(
        &self,
        policy: &Policy,
        path: &str,
        cut: &retailgen_sinks::delta::Cut,
    ) -> Option<Label<'static>> {
        let hit = self.hit(DeltaFault::BrokenCommit)?;
        let mut label = label_of_hit(policy, path, hit);
        (label.byte, label.byte_end) = (Some(cut.at), Some(cut.at));
        label.clean_value = Some(cut.lost.clone().into());
        label.dirty_value = Some("".into());
        label.delta_version = Some(cut.version.into());
        Some(label)
    }
}

#[cfg(feature = "delta")]
fn label_of_hit(policy: &Policy, path: &str, hit: &DeltaHit) -> Label<'static> {
    Label::by_rule(Table::Returns, path.to_owned(), hit.kind, policy.rules()[hit.rule].id.clone())
}
