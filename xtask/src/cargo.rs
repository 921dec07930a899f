//! Cargo, called by a task as it would be called by hand.

use std::env;
use std::path::Path;
use std::process::Command;

/// The Cargo that runs this task, in the workspace folder.
///
/// What `cargo run` tells the task of its own package is taken away: build scripts look at it too (that of `ring`, below
/// Delta), so all that hangs on them would be compiled now, and once more by whoever calls Cargo next.
pub fn command(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    for (name, _) in env::vars_os() {
        let is_ours = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(is_ours) {
            command.env_remove(name);
        }
    }
    command
}
