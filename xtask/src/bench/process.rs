//! A process, and what it took: wall time, processor time, peak memory, and how much it printed.

use std::fs;
use std::io::{self, Read};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Between two looks at the peak memory; the system keeps the peak, so only a rise in the last moment is lost.
const MEMORY_INTERVAL: Duration = Duration::from_millis(20);
/// `USER_HZ`, the unit of times in `/proc`, on every architecture that this is built for.
const TICKS_PER_SECOND: f64 = 100.0;

/// What one run took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    pub wall: f64,
    /// User and system time of all threads, in seconds; known on Linux.
    pub cpu: Option<f64>,
    /// Peak resident memory in MB; known on Linux.
    pub memory: Option<f64>,
}

/// How a process ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub cost: Cost,
    /// Bytes on its standard output.
    pub printed: u64,
}

/// Runs a command to its end. What it prints is counted and thrown away.
///
/// # Errors
/// Where it does not start.
pub fn measured(command: &mut Command) -> io::Result<Ended> {
    let cpu_before = children_cpu_seconds();
    let begin = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let (status, memory, printed) = wait(&mut child);
    let wall = begin.elapsed().as_secs_f64();
    let cpu = children_cpu_seconds().zip(cpu_before).map(|(after, before)| after - before);
    Ok(Ended { status: status?, cost: Cost { wall, cpu, memory }, printed: printed? })
}

/// Waits for the end of `child`, watching its peak memory, in MB, meanwhile.
fn wait(child: &mut Child) -> (io::Result<ExitStatus>, Option<f64>, io::Result<u64>) {
    let (end, ended) = mpsc::channel::<()>();
    let (id, stdout) = (child.id(), child.stdout.take());
    thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let mut peak = None;
            while ended.recv_timeout(MEMORY_INTERVAL) == Err(RecvTimeoutError::Timeout) {
                // A process that has ended has no memory, which must not hide what it had.
                peak = peak_memory(id).or(peak);
            }
            peak
        });
        let printed = stdout.map_or(Ok(0), count);
        let status = child.wait();
        drop(end);
        (status, watch.join().ok().flatten(), printed)
    })
}

fn count(mut stdout: ChildStdout) -> io::Result<u64> {
    let (mut buffer, mut bytes) = (vec![0; 1 << 16], 0);
    loop {
        match stdout.read(&mut buffer)? {
            0 => return Ok(bytes),
            read => bytes += read as u64,
        }
    }
}

/// Peak resident memory of a process in MB, where the system tells it as Linux does.
fn peak_memory(id: u32) -> Option<f64> {
    peak_of_status(&fs::read_to_string(format!("/proc/{id}/status")).ok()?)
}

fn peak_of_status(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    Some((kibibytes * 1_024) as f64 / 1e6)
}

/// Processor time of all children that have ended, where the system tells it as Linux does.
fn children_cpu_seconds() -> Option<f64> {
    children_cpu_of_stat(&fs::read_to_string("/proc/self/stat").ok()?)
}

fn children_cpu_of_stat(stat: &str) -> Option<f64> {
    // The program's name, in parentheses, may hold anything; the fields count from after it. The 16th and 17th of the
    // line are cutime and cstime (proc_pid_stat(5)), the name being the second.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_ascii_whitespace().skip(13).map(|field| field.parse::<u64>().ok());
    let ticks = times.next()?? + times.next()??;
    Some(ticks as f64 / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_read_as_it_writes() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 90 80 0 0 11 12 150 25 20 0 1 0 100";
        assert_eq!(children_cpu_of_stat(stat), Some(1.75));
        assert_eq!(peak_of_status("Name:\tx\nVmHWM:\t   62500 kB\nVmRSS:\t 1 kB\n"), Some(64.0));
        assert_eq!(peak_of_status("Name:\tx\nState:\tZ (zombie)\n"), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_printed_is_counted_and_how_it_ends_is_told() {
        let ended = measured(Command::new("sh").args(["-c", "echo 12345; exit 7"])).unwrap();
        assert_eq!((ended.status.code(), ended.printed), (Some(7), 6));
        assert!(ended.cost.wall > 0.0);
        assert!(measured(&mut Command::new("/no such program")).is_err());
    }
}
