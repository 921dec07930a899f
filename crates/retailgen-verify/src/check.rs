//! Verifying a folder: its files against its manifest, and all of it against the truth and the clean twin.
//!
//! The files are read one after the other, in the manifest's order, each once. Its labels come along in the same order,
//! and a thread makes the clean files anew. A row without labels must be the clean one, byte for byte; one with labels
//! must be it when they are undone. So what is held in memory is a few blocks, and the labels of one file.

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
mod finding;
mod folder;
mod label_plan;
mod labels;
#[cfg(test)]
mod tests;
mod truth_folder;
mod twin;

use std::{cell::RefCell, collections::BTreeMap, fmt, iter, panic, path::Path, thread};

use retailgen_dataset::{DATASET_VERSION, Dataset, NoProgress, Plan, PlannedFile, Progress, Scenario, rule_records};
use retailgen_folder::{FolderError, Manifest, ManifestFile};
use retailgen_schema::Table;
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
    by_file::ByFile,
    copies::Deliveries,
    data_file::DataFile,
    labels::LabelChecks,
    truth_folder::{Truth, or_finding},
    twin::{Inlets, Twin},
};
use crate::{
    VerifyError,
    cells::RecordForm,
    read::DeltaForm,
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
    let manifest = folder::data_manifest(folder)?;
    let mut findings = Findings::default();
    let ignored = folder::check_listing(folder, &manifest, Side::Data, &mut findings)?;
    let truth = options.truth.map(|truth| Truth::open(truth, &manifest, &mut findings)).transpose()?;
    let Truth { run, labels, audit, dataset, knows_policy, ignored: ignored_in_truth } = truth.unwrap_or_default();

    let places: BTreeMap<&str, usize> =
        manifest.files.iter().enumerate().map(|(place, file)| (file.path.as_str(), place)).collect();
    let plan = dataset.as_ref().map(Dataset::plan);
    if let Some(plan) = &plan {
        truth_folder::check_plan(plan, &places, &manifest, &mut findings);
        options.progress.started(plan);
    }
    let planned: BTreeMap<&str, &PlannedFile> =
        plan.iter().flat_map(Plan::files).map(|file| (file.path(), file)).collect();
    // Without labels every fault would be told, so there is nothing to compare with the clean files.
    let scenario = dataset.as_ref().map(Dataset::scenario);
    let dataset = dataset.as_ref().filter(|_| labels.is_some());
    let has_labels = labels.is_some();
    let failed = RefCell::new(Vec::new());
    let labels: Option<Things<StoredLabel>> = labels.map(|labels| until_error(labels, LABELS, &failed));
    let audit: Option<Things<AuditRow>> = audit.map(|audit| until_error(audit, AUDIT, &failed));
    let job = Job {
        folder,
        manifest: &manifest,
        progress: options.progress,
        planned: &planned,
        scenario,
        deliveries: Deliveries { places: &places, twin: dataset.map(|dataset| (dataset, &planned)) },
        has_labels,
        labels: ByFile::new(labels.unwrap_or(Box::new(iter::empty())), &places, |label: &StoredLabel| &label.file),
        audit: audit.map(|audit| ByFile::new(audit, &places, |row: &AuditRow| &row.file)),
        label_checks: LabelChecks::new(run.as_ref(), manifest.dataset_version == DATASET_VERSION),
        findings,
    };
    let (done, tallies) = match dataset {
        None => (job.run(None)?, None),
        Some(dataset) => thread::scope(|scope| -> Result<_, VerifyError> {
            let (out, made) = twin::ways(knows_policy);
            // A table that this build does not know has no form, and nothing is asked of its files.
            let known = manifest.files.iter().filter(|file| file.table.parse::<Table>().is_ok());
            let files = known.filter_map(|file| planned.get(file.path.as_str()).copied());
            let tables = dataset.scenario().tables();
            let maker = thread::Builder::new().spawn_scoped(scope, move || twin::make(dataset, tables, files, &out));
            let maker = maker.map_err(FolderError::io("start a thread to verify", folder))?;
            let done = job.run(Some(&made))?;
            drop(made);
            Ok((done, maker.join().unwrap_or_else(|panic| panic::resume_unwind(panic))))
        })?,
    };
    let Done { rows, files, label_checks, mut findings } = done;
    #[cfg(feature = "delta")]
    if let Some(table) = plan.as_ref().and_then(Plan::delta) {
        delta_history::check(folder, &manifest, table, &mut findings)?;
    }
    if let (Some(dataset), Some(plan), true) = (dataset, &plan, knows_policy) {
        derived::check_changes(dataset, plan, &manifest, &mut findings)?;
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

/// What is in the order of files, as it is read.
type Things<'t, T> = Box<dyn Iterator<Item = T> + 't>;

/// Things up to the first that cannot be read, which is put aside with the name of the file.
fn until_error<'t, T: 't>(
    things: impl Iterator<Item = Result<T, TruthError>> + 't,
    name: &'static str,
    failed: &'t RefCell<Vec<(&'static str, TruthError)>>,
) -> Things<'t, T> {
    Box::new(things.map_while(move |thing| thing.map_err(|error| failed.borrow_mut().push((name, error))).ok()))
}

/// Going through the files of a folder.
struct Job<'v> {
    folder: &'v Path,
    manifest: &'v Manifest,
    progress: &'v dyn Progress,
    planned: &'v BTreeMap<&'v str, &'v PlannedFile>,
    scenario: Option<&'v Scenario>,
    deliveries: Deliveries<'v>,
    has_labels: bool,
    labels: ByFile<'v, Things<'v, StoredLabel>>,
    audit: Option<ByFile<'v, Things<'v, AuditRow>>>,
    label_checks: LabelChecks<'v>,
    findings: Findings,
}

/// What going through the files came to.
struct Done<'v> {
    rows: u64,
    files: u64,
    label_checks: LabelChecks<'v>,
    findings: Findings,
}

/// What the truth says of one file.
struct Taken {
    /// Its labels, in the order in which the file is healed.
    labels: Vec<StoredLabel>,
    /// The counts of what is odd in it without being wrong, where there is an audit.
    expected: Option<BTreeMap<String, u64>>,
}

impl<'v> Job<'v> {
    fn run(mut self, made: Option<&Inlets>) -> Result<Done<'v>, VerifyError> {
        let past = superseded_files(self.folder, self.manifest);
        let formats = formats(self.manifest);
        let (mut rows, mut files) = (0, 0);
        for (place, entry) in self.manifest.files.iter().enumerate() {
            // A table that this build does not know is told by the plan; there is no saying what its files should hold.
            let form = entry.table.parse().ok().map(|table: Table| RecordForm::new(formats.definition(table)));
            let planned = self.planned.get(entry.path.as_str()).copied();
            let made = made.filter(|_| planned.is_some());
            let twin = made.zip(form).map(|(made, form)| Twin::new(&made.blocks, form.layout()));
            let Taken { labels, expected } = self.take_labels(place, entry, form);
            if derived::is_derived(&entry.path, form) {
                files += u64::from(derived::check(self.folder, entry, &mut self.findings)?);
                continue;
            }
            let Some(form) = form else {
                let what = format!("there is no table {}", entry.table);
                self.findings.push(Finding::on(Check::FileUnreadable, &entry.table, &entry.path, what));
                continue;
            };
            let is_there = folder::is_there(self.folder, entry, Side::Data, &mut self.findings)?;
            let file = DataFile {
                folder: self.folder,
                entry,
                form,
                delta: planned.zip(self.scenario).and_then(|(file, scenario)| DeltaForm::of(file, scenario)),
                labels: self.has_labels.then_some(labels.as_slice()),
                twin,
                deliveries: self.deliveries,
                progress: planned.map(|planned| (self.progress, planned)),
            };
            if is_there {
                let found = file.check(&mut self.findings)?;
                if !past.contains(&entry.path) {
                    rows += found;
                }
                files += 1;
            } else {
                // With it goes what is left of the twin, behind which the labels come.
                drop(file);
            }
            // A thread that is gone has panicked, which is told when it is joined.
            if let Some(planned) = made.and_then(|made| made.planned.as_ref()?.recv().ok()) {
                label_plan::check(entry, form, &labels, planned.labels, &mut self.findings);
                audit::check_expected(entry, expected.as_ref(), &planned.oddities, &mut self.findings);
            }
        }
        let Self { labels, audit, mut label_checks, mut findings, manifest, .. } = self;
        let is_known = |path: &str| manifest.files.iter().any(|file| file.path == path);
        for label in labels.rest() {
            label_checks.stray(&label, is_known(&label.file), &mut findings);
        }
        for row in audit.into_iter().flat_map(ByFile::rest) {
            audit::stray(&row, &mut findings);
        }
        Ok(Done { rows, files, label_checks, findings })
    }

    /// The labels of a file, checked by themselves, in the order in which the file is healed.
    fn take_labels(&mut self, place: usize, entry: &ManifestFile, form: Option<RecordForm>) -> Taken {
        let Self { labels, audit, label_checks, findings, deliveries, .. } = self;
        // Both hear of labels, one after the other.
        let heard = RefCell::new((label_checks, findings));
        let mut own = Vec::new();
        labels.take(
            place,
            |label| {
                let (checks, findings) = &mut *heard.borrow_mut();
                checks.count(&label, findings);
                if let Some(form) = form {
                    checks.check(&label, entry, form, findings);
                }
                own.push(label);
            },
            |label| {
                let (checks, findings) = &mut *heard.borrow_mut();
                checks.stray(&label, deliveries.places.contains_key(&*label.file), findings);
            },
        );
        let (_, findings) = heard.into_inner();
        let expected = audit.as_mut().map(|audit| {
            let mut rows = Vec::new();
            audit.take(place, |row| rows.push(row), |row| audit::stray(&row, findings));
            audit::check(entry, rows, &own, findings)
        });
        labels::sort(&mut own, form, findings);
        Taken { labels: own, expected }
    }
}
