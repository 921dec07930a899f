//! The schedule: files made in parallel from one budget of threads, each written in order.
//!
//! A file's blocks are made by whichever thread is free and written in order by whoever completes the next one. How far
//! the blocks of one file may run ahead of its writing is bounded, so that memory depends on threads and not on scale.

mod turns;

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use retailgen_folder::ManifestFile;
use retailgen_schema::Table;
use retailgen_sinks::format::{BlockFile, Encoded};
use retailgen_synth::calendar::Date;
use retailgen_tables::{Oddities, PartRows, World, draw_orders};
use retailgen_truth::Label;

use crate::{
    Dataset, DatasetError, Plan, PlannedFile, Progress, Scenario,
    passage::{Above, Block, Passage, Wanted, create_file},
    write::Folders,
};
use turns::turns;

pub use turns::Work;

/// The work of a plan in an order in which each day of orders is drawn once, for who does one piece after the other. Files on
/// which no day has a say come first, in the order of the plan.
#[must_use]
pub fn order_of_work(dataset: &Dataset, plan: &Plan) -> Vec<Work> {
    let mut order = turns(dataset.world(), dataset.scenario().window(), plan, |_| 0);
    let whole = order.iter().position(|work| matches!(work, Work::Draw(_))).unwrap_or(order.len());
    order[..whole].sort_by_key(|work| match work {
        Work::Blocks { job, .. } => *job,
        Work::Draw(_) => usize::MAX,
    });
    order
}

/// Blocks of one file that each thread may be ahead of what is written.
const AHEAD_PER_THREAD: usize = 2;

/// What the threads of a run share.
pub struct Schedule<'r> {
    world: &'r World,
    passage: &'r Passage,
    folders: &'r Folders<'r>,
    scenario: &'r Scenario,
    progress: &'r dyn Progress,
    cancelled: &'r AtomicBool,
    /// By place in the plan.
    jobs: Vec<Job<'r>>,
    turns: Vec<Work>,
    /// The tables that have files.
    tables: Vec<Table>,
    ahead: usize,
    queue: Mutex<Queue>,
    /// Signalled when a file has advanced or the run has stopped.
    advanced: Condvar,
    buffers: Mutex<Vec<Vec<u8>>>,
}

/// A file whose first blocks stand in a file of a shorter run.
pub struct BegunFile<'b> {
    /// Its place among the files of the whole run.
    pub place: usize,
    /// How many blocks they are.
    pub blocks: usize,
    /// How many rows they have as they are written.
    pub rows: u64,
    /// Writes these rows.
    pub write: &'b (dyn Fn(&mut dyn BlockFile) -> Result<(), DatasetError> + Sync),
}

/// What has been handed out.
struct Queue {
    /// Next block of each job, and how many are written.
    progress: Vec<(usize, usize)>,
    /// The first turn with work left.
    first: usize,
    /// Whether a day has been handed out to be drawn, by its turn; false for other turns.
    drawn: Vec<bool>,
    failure: Option<DatasetError>,
    stopped: bool,
}

impl Queue {
    /// A queue before the first block: files, each by its first block, which come in so many turns.
    fn new(first_blocks: impl Iterator<Item = usize>, turns: usize) -> Self {
        let progress = first_blocks.map(|block| (block, block)).collect();
        Self { progress, first: 0, drawn: vec![false; turns], failure: None, stopped: false }
    }

    /// Whether all of a turn's work has been handed out.
    fn is_done(&self, turn: usize, work: &Work) -> bool {
        match work {
            Work::Draw(_) => self.drawn[turn],
            Work::Blocks { job, blocks } => self.progress[*job].0 >= blocks.end,
        }
    }

    /// Whether a turn has work that can be handed out while a file may be `ahead` blocks ahead of its writing.
    fn is_free(&self, turn: usize, work: &Work, ahead: usize) -> bool {
        match work {
            Work::Draw(_) => !self.drawn[turn],
            Work::Blocks { job, blocks } => {
                let (next, written) = self.progress[*job];
                blocks.contains(&next) && next - written < ahead
            }
        }
    }

    /// Notes that the first `blocks` blocks of a job are written.
    ///
    /// A thread says so after it has let go of the file, so another one may have written more and said so first.
    fn written(&mut self, job: usize, blocks: usize) {
        let written = &mut self.progress[job].1;
        *written = blocks.max(*written);
    }
}

/// What a thread has to do next.
enum Claimed {
    /// Draws the orders of a day.
    Day(Date),
    /// Makes a block of a job.
    Block(usize, usize),
}

/// Ends the run when a thread panics, so that no other waits for a block that will never come.
struct StopOnPanic<'s, 'r>(&'s Schedule<'r>);

impl Drop for StopOnPanic<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop(None);
        }
    }
}

/// What has been written.
#[derive(Debug, Default)]
pub struct WrittenFiles {
    /// The manifest's entries, in any order.
    pub entries: Vec<ManifestFile>,
    /// By place among the files of the whole run: what is odd in a file without being wrong.
    pub oddities: Vec<(usize, Oddities)>,
}

/// One file. There may be hundreds of thousands, so one that waits or is done holds next to nothing.
struct Job<'r> {
    file: &'r PlannedFile,
    begun: Option<&'r BegunFile<'r>>,
    /// There from the file's first block to its last.
    open: Mutex<Option<Box<OpenJob<'r>>>>,
    /// What the manifest says of it, once it is done.
    entry: Mutex<Option<Box<(ManifestFile, Oddities)>>>,
}

/// A file being made.
struct OpenJob<'r> {
    rows: Arc<dyn PartRows>,
    output: Arc<Mutex<Output<'r>>>,
}

/// What is written of a block that waits for its turn; its clean rows are gone.
struct Finished<'r> {
    encoded: Encoded,
    rows: u64,
    lines: u64,
    labels: Vec<Label<'r>>,
    oddities: Oddities,
}

/// A file being written.
#[derive(Default)]
struct Output<'r> {
    file: Option<Box<dyn BlockFile>>,
    next: usize,
    above: Above,
    /// Bytes that the listener has heard of.
    told: u64,
    parked: BTreeMap<usize, Finished<'r>>,
    oddities: Oddities,
    /// Whether a fault takes the file's end. What is gone is known last, and its label comes first, so the labels of rows are held.
    loses_end: bool,
    held: Vec<Label<'r>>,
}

impl<'r> Schedule<'r> {
    /// A schedule for all files of `plan` into the folders, with the labels for the truth where that is wanted. Of the file that is
    /// `begun` only the other blocks are made; of files that do not arrive only labels.
    #[expect(clippy::too_many_arguments, reason = "it brings together all that a run is made of")]
    pub fn new(
        world: &'r World,
        passage: &'r Passage,
        folders: &'r Folders<'r>,
        plan: &'r Plan,
        begun: Option<&'r BegunFile<'r>>,
        scenario: &'r Scenario,
        progress: &'r dyn Progress,
        cancelled: &'r AtomicBool,
    ) -> Self {
        let begun = |file: &PlannedFile| begun.filter(|begun| begun.place == file.place());
        let jobs: Vec<Job> = plan.made().iter().map(|file| Job::new(file, begun(file))).collect();
        let turns = turns(world, scenario.window(), plan, |job| jobs[job].first_block());
        Self {
            world,
            passage,
            folders,
            scenario,
            progress,
            cancelled,
            ahead: 0,
            queue: Mutex::new(Queue::new(jobs.iter().map(Job::first_block), turns.len())),
            jobs,
            turns,
            tables: plan.by_table().iter().map(|totals| totals.table).collect(),
            advanced: Condvar::new(),
            buffers: Mutex::new(Vec::new()),
        }
    }

    /// Writes all files with `threads` threads.
    pub fn run(mut self, threads: NonZeroUsize) -> Result<WrittenFiles, DatasetError> {
        self.ahead = threads.get() * AHEAD_PER_THREAD;
        let schedule = &self;
        thread::scope(|scope| {
            for _ in 1..threads.get() {
                // A thread that the system refuses is done without: the others do its share.
                if thread::Builder::new().spawn_scoped(scope, || schedule.work()).is_err() {
                    break;
                }
            }
            schedule.work();
        });
        if let Some(failure) = lock(&self.queue).failure.take() {
            return Err(failure);
        }
        let mut written = WrittenFiles::default();
        for job in self.jobs {
            let place = job.file.place();
            let entry = job.entry.into_inner().unwrap_or_else(PoisonError::into_inner);
            if let Some((entry, oddities)) = entry.map(|entry| *entry) {
                written.entries.push(entry);
                if !oddities.is_empty() {
                    written.oddities.push((place, oddities));
                }
            }
        }
        Ok(written)
    }

    fn work(&self) {
        let _guard = StopOnPanic(self);
        while let Some(claimed) = self.claim() {
            match claimed {
                Claimed::Day(date) => draw_orders(self.world, date, &self.tables),
                Claimed::Block(job, block) => {
                    if let Err(error) = self.make(job, block) {
                        self.stop(Some(error));
                    }
                }
            }
        }
    }

    fn stop(&self, failure: Option<DatasetError>) {
        let mut queue = lock(&self.queue);
        queue.stopped = true;
        if let Some(failure) = failure {
            queue.failure.get_or_insert(failure);
        }
        self.advanced.notify_all();
    }

    /// The next day to draw or block to make: of the first turn that has one left and whose file is not too far ahead of its
    /// writing.
    fn claim(&self) -> Option<Claimed> {
        let mut queue = lock(&self.queue);
        loop {
            if self.cancelled.load(Ordering::Relaxed) && !queue.stopped {
                queue.failure.get_or_insert(DatasetError::Cancelled);
                queue.stopped = true;
            }
            if queue.stopped {
                return None;
            }
            while queue.first < self.turns.len() && queue.is_done(queue.first, &self.turns[queue.first]) {
                queue.first += 1;
            }
            if queue.first == self.turns.len() {
                return None;
            }
            let free = (queue.first..self.turns.len()).find(|&turn| queue.is_free(turn, &self.turns[turn], self.ahead));
            match free.map(|turn| (turn, &self.turns[turn])) {
                Some((turn, Work::Draw(date))) => {
                    queue.drawn[turn] = true;
                    return Some(Claimed::Day(*date));
                }
                Some((_, &Work::Blocks { job, .. })) => {
                    let block = queue.progress[job].0;
                    queue.progress[job].0 += 1;
                    return Some(Claimed::Block(job, block));
                }
                None => queue = self.advanced.wait(queue).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn make(&self, index: usize, number: usize) -> Result<(), DatasetError> {
        let job = &self.jobs[index];
        let (rows, output) = job.open(self.passage);
        let buffer = lock(&self.buffers).pop().unwrap_or_default();
        let wanted = Wanted { header: true, labels: self.folders.wants_labels() };
        let block = self.passage.block(job.file.part(), rows.as_ref(), number, wanted, buffer)?;
        let Block { encoded, rows, lines, labels, oddities, .. } = block;
        self.deliver(index, &output, number, Finished { encoded, rows, lines, labels, oddities })
    }

    /// Starts a file, with the rows that stand in another already.
    fn create(&self, job: &Job<'r>) -> Result<Box<dyn BlockFile>, DatasetError> {
        let pending = self.folders.data().file(job.file.path())?;
        let mut file = create_file(pending, job.file, self.scenario, &self.passage.layout(job.file.part()))?;
        if let Some(begun) = job.begun {
            (begun.write)(file.as_mut())?;
            // Their bytes are told at the end.
            self.progress.wrote(job.file, begun.rows, 0);
        }
        Ok(file)
    }

    /// Writes a block if it is the next one of its file, and whatever was waiting for it.
    fn deliver(
        &self,
        index: usize,
        output: &Mutex<Output<'r>>,
        number: usize,
        finished: Finished<'r>,
    ) -> Result<(), DatasetError> {
        let job = &self.jobs[index];
        let mut output = lock(output);
        output.parked.insert(number, finished);
        let mut next = output.next;
        while let Some(Finished { encoded, rows, lines, labels, oddities }) = output.parked.remove(&next) {
            if !job.file.part.is_missing() {
                let file = match &mut output.file {
                    Some(file) => file,
                    none => none.insert(self.create(job)?),
                };
                let before = file.bytes();
                file.write(&encoded)?;
                let bytes = file.bytes() - before;
                self.progress.wrote(job.file, rows, bytes);
                output.told += bytes;
            }
            if !labels.is_empty() {
                let placed = labels.into_iter().map(|label| self.passage.placed(label, &output.above));
                let placed: Vec<Label> = placed.collect();
                if output.loses_end {
                    output.held.extend(placed);
                } else {
                    self.folders.receive(job.file.place(), &placed)?;
                }
            }
            output.oddities.add(&oddities);
            output.above.pass(rows, lines, &encoded);
            next += 1;
            lock(&self.buffers).push(encoded.into_buffer());
        }
        output.next = next;
        if next == job.blocks() && job.file.part.is_missing() {
            lock(&job.open).take();
        } else if next == job.blocks()
            && let Some(file) = output.file.take()
        {
            let committed = file.commit()?;
            if let Some(label) = self.passage.label_of_end(job.file.part(), &committed)
                && self.folders.wants_labels()
            {
                let place = output.held.partition_point(|label| label.row.is_none());
                output.held.insert(place, label);
            }
            self.folders.receive(job.file.place(), &output.held)?;
            let digest = committed.digest;
            // Formats with a header or footer, and those that are put together at the end, have more than their blocks.
            self.progress.wrote(job.file, 0, digest.bytes - output.told);
            let entry = ManifestFile::new(job.file.path(), job.file.table().name(), output.above.rows, digest);
            job.close(entry, std::mem::take(&mut output.oddities));
            self.progress.finished(job.file);
        }
        drop(output);
        lock(&self.queue).written(index, next);
        self.advanced.notify_all();
        Ok(())
    }
}

impl<'r> Job<'r> {
    fn new(file: &'r PlannedFile, begun: Option<&'r BegunFile<'r>>) -> Self {
        Self { file, begun, open: Mutex::new(None), entry: Mutex::new(None) }
    }

    /// The first block to make.
    fn first_block(&self) -> usize {
        self.begun.map_or(0, |begun| begun.blocks)
    }

    fn blocks(&self) -> usize {
        self.file.part.blocks
    }

    /// The file's rows, and where they go.
    fn open(&self, passage: &Passage) -> (Arc<dyn PartRows>, Arc<Mutex<Output<'r>>>) {
        let mut open = lock(&self.open);
        let OpenJob { rows, output } = &**open.get_or_insert_with(|| {
            let above = Above { rows: self.begun.map_or(0, |begun| begun.rows), ..passage.top(self.file.part()) };
            let loses_end = passage.loses_end(self.file.part());
            let output = Output { next: self.first_block(), above, loses_end, ..Output::default() };
            Box::new(OpenJob { rows: passage.open(self.file.part()).into(), output: Arc::new(Mutex::new(output)) })
        });
        (Arc::clone(rows), Arc::clone(output))
    }

    /// Frees what the file was made from, and keeps what there is to say of it.
    fn close(&self, entry: ManifestFile, oddities: Oddities) {
        lock(&self.open).take();
        *lock(&self.entry) = Some(Box::new((entry, oddities)));
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked ends the run through the scope; what it left is not used after that.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Were it put back, all threads could wait for a block that is written already.
    #[test]
    fn a_late_report_does_not_put_a_file_back() {
        let mut queue = Queue::new([0, 0].into_iter(), 0);
        queue.written(1, 3);
        queue.written(1, 9);
        queue.written(1, 4);
        assert_eq!(queue.progress, [(0, 0), (0, 9)]);
    }
}
