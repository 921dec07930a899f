//! The examples run and print what is stored here.
//!
//! `cargo xtask renew` rewrites the stored texts, under `UPDATE_GOLDEN=1`.

use std::{env, fs, path::Path};

#[path = "../../../../examples/batches.rs"]
#[expect(dead_code, reason = "their main functions are for the command line")]
mod batches;
#[path = "../../../../examples/buffer.rs"]
#[expect(dead_code, reason = "their main functions are for the command line")]
mod buffer;
#[path = "../../../../examples/folder.rs"]
#[expect(dead_code, reason = "their main functions are for the command line")]
mod folder;
#[path = "../../../../examples/plan.rs"]
#[expect(dead_code, reason = "their main functions are for the command line")]
mod plan;
#[path = "../../../../examples/policy.rs"]
#[expect(dead_code, reason = "their main functions are for the command line")]
mod policy;
#[path = "../../../../examples/schema.rs"]
#[expect(dead_code, reason = "their main functions are for the command line")]
mod schema;
#[path = "../../../../examples/table.rs"]
#[expect(dead_code, reason = "their main functions are for the command line")]
mod table;

fn assert_prints(name: &str, output: Vec<u8>) {
    let output = String::from_utf8(output).unwrap();
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples").join(format!("{name}.txt"));
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, output).unwrap();
        return;
    }
    let stored = fs::read_to_string(&place).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
    assert_eq!(output, stored, "example {name} prints something else; `cargo xtask renew` stores it");
}

#[test]
fn plan_prints_its_files() {
    let mut out = Vec::new();
    plan::run(&mut out).unwrap();
    assert_prints("plan", out);
}

#[test]
fn batches_prints_its_counts() {
    let mut out = Vec::new();
    batches::run(&mut out).unwrap();
    assert_prints("batches", out);
}

#[test]
fn folder_prints_its_files() {
    let mut out = Vec::new();
    folder::run(&mut out).unwrap();
    assert_prints("folder", out);
}

#[test]
fn table_prints_the_lines_that_are_wrong() {
    let mut out = Vec::new();
    table::run(&mut out).unwrap();
    assert_prints("table", out);
}

#[test]
fn policy_prints_its_faults() {
    let mut out = Vec::new();
    policy::run(&mut out).unwrap();
    assert_prints("policy", out);
}

#[test]
fn schema_prints_its_tables() {
    let mut out = Vec::new();
    schema::run(&mut out).unwrap();
    assert_prints("schema", out);
}

#[test]
fn buffer_prints_its_lines() {
    let mut out = Vec::new();
    buffer::run(&mut out).unwrap();
    assert_prints("buffer", out);
}
