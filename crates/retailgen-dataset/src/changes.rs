//! What happened to the rows of tables since the delivery before: a file a table, which follows from both whole snapshots.
//!
//! The rows of the snapshot before, with the operations applied by key, are the rows of the day's snapshot, faults and all. Copies
//! that duplicate rules make are no rows of their own, and damage of records and files is none of a row.
//!
//! By rules of the policy operations come late or twice, at the end of the next day's file.
//!
//! Blocks of both snapshots hold the same entities, so they are compared one by one. Only the operations of a table's day are held.

mod cdc;
mod debezium;
mod disorder;
mod file;
mod operation;
mod snapshot;

use std::{
    num::NonZeroUsize,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use retailgen_folder::PendingFile;
use retailgen_schema::{CHANGED, CHANGES, Table, TableDefinition};
use retailgen_synth::calendar::Date;
use retailgen_tables::window::Changes;

pub use self::file::WrittenChanges;
use self::{
    disorder::{Disorder, Hit},
    file::ChangesFile,
    operation::{Clock, Difference, Operation, differences, number},
    snapshot::{Delivered, Snapshot},
};
use crate::{Dataset, DatasetError, Scenario};

/// The file of one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableChanges {
    table: Table,
    form: Form,
    extension: &'static str,
}

/// A form of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Cdc,
    Debezium,
}

/// The days whose operations come late or twice with a day.
#[derive(Debug)]
pub(crate) struct Disordered {
    /// The days some of whose operations come a day late: the day itself, and the one before.
    pub late: Vec<Date>,
    /// The day whose operations come once more.
    pub repeated: Option<Date>,
}

/// Operations, with their numbers.
type Numbered = Vec<(i64, Operation)>;

/// The operations that come with a day, in the order of its file.
#[derive(Debug, Default)]
struct DeliveredOperations {
    own: Numbered,
    /// What came of the day before: operations that were late, or come once more, and the rule.
    of_day_before: Vec<(Hit, Numbered)>,
    /// Its own operations that come a day late, and the rule.
    kept_back: Option<(Hit, Numbered)>,
}

/// The files of changes of a scenario; none unless its window is a delivery with changes.
pub fn of_scenario(scenario: &Scenario) -> Vec<TableChanges> {
    let changes = scenario.window().changes();
    let form = match changes {
        Changes::Cdc => Form::Cdc,
        Changes::Debezium => Form::Debezium,
        _ => return Vec::new(),
    };
    let Some(extension) = changes.extension() else { return Vec::new() };
    let chosen = CHANGED.into_iter().filter(|table| scenario.tables().contains(table));
    chosen.map(|table| TableChanges { table, form, extension }).collect()
}

impl TableChanges {
    /// Its path below the dataset's folder.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{CHANGES}/{}.{}", self.table, self.extension)
    }

    /// The table of whose rows it tells.
    #[must_use]
    pub fn table(&self) -> Table {
        self.table
    }

    /// Writes the file, which has been begun under its path, with so many threads.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] where the system refuses, [`DatasetError::Sink`] where a value has no text, and
    /// [`DatasetError::Cancelled`] when asked to stop.
    pub(crate) fn write(
        &self,
        dataset: &Dataset,
        file: PendingFile,
        threads: NonZeroUsize,
        cancelled: Option<&AtomicBool>,
    ) -> Result<WrittenChanges, DatasetError> {
        ChangesFile::new(self, dataset.scenario().anomalies(), file).write(self.delivered(dataset, threads, cancelled)?)
    }

    /// Appends the names of the columns, where the form has them.
    fn push_header(&self, text: &mut Vec<u8>) {
        if self.form == Form::Cdc {
            cdc::header(self.table.definition(), text);
        }
    }

    /// Appends an operation.
    fn push(&self, (number, operation): &(i64, Operation), text: &mut Vec<u8>) {
        match self.form {
            Form::Cdc => cdc::push(operation, *number, text),
            Form::Debezium => debezium::push(self.table.definition(), operation, *number, text),
        }
    }

    /// What would be written; nothing is written.
    ///
    /// # Errors
    /// [`DatasetError::Sink`] where a value has no text.
    pub fn expected(&self, dataset: &Dataset) -> Result<WrittenChanges, DatasetError> {
        let file = PendingFile::measured(Path::new(&self.path()));
        self.write(dataset, file, NonZeroUsize::MIN, None)
    }

    /// The operations that come with the day, with their numbers: its own, then what is late from the day before or comes again.
    fn delivered(
        &self,
        dataset: &Dataset,
        threads: NonZeroUsize,
        cancelled: Option<&AtomicBool>,
    ) -> Result<DeliveredOperations, DatasetError> {
        let window = dataset.scenario().window();
        let own = self.operations(dataset, threads, cancelled)?;
        let Some(disorder) = Disorder::of(dataset.scenario(), self.table) else {
            return Ok(DeliveredOperations { own, ..DeliveredOperations::default() });
        };
        let (today, yesterday) = (window.last(), window.last().plus_days(-1));
        let [own, kept_back] = disorder.divided(today, own);
        let kept_back = disorder.keeps_back(today).map(|hit| (hit, kept_back));
        let (late, repeated) = (disorder.keeps_back(yesterday), disorder.repeats(today));
        let mut of_day_before = Vec::new();
        if let Some(before) = window.delivered_before().filter(|_| late.is_some() || repeated.is_some()) {
            let operations = self.operations(&dataset.over(before), threads, cancelled)?;
            let [on_time, kept_back] = disorder.divided(yesterday, operations);
            of_day_before.extend(late.map(|hit| (hit, kept_back)));
            of_day_before.extend(repeated.map(|hit| (hit, on_time)));
        }
        Ok(DeliveredOperations { own, of_day_before, kept_back })
    }

    /// What is out of order with the operations of a scenario's last day.
    pub(crate) fn disorder(&self, scenario: &Scenario) -> Option<Disordered> {
        let disorder = Disorder::of(scenario, self.table)?;
        let (today, yesterday) = (scenario.window().last(), scenario.window().last().plus_days(-1));
        Some(Disordered {
            late: [yesterday, today].into_iter().filter(|day| disorder.keeps_back(*day).is_some()).collect(),
            repeated: disorder.repeats(today).map(|_| yesterday),
        })
    }

    /// The operations of the day in the order of their times, with their numbers.
    fn operations(
        &self,
        dataset: &Dataset,
        threads: NonZeroUsize,
        cancelled: Option<&AtomicBool>,
    ) -> Result<Numbered, DatasetError> {
        let window = dataset.scenario().window();
        let Some(before) = window.delivered_before() else { return Ok(Vec::new()) };
        let comparison = Comparison {
            definition: self.table.definition(),
            form: self.form,
            clock: Clock::new(dataset.world().seed(), self.table, window.last()),
            before: Snapshot::new(&dataset.over(before), self.table),
            after: Snapshot::new(dataset, self.table),
        };
        let never = AtomicBool::new(false);
        let mut operations = comparison.run(threads, cancelled.unwrap_or(&never))?;
        operations.sort_unstable_by_key(|operation| (operation.at, operation.key));
        Ok((0..).zip(operations).map(|(place, operation)| (number(window.last(), place), operation)).collect())
    }
}

/// Two snapshots of a table being compared.
struct Comparison {
    definition: &'static TableDefinition,
    form: Form,
    clock: Clock,
    before: Snapshot,
    after: Snapshot,
}

impl Comparison {
    /// The operations of all blocks, in any order.
    fn run(&self, threads: NonZeroUsize, cancelled: &AtomicBool) -> Result<Vec<Operation>, DatasetError> {
        let next = AtomicUsize::new(0);
        let failure = Mutex::new(None);
        let blocks = self.before.blocks().max(self.after.blocks());
        let work = || {
            let mut operations = Vec::new();
            loop {
                let block = next.fetch_add(1, Ordering::Relaxed);
                if block >= blocks {
                    return operations;
                }
                let done = if cancelled.load(Ordering::Relaxed) {
                    Err(DatasetError::Cancelled)
                } else {
                    self.block(block, &mut operations)
                };
                if let Err(error) = done {
                    next.store(blocks, Ordering::Relaxed);
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    return operations;
                }
            }
        };
        let operations = thread::scope(|scope| {
            // A thread that the system refuses is done without: the others do its share.
            let others = 1..threads.get().min(blocks.max(1));
            let others: Vec<_> = others.map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
            let mut operations = work();
            for other in others {
                operations.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            operations
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(operations),
        }
    }

    /// Adds the operations of one block.
    fn block(&self, number: usize, operations: &mut Vec<Operation>) -> Result<(), DatasetError> {
        let (before, after) = (self.before.block(number), self.after.block(number));
        // Most blocks of parcels are long settled.
        if before == after {
            return Ok(());
        }
        let delivered = |block| Delivered::new(self.definition, block);
        let before = before.map(delivered).transpose()?;
        let after = after.map(delivered).transpose()?;
        for difference in differences(before.as_ref(), after.as_ref()) {
            operations.push(self.operation(&difference));
        }
        Ok(())
    }

    fn operation(&self, difference: &Difference) -> Operation {
        let image = match self.form {
            Form::Cdc => difference.latest().text().to_vec(),
            Form::Debezium => debezium::images(self.definition, difference),
        };
        let (kind, key) = (difference.kind(), difference.latest().key());
        Operation { at: self.clock.time(difference.latest()), key, kind, image }
    }
}
