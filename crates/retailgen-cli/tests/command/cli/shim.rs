//! Programs of C around the command: libraries that are loaded before the C library, and have some of its functions fail, and one
//! that kills it.

use std::{path::PathBuf, process::Command};

use super::workplace::Workplace;

/// Compiles the file of C of that name beside this one; returns the library.
pub fn compiled(place: &Workplace, name: &str) -> PathBuf {
    let shim = place.path(&format!("{name}.so"));
    compile(name, &["-shared", "-fPIC"], shim)
}

/// The same for a program of its own.
pub fn compiled_program(place: &Workplace, name: &str) -> PathBuf {
    let program = place.path(name);
    compile(name, &[], program)
}

fn compile(name: &str, flags: &[&str], to: PathBuf) -> PathBuf {
    let source = format!("{}/tests/command/cli/{name}.c", env!("CARGO_MANIFEST_DIR"));
    // The C compiler is the one that the README asks for.
    let compiled = Command::new("cc").args(flags).args(["-O1", "-o"]).arg(&to).args([&source, "-ldl"]).status();
    assert!(compiled.unwrap().success());
    to
}
