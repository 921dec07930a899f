//! Verifying a folder: its files against its manifest, and all of it against the truth and the clean twin.
//!
//! The labels are gone through first, in the manifest's order. Then a thread makes the clean files anew, day by day as a run
//! does, and each file is read once while its clean rows are made. A row without labels must be the clean one, byte for byte;
//! one with labels must be it when they are undone. So what is held in memory is a few blocks, and the labels of the files that
//! are being read: one, and those that hang on many days.

mod alignment;
mod audit;
mod by_file;
mod copies;
mod data_file;
#[cfg(feature = "delta")]
mod delta_history;
#[cfg(feature = "delta")]
mod delta_log;
mod derived;
mod file_checks;
mod finding;
mod folder;
mod label_plan;
mod labels;
mod labels_again;
mod lanes;
#[cfg(test)]
mod tests;
mod truth_folder;
mod truth_of_files;
mod twin;

use std::{cell::RefCell, collections::BTreeMap, fmt, mem, panic, path::Path, thread};

use retailgen_anomaly::Tally;
use retailgen_dataset::{DATASET_VERSION, Dataset, NoProgress, Plan, PlannedFile, Progress, rule_records};
use retailgen_folder::FolderError;
use retailgen_truth::{AUDIT, AuditRow, LABELS, StoredLabel, TruthError};

pub use finding::{Check, Finding, More, Side, Values, Verification};
pub(crate) use {
    data_file::{misfit_finding, text_misfit_finding},
    derived::is_derived,
    finding::Findings,
    folder::{data_manifest, place, truth_manifest},
    labels::{finding as label_finding, with_rows},
};

use self::{
    copies::Deliveries,
    file_checks::{Checked, FileChecks, FilesOfLane, LaneOutcome},
    labels::LabelChecks,
    lanes::{Lanes, Step},
    truth_folder::{Truth, or_finding},
    truth_of_files::{Things, TruthOfFiles},
};
use crate::{
    VerifyError,
    superseded_files::{formats, superseded_files},
};

/// How to verify.
///
/// ```
/// use std::path::Path;
/// use retailgen_verify::VerifyOptions;
///
/// let mut options = VerifyOptions::default();
/// assert_eq!(options.truth, None);
/// options.truth = Some(Path::new("data.truth"));
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct VerifyOptions<'o> {
    /// The folder with the truth; without one the files are checked against their manifest only.
    pub truth: Option<&'o Path>,
    /// Who hears how it gets on; nobody does without a truth, when the plan is not known.
    pub progress: &'o dyn Progress,
}

impl Default for VerifyOptions<'_> {
    /// No truth, no progress.
    fn default() -> Self {
        Self { truth: None, progress: &NoProgress }
    }
}

impl fmt::Debug for VerifyOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyOptions").field("truth", &self.truth).finish_non_exhaustive()
    }
}

/// Verifies a folder that [`Dataset::write`](retailgen_dataset::Dataset::write) has finished.
///
/// Without a truth: every file of the manifest is there with its size, SHA-256, columns and rows, and no other file is.
/// With one, the truth's own files are checked in the same way; the labels must be the whole difference between the files and
/// the clean ones, and the labels that the policy brings about. Clean files and labels are made anew from the scenario and
/// policy in the truth. [`Check`] lists what is looked at. The truth of another run is told as [`Check::RunIdentity`], and the files are checked against their manifest only.
///
/// # Errors
/// [`VerifyError::TruthForData`] and [`VerifyError::DataForTruth`] where the folders are confused, and
/// [`VerifyError::Folder`], [`VerifyError::Truth`] and [`VerifyError::CannotRead`] where something cannot be read. What can be
/// read and does not hold is no error but a finding.
///
/// ```
/// use std::fs;
/// use retailgen_dataset::{Policy, Scale, Scenario, Table, WriteOptions};
/// use retailgen_verify::{Check, VerifyOptions, verify};
///
/// let parent = tempfile::tempdir()?;
/// let (data, truth) = (parent.path().join("data"), parent.path().join("truth"));
/// let policy = Policy::builtin("default").ok_or("it is built in")?;
/// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Suppliers])?.with_anomalies(policy);
/// let mut write = WriteOptions::default();
/// write.truth = Some(&truth);
/// scenario.dataset().write(&data, &write)?;
///
/// let mut options = VerifyOptions::default();
/// options.truth = Some(&truth);
/// let verification = verify(&data, &options)?;
/// assert!(verification.holds());
/// assert!(verification.labels > Some(0));
///
/// let text = fs::read_to_string(data.join("suppliers.csv"))?;
/// fs::write(data.join("suppliers.csv"), text.replacen("false", "falsy", 1))?;
/// let checks: Vec<Check> = verify(&data, &options)?.findings.iter().map(|finding| finding.check).collect();
/// assert_eq!(checks, [Check::Unlabelled, Check::FileDigest]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify(folder: &Path, options: &VerifyOptions) -> Result<Verification, VerifyError> {
    let mut manifest = folder::data_manifest(folder)?;
    let mut findings = Findings::default();
    let ignored = folder::check_listing(folder, &manifest, Side::Data, &mut findings)?;
    let truth = options.truth.map(|truth| Truth::open(truth, &manifest, &mut findings)).transpose()?;
    let Truth { run, labels, audit, dataset, knows_policy, ignored: ignored_in_truth } = truth.unwrap_or_default();

    let plan = dataset.as_ref().map(Dataset::plan);
    if let Some(plan) = &plan {
        truth_folder::check_plan(plan, &manifest, &mut findings);
        truth_folder::add_missing_files(plan, &mut manifest);
        options.progress.started(plan);
    }
    let manifest = manifest;
    let places: BTreeMap<&str, usize> =
        manifest.files.iter().enumerate().map(|(place, file)| (file.path.as_str(), place)).collect();
    let planned: BTreeMap<&str, &PlannedFile> =
        plan.iter().flat_map(Plan::made).map(|file| (file.path(), file)).collect();
    // A row that comes again has no first file where that one is missing.
    let is_missing = |path: &str| planned.get(path).is_some_and(|file| file.part().is_missing());
    let mut delivered = places.clone();
    delivered.retain(|path, _| !is_missing(path));
    // Without labels every fault would be told, so there is nothing to compare with the clean files.
    let scenario = dataset.as_ref().map(Dataset::scenario);
    let of_plan = dataset.as_ref();
    let dataset = of_plan.filter(|_| labels.is_some());
    let has_labels = labels.is_some();
    let failed = RefCell::new(Vec::new());
    let labels: Option<Things<StoredLabel>> = labels.map(|labels| until_error(labels, LABELS, &failed));
    let audit: Option<Things<AuditRow>> = audit.map(|audit| until_error(audit, AUDIT, &failed));
    let formats = formats(&manifest);
    let mut label_checks = LabelChecks::new(run.as_ref(), manifest.dataset_version == DATASET_VERSION);
    let TruthOfFiles { files: mut truths, rest } =
        TruthOfFiles::read(&manifest, &places, &formats, labels, audit, &mut label_checks);
    let checks = FileChecks {
        folder,
        manifest: &manifest,
        formats,
        superseded: superseded_files(folder, &manifest),
        progress: options.progress,
        planned: &planned,
        scenario,
        deliveries: Deliveries { places: &delivered, twin: dataset.map(|dataset| (dataset, &planned)) },
        changes: dataset.zip(plan.as_ref()).filter(|_| knows_policy),
        truth: options.truth.filter(|_| has_labels),
    };
    let Lanes { places: lanes, steps } = match dataset.zip(plan.as_ref()) {
        Some((dataset, plan)) => Lanes::new(dataset, plan, &manifest),
        None => Lanes::single(manifest.files.len()),
    };
    let of_lane = |lane: Vec<usize>| lane.into_iter().map(|place| (place, mem::take(&mut truths[place]))).collect();
    let lanes: Vec<FilesOfLane> = lanes.into_iter().map(of_lane).collect();
    let (done, mut tallies) = match dataset {
        None => (in_turn(&checks, lanes)?, None),
        Some(dataset) => beside_twin(&checks, dataset, knows_policy, lanes, steps)?,
    };
    let (mut rows, mut files) = (0, 0);
    let mut of_log = Vec::new();
    for checked in done {
        of_log.extend(checked.labels);
        rows += checked.rows;
        files += u64::from(checked.is_read);
        if let Some(tallies) = &mut tallies {
            checked.tallies.iter().for_each(|tally| tallies[tally.rule].add(tally));
        }
        findings.append(checked.findings);
    }
    findings.append(rest);
    #[cfg(feature = "delta")]
    if let Some((dataset, table)) = of_plan.zip(plan.as_ref().and_then(Plan::delta)) {
        let labels = (knows_policy && has_labels).then_some(of_log.as_slice());
        delta_history::check(folder, &manifest, (dataset, table), labels, &mut findings)?;
    }
    for (name, error) in failed.take() {
        or_finding::<()>(Err(error), name, &mut findings)?;
    }
    if has_labels {
        label_checks.finish(run.as_ref(), &mut findings);
        if let (Some(run), Some(scenario), Some(tallies)) = (&run, scenario, tallies) {
            labels::check_rules(&run.rules, &rule_records(scenario, &tallies), &mut findings);
        }
    }
    let labels = label_checks.count;
    let (findings, more) = findings.finish();
    let labels = options.truth.map(|_| labels);
    let ignored = ignored + ignored_in_truth;
    let clean_twin = dataset.is_some();
    Ok(Verification { run_id: manifest.run_id.clone(), findings, more, files, rows, labels, ignored, clean_twin })
}

/// Things up to the first that cannot be read, which is put aside with the name of the file.
fn until_error<'t, T: 't>(
    things: impl Iterator<Item = Result<T, TruthError>> + 't,
    name: &'static str,
    failed: &'t RefCell<Vec<(&'static str, TruthError)>>,
) -> Things<'t, T> {
    Box::new(things.map_while(move |thing| thing.map_err(|error| failed.borrow_mut().push((name, error))).ok()))
}

/// Checks files without a twin.
fn in_turn(checks: &FileChecks, lanes: Vec<FilesOfLane>) -> Result<Vec<Checked>, VerifyError> {
    in_order_of_manifest(lanes.into_iter().map(|files| checks.of_lane(files, None)))
}

/// Checks files while a thread makes their clean twins: the first lane here, each other one in a thread of its own, which waits
/// for its blocks most of the time. Says too how the rules of the policy have fared.
fn beside_twin(
    checks: &FileChecks,
    dataset: &Dataset,
    knows_policy: bool,
    lanes: Vec<FilesOfLane>,
    steps: Vec<Step>,
) -> Result<(Vec<Checked>, Option<Vec<Tally>>), VerifyError> {
    let no_thread = |source| FolderError::io("start a thread to verify", checks.folder)(source);
    let (outlets, inlets): (Vec<_>, Vec<_>) = lanes.iter().map(|_| twin::ways(knows_policy)).unzip();
    thread::scope(|scope| {
        let tables = dataset.scenario().tables();
        let make = move || twin::make(dataset, tables, steps, &outlets);
        let maker = thread::Builder::new().spawn_scoped(scope, make).map_err(no_thread)?;
        let mut lanes = lanes.into_iter().zip(inlets);
        let first = lanes.next();
        let others = lanes.map(|(files, made)| {
            thread::Builder::new().spawn_scoped(scope, move || checks.of_lane(files, Some(&made)))
        });
        let others = others.collect::<Result<Vec<_>, _>>().map_err(no_thread)?;
        let first = first.map(|(files, made)| checks.of_lane(files, Some(&made)));
        let others = others.into_iter().map(|lane| lane.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        let done = in_order_of_manifest(first.into_iter().chain(others));
        let tallies = maker.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
        Ok((done?, tallies))
    })
}

/// What lanes came to; of several that failed, the error of the file that stands first.
fn in_order_of_manifest(lanes: impl Iterator<Item = LaneOutcome>) -> Result<Vec<Checked>, VerifyError> {
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for lane in lanes {
        match lane {
            Ok(checked) => done.extend(checked),
            Err(file) => failed.push(file),
        }
    }
    if let Some(first) = failed.into_iter().min_by_key(|file| file.place) {
        return Err(*first.error);
    }
    done.sort_unstable_by_key(|(place, _)| *place);
    Ok(done.into_iter().map(|(_, checked)| checked).collect())
}
