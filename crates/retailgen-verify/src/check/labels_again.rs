//! The labels of one file, read once more when it is its turn: files are not checked in the order in which labels stand.

use std::{collections::BTreeMap, ops::Range, path::Path};

use retailgen_folder::ManifestFile;
use retailgen_truth::{StoredLabel, StoredLabels, TruthError};

/// Where the labels of a file stand in `labels.parquet`.
#[derive(Debug, Clone, Default)]
pub struct LabelRows {
    /// The rows from the first to the last. A label of another file among them is a stray.
    pub rows: Range<usize>,
    /// The highest number of a label above.
    pub passed: Option<u64>,
}

/// Reads labels of files anew, forwards among the files of a table.
#[derive(Debug)]
pub struct LabelsAgain<'t> {
    truth: Option<&'t Path>,
    /// By table: the row behind the last label that is asked for. A reader holds some MB, and is dropped there.
    ends: BTreeMap<String, usize>,
    /// By table: the labels from a row on.
    open: BTreeMap<String, (usize, StoredLabels)>,
}

impl<'t> LabelsAgain<'t> {
    /// For the labels of these files, which are in the folder of a truth.
    pub fn new<'f>(truth: Option<&'t Path>, files: impl Iterator<Item = (&'f ManifestFile, &'f LabelRows)>) -> Self {
        let mut ends: BTreeMap<String, usize> = BTreeMap::new();
        for (file, of_file) in files {
            let end = ends.entry(file.table.clone()).or_default();
            *end = of_file.rows.end.max(*end);
        }
        Self { truth, ends, open: BTreeMap::new() }
    }

    /// The labels of a file.
    ///
    /// # Errors
    /// [`TruthError`] where they can no longer be read.
    pub fn of_file(
        &mut self,
        file: &ManifestFile,
        LabelRows { rows, passed }: &LabelRows,
    ) -> Result<Vec<StoredLabel>, TruthError> {
        let Some(truth) = self.truth.filter(|_| !rows.is_empty()) else { return Ok(Vec::new()) };
        let end = self.ends.get(&file.table).map_or(rows.end, |end| rows.end.max(*end));
        let (mut at, mut labels) = match self.open.remove(&file.table) {
            Some(open) if open.0 <= rows.start => open,
            _ => (rows.start, StoredLabels::open_from(truth, rows.start..end, *passed)?),
        };
        let mut own = Vec::with_capacity(rows.len());
        while at < rows.end {
            let Some(label) = labels.next().transpose()? else { break };
            if at >= rows.start && label.file == file.path {
                own.push(label);
            }
            at += 1;
        }
        if at < end {
            self.open.insert(file.table.clone(), (at, labels));
        }
        Ok(own)
    }
}

#[cfg(test)]
mod tests {
    use retailgen_dataset::{Policy, Scenario, WriteOptions};
    use retailgen_folder::{FileDigest, Sha256Sum};
    use retailgen_schema::Table;

    use super::*;

    #[test]
    fn labels_come_file_by_file_in_any_order() {
        let parent = tempfile::tempdir().unwrap();
        let (data, truth) = (parent.path().join("data"), parent.path().join("truth"));
        let policy = Policy::builtin("default").unwrap();
        let scenario = Scenario::new(7).with_scale("0.01".parse().unwrap()).with_anomalies(policy);
        let dataset = scenario.with_tables([Table::OrdersHeader, Table::OrdersLines]).unwrap().dataset();
        let mut options = WriteOptions::default();
        options.truth = Some(&truth);
        dataset.write(&data, &options).unwrap();

        let all: Vec<StoredLabel> = StoredLabels::open(&truth).unwrap().map(Result::unwrap).collect();
        let of_file: Vec<&[StoredLabel]> = all.chunk_by(|one, next| one.file == next.file).collect();
        assert!(of_file.len() > 100 && all.iter().any(|label| !label.collateral.is_empty()));
        let mut at = 0;
        let places: Vec<LabelRows> = of_file
            .iter()
            .map(|labels| {
                let passed = all[..at].iter().filter_map(|label| label.label_id).max();
                at += labels.len();
                LabelRows { rows: at - labels.len()..at, passed }
            })
            .collect();
        let file = |labels: &[StoredLabel]| {
            let digest = FileDigest { bytes: 0, sha256: Sha256Sum([0; 32]) };
            ManifestFile::new(labels[0].file.as_ref(), labels[0].table.name(), 0, digest)
        };
        let files: Vec<ManifestFile> = of_file.iter().map(|labels| file(labels)).collect();
        let mut again = LabelsAgain::new(Some(&truth), files.iter().zip(&places));
        // Forwards with gaps, then back and over those left out.
        for number in (0..of_file.len()).step_by(3).chain((0..of_file.len()).rev()) {
            let file = &files[number];
            assert_eq!(again.of_file(file, &places[number]).unwrap(), of_file[number], "{}", file.path);
        }
    }
}
