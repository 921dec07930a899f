//! Ctrl-C and its like: the first asks the run to end, the second ends it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// The exit code of an interrupted run: 128 and the number of SIGINT, as shells count.
pub const INTERRUPTED: u8 = 130;

/// Turns SIGINT, SIGTERM and SIGHUP into a flag, which is returned. The second one ends the process at once.
///
/// A process started with SIGHUP ignored, as by `nohup`, is left with the signals as they are: it must outlive its
/// terminal, and the folder's marker makes even a kill safe.
pub fn flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    if !hangup_is_ignored() {
        // Without a handler a signal kills the process, which is as safe and only less tidy.
        let _ = ctrlc::set_handler(move || {
            if raised.swap(true, Ordering::Relaxed) {
                end_at_once();
            }
        });
    }
    flag
}

#[expect(clippy::exit, reason = "the second signal is for a run that does not end on the first")]
fn end_at_once() -> ! {
    std::process::exit(INTERRUPTED.into())
}

/// Whether SIGHUP, signal 1 and so the lowest bit of the mask, was ignored when the process began.
#[cfg(target_os = "linux")]
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// Elsewhere there is no safe way to ask.
#[cfg(not(target_os = "linux"))]
fn hangup_is_ignored() -> bool {
    false
}
