//! Long work that Python's signals can end.

use std::{
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use pyo3::{PyResult, Python};

/// How often signals are looked at.
const EVERY: Duration = Duration::from_millis(50);

/// What becomes of work when a signal raises an exception.
pub enum OnSignal {
    /// It is told to end by this flag, and waited for.
    Cancel(Arc<AtomicBool>),
    /// It goes on alone to its end, which nobody hears of: it reads only.
    Leave,
}

/// Does work on a thread of its own, without the interpreter's lock. Meanwhile this thread lets Python handle its signals, such
/// as Ctrl-C, and calls `tick`.
///
/// # Errors
/// What a handler of a signal or `tick` raised.
pub fn attended<T: Send + 'static>(
    py: Python<'_>,
    on_signal: &OnSignal,
    mut tick: impl FnMut(Python<'_>) -> PyResult<()>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (done, mut waiting) = mpsc::channel();
    let worker = thread::spawn(move || {
        // Nobody listens where the work was left alone.
        let _ = done.send(work());
    });
    let mut raised = None;
    let outcome = loop {
        let (handed_back, outcome) = py.detach(move || {
            let outcome = waiting.recv_timeout(EVERY);
            (waiting, outcome)
        });
        waiting = handed_back;
        match outcome {
            Ok(outcome) => break outcome,
            // Its panic is told as every panic is.
            Err(RecvTimeoutError::Disconnected) => match worker.join() {
                Err(payload) => panic::resume_unwind(payload),
                Ok(()) => unreachable!("the work has sent its outcome"),
            },
            // It has been told to end.
            Err(RecvTimeoutError::Timeout) if raised.is_some() => {}
            Err(RecvTimeoutError::Timeout) => {
                if let Err(exception) = py.check_signals().and_then(|()| tick(py)) {
                    match on_signal {
                        OnSignal::Cancel(flag) => flag.store(true, Ordering::Relaxed),
                        OnSignal::Leave => return Err(exception),
                    }
                    raised = Some(exception);
                }
            }
        }
    };
    match raised {
        Some(exception) => Err(exception),
        None => tick(py).map(|()| outcome),
    }
}
