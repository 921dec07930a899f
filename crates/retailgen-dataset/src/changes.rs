//! What happened to the rows of tables since the delivery before: a file a table, which follows from both whole snapshots.
//!
//! The rows of the snapshot before, with the operations applied by key, are the rows of the day's snapshot, faults and all. Copies
//! that duplicate rules make are no rows of their own, and damage of records and files is none of a row.
//!
//! With late files, operations come late and twice as well.
//!
//! Blocks of both snapshots hold the same entities, so they are compared one by one. Only the operations of a table's day are held.

mod cdc;
mod debezium;
mod disorder;
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

use retailgen_folder::{ManifestFile, PendingFile};
use retailgen_schema::{CHANGES, Table, TableDefinition};
use retailgen_synth::{Seed, calendar::Date};
use retailgen_tables::window::Changes;

use self::{
    disorder::Disorder,
    operation::{Clock, Difference, Operation, differences, number},
    snapshot::{Delivered, Snapshot},
};
use crate::{Dataset, DatasetError, Scenario};

/// The tables whose changes are told: those that stand as of a day and have a row an entity.
pub const TABLES: [Table; 5] = [Table::Customers, Table::Products, Table::Stores, Table::Suppliers, Table::Shipments];

/// Bytes of text written at a time.
const CHUNK: usize = 256 * 1024;

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

/// The files of changes of a scenario; none unless its window is a delivery with changes.
pub fn of_scenario(scenario: &Scenario) -> Vec<TableChanges> {
    let changes = scenario.window().changes();
    let form = match changes {
        Changes::Cdc => Form::Cdc,
        Changes::Debezium => Form::Debezium,
        _ => return Vec::new(),
    };
    let Some(extension) = changes.extension() else { return Vec::new() };
    let chosen = TABLES.into_iter().filter(|table| scenario.tables().contains(table));
    chosen.map(|table| TableChanges { table, form, extension }).collect()
}

impl TableChanges {
    /// Its path below the dataset's folder.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{CHANGES}/{}.{}", self.table, self.extension)
    }

    /// Writes the file, which has been begun under its path, with so many threads; returns its entry in the manifest, whose rows are
    /// the operations.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] where the system refuses, [`DatasetError::Sink`] where a value has no text, and
    /// [`DatasetError::Cancelled`] when asked to stop.
    pub(crate) fn write(
        &self,
        dataset: &Dataset,
        mut file: PendingFile,
        threads: NonZeroUsize,
        cancelled: Option<&AtomicBool>,
    ) -> Result<ManifestFile, DatasetError> {
        let operations = self.delivered(dataset, threads, cancelled)?;
        let definition = self.table.definition();
        let mut text = Vec::new();
        if self.form == Form::Cdc {
            cdc::header(definition, &mut text);
        }
        for (number, operation) in &operations {
            match self.form {
                Form::Cdc => cdc::push(operation, *number, &mut text),
                Form::Debezium => debezium::push(definition, operation, *number, &mut text),
            }
            if text.len() >= CHUNK {
                file.write_block(&text)?;
                text.clear();
            }
        }
        file.write_block(&text)?;
        Ok(ManifestFile::new(self.path(), CHANGES, operations.len() as u64, file.commit()?))
    }

    /// The manifest's entry of what would be written; nothing is written.
    ///
    /// # Errors
    /// [`DatasetError::Sink`] where a value has no text.
    pub fn expected(&self, dataset: &Dataset) -> Result<ManifestFile, DatasetError> {
        let file = PendingFile::measured(Path::new(&self.path()));
        self.write(dataset, file, NonZeroUsize::MIN, None)
    }

    /// The operations that come with the day, with their numbers: its own, then what is late from the day before or comes again.
    fn delivered(
        &self,
        dataset: &Dataset,
        threads: NonZeroUsize,
        cancelled: Option<&AtomicBool>,
    ) -> Result<Vec<(i64, Operation)>, DatasetError> {
        let window = dataset.scenario().window();
        let own = self.operations(dataset, threads, cancelled)?;
        let Some(disorder) = Disorder::of(dataset.world().seed(), window, self.table) else { return Ok(own) };
        let (today, yesterday) = (window.last(), window.last().plus_days(-1));
        let [mut delivered, _] = disorder.divided(today, own);
        let before = window.delivered_before().filter(|_| disorder.keeps_back(yesterday) || disorder.repeats(today));
        if let Some(before) = before {
            let operations = self.operations(&dataset.over(before), threads, cancelled)?;
            let [on_time, late] = disorder.divided(yesterday, operations);
            delivered.extend(late);
            if disorder.repeats(today) {
                delivered.extend(on_time);
            }
        }
        Ok(delivered)
    }

    /// What is out of order with the operations of a scenario's last day.
    pub(crate) fn disorder(&self, scenario: &Scenario) -> Option<Disordered> {
        let window = scenario.window();
        let disorder = Disorder::of(Seed(scenario.seed()), window, self.table)?;
        let (today, yesterday) = (window.last(), window.last().plus_days(-1));
        Some(Disordered {
            late: [yesterday, today].into_iter().filter(|day| disorder.keeps_back(*day)).collect(),
            repeated: disorder.repeats(today).then_some(yesterday),
        })
    }

    /// The operations of the day in the order of their times, with their numbers.
    fn operations(
        &self,
        dataset: &Dataset,
        threads: NonZeroUsize,
        cancelled: Option<&AtomicBool>,
    ) -> Result<Vec<(i64, Operation)>, DatasetError> {
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
