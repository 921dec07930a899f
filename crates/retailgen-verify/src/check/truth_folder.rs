//! The truth of a folder: its files, what its `run.json` says, and whether it belongs to the data.

use std::{
    collections::{BTreeMap, BTreeSet},
    io, iter,
    path::Path,
};

use retailgen_dataset::{DATASET_VERSION, Dataset, Plan, PlannedFile, Scenario, recorded_policy};
use retailgen_folder::{FileDigest, FolderError, MANIFEST_NAME, Manifest, ManifestFile, is_anything_at};
use retailgen_schema::{CHANGES, Table, is_of_changes};
use retailgen_truth::{AUDIT, COLLATERAL, LABELS, RUN, RunDocument, StoredAudit, StoredLabels, TruthError};

use super::{
    finding::{Check, Finding, Findings, Side},
    folder,
};
use crate::{
    VerifyError,
    read::{ReadError, digest},
};

/// What of a truth folder could be read.
#[derive(Default)]
pub struct Truth {
    /// `run.json`.
    pub run: Option<RunDocument>,
    /// `labels.parquet`.
    pub labels: Option<StoredLabels>,
    /// `audit.csv`.
    pub audit: Option<StoredAudit>,
    /// The clean twin, where this build can make it.
    pub dataset: Option<Dataset>,
    /// Whether it has the policy of the run.
    pub knows_policy: bool,
    /// Files in it that systems drop.
    pub ignored: u64,
}

impl Truth {
    /// Opens a truth folder and checks its files against its manifest. Of one that is another run's nothing is handed on:
    /// every value would be told as wrong.
    ///
    /// # Errors
    /// [`VerifyError::DataForTruth`] where it is none, and [`VerifyError::Folder`] where it is not finished or the system refuses.
    pub fn open(truth: &Path, data: &Manifest, findings: &mut Findings) -> Result<Self, VerifyError> {
        let manifest = folder::truth_manifest(truth)?;
        let ignored = folder::check_listing(truth, &manifest, Side::Truth, findings)?;
        for file in &manifest.files {
            if folder::is_there(truth, file, Side::Truth, findings)? {
                let place = folder::place(truth, file);
                let found = digest(&place).map_err(|error| VerifyError::reading(&place, error))?;
                folder::check_digest(file, &found, Side::Truth, findings);
            }
        }
        for name in [RUN, LABELS, COLLATERAL, AUDIT] {
            let is_listed = manifest.files.iter().any(|file| file.path == name);
            if !is_listed && !is_anything_at(&truth.join(name)) {
                let what = "every truth has it, and neither the manifest nor the folder does";
                findings.push(Finding::in_folder(Check::FileMissing, Side::Truth, name, what));
            }
        }
        let run = or_missing(RunDocument::read(truth), RUN, findings)?;
        let labels = or_missing(StoredLabels::open(truth), LABELS, findings)?;
        // Without labels there is nothing to hold its counts against.
        let audit = match &labels {
            Some(_) => or_missing(StoredAudit::open(truth), AUDIT, findings)?,
            None => None,
        };
        let rows = |name: &str| manifest.files.iter().find(|file| file.path == name);
        if let (Some(file), Some(labels)) = (rows(LABELS), &labels) {
            folder::check_rows(file, labels.rows(), Side::Truth, findings);
        }
        if let (Some(file), Some(_)) = (rows(AUDIT), &audit) {
            // The counts are few, so they are simply read twice.
            let count = or_missing(StoredAudit::open(truth), AUDIT, findings)?.map_or(0, Iterator::count);
            folder::check_rows(file, count as u64, Side::Truth, findings);
        }
        if !belongs(run.as_ref(), data, &manifest, findings) {
            return Ok(Self { ignored, ..Self::default() });
        }
        let recorded = run.as_ref().map_or(Recorded::Nothing, |run| scenario(run, data, findings));
        let (dataset, knows_policy) = match recorded {
            Recorded::Another => return Ok(Self { ignored, ..Self::default() }),
            Recorded::Nothing => (None, false),
            Recorded::Clean(dataset) => (Some(dataset), false),
            Recorded::Whole(dataset) => (Some(dataset), true),
        };
        Ok(Self { run, labels, audit, dataset, knows_policy, ignored })
    }
}

/// As [`or_finding`], of a file that may be missing, which is told already.
fn or_missing<T>(read: Result<T, TruthError>, name: &str, findings: &mut Findings) -> Result<Option<T>, VerifyError> {
    match read {
        Err(TruthError::Folder(FolderError::Io { source, .. })) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        read => or_finding(read, name, findings),
    }
}

/// What could be read, or nothing and a finding where the file is not what it should be.
///
/// # Errors
/// [`VerifyError::Truth`] where the system refuses.
pub fn or_finding<T>(
    read: Result<T, TruthError>,
    name: &str,
    findings: &mut Findings,
) -> Result<Option<T>, VerifyError> {
    let told = |check, what: String| Finding::in_folder(check, Side::Truth, name, what);
    match read {
        Ok(read) => Ok(Some(read)),
        Err(TruthError::Unreadable { path, reason }) => {
            // What libraries say of a file that the system cannot read is no finding.
            if let Err(error @ ReadError::System(_)) = digest(&path) {
                return Err(VerifyError::reading(&path, error));
            }
            findings.push(told(Check::FileUnreadable, reason));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a truth belongs to the data; tells if not.
fn belongs(run: Option<&RunDocument>, data: &Manifest, truth: &Manifest, findings: &mut Findings) -> bool {
    let mut is_one = true;
    let mut differ = |side, file: &str, what: &str, expected: &str, found: &str| {
        if expected != found {
            is_one = false;
            let told = Finding::in_folder(Check::RunIdentity, side, file, what);
            findings.push(told.with_values(Some(expected), Some(found)));
        }
    };
    let another = "it belongs to another run than the data, so labels and values are not compared";
    differ(Side::Truth, MANIFEST_NAME, another, &data.run_id, &truth.run_id);
    let of_data = "its dataset version differs from the data";
    differ(Side::Truth, MANIFEST_NAME, of_data, &data.dataset_version, &truth.dataset_version);
    let Some(run) = run else { return is_one };
    differ(Side::Truth, RUN, of_data, &data.dataset_version, &run.dataset_version);
    is_one
}

/// The scenario of a run, with its policy where that is recorded; tells where it is not, and where this build cannot make
/// the scenario. None, too, where the run of the data does not follow from both: every value would be told as wrong.
fn scenario(run: &RunDocument, data: &Manifest, findings: &mut Findings) -> Recorded {
    let mut tell = |check, what: String| findings.push(Finding::in_folder(check, Side::Truth, RUN, what));
    let scenario = match Scenario::from_record(&run.scenario) {
        Ok(scenario) => scenario,
        Err(error) => {
            tell(Check::FileUnreadable, format!("its scenario cannot be made: {error}"));
            return Recorded::Nothing;
        }
    };
    if data.dataset_version != DATASET_VERSION {
        let what = "this build makes other values, so the files cannot be compared with clean ones; \
                    verify them with the build that wrote them";
        let told = Finding::in_folder(Check::RunVersion, Side::Data, MANIFEST_NAME, what);
        findings.push(told.with_values(Some(DATASET_VERSION), Some(&data.dataset_version)));
        return Recorded::Nothing;
    }
    let policy = match recorded_policy(&run.policy) {
        Ok(policy) => policy,
        Err(error) => {
            let (check, remedy) = match run.policy.toml {
                None => (Check::RunVersion, "; write data and truth again with this version"),
                Some(_) => (Check::RunIdentity, ""),
            };
            tell(check, format!("{error}, so the labels are not compared with what they should be{remedy}"));
            return Recorded::Clean(scenario.dataset());
        }
    };
    let scenario = scenario.with_anomalies(policy);
    let run_id = scenario.run_id();
    if run_id != data.run_id {
        let what =
            "its run id does not follow from scenario and policy in run.json, so labels and values are not compared";
        let told = Finding::in_folder(Check::RunIdentity, Side::Data, MANIFEST_NAME, what);
        findings.push(told.with_values(Some(&run_id), Some(&data.run_id)));
        return Recorded::Another;
    }
    let record = scenario.record();
    if record != run.scenario {
        let what = format!(
            "its record of the scenario is not what follows from it: {}",
            record.differences(&run.scenario).join(", ")
        );
        findings.push(Finding::in_folder(Check::RunIdentity, Side::Truth, RUN, what));
    }
    Recorded::Whole(scenario.dataset())
}

/// What `run.json` tells of how the data came about.
enum Recorded {
    /// Nothing that this build can make.
    Nothing,
    /// A run that is not the data's.
    Another,
    /// The scenario, but not the policy.
    Clean(Dataset),
    /// Both.
    Whole(Dataset),
}

/// Adds the files that do not arrive behind those with rows that the manifest lists, as their labels stand there.
pub fn add_missing_files(plan: &Plan, data: &mut Manifest) {
    let is_derived = |file: &ManifestFile| plan.derived().contains(&file.path);
    let place = data.files.iter().position(is_derived).unwrap_or(data.files.len());
    let is_listed = |path| data.files.iter().any(|listed| listed.path == path);
    let missing = plan.missing().iter().filter(|file| !is_listed(file.path()));
    let entry = |file: &PlannedFile| ManifestFile::new(file.path(), file.table().name(), 0, FileDigest::of(&[]));
    let missing: Vec<ManifestFile> = missing.map(entry).collect();
    data.files.splice(place..place, missing);
}

/// Checks that the manifest lists the files of the plan, in its order.
pub fn check_plan(plan: &Plan, data: &Manifest, findings: &mut Findings) {
    let listed: BTreeSet<&str> = data.files.iter().map(|file| file.path.as_str()).collect();
    let tables = plan.files().iter().map(|file| Some(file.table().name())).chain(iter::repeat(None));
    // Of what follows from others, all else is a Delta table's.
    let of_derived = |path| if is_of_changes(path) { CHANGES } else { Table::Returns.name() };
    let tables: Vec<&str> =
        plan.paths().zip(tables).map(|(path, table)| table.unwrap_or_else(|| of_derived(path))).collect();
    let planned: BTreeMap<&str, usize> = plan.paths().enumerate().map(|(place, path)| (path, place)).collect();
    for (path, table) in plan.paths().zip(&tables) {
        if !listed.contains(path) {
            let what = "the scenario has this file, and the manifest does not list it";
            findings.push(Finding::on(Check::RunPlan, table, path, what));
        }
    }
    let mut last = None;
    for file in &data.files {
        let what = match planned.get(file.path.as_str()) {
            None => "the scenario has no such file",
            Some(place) if last.is_some_and(|last| last >= *place) => {
                "the manifest lists it out of the order of the plan"
            }
            Some(place) => {
                last = Some(*place);
                if tables[*place] == file.table {
                    continue;
                }
                "the manifest gives it to another table"
            }
        };
        findings.push(Finding::on(Check::RunPlan, &file.table, &file.path, what));
    }
}
