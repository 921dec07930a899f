//! Healing a folder: what the anomalies changed is undone, from the files and their labels alone.

mod left_out;

use std::{
    collections::BTreeMap,
    fmt, mem,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use retailgen_anomaly::Policy;
use retailgen_dataset::{
    DATASET_VERSION, DatasetError, NoProgress, Outcome, PlannedFile, Progress, Scenario, WriteOptions, create_file,
    tell_shortcomings, write_derived,
};
use retailgen_folder::{Begin, FileDigest, Manifest, ManifestFile, Overwrite, OwnedFolder, real_path};
use retailgen_schema::{Format, Table, is_of_changes};
use retailgen_sinks::{
    csv::CsvEncoder,
    format::{BlockFile, Encoded},
    patched::batch_of_texts,
};
use retailgen_truth::{COLLATERAL, LABELS, RUN, RunDocument, StoredLabel, StoredLabels};

use crate::{
    VerifyError,
    cells::{Cell, RecordForm},
    check::{
        Check, Finding, Side, data_manifest, is_derived, label_finding, misfit_finding, place, text_misfit_finding,
        truth_manifest, with_rows,
    },
    read::{DeltaForm, ReadError, Records, body, digest},
    superseded_files::formats,
    undo::{self, Healer},
};

/// Bytes of text written at a time.
const CHUNK: usize = 256 * 1024;
/// Rows of other files written at a time.
const BATCH: usize = 8 * 1024;

/// How to heal.
///
/// ```
/// use std::path::Path;
/// use retailgen_dataset::Overwrite;
/// use retailgen_verify::HealOptions;
///
/// let mut options = HealOptions::new(Path::new("data.truth"), Path::new("healed"));
/// assert_eq!(options.overwrite, Overwrite::No);
/// options.overwrite = Overwrite::Yes;
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct HealOptions<'o> {
    /// The folder with the truth.
    pub truth: &'o Path,
    /// The folder to write the healed files into.
    pub out: &'o Path,
    /// Whether another run's files in that folder may be replaced.
    pub overwrite: Overwrite,
    /// Set from elsewhere, ends the healing between two rows with [`VerifyError::Cancelled`].
    pub cancelled: Option<&'o AtomicBool>,
    /// Who hears how it gets on.
    pub progress: &'o dyn Progress,
}

impl<'o> HealOptions<'o> {
    /// By the truth in one folder, into another; nothing is replaced.
    #[must_use]
    pub fn new(truth: &'o Path, out: &'o Path) -> Self {
        Self { truth, out, overwrite: Overwrite::default(), cancelled: None, progress: &NoProgress }
    }
}

impl fmt::Debug for HealOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HealOptions")
            .field("truth", &self.truth)
            .field("out", &self.out)
            .field("overwrite", &self.overwrite)
            .field("cancelled", &self.cancelled)
            .finish_non_exhaustive()
    }
}

/// Writes the files of `folder` without their anomalies into another folder.
///
/// No row of a table is generated: every label finds its dirty value in the files and is undone. What follows from the rows, such as
/// the changes of a feed's day, is made anew. The healed files, and the manifest with them, are what the same scenario without
/// anomalies gives; text files byte for byte. The folder is kept by the
/// rules of [`Dataset::write`](retailgen_dataset::Dataset::write).
///
/// # Errors
/// [`VerifyError::NotHealed`] where a label does not fit or a file is not the one that the manifest lists; nothing is left then
/// of what was written. [`VerifyError::TruthForData`], [`VerifyError::DataForTruth`], [`VerifyError::HealedInData`],
/// [`VerifyError::AnotherVersion`] and [`VerifyError::Folder`] where the folders cannot be used; [`VerifyError::CannotRead`]
/// for a format that cannot be healed yet; [`VerifyError::Cancelled`] when asked to stop.
///
/// ```
/// use retailgen_dataset::{Policy, Scale, Scenario, Table, WriteOptions};
/// use retailgen_verify::{HealOptions, heal};
///
/// let parent = tempfile::tempdir()?;
/// let [data, truth, healed, clean] = ["data", "truth", "healed", "clean"].map(|name| parent.path().join(name));
/// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Suppliers])?;
/// let policy = Policy::builtin("default").ok_or("it is built in")?;
/// let mut options = WriteOptions::default();
/// options.truth = Some(&truth);
/// scenario.clone().with_anomalies(policy).dataset().write(&data, &options)?;
///
/// let outcome = heal(&data, &HealOptions::new(&truth, &healed))?;
/// let written = scenario.dataset().write(&clean, &WriteOptions::default())?;
/// assert_eq!(outcome.manifest(), written.manifest());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn heal(folder: &Path, options: &HealOptions) -> Result<Outcome, VerifyError> {
    let data = data_manifest(folder)?;
    let truth = truth_manifest(options.truth)?;
    keep_healed_apart(folder, options.truth, options.out)?;
    if data.dataset_version != DATASET_VERSION {
        let found = data.dataset_version;
        return Err(VerifyError::AnotherVersion { path: folder.to_path_buf(), found, known: DATASET_VERSION });
    }
    if truth.run_id != data.run_id {
        let told = Finding::on(Check::RunIdentity, "", "_manifest.json", "the truth belongs to another run");
        return Err(VerifyError::NotHealed(Box::new(told.with_values(Some(&data.run_id), Some(&truth.run_id)))));
    }
    check_truth(options.truth, &truth)?;
    let scenario = Scenario::from_record(&RunDocument::read(options.truth)?.scenario)?.with_anomalies(Policy::none());
    let labels = StoredLabels::open(options.truth)?;
    let run = scenario.run();
    let dataset = scenario.dataset();
    let plan = dataset.plan();
    let paths: Vec<String> = plan.paths().map(str::to_owned).collect();
    let out = match OwnedFolder::begin(options.out, &run, &paths, options.overwrite)? {
        Begin::AlreadyDone(manifest) => return Ok(Outcome::AlreadyDone(manifest)),
        Begin::Ready(out) => out,
    };
    let planned: BTreeMap<&str, &PlannedFile> = plan.files().iter().map(|file| (file.path(), file)).collect();
    options.progress.started(&plan);
    let healing = Healing { folder, out: &out, scenario: &scenario, planned, options };
    let mut files = match healing.files(&data, labels) {
        Ok(files) => files,
        // The same command goes on from there.
        Err(error @ (VerifyError::Cancelled | VerifyError::Folder(_))) => return Err(error),
        Err(error) => {
            out.discard()?;
            return Err(error);
        }
    };
    let mut writing = WriteOptions::default();
    writing.cancelled = options.cancelled;
    writing.progress = options.progress;
    let derived = write_derived(&dataset, &plan, &out, &writing).map_err(|error| match error {
        DatasetError::Cancelled => VerifyError::Cancelled,
        error => error.into(),
    })?;
    files.extend(derived.entries);
    let shortcomings = out.shortcomings();
    let manifest = out.finish(files)?;
    tell_shortcomings(&[shortcomings], options.progress);
    Ok(Outcome::Written(manifest))
}

/// Makes sure that the truth that is read is the one that was written.
fn check_truth(truth: &Path, manifest: &Manifest) -> Result<(), VerifyError> {
    for file in manifest.files.iter().filter(|file| [RUN, LABELS, COLLATERAL].contains(&file.path.as_str())) {
        let path = place(truth, file);
        let found = digest(&path).map_err(|error| VerifyError::reading(&path, error))?;
        if (found.bytes, found.sha256) != (file.bytes, file.sha256) {
            return Err(changed(Finding::in_folder(Check::FileDigest, Side::Truth, &file.path, CHANGED), file, &found));
        }
    }
    Ok(())
}

/// Refuses to write healed files where the data or its truth is, or into one of them.
///
/// # Errors
/// [`VerifyError::HealedInData`].
fn keep_healed_apart(folder: &Path, truth: &Path, out: &Path) -> Result<(), VerifyError> {
    let real = real_path(out);
    if [folder, truth].into_iter().any(|kept| real.starts_with(real_path(kept))) {
        return Err(VerifyError::HealedInData(out.to_path_buf()));
    }
    Ok(())
}

const CHANGED: &str = "its SHA-256 is not the one in the manifest";

/// A file is not the one that was written.
fn changed(told: Finding, file: &ManifestFile, found: &FileDigest) -> VerifyError {
    let (expected, found) = (file.sha256.to_string(), found.sha256.to_string());
    VerifyError::NotHealed(Box::new(told.with_values(Some(&expected), Some(&found))))
}

/// Files being healed into a folder.
struct Healing<'h> {
    folder: &'h Path,
    out: &'h OwnedFolder,
    scenario: &'h Scenario,
    planned: BTreeMap<&'h str, &'h PlannedFile>,
    options: &'h HealOptions<'h>,
}

impl Healing<'_> {
    /// Heals all files; their labels come in the same order.
    fn files(&self, data: &Manifest, labels: StoredLabels) -> Result<Vec<ManifestFile>, VerifyError> {
        let mut labels = labels.peekable();
        let formats = formats(data);
        let mut healed = Vec::with_capacity(data.files.len());
        for file in &data.files {
            let table: Option<Table> = file.table.parse().ok();
            if is_derived(&file.path, table.map(|table| RecordForm::new(formats.definition(table)))) {
                continue;
            }
            if self.is_cancelled() {
                return Err(VerifyError::Cancelled);
            }
            let mut own = Vec::new();
            while let Some(label) = labels.next_if(|label| label.as_ref().is_ok_and(|label| label.file == file.path)) {
                own.push(label?);
            }
            healed.extend(self.file(file, &mut own)?);
        }
        while let Some(first) = labels.next().transpose()? {
            // Operations are told anew of the healed rows.
            if is_of_changes(&first.file) {
                continue;
            }
            let form = RecordForm::new(formats.definition(first.table));
            let listed = data.files.iter().find(|file| file.path == first.file);
            if let Some(file) = listed.filter(|file| is_derived(&file.path, Some(form))) {
                self.log_entry(file, &first)?;
                continue;
            }
            if !first.is_of_missing_file() {
                let why = "the manifest has no such file, or it stands behind a later file's";
                return Err(misplaced(&first, why));
            }
            if self.is_cancelled() {
                return Err(VerifyError::Cancelled);
            }
            let missing = ManifestFile::new(first.file.as_ref(), first.table.name(), 0, FileDigest::of(&[]));
            let mut own = vec![first];
            while let Some(label) = labels.next_if(|label| label.as_ref().is_ok_and(|label| label.file == missing.path))
            {
                own.push(label?);
            }
            healed.extend(self.file(&missing, &mut own)?);
        }
        Ok(healed)
    }

    fn is_cancelled(&self) -> bool {
        self.options.cancelled.is_some_and(|cancelled| cancelled.load(Ordering::Relaxed))
    }

    /// Heals one file by its labels; none is left of a file that holds copies alone, or belongs to the delivery before.
    fn file(&self, file: &ManifestFile, labels: &mut [StoredLabel]) -> Result<Option<ManifestFile>, VerifyError> {
        let path = place(self.folder, file);
        let cannot = |reason: String| VerifyError::CannotRead { path: path.clone(), reason };
        let reading = |error: ReadError| VerifyError::reading(&path, error);
        let own_path = labels.iter().find_map(|label| label.own_path()).unwrap_or(&file.path);
        let planned = match self.planned.get(own_path) {
            Some(planned) => planned,
            None if labels.first().is_some_and(|label| label.is_extra_row() || label.is_of_stray_file()) => {
                return self.leave_copies(file, labels).map(|()| None);
            }
            None if labels.iter().any(|label| label.is_of_late_file()) => {
                return self.unchanged(file).map(|_| None);
            }
            None => return Err(cannot("the scenario has no such file".to_owned())),
        };
        let definition = planned.definition();
        let form = RecordForm::new(definition);
        labels.sort_by_key(|label| (label.row, label.column.as_deref().map(|name| form.column(name))));
        if let Some(label) = labels.iter().find(|label| label.row.is_none() && !label.is_text()) {
            return Err(misplaced(label, "it names no row"));
        }
        if let Some(label) = labels.iter().find(|label| undo::says_nothing(label)) {
            let told = label_finding(Check::LabelForm, label, "it does not say what is to be undone");
            return Err(VerifyError::NotHealed(Box::new(told)));
        }
        let (of_text, undoing) = undo::undoing(labels);
        let delta = DeltaForm::of(planned, self.scenario);
        let mut records = Records::open(&path, definition, delta, undoing).map_err(reading)?;
        let mut out = HealedFile::create(self.out, planned, self.scenario, self.options.progress)?;
        let mut undoing = Healer::new(form, with_rows(labels));
        let mut rows = 0;
        while let Some(record) = records.next().map_err(reading)? {
            let mut misfit = None;
            let healed = undoing.heal(&record, &mut |label, why| {
                misfit.get_or_insert_with(|| misfit_finding(label, why));
            });
            if let Some(finding) = misfit {
                return Err(VerifyError::NotHealed(Box::new(finding)));
            }
            if !healed.is_extra {
                rows += 1;
                if out.push(healed.text)? && self.is_cancelled() {
                    return Err(VerifyError::Cancelled);
                }
            }
        }
        if let Some(label) = undoing.left().first() {
            return Err(misplaced(label, "the file has no such row"));
        }
        if let Some(misfit) = records.misfits().first() {
            let told = text_misfit_finding(of_text[misfit.span], misfit.found.as_deref());
            return Err(VerifyError::NotHealed(Box::new(told)));
        }
        let found = records.digest().map_err(reading)?;
        if (found.bytes, found.sha256) != (file.bytes, file.sha256) {
            return Err(changed(Finding::on(Check::FileDigest, &file.table, &file.path, CHANGED), file, &found));
        }
        let digest = out.commit()?;
        Ok(Some(ManifestFile::new(planned.path(), planned.table().name(), rows, digest)))
    }
}

fn misplaced(label: &StoredLabel, what: &str) -> VerifyError {
    VerifyError::NotHealed(Box::new(label_finding(Check::LabelPlace, label, what)))
}

/// A healed file being written in large pieces.
struct HealedFile<'h> {
    planned: &'h PlannedFile,
    progress: &'h dyn Progress,
    file: Box<dyn BlockFile>,
    is_text: bool,
    form: RecordForm,
    /// The records of a text file.
    text: Vec<u8>,
    /// Those of a file with typed values, which its sink takes as a batch.
    rows: Vec<Vec<Option<String>>>,
    /// Records that the listener has not heard of yet, and bytes that it has.
    untold: u64,
    told: u64,
}

impl<'h> HealedFile<'h> {
    fn create(
        out: &OwnedFolder,
        planned: &'h PlannedFile,
        scenario: &Scenario,
        progress: &'h dyn Progress,
    ) -> Result<Self, VerifyError> {
        let definition = planned.definition();
        let mut text = Vec::with_capacity(CHUNK);
        if definition.format == Format::Csv {
            CsvEncoder::new(definition).header(&mut text);
        }
        let file = create_file(out.file(planned.path())?, planned, scenario, &[])?;
        Ok(Self {
            planned,
            progress,
            file,
            is_text: matches!(definition.format, Format::Csv | Format::Jsonl),
            form: RecordForm::new(definition),
            text,
            rows: Vec::new(),
            untold: 0,
            told: 0,
        })
    }

    /// Takes a record; says whether a piece was written.
    fn push(&mut self, record: &[u8]) -> Result<bool, VerifyError> {
        if self.is_text {
            self.text.extend_from_slice(record);
        } else {
            let record = body(record);
            let cells = (0..self.form.definition().columns.len()).map(|column| match self.form.cell(record, column) {
                Some(Cell::Text(text)) => Some(text),
                _ => None,
            });
            self.rows.push(cells.collect());
        }
        self.untold += 1;
        let full = self.text.len() >= CHUNK || self.rows.len() >= BATCH;
        if full {
            self.flush()?;
        }
        Ok(full)
    }

    fn flush(&mut self) -> Result<(), VerifyError> {
        let piece = if self.is_text {
            Encoded::Text(mem::take(&mut self.text))
        } else {
            let rows = mem::take(&mut self.rows);
            Encoded::Rows(batch_of_texts(&self.form.definition().schema(), &rows)?)
        };
        let before = self.file.bytes();
        self.file.write(&piece)?;
        let bytes = self.file.bytes() - before;
        self.progress.wrote(self.planned, mem::take(&mut self.untold), bytes);
        self.told += bytes;
        Ok(())
    }

    fn commit(mut self) -> Result<FileDigest, VerifyError> {
        self.flush()?;
        let digest = self.file.commit()?.digest;
        self.progress.wrote(self.planned, 0, digest.bytes - self.told);
        self.progress.finished(self.planned);
        Ok(digest)
    }
}
