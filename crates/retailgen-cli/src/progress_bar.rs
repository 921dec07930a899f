//! Progress on standard error: a bar on a terminal, now and then a line elsewhere, and the files as they are finished.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use indicatif::{DecimalBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use retailgen::{ManifestFile, Plan, PlannedFile, Progress, Shortcoming};

use crate::{
    args::said::{ProgressChoice, Said},
    console::{Console, shows_colours},
    summary::{Elapsed, Forecast, count},
};

const TEMPLATE: &str = "{percent:>3}% [{wide_bar}] {msg}";
const COLOURED: &str = "{percent:>3}% [{wide_bar:.green}] {msg}";
/// How often the bar is drawn when no block arrives.
const TICK: Duration = Duration::from_millis(200);
/// How long nothing is shown: a run that ends sooner needs no bar.
const SILENCE: Duration = Duration::from_millis(500);
/// How long a run has to go on, and how much of it to be done, before there is an estimate of what is left.
const ESTIMATES_AFTER: (Duration, f64) = (Duration::from_secs(2), 0.05);
/// How often a line is written where there is no terminal: often enough to see that it lives, too rarely to fill a log.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Shows a run's progress as the arguments ask.
pub struct ProgressDisplay {
    console: Console,
    kind: Kind,
    lists_plan: bool,
    bar: ProgressBar,
    bytes: AtomicU64,
    files_left: AtomicUsize,
    /// Rows and bytes so far of files not yet finished; kept only when files are listed.
    unfinished: Option<Mutex<BTreeMap<String, (u64, u64)>>>,
    last_line: Mutex<Option<Instant>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bar,
    Lines,
    Nothing,
}

impl ProgressDisplay {
    /// A display that waits for the run to begin.
    pub fn new(said: &Said, console: Console) -> Self {
        let kind = match (said.progress, io::stderr().is_terminal()) {
            (ProgressChoice::Never, _) | (ProgressChoice::Auto, false) => Kind::Nothing,
            _ if console.is_quiet() => Kind::Nothing,
            (_, true) => Kind::Bar,
            (ProgressChoice::Always, false) => Kind::Lines,
        };
        let template = if shows_colours() { COLOURED } else { TEMPLATE };
        let style = ProgressStyle::with_template(template).expect("the templates are valid ones");
        Self {
            console,
            kind,
            lists_plan: said.verbose > 1,
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
                .with_style(style.progress_chars("=> ")),
            bytes: AtomicU64::new(0),
            files_left: AtomicUsize::new(0),
            unfinished: (said.verbose > 0).then(Mutex::default),
            last_line: Mutex::new(None),
        }
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, text: impl std::fmt::Display) {
        self.bar.suspend(|| self.console.line(text));
    }

    /// The line of a file that is finished.
    fn listed(&self, path: &str, rows: u64, bytes: u64) {
        self.line(format_args!("{path}: {}, {}", count(rows, "row"), DecimalBytes(bytes)));
    }

    fn in_words(&self, bytes: u64) -> String {
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or(0));
        let left =
            left(self.bar.elapsed(), done, all).map_or_else(String::new, |left| format!(", {} left", Elapsed(left)));
        format!("{} of {} rows, {}{left}", HumanCount(done), HumanCount(all.max(done)), DecimalBytes(bytes))
    }

    /// Whether the next line is due: the first after the silence.
    fn is_line_due(&self) -> bool {
        let mut last = self.last_line.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.map_or_else(|| self.bar.elapsed() >= SILENCE, |last| last.elapsed() >= LINE_EVERY);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

/// How much longer it takes when so many of all rows took so long; nothing while that says too little.
fn left(elapsed: Duration, done: u64, all: u64) -> Option<Duration> {
    let (least, share) = ESTIMATES_AFTER;
    let is_telling = elapsed >= least && done as f64 >= share * all as f64 && done > 0;
    is_telling.then(|| elapsed.mul_f64(all.saturating_sub(done) as f64 / done as f64))
}

impl Progress for ProgressDisplay {
    fn started(&self, plan: &Plan) {
        if self.lists_plan {
            self.console.lines(Forecast(plan));
        }
        self.files_left.store(plan.files().len(), Ordering::Relaxed);
        self.bar.set_length(plan.rows());
        self.bar.reset();
        if self.kind == Kind::Bar {
            let bar = self.bar.clone();
            // Where the system refuses a thread there is no bar.
            let _ = thread::Builder::new().spawn(move || {
                thread::sleep(SILENCE);
                if !bar.is_finished() {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            });
        }
    }

    fn wrote(&self, file: &PlannedFile, rows: u64, bytes: u64) {
        if let Some(unfinished) = &self.unfinished {
            let mut unfinished = unfinished.lock().unwrap_or_else(PoisonError::into_inner);
            let figures = unfinished.entry(file.path().to_owned()).or_default();
            *figures = (figures.0 + rows, figures.1 + bytes);
        }
        let all_bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.bar.inc(rows);
        match self.kind {
            Kind::Bar => self.bar.set_message(self.in_words(all_bytes)),
            Kind::Lines if self.is_line_due() => self.line(self.in_words(all_bytes)),
            Kind::Lines | Kind::Nothing => {}
        }
    }

    fn finished(&self, file: &PlannedFile) {
        if let Some(unfinished) = &self.unfinished {
            let figures = unfinished.lock().unwrap_or_else(PoisonError::into_inner).remove(file.path());
            let (rows, bytes) = figures.unwrap_or_default();
            self.listed(file.path(), rows, bytes);
        }
        if self.files_left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.bar.set_message("flushing to the disk");
        }
    }

    fn derived(&self, file: &ManifestFile) {
        if self.unfinished.is_some() {
            self.listed(&file.path, file.rows, file.bytes);
        }
    }

    fn without(&self, what: Shortcoming) {
        self.bar.suspend(|| self.console.warning(what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_when_it_can_be_known() {
        let left = |seconds, done| left(Duration::from_secs(seconds), done, 1_000);
        assert_eq!(left(1, 500), None);
        assert_eq!(left(10, 40), None);
        assert_eq!(left(10, 0), None);
        assert_eq!(left(10, 250), Some(Duration::from_secs(30)));
        assert_eq!(left(10, 1_100), Some(Duration::ZERO));
    }
}
