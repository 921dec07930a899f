//! The program `retailgen-ballista`: a scheduler, an executor, and a client that has a query run by them.

mod arguments;
mod executor;
mod failure;
mod logging;
mod reach;
mod scheduler;
mod sql;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;

use crate::{
    arguments::{Arguments, Command},
    failure::Failure,
};

/// Plans are read and planned by functions that call themselves, for each node once: queries of some size need more than 2 MB.
const STACK: usize = 32 * 1024 * 1024;

fn main() -> ExitCode {
    // Clap ends with exit code 2 where a flag will not do.
    let Arguments { verbose, command } = Arguments::parse();
    logging::start(verbose);
    match run(command) {
        Ok(code) => code,
        Err(failure) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "retailgen-ballista: {failure}");
            failure.code()
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let runtime = runtime.map_err(Failure::Threads)?;
    // In a thread of the runtime: the main thread has the stack that the system gives it.
    let done = runtime.block_on(runtime.spawn(async {
        match command {
            Command::Scheduler(options) => scheduler::run(options).await,
            Command::Executor(options) => executor::run(options).await,
            Command::Sql(options) => sql::run(options).await,
        }
    }));
    done.map_err(Failure::Panicked)?
}

/// Prints a line, at once even where nobody looks at a terminal.
fn tell(line: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(Failure::Output)
}
