//! The schedule: files made in parallel from one budget of threads, each written in order.
//!
//! A file's blocks are made by whichever thread is free and written in order by whoever completes the next one. How far
//! the blocks of one file may run ahead of its writing is bounded, so that memory depends on threads and not on scale.

use std::{
    cmp::Reverse,
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
use retailgen_tables::{Oddities, PartRows};
use retailgen_truth::Label;

use crate::{
    DatasetError, Plan, PlannedFile, Progress, Scenario,
    passage::{Block, Passage, Wanted, create_file},
    write::Folders,
};

/// Blocks of one file that each thread may be ahead of what is written.
const AHEAD_PER_THREAD: usize = 2;

/// What the threads of a run share.
pub struct Schedule<'r> {
    passage: &'r Passage,
    folders: &'r Folders<'r>,
    scenario: &'r Scenario,
    progress: &'r dyn Progress,
    cancelled: &'r AtomicBool,
    jobs: Vec<Job<'r>>,
    ahead: usize,
    queue: Mutex<Queue>,
    /// Signalled when a file has advanced or the run has stopped.
    advanced: Condvar,
    buffers: Mutex<Vec<Vec<u8>>>,
}

/// Which blocks have been handed out.
struct Queue {
    /// Next block of each job, and how many are written.
    progress: Vec<(usize, usize)>,
    /// The first job with blocks left.
    first: usize,
    failure: Option<DatasetError>,
    stopped: bool,
}

impl Queue {
    /// A queue of `jobs` files of which nothing is made.
    fn new(jobs: usize) -> Self {
        Self { progress: vec![(0, 0); jobs], first: 0, failure: None, stopped: false }
    }

    /// Notes that the first `blocks` blocks of a job are written.
    ///
    /// A thread says so after it has let go of the file, so another one may have written more and said so first.
    fn written(&mut self, job: usize, blocks: usize) {
        let written = &mut self.progress[job].1;
        *written = blocks.max(*written);
    }
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
    /// By place in the plan: what is odd in a file without being wrong.
    pub oddities: Vec<(usize, Oddities)>,
}

/// One file. There may be hundreds of thousands, so one that waits or is done holds next to nothing.
struct Job<'r> {
    /// The file's place in the plan.
    number: usize,
    file: &'r PlannedFile,
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
    rows: u64,
    lines: u64,
    /// Bytes that the listener has heard of.
    told: u64,
    parked: BTreeMap<usize, Finished<'r>>,
    oddities: Oddities,
}

impl<'r> Schedule<'r> {
    /// A schedule for all files of `plan` into the folders, with the labels for the truth where that is wanted.
    pub fn new(
        passage: &'r Passage,
        folders: &'r Folders<'r>,
        plan: &'r Plan,
        scenario: &'r Scenario,
        progress: &'r dyn Progress,
        cancelled: &'r AtomicBool,
    ) -> Self {
        let mut jobs: Vec<Job> = plan.files().iter().enumerate().map(|(number, file)| Job::new(number, file)).collect();
        jobs.sort_by_key(|job| turn(job.file));
        Self {
            passage,
            folders,
            scenario,
            progress,
            cancelled,
            ahead: 0,
            queue: Mutex::new(Queue::new(jobs.len())),
            jobs,
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
            let entry = job.entry.into_inner().unwrap_or_else(PoisonError::into_inner);
            if let Some((entry, oddities)) = entry.map(|entry| *entry) {
                written.entries.push(entry);
                if !oddities.is_empty() {
                    written.oddities.push((job.number, oddities));
                }
            }
        }
        Ok(written)
    }

    fn work(&self) {
        let _guard = StopOnPanic(self);
        while let Some((job, block)) = self.claim() {
            if let Err(error) = self.make(job, block) {
                self.stop(Some(error));
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

    /// The next block to make: of the first file that has one left and is not too far ahead of its writing.
    fn claim(&self) -> Option<(usize, usize)> {
        let mut queue = lock(&self.queue);
        loop {
            if self.cancelled.load(Ordering::Relaxed) && !queue.stopped {
                queue.failure.get_or_insert(DatasetError::Cancelled);
                queue.stopped = true;
            }
            if queue.stopped {
                return None;
            }
            while queue.first < self.jobs.len() && queue.progress[queue.first].0 == self.jobs[queue.first].blocks() {
                queue.first += 1;
            }
            if queue.first == self.jobs.len() {
                return None;
            }
            let free = (queue.first..self.jobs.len()).find(|&job| {
                let (next, written) = queue.progress[job];
                next < self.jobs[job].blocks() && next - written < self.ahead
            });
            if let Some(job) = free {
                let block = queue.progress[job].0;
                queue.progress[job].0 += 1;
                return Some((job, block));
            }
            queue = self.advanced.wait(queue).unwrap_or_else(PoisonError::into_inner);
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
            let file = match &mut output.file {
                Some(file) => file,
                none => none.insert(create_file(self.folders.data().file(job.file.path())?, job.file, self.scenario)?),
            };
            let before = file.bytes();
            file.write(&encoded)?;
            let bytes = file.bytes() - before;
            if !labels.is_empty() {
                let placed = labels.into_iter().map(|label| self.passage.placed(label, output.rows, output.lines));
                self.folders.receive(job.number, &placed.collect::<Vec<Label>>())?;
            }
            self.progress.wrote(job.file, rows, bytes);
            output.told += bytes;
            output.oddities.add(&oddities);
            output.rows += rows;
            output.lines += lines;
            next += 1;
            lock(&self.buffers).push(encoded.into_buffer());
        }
        output.next = next;
        if next == job.blocks()
            && let Some(file) = output.file.take()
        {
            let digest = file.commit()?;
            // Formats with a header or footer, and those that are put together at the end, have more than their blocks.
            self.progress.wrote(job.file, 0, digest.bytes - output.told);
            let entry = ManifestFile::new(job.file.path(), job.file.table().name(), output.rows, digest);
            job.close(entry, std::mem::take(&mut output.oddities));
            self.progress.finished(job.file);
        }
        drop(output);
        lock(&self.queue).written(index, next);
        self.advanced.notify_all();
        Ok(())
    }
}

/// Days whose files are made together. Files of one day are made from the same orders, which are kept for a while; taking
/// a table's files of some days in a row lets the threads draw different days instead of waiting for each other.
const DAYS_TOGETHER: i32 = 8;

/// A file's turn: those that are large and not cut by day come first, so that no thread is left alone with one at the end.
fn turn(file: &PlannedFile) -> (Reverse<u64>, i32, Table, Option<Date>) {
    let date = file.part.date();
    // Cells stand for bytes.
    let cells = file.rows().count() * file.table().definition().columns.len() as u64;
    match date {
        None => (Reverse(cells), 0, file.table(), None),
        Some(day) => (Reverse(0), day.days().div_euclid(DAYS_TOGETHER), file.table(), date),
    }
}

impl<'r> Job<'r> {
    fn new(number: usize, file: &'r PlannedFile) -> Self {
        Self { number, file, open: Mutex::new(None), entry: Mutex::new(None) }
    }

    fn blocks(&self) -> usize {
        self.file.part.blocks
    }

    /// The file's rows, and where they go.
    fn open(&self, passage: &Passage) -> (Arc<dyn PartRows>, Arc<Mutex<Output<'r>>>) {
        let mut open = lock(&self.open);
        let OpenJob { rows, output } = &**open.get_or_insert_with(|| {
            Box::new(OpenJob { rows: passage.open(self.file.part()).into(), output: Arc::default() })
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
        let mut queue = Queue::new(2);
        queue.written(1, 3);
        queue.written(1, 9);
        queue.written(1, 4);
        assert_eq!(queue.progress, [(0, 0), (0, 9)]);
    }
}
