//! The runs, in turn: variants of ours at some scales, or ours and a peer's. What takes turns meets the same moods of a machine.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use super::error::BenchError;
use super::process::{Cost, Ended, measured};
use crate::{cargo, fixtures};

/// What is compared at a scale.
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

/// What one run wrote; the same for every run of ours with the same flags.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Output {
    /// None where nobody says.
    pub rows: Option<u64>,
    pub bytes: u64,
}

/// All runs of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The scale factor of ours.
    pub scale: Option<String>,
    pub name: String,
    pub output: Output,
    pub costs: Vec<Cost>,
}

/// How often to run, and where the output goes.
pub struct Runs<'r> {
    pub binary: &'r Path,
    pub folder: &'r Path,
    pub repeats: NonZeroUsize,
}

impl Runs<'_> {
    /// Our variants at every scale.
    pub fn of_scales(&self, scales: &[String]) -> Result<Vec<Measured>, BenchError> {
        // Brings the binary and the folder's blocks into memory, and shows a wrong scale before anything is measured.
        for scale in scales {
            eprintln!("warm-up at scale {scale}");
            self.ours(&format!("warm-up-{scale}"), scale, VARIANTS[0].flags)?;
        }
        let of_scale = |scale| VARIANTS.iter().map(move |variant| (scale, variant));
        let all: Vec<_> = scales.iter().flat_map(of_scale).collect();
        let mut measured: Vec<Measured> =
            all.iter().map(|(scale, variant)| Measured::new(Some(scale), variant.name)).collect();
        for run in 1..=self.repeats.get() {
            for (number, (scale, variant)) in all.iter().enumerate() {
                let (cost, output) = self.ours(&format!("{run}-{number}"), scale, variant.flags)?;
                self.tell(run, &format!("scale {scale}, {}", variant.name), &cost);
                measured[number].push(cost, output);
            }
        }
        Ok(measured)
    }

    /// Ours and a peer's command in turn: the first is ours.
    pub fn against(&self, scale: &str, flags: &[String], peer: &[String]) -> Result<Vec<Measured>, BenchError> {
        eprintln!("warm-up");
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        self.ours("warm-up", scale, &flags)?;
        self.peer("warm-up-peer", peer)?;
        let names = [["retailgen", &flags.join(" ")].join(" ").trim().to_owned(), peer.join(" ")];
        let mut ours = Measured::new(Some(scale), &names[0]);
        let mut others = Measured::new(None, &names[1]);
        for run in 1..=self.repeats.get() {
            let (cost, output) = self.ours(&format!("{run}-ours"), scale, &flags)?;
            self.tell(run, &names[0], &cost);
            ours.push(cost, output);
            let (cost, output) = self.peer(&format!("{run}-peer"), peer)?;
            self.tell(run, &names[1], &cost);
            others.push(cost, output);
        }
        Ok(vec![ours, others])
    }

    fn tell(&self, run: usize, name: &str, cost: &Cost) {
        eprintln!("run {run} of {}, {name}: {:.2} s", self.repeats, cost.wall);
    }

    /// One run of ours into a folder of that name, which must not be there yet.
    fn ours(&self, name: &str, scale: &str, flags: &[&str]) -> Result<(Cost, Output), BenchError> {
        let out = self.folder.join(name);
        let mut command = fixtures::retailgen(self.binary);
        command.args(["--quiet", "--scale", scale]).args(flags).arg("--out").arg(&out);
        let Ended { cost, .. } = succeeding("retailgen", &mut command)?;
        let manifest = out.join("_manifest.json");
        let text = fs::read_to_string(&manifest).map_err(BenchError::io("read", &manifest))?;
        let output = of_manifest(&text).ok_or(BenchError::Manifest(manifest))?;
        Ok((cost, output))
    }

    /// One run of a peer, whose output goes into a folder of that name where it is told one.
    fn peer(&self, name: &str, words: &[String]) -> Result<(Cost, Output), BenchError> {
        let out = self.folder.join(name);
        fs::create_dir(&out).map_err(BenchError::io("make", &out))?;
        let shown = words.join(" ");
        let mut filled = words.iter().map(|word| filled(word, &out));
        let mut command = Command::new(filled.next().unwrap_or_default());
        command.args(filled);
        let Ended { status, cost, printed } = succeeding(&shown, &mut command)?;
        let is_told = words.iter().any(|word| word.contains(OUT));
        let bytes =
            if is_told { size(&out).map_err(|(path, source)| BenchError::io("read", &path)(source))? } else { printed };
        match (bytes, is_told) {
            (0, true) => Err(BenchError::WroteNothing { command: shown, status }),
            (0, false) => Err(BenchError::PrintedNothing { command: shown, status }),
            _ => Ok((cost, Output { rows: None, bytes })),
        }
    }
}

impl Measured {
    pub fn new(scale: Option<&str>, name: &str) -> Self {
        let scale = scale.map(str::to_owned);
        Self { scale, name: name.to_owned(), output: Output::default(), costs: Vec::new() }
    }

    pub fn push(&mut self, cost: Cost, output: Output) {
        self.costs.push(cost);
        self.output = output;
    }
}

/// Builds the command line; returns where it lies.
pub fn build(root: &Path) -> Result<PathBuf, BenchError> {
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

/// Runs a command that must succeed.
fn succeeding(shown: &str, command: &mut Command) -> Result<Ended, BenchError> {
    let ended = measured(command).map_err(|source| BenchError::Start { command: shown.to_owned(), source })?;
    if !ended.status.success() {
        return Err(BenchError::Failed { command: shown.to_owned(), status: ended.status });
    }
    Ok(ended)
}

/// What stands for the folder of a peer's output.
const OUT: &str = "{out}";

/// A word of a peer's command with the folder in it.
fn filled(word: &str, out: &Path) -> OsString {
    let mut filled = OsString::new();
    for (number, piece) in word.split(OUT).enumerate() {
        if number > 0 {
            filled.push(out);
        }
        filled.push(piece);
    }
    filled
}

/// Bytes of all files below a folder; links are not followed.
fn size(folder: &Path) -> Result<u64, (PathBuf, std::io::Error)> {
    let failed = |source| (folder.to_owned(), source);
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let metadata = entry.metadata().map_err(failed)?;
        bytes += if metadata.is_dir() { size(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

/// Rows and bytes of all files of a manifest, which has one member a line.
fn of_manifest(manifest: &str) -> Option<Output> {
    let sum = |member: &str| {
        manifest
            .lines()
            .filter_map(|line| line.trim().strip_prefix(member)?.strip_suffix(','))
            .map(|number| number.trim().parse::<u64>().ok())
            .sum::<Option<u64>>()
            .filter(|&sum| sum > 0)
    };
    Some(Output { rows: Some(sum("\"rows\":")?), bytes: sum("\"bytes\":")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_adds_up_and_another_layout_is_noticed() {
        let manifest = "{\n  \"files\": [\n    {\n      \"rows\": 4,\n      \"bytes\": 100,\n      \"sha256\": \"\"\n    },\n    \
                        {\n      \"rows\": 1,\n      \"bytes\": 23,\n      \"sha256\": \"\"\n    }\n  ]\n}";
        assert_eq!(of_manifest(manifest), Some(Output { rows: Some(5), bytes: 123 }));
        assert_eq!(of_manifest("{\"files\":[{\"rows\":4,\"bytes\":100}]}"), None);
    }

    #[test]
    fn the_folder_stands_wherever_it_is_asked_for() {
        let filled = |word: &str| filled(word, Path::new("/tmp/a b")).into_string().unwrap();
        assert_eq!(filled("--to={out}/x:{out}"), "--to=/tmp/a b/x:/tmp/a b");
        assert_eq!(filled("plain"), "plain");
    }

    /// What a peer of these words comes to.
    #[cfg(unix)]
    fn peer(words: &[&str]) -> Result<Output, BenchError> {
        let folder = tempfile::tempdir().unwrap();
        let runs = Runs { binary: Path::new("/none"), folder: folder.path(), repeats: NonZeroUsize::MIN };
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        runs.peer("peer", &words).map(|(_, output)| output)
    }

    #[cfg(unix)]
    #[test]
    fn the_output_of_a_peer_is_what_it_writes_or_else_what_it_prints() {
        let writes = "mkdir \"$0/below\"; echo 1234 > \"$0/below/file\"; echo 67 > \"$0/other\"; echo not counted";
        assert_eq!(peer(&["sh", "-c", writes, "{out}"]).unwrap(), Output { rows: None, bytes: 8 });
        assert_eq!(peer(&["echo", "12345"]).unwrap(), Output { rows: None, bytes: 6 });
    }

    #[cfg(unix)]
    #[test]
    fn a_peer_that_does_nothing_is_reported_by_name() {
        let told = |words: &[&str]| {
            let error = peer(words).unwrap_err();
            assert_eq!(error.exit_code(), 1);
            error.to_string()
        };
        let failed = told(&["sh", "-c", "echo text; exit 3"]);
        assert!(failed.starts_with("`sh -c echo text; exit 3` failed (exit status: 3)"), "{failed}");
        let silent = told(&["true"]);
        assert!(silent.starts_with("`true` (exit status: 0) printed nothing"), "{silent}");
        let idle = told(&["echo", "{out}"]);
        assert!(idle.starts_with("`echo {out}` (exit status: 0) wrote nothing"), "{idle}");
        let missing = told(&["/no such program"]);
        assert!(missing.starts_with("`/no such program` does not start"), "{missing}");
    }
}
