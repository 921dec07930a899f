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

use retailgen_folder::{ManifestFile, OwnedFolder};
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_tables::{Oddities, PartRows, Window, World, open};

use crate::{
    Error, Plan, PlannedFile, Progress, Scenario,
    dirty::DirtyLayer,
    label::{Label, LabelReceiver},
    output::{Encoded, Encoder, OpenFile, move_down},
};

/// Blocks of one file that each thread may be ahead of what is written.
const AHEAD_PER_THREAD: usize = 2;

/// What the threads of a run share.
pub struct Schedule<'r> {
    world: &'r World,
    window: Window,
    dirty: &'r DirtyLayer,
    truth: Option<&'r dyn LabelReceiver>,
    folder: &'r OwnedFolder,
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
    failure: Option<Error>,
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

/// What a block has become on its way to the file.
struct Finished<'r> {
    encoded: Encoded,
    rows: u64,
    lines: u64,
    /// Rows and lines in them count from the block's first one.
    labels: Vec<Label<'r>>,
    oddities: Oddities,
}

/// What has been written.
#[derive(Debug, Default)]
pub struct WrittenFiles {
    /// The manifest's entries, in any order.
    pub entries: Vec<ManifestFile>,
    /// By place in the plan: what is odd in a file without being wrong.
    pub oddities: Vec<(usize, Oddities)>,
}

/// One file.
struct Job<'r> {
    /// The file's place in the plan.
    number: usize,
    file: &'r PlannedFile,
    encoder: Encoder,
    /// The file's rows, from its first block to its last.
    rows: Mutex<Option<Arc<dyn PartRows>>>,
    output: Mutex<Output<'r>>,
}

/// A file being written.
#[derive(Default)]
struct Output<'r> {
    file: Option<OpenFile>,
    next: usize,
    rows: u64,
    lines: u64,
    /// Bytes that the listener has heard of.
    told: u64,
    parked: BTreeMap<usize, Finished<'r>>,
    oddities: Oddities,
    entry: Option<ManifestFile>,
}

impl<'r> Schedule<'r> {
    /// A schedule for all files of `plan` into `folder`, as `dirty` has them, with the labels for `truth`.
    pub fn new(
        dirty: &'r DirtyLayer,
        truth: Option<&'r dyn LabelReceiver>,
        plan: &'r Plan,
        folder: &'r OwnedFolder,
        scenario: &'r Scenario,
        progress: &'r dyn Progress,
        cancelled: &'r AtomicBool,
    ) -> Self {
        let mut jobs: Vec<Job> = plan.files().iter().enumerate().map(|(number, file)| Job::new(number, file)).collect();
        jobs.sort_by_key(|job| turn(job.file));
        Self {
            world: dirty.world(),
            window: dirty.window(),
            dirty,
            truth,
            folder,
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
    pub fn run(mut self, threads: NonZeroUsize) -> Result<WrittenFiles, Error> {
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
            let output = job.output.into_inner().unwrap_or_else(PoisonError::into_inner);
            written.entries.extend(output.entry);
            written.oddities.push((job.number, output.oddities));
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

    fn stop(&self, failure: Option<Error>) {
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
                queue.failure.get_or_insert(Error::Cancelled);
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

    fn make(&self, index: usize, block: usize) -> Result<(), Error> {
        let job = &self.jobs[index];
        let mut oddities = Oddities::default();
        let batch = job.rows(self.world, self.window).batch_with_oddities(block, &mut oddities);
        let dirty = self.dirty.block(&job.file.part, block, batch);
        let buffer = lock(&self.buffers).pop().unwrap_or_default();
        let encoded = job.encoder.encode(&dirty, block == 0, buffer)?;
        let (mut labels, mut lines) = (Vec::new(), 0);
        if self.truth.is_some() {
            labels = self.dirty.labels(&job.file.part, &dirty);
            lines = encoded.place(job.file.table(), &dirty, block == 0, &mut labels);
        }
        self.deliver(index, block, Finished { encoded, rows: dirty.rows(), lines, labels, oddities })
    }

    /// Writes a block if it is the next one of its file, and whatever was waiting for it.
    fn deliver(&self, index: usize, block: usize, finished: Finished<'r>) -> Result<(), Error> {
        let job = &self.jobs[index];
        let mut output = lock(&job.output);
        output.parked.insert(block, finished);
        let mut next = output.next;
        while let Some(Finished { encoded, rows, lines, mut labels, oddities }) = output.parked.remove(&next) {
            let file = match &mut output.file {
                Some(file) => file,
                none => none.insert(OpenFile::create(self.folder, job.file, self.scenario)?),
            };
            let bytes = file.write(&encoded)?;
            if let Some(truth) = self.truth.filter(|_| !labels.is_empty()) {
                move_down(job.file.table(), &mut labels, output.rows, output.lines);
                truth.receive(job.number, &labels)?;
            }
            self.progress.wrote(job.file, rows, bytes);
            output.told += bytes;
            output.oddities.add(&oddities);
            output.rows += rows;
            output.lines += lines;
            next += 1;
            lock(&self.buffers).extend(encoded.into_buffer());
        }
        output.next = next;
        if next == job.blocks()
            && let Some(file) = output.file.take()
        {
            let digest = file.commit()?;
            // Formats with a header or footer, and those that are put together at the end, have more than their blocks.
            self.progress.wrote(job.file, 0, digest.bytes - output.told);
            output.entry = Some(ManifestFile::new(job.file.path(), job.file.table().name(), output.rows, digest));
            job.release();
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
        Self { number, file, encoder: Encoder::new(file.table()), rows: Mutex::new(None), output: Mutex::default() }
    }

    fn blocks(&self) -> usize {
        self.file.part.blocks
    }

    fn rows(&self, world: &'r World, window: Window) -> Arc<dyn PartRows> {
        let mut rows = lock(&self.rows);
        Arc::clone(rows.get_or_insert_with(|| Arc::from(open(world, window, &self.file.part))))
    }

    /// Frees what the file's rows were made from.
    fn release(&self) {
        lock(&self.rows).take();
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
