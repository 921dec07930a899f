//! `cargo xtask bench`: wall time, processor time and memory of whole runs of the release build.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs, num::NonZeroUsize};

use thiserror::Error;

use crate::cargo;
use crate::scratch::ScratchFolder;

/// What is compared. The variants take turns, so that a machine that slows down does so for all.
const VARIANTS: [Variant; 3] = [
    Variant { name: "1 thread", flags: &["--threads", "1"] },
    Variant { name: "2 threads", flags: &["--threads", "2"] },
    // What the faults and the truth about them cost is the difference to this.
    Variant { name: "2 threads, clean, no truth", flags: &["--threads", "2", "--anomalies", "none", "--no-truth"] },
];

/// One way of running the generator.
struct Variant {
    name: &'static str,
    flags: &'static [&'static str],
}

/// Between two looks at the peak memory; the system keeps the peak, so only a rise in the last moment is lost.
const MEMORY_INTERVAL: Duration = Duration::from_millis(20);
/// `USER_HZ`, the unit of times in `/proc`, on every architecture that this is built for.
const TICKS_PER_SECOND: f64 = 100.0;

/// Builds the release command line, runs its variants in turn, and prints a table of what each took.
pub fn run(root: &Path, options: &[&str]) -> ExitCode {
    match Options::parse(options).and_then(|options| measure(root, &options)) {
        Ok(table) => {
            println!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if matches!(error, BenchError::Usage(_) | BenchError::Runs(_)) { 2 } else { 1 })
        }
    }
}

#[derive(Debug, PartialEq)]
struct Options {
    /// Measured runs of each variant.
    runs: NonZeroUsize,
    /// As it goes to the command line, which knows what scales there are.
    scale: String,
}

impl Options {
    fn parse(arguments: &[&str]) -> Result<Self, BenchError> {
        let mut options = Self { runs: NonZeroUsize::MIN.saturating_add(2), scale: "1".to_owned() };
        for pair in arguments.chunks(2) {
            match *pair {
                ["--runs", runs] => options.runs = runs.parse().map_err(|_| BenchError::Runs(runs.to_owned()))?,
                ["--scale", scale] => scale.clone_into(&mut options.scale),
                _ => return Err(BenchError::Usage(pair.join(" "))),
            }
        }
        Ok(options)
    }
}

/// What one run took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: f64,
    /// User and system time of all threads, in seconds; known on Linux.
    cpu: Option<f64>,
    /// Peak resident memory in MB; known on Linux.
    memory: Option<f64>,
}

/// What one run wrote; the same for every run of a variant.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Output {
    rows: u64,
    bytes: u64,
}

fn measure(root: &Path, options: &Options) -> Result<String, BenchError> {
    let binary = build(root)?;
    // All runs stay until the end, at 262 MB each at full scale: ext4 passes over inodes that were freed a moment ago, and
    // its search (`recently_deleted`, `find_get_block_common`) is a fifth of a profile at scale 0.05 where files were
    // removed before.
    let folder = ScratchFolder::new("bench").map_err(|(path, source)| BenchError::io("make", &path)(source))?;
    // Brings the binary and the folder's blocks into memory, and shows a wrong scale before anything is measured.
    eprintln!("warm-up");
    generate(&binary, &folder.path().join("warm-up"), &VARIANTS[0], &options.scale)?;
    let mut costs = VARIANTS.map(|variant| (variant.name, Output::default(), Vec::new()));
    for run in 1..=options.runs.get() {
        for (number, (variant, costs)) in VARIANTS.iter().zip(&mut costs).enumerate() {
            let out = folder.path().join(format!("{run}-{number}"));
            let (cost, output) = generate(&binary, &out, variant, &options.scale)?;
            eprintln!("run {run} of {}, {}: {:.2} s", options.runs, variant.name, cost.wall);
            costs.1 = output;
            costs.2.push(cost);
        }
    }
    Ok(table(options, &costs))
}

/// Builds the command line; returns where it lies.
fn build(root: &Path) -> Result<PathBuf, BenchError> {
    let status = cargo::command(root)
        .args(["build", "--release", "--package", "retailgen-cli"])
        .status()
        .map_err(BenchError::io("start", Path::new("cargo")))?;
    if !status.success() {
        return Err(BenchError::Build);
    }
    // Next to the profile folder this very program runs from, wherever the target folder has been put.
    let own = env::current_exe().map_err(BenchError::io("find", Path::new("the running xtask")))?;
    let target = own.ancestors().nth(2).unwrap_or(root);
    Ok(target.join("release").join(format!("retailgen{}", env::consts::EXE_SUFFIX)))
}

/// One run into `out`, which must not be there yet.
fn generate(binary: &Path, out: &Path, variant: &Variant, scale: &str) -> Result<(Cost, Output), BenchError> {
    let cpu_before = children_cpu_seconds();
    let begin = Instant::now();
    let mut child = Command::new(binary)
        .args(["--quiet", "--scale", scale])
        .args(variant.flags)
        .arg("--out")
        .arg(out)
        .spawn()
        .map_err(BenchError::io("start", binary))?;
    let (waited, memory) = wait(&mut child);
    let wall = begin.elapsed().as_secs_f64();
    let status = waited.map_err(BenchError::io("wait for", binary))?;
    if !status.success() {
        return Err(BenchError::Run(status));
    }
    let cpu = children_cpu_seconds().zip(cpu_before).map(|(after, before)| after - before);
    let manifest = out.join("_manifest.json");
    let text = fs::read_to_string(&manifest).map_err(BenchError::io("read", &manifest))?;
    let output = output(&text).ok_or(BenchError::Manifest(manifest))?;
    Ok((Cost { wall, cpu, memory }, output))
}

/// Waits for the end of `child`, watching its peak memory, in MB, meanwhile.
fn wait(child: &mut Child) -> (io::Result<ExitStatus>, Option<f64>) {
    let (end, ended) = mpsc::channel::<()>();
    let id = child.id();
    thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let mut peak = None;
            while ended.recv_timeout(MEMORY_INTERVAL) == Err(RecvTimeoutError::Timeout) {
                // A process that has ended has no memory, which must not hide what it had.
                peak = peak_memory(id).or(peak);
            }
            peak
        });
        let status = child.wait();
        drop(end);
        (status, watch.join().ok().flatten())
    })
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

/// Rows and bytes of all files of a manifest, which has one member a line.
fn output(manifest: &str) -> Option<Output> {
    let sum = |member: &str| {
        manifest
            .lines()
            .filter_map(|line| line.trim().strip_prefix(member)?.strip_suffix(','))
            .map(|number| number.trim().parse::<u64>().ok())
            .sum::<Option<u64>>()
            .filter(|&sum| sum > 0)
    };
    Some(Output { rows: sum("\"rows\":")?, bytes: sum("\"bytes\":")? })
}

/// The table, in Markdown.
fn table(options: &Options, costs: &[(&str, Output, Vec<Cost>)]) -> String {
    let (_, Output { rows, bytes }, _) = costs.first().cloned().unwrap_or_default();
    let mut text = format!(
        "scale {}, {} runs of each, in turn; {rows} rows and {:.1} MB a run.\n\
         Triples are min / median / max; rates are of the median.\n\n",
        options.scale,
        options.runs,
        bytes as f64 / 1e6
    );
    let known =
        |of: fn(&Cost) -> Option<f64>| costs.iter().flat_map(|(.., costs)| costs).all(|cost| of(cost).is_some());
    let (cpu, memory) = (known(|cost| cost.cpu), known(|cost| cost.memory));
    let line = |cells: [&str; 6]| {
        let shown = [true, true, cpu, memory, true, true];
        let cells = cells.into_iter().zip(shown).filter(|(_, shown)| *shown);
        cells.fold("|".to_owned(), |line, (cell, _)| line + " " + cell + " |")
    };
    let head = ["run", "wall s", "user + sys s", "peak MB", "rows/s", "MB/s"];
    let _ = writeln!(text, "{}\n{}", line(head), line(["---:"; 6]));
    for (name, Output { rows, bytes }, costs) in costs {
        let spread = |of: fn(&Cost) -> Option<f64>| Spread::of(costs.iter().filter_map(of));
        let wall = spread(|cost| Some(cost.wall));
        let per_second = |figure: f64| figure / wall.median;
        let _ = writeln!(
            text,
            "{}",
            line([
                name,
                &wall.text(2),
                &spread(|cost| cost.cpu).text(2),
                &spread(|cost| cost.memory).text(1),
                &format!("{:.0}", per_second(*rows as f64)),
                &format!("{:.1}", per_second(*bytes as f64 / 1e6)),
            ])
        );
    }
    text.truncate(text.trim_end().len());
    text
}

/// Where a figure lay over the runs; all zero when there are none.
#[derive(Debug, Default, PartialEq)]
struct Spread {
    min: f64,
    median: f64,
    max: f64,
}

impl Spread {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let (Some(&min), Some(&max)) = (values.first(), values.last()) else { return Self::default() };
        let median = f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2]);
        Self { min, median, max }
    }

    fn text(&self, decimals: usize) -> String {
        let Self { min, median, max } = self;
        format!("{min:.decimals$} / {median:.decimals$} / {max:.decimals$}")
    }
}

/// Why nothing was measured.
#[derive(Debug, Error)]
enum BenchError {
    #[error("`{0}` is no option of bench with its value: give --runs N or --scale FACTOR")]
    Usage(String),
    #[error("--runs {0} is no number of runs: give 1 or more")]
    Runs(String),
    #[error("retailgen-cli does not build; cargo has said why")]
    Build,
    #[error("a run of retailgen failed ({0}); it has said why")]
    Run(ExitStatus),
    #[error("{0} tells no rows and bytes: its layout has changed, and `output` in xtask/src/bench.rs must follow")]
    Manifest(PathBuf),
    #[error("cannot {verb} {path}: {source}")]
    Io { verb: &'static str, path: PathBuf, source: io::Error },
}

impl BenchError {
    fn io(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { verb, path, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_have_defaults_and_refuse_what_they_do_not_know() {
        let options = |arguments: &[&str]| Options::parse(arguments).map(|options| (options.runs.get(), options.scale));
        assert_eq!(options(&[]).unwrap(), (3, "1".to_owned()));
        assert_eq!(options(&["--scale", "0.05", "--runs", "5"]).unwrap(), (5, "0.05".to_owned()));
        assert!(matches!(options(&["--runs", "0"]), Err(BenchError::Runs(_))));
        assert!(matches!(options(&["--runs"]), Err(BenchError::Usage(_))));
        assert!(matches!(options(&["--threads", "4"]), Err(BenchError::Usage(_))));
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(Spread::of([4.0, 1.0, 2.0].into_iter()), Spread { min: 1.0, median: 2.0, max: 4.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0].into_iter()), Spread { min: 1.0, median: 2.5, max: 4.0 });
    }

    #[test]
    fn the_system_is_read_as_it_writes() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 90 80 0 0 11 12 150 25 20 0 1 0 100";
        assert_eq!(children_cpu_of_stat(stat), Some(1.75));
        assert_eq!(peak_of_status("Name:\tx\nVmHWM:\t   62500 kB\nVmRSS:\t 1 kB\n"), Some(64.0));
        assert_eq!(peak_of_status("Name:\tx\nState:\tZ (zombie)\n"), None);
    }

    #[test]
    fn a_manifest_adds_up_and_another_layout_is_noticed() {
        let manifest = "{\n  \"files\": [\n    {\n      \"rows\": 4,\n      \"bytes\": 100,\n      \"sha256\": \"\"\n    },\n    \
                        {\n      \"rows\": 1,\n      \"bytes\": 23,\n      \"sha256\": \"\"\n    }\n  ]\n}";
        assert_eq!(output(manifest), Some(Output { rows: 5, bytes: 123 }));
        assert_eq!(output("{\"files\":[{\"rows\":4,\"bytes\":100}]}"), None);
    }

    #[test]
    fn what_the_system_does_not_tell_has_no_column() {
        let options = Options::parse(&[]).unwrap();
        let told = Cost { wall: 2.0, cpu: Some(1.5), memory: Some(30.0) };
        let output = Output { rows: 100, bytes: 8_000_000 };
        let table_of = |cost| table(&options, &[("a", output, vec![cost]), ("b", output, vec![cost])]);
        assert!(
            table_of(told).ends_with("| b | 2.00 / 2.00 / 2.00 | 1.50 / 1.50 / 1.50 | 30.0 / 30.0 / 30.0 | 50 | 4.0 |")
        );
        let untold = Cost { cpu: None, memory: None, ..told };
        assert!(table_of(untold).ends_with("| b | 2.00 / 2.00 / 2.00 | 50 | 4.0 |"));
    }
}
