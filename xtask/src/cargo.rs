//! Cargo, called by a task as it would be called by hand.

use std::env;
use std::path::Path;
use std::process::Command;

/// The Cargo that runs this task, in the workspace folder.
pub fn command(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}
