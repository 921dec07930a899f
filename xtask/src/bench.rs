//! `cargo xtask bench`: wall time, processor time and memory of whole runs of the release build, and of a peer in turn with it.

mod error;
mod machine;
mod options;
mod page;
mod process;
mod runs;
mod spread;
mod table;

use std::path::Path;
use std::process::ExitCode;

use crate::scratch::ScratchFolder;
use error::BenchError;
use options::{Options, What};
use runs::Runs;

/// How the task is called.
const USAGE: &str = "\
Usage: cargo xtask bench [--runs N] [--scales LIST] [--write]
       cargo xtask bench [--runs N] [--scale FACTOR] --against COMMAND [--ours FLAGS] [--write]

Builds the release command line and runs it with one thread, with two, and with two but clean, in turn. It says how long each
took, how much processor time and memory.

  --runs N           Runs of each [default: 3]
  --scales LIST      Scale factors, such as 0.1,1 [default: 1]; --scale is the same
  --against COMMAND  Run ours and COMMAND in turn, and say the ratio of each pair. {out} in it stands for an empty folder, and
                     the files there are its output; without {out} it is what COMMAND prints. No shell is asked: blanks part
                     the words, and quotes, single or double, hold one together. Put sh -c '...' for more.
  --ours FLAGS       The flags of our run against it, such as '--tables orders_lines -a none' [default: none]
  --write            Write the table into docs/performance.md, too, with machine, dataset version and date of the commit";

/// Measures, prints a table of what each run took, and writes it into the page where that is asked for.
pub fn run(root: &Path, options: &[&str]) -> ExitCode {
    if matches!(options, ["--help" | "-h"]) {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match Options::parse(options).and_then(|options| measure(root, &options)) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn measure(root: &Path, options: &Options) -> Result<String, BenchError> {
    if options.write {
        // Before minutes go by.
        page::check(root, &options.what)?;
    }
    let binary = runs::build(root)?;
    // All output stays until the end, at 1.1 GB a run at full scale: ext4 passes over inodes that were freed a moment ago, and
    // its search (`recently_deleted`, `find_get_block_common`) is a fifth of a profile at scale 0.05 where files were
    // removed before.
    let folder = ScratchFolder::new("bench").map_err(|(path, source)| BenchError::io("make", &path)(source))?;
    let runs = Runs { binary: &binary, folder: folder.path(), repeats: options.runs };
    let measured = match &options.what {
        What::Scales(scales) => runs.of_scales(scales)?,
        What::Peer { scale, ours, peer } => runs.against(scale, ours, peer)?,
    };
    let mut told = table::printed(&measured);
    if matches!(options.what, What::Peer { .. })
        && let [ours, peer] = &measured[..]
    {
        told = format!("{told}\n\n{}", table::ratios(ours, peer));
    }
    if options.write {
        let machine = machine::told(root, &binary, options.runs.get())?;
        let place = page::write(root, &options.what, &machine, &measured)?;
        told = format!("{told}\n\nwrote {place}");
    }
    Ok(told)
}
