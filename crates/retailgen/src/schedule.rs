//! The schedule: files made in parallel from one budget of threads, the largest first, each written in order.
//!
//! A file's blocks are made by whichever thread is free and written in order by whoever completes the next one. How far
//! the blocks of one file may run ahead of its writing is bounded, so that memory depends on threads and not on scale.

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use retailgen_sinks::{
    csv::CsvEncoder,
    file::PendingFile,
    folder::{ManifestFile, OwnedFolder},
};
use retailgen_tables::{PartRows, Window, World, open};

use crate::{
    Error, Plan, PlannedFile, Progress,
    dirty::{self, DirtyLayer},
    truth::{Label, TruthWriter},
};

/// Blocks of one file that each thread may be ahead of what is written.
const AHEAD_PER_THREAD: usize = 2;

/// What the threads of a run share.
pub struct Schedule<'r> {
    world: &'r World,
    window: Window,
    dirty: &'r DirtyLayer<'r>,
    truth: Option<&'r TruthWriter<'r>>,
    folder: &'r OwnedFolder,
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
    bytes: Vec<u8>,
    rows: u64,
    /// Rows and lines in them count from the block's first row.
    labels: Vec<Label<'r>>,
}

/// One file.
struct Job<'r> {
    /// The file's place in the plan.
    number: usize,
    file: &'r PlannedFile,
    encoder: CsvEncoder,
    /// The file's rows, from its first block to its last.
    rows: Mutex<Option<Arc<dyn PartRows + 'r>>>,
    output: Mutex<Output<'r>>,
}

/// A file being written.
#[derive(Default)]
struct Output<'r> {
    file: Option<PendingFile>,
    next: usize,
    rows: u64,
    parked: BTreeMap<usize, Finished<'r>>,
    entry: Option<ManifestFile>,
}

impl<'r> Schedule<'r> {
    /// A schedule for all files of `plan` into `folder`, as `dirty` has them, with the labels for `truth`.
    pub fn new(
        dirty: &'r DirtyLayer<'r>,
        truth: Option<&'r TruthWriter<'r>>,
        plan: &'r Plan,
        folder: &'r OwnedFolder,
        progress: &'r dyn Progress,
        cancelled: &'r AtomicBool,
    ) -> Self {
        let mut jobs: Vec<Job> = plan.files().iter().enumerate().map(|(number, file)| Job::new(number, file)).collect();
        // Largest first, so that no thread is left alone with a large file at the end. Cells stand for bytes.
        let cells = |file: &PlannedFile| file.rows().count() * file.table().definition().columns.len() as u64;
        jobs.sort_by_key(|job| std::cmp::Reverse(cells(job.file)));
        Self {
            world: dirty.world(),
            window: dirty.window(),
            dirty,
            truth,
            folder,
            progress,
            cancelled,
            ahead: 0,
            queue: Mutex::new(Queue { progress: vec![(0, 0); jobs.len()], first: 0, failure: None, stopped: false }),
            jobs,
            advanced: Condvar::new(),
            buffers: Mutex::new(Vec::new()),
        }
    }

    /// Writes all files with `threads` threads; returns their manifest entries.
    pub fn run(mut self, threads: NonZeroUsize) -> Result<Vec<ManifestFile>, Error> {
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
        let outputs = self.jobs.into_iter().map(|job| job.output.into_inner().unwrap_or_else(PoisonError::into_inner));
        Ok(outputs.filter_map(|output| output.entry).collect())
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
        let batch = job.rows(self.world, self.window).batch(block);
        let dirty = self.dirty.block(&job.file.part, block, batch);
        let mut bytes = lock(&self.buffers).pop().unwrap_or_default();
        bytes.clear();
        if block == 0 {
            job.encoder.header(&mut bytes);
        }
        let edits = &dirty.edits;
        let elsewhere = dirty.elsewhere.as_ref();
        job.encoder.encode_edited(&dirty.batch, elsewhere, &edits.extra_rows, &edits.cells, &mut bytes)?;
        let labels = if self.truth.is_some() { self.dirty.labels(&job.file.part, &dirty) } else { Vec::new() };
        self.deliver(index, block, Finished { bytes, rows: dirty.rows(), labels })
    }

    /// Writes a block if it is the next one of its file, and whatever was waiting for it.
    fn deliver(&self, index: usize, block: usize, finished: Finished<'r>) -> Result<(), Error> {
        let job = &self.jobs[index];
        let mut output = lock(&job.output);
        output.parked.insert(block, finished);
        let mut next = output.next;
        while let Some(Finished { bytes, rows, mut labels }) = output.parked.remove(&next) {
            if output.file.is_none() {
                output.file = Some(self.folder.file(job.file.path())?);
            }
            if let Some(file) = &mut output.file {
                file.write_block(&bytes)?;
            }
            if let Some(truth) = self.truth.filter(|_| !labels.is_empty()) {
                dirty::move_down(&mut labels, output.rows);
                truth.add(job.number, &labels)?;
            }
            self.progress.wrote(job.file, rows, bytes.len() as u64);
            output.rows += rows;
            next += 1;
            lock(&self.buffers).push(bytes);
        }
        output.next = next;
        if next == job.blocks()
            && let Some(file) = output.file.take()
        {
            let digest = file.commit()?;
            output.entry = Some(ManifestFile {
                path: job.file.path().to_owned(),
                table: job.file.table().name().to_owned(),
                rows: output.rows,
                bytes: digest.bytes,
                sha256: digest.sha256,
            });
            job.release();
            self.progress.finished(job.file);
        }
        drop(output);
        lock(&self.queue).progress[index].1 = next;
        self.advanced.notify_all();
        Ok(())
    }
}

impl<'r> Job<'r> {
    fn new(number: usize, file: &'r PlannedFile) -> Self {
        Self {
            number,
            file,
            encoder: CsvEncoder::new(file.table().definition()),
            rows: Mutex::new(None),
            output: Mutex::default(),
        }
    }

    fn blocks(&self) -> usize {
        self.file.part.blocks
    }

    fn rows(&self, world: &'r World, window: Window) -> Arc<dyn PartRows + 'r> {
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
