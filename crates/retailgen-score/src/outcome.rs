//! What a pipeline made of the data: what became of each fault, and of what was right.
//!
//! The tables that a pipeline produced are compared row by row with the data, whose labels tell what each row should be. Rows are
//! matched by primary key. Of a produced row only a number is kept, unless a fault is in it, so memory grows by few bytes a row.

mod comparison;
mod fates;
mod file_columns;
mod mapping;
mod produced;
mod words;

use std::{collections::BTreeMap, path::Path};

use retailgen_read::TableFiles;
use retailgen_schema::{Format, Table};

use self::comparison::{Comparison, MarkedRows};
pub use self::{
    fates::{Fates, RightRows, TableOutcome},
    mapping::{Mapping, TableMapping},
};
use crate::{ScoreError, Truth, data_files::DataFiles};

/// What a pipeline made of the data.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::Label;
/// use retailgen_score::{Mapping, PipelineOutcome, Truth};
///
/// let parent = tempfile::tempdir()?;
/// let (data, silver) = (parent.path().join("data"), parent.path().join("silver"));
/// for folder in [&data, &silver] {
///     std::fs::create_dir(folder)?;
///     std::fs::write(folder.join("stores.csv"), "store_id,name\n1,Mall\n2,Quay\n")?;
/// }
/// std::fs::write(silver.join("stores.csv"), "store_id,name\n1,Mall\n")?;
/// let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
/// (label.row, label.column) = (Some(9), Some("name".into()));
/// let outcome = PipelineOutcome::of(&Truth::of([label]), &data, &silver, &Mapping::default())?;
/// assert_eq!((outcome.right().kept, outcome.right().lost, outcome.faults().all()), (1, 1, 0));
/// assert_eq!(outcome.to_json()["right_rows"]["lost"], 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PipelineOutcome {
    /// By table.
    pub tables: BTreeMap<Table, TableOutcome>,
    /// By kind of fault.
    pub kinds: BTreeMap<String, Fates>,
    /// Tables that were not compared, and why.
    pub not_compared: BTreeMap<Table, String>,
}

impl PipelineOutcome {
    /// Compares the tables in the folder `produced` with the data that the truth is about.
    ///
    /// # Errors
    /// [`ScoreError::NothingProduced`] where no table of the data is found there, [`ScoreError::NothingComparable`] where none of those
    /// found can be compared, [`ScoreError::Mapping`] where the folder of rejected
    /// rows is not there, and [`ScoreError::Read`].
    pub fn of(truth: &Truth, data: &Path, produced: &Path, mapping: &Mapping) -> Result<Self, ScoreError> {
        let mut outcome = Self::default();
        let quarantine = mapping.quarantine.as_ref().map(|folder| (folder, produced.join(folder)));
        if let Some((name, folder)) = quarantine.as_ref().filter(|(_, folder)| !folder.is_dir()) {
            let folder = folder.display();
            return Err(ScoreError::Mapping(format!("quarantine = {name:?}: there is no folder {folder}")));
        }
        let formats = truth.files.formats();
        let mut data = DataFiles::of(data, truth);
        let marked = MarkedRows::of(truth);
        let mut present: Vec<Table> = (0..truth.files.len()).map(|file| truth.files.table(file)).collect();
        present.retain(|table| truth.looks_at(*table));
        present.sort_unstable();
        present.dedup();
        // Tables that are there and cannot be compared.
        let mut refused = BTreeMap::new();
        for table in present {
            let of_table = mapping.table(table);
            let Some(files) = TableFiles::find(produced, of_table.name(table))? else {
                outcome.not_compared.insert(table, format!("there is no {} in the folder", of_table.name(table)));
                continue;
            };
            if formats.of(table) == Format::Parquet && table.definition().document.is_some() {
                refused.insert(table, "documents in Parquet are not read here".to_owned());
                continue;
            }
            let rejected = match &quarantine {
                Some((_, folder)) => TableFiles::find(folder, of_table.name(table))?,
                None => None,
            };
            let mut comparison = match Comparison::begin(table, truth, &files, rejected.as_ref(), &of_table)? {
                Ok(comparison) => comparison,
                Err(reason) => {
                    refused.insert(table, reason);
                    continue;
                }
            };
            comparison.run(&mut data, &marked)?;
            let (of_table, kinds) = comparison.finish();
            outcome.tables.insert(table, of_table);
            for (kind, fate) in kinds {
                outcome.kinds.entry(truth.kinds[usize::from(kind)].clone()).or_default().add(fate);
            }
        }
        if outcome.tables.is_empty() {
            let folder = produced.to_path_buf();
            let reasons: Vec<String> = refused.iter().map(|(table, reason)| format!("{table}, {reason}")).collect();
            return Err(if reasons.is_empty() {
                ScoreError::NothingProduced(folder)
            } else {
                ScoreError::NothingComparable { folder, reasons: reasons.join("; ") }
            });
        }
        outcome.not_compared.extend(refused);
        Ok(outcome)
    }

    /// What became of all faults.
    #[must_use]
    pub fn faults(&self) -> Fates {
        self.tables.values().map(|table| table.faults).fold(Fates::default(), |all, more| Fates {
            repaired: all.repaired + more.repaired,
            removed: all.removed + more.removed,
            nulled: all.nulled + more.nulled,
            quarantined: all.quarantined + more.quarantined,
            kept: all.kept + more.kept,
            changed: all.changed + more.changed,
        })
    }

    /// What became of all rows without a fault.
    #[must_use]
    pub fn right(&self) -> RightRows {
        self.tables.values().map(|table| table.right).fold(RightRows::default(), |all, more| RightRows {
            kept: all.kept + more.kept,
            lost: all.lost + more.lost,
            altered: all.altered + more.altered,
            repeated: all.repeated + more.repeated,
            decoys_harmed: all.decoys_harmed + more.decoys_harmed,
        })
    }
}
