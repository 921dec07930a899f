//! Libraries that are loaded before the C library, and have some of its functions fail.

use std::{path::PathBuf, process::Command};

use super::workplace::Workplace;

/// Compiles the file of C of that name beside this one; returns the library.
pub fn compiled(place: &Workplace, name: &str) -> PathBuf {
    let source = format!("{}/tests/command/cli/{name}.c", env!("CARGO_MANIFEST_DIR"));
    let shim = place.path(&format!("{name}.so"));
    // The C compiler is the one that the README asks for.
    let compiled =
        Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&shim).args([&source, "-ldl"]).status();
    assert!(compiled.unwrap().success());
    shim
}
