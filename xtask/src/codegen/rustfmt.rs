//! Generated Rust, laid out as `cargo fmt` would.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::CodegenError;

/// The text as `rustfmt` prints it under the settings of the workspace.
pub fn format(root: &Path, text: &str) -> Result<String, CodegenError> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(CodegenError::RustfmtMissing)?;
    // rustfmt reads to the end before it prints, so writing all of it first cannot block; stdin closes at the statement's end.
    child.stdin.take().expect("stdin is piped").write_all(text.as_bytes()).map_err(CodegenError::RustfmtMissing)?;
    let output = child.wait_with_output().map_err(CodegenError::RustfmtMissing)?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(CodegenError::RustfmtRefused(message));
    }
    String::from_utf8(output.stdout).map_err(|error| CodegenError::RustfmtRefused(error.to_string()))
}
