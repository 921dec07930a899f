//! The files of a truth folder, written from labels in the order of the plan, whoever has kept them.

use retailgen_folder::{FileDigest, Manifest, ManifestFile, OwnedFolder, Run};

use super::REPORT;
use crate::{
    DeliveredFiles, Label, RunFacts, TruthError,
    audit::{AUDIT, Audit},
    collateral_file::{COLLATERAL, CollateralFile},
    labels_file::{LABELS, LabelsFile},
    report,
    run_document::RUN,
    tally::Tally,
    text_file::write_text,
};

/// What takes labels, each with the number of its file.
pub(super) type Taker<'t> = &'t mut dyn FnMut(usize, &Label) -> Result<(), TruthError>;

/// Writes the files, with the labels that `read` hands over, and the manifest.
pub(super) fn write_files(
    folder: OwnedFolder,
    run: &Run,
    files: &dyn DeliveredFiles,
    facts: &RunFacts,
    read: impl FnOnce(Taker) -> Result<(), TruthError>,
) -> Result<Manifest, TruthError> {
    let mut tally = Tally::default();
    let mut labels = LabelsFile::new(folder.file(LABELS)?)?;
    let mut collateral = CollateralFile::new(folder.file(COLLATERAL)?)?;
    let mut audit = Audit::new(folder.file(AUDIT)?, files, &facts.expected)?;
    read(&mut |file, label| {
        tally.add(label);
        let label_id = labels.push(label)?;
        collateral.push(label_id, &label.collateral)?;
        audit.add(file, label)
    })?;
    let labels = labels.commit()?;
    let collateral = collateral.commit()?;
    let audit = audit.commit()?;
    let run_json = write_text(folder.file(RUN)?, |out| facts.write(run, &tally, out))?;
    let report = write_text(folder.file(REPORT)?, |out| report::write(facts, files, &tally, out))?;
    let files = [
        entry(RUN, "run", (run_json, 1)),
        entry(LABELS, "labels", labels),
        entry(COLLATERAL, "collateral", collateral),
        entry(AUDIT, "audit", audit),
        entry(REPORT, "anomalies", (report, 0)),
    ];
    Ok(folder.finish(files.into())?)
}

fn entry(path: &str, table: &str, (digest, rows): (FileDigest, u64)) -> ManifestFile {
    ManifestFile::new(path, table, rows, digest)
}
