//! `--stdout`: one table into a pipe.

use std::{fs, io::Read as _};

use super::workplace::{SMALL, Workplace};

#[test]
fn a_table_goes_to_standard_output_as_into_its_files() {
    let place = Workplace::new();
    place.run_small(&[]);
    let files = place.files("data_raw");
    for table in ["stores", "orders_lines", "events"] {
        let mut wanted = Vec::new();
        for (_, content) in files.iter().filter(|(name, _)| name.starts_with(table)) {
            let skipped = if table != "events" && !wanted.is_empty() {
                content.iter().position(|byte| *byte == b'\n').unwrap() + 1
            } else {
                0
            };
            wanted.extend_from_slice(&content[skipped..]);
        }
        let empty = Workplace::new();
        let ended = empty.run_small(&["-t", table, "--stdout"]);
        assert!(ended.stdout.as_bytes() == wanted, "{table}");
        ended.assert_says(&format!("of {table} to standard output\n"));
        assert_eq!(fs::read_dir(empty.path("")).unwrap().count(), 0, "{table}");
        assert_eq!(empty.run_small(&["-t", table, "--stdout", "-q"]).stderr, "");
    }
}

#[test]
fn a_table_that_is_no_text_goes_there_in_a_text_format() {
    let place = Workplace::new();
    let csv = place.run_small(&["-t", "exchange_rates", "--stdout", "--format", "csv"]);
    csv.assert_code(0);
    assert!(csv.stdout.starts_with("date,currency,rate_to_aud\n"), "{}", csv.stdout);
    let lines = place.run_small(&["-t", "exchange_rates", "--stdout", "--format", "exchange_rates=jsonl"]);
    assert!(lines.stdout.starts_with("{\"date\":\"2"), "{}", lines.stdout);
    assert_eq!(lines.stdout.lines().count() + 1, csv.stdout.lines().count());
}

#[test]
fn what_cannot_go_to_standard_output_is_refused_with_advice() {
    let place = Workplace::new();
    for (flags, sentence) in [
        (&["--stdout"][..], "error: --stdout takes one table: name it, as in --tables customers --stdout"),
        (&["--stdout", "-t", "stores,customers"], "--stdout takes one table"),
        (
            &["--stdout", "-t", "shipments"],
            "error: the table shipments is no text but parquet: write it into a folder, give it a text format, or choose among \
             customers, ",
        ),
        (&["--stdout", "-t", "returns"], "is no text but delta"),
        (
            &["--stdout", "-t", "stores", "--compression", "gzip"],
            "--stdout writes text as it is: leave --compression gzip out, and pipe it through gzip",
        ),
        (&["--stdout", "-t", "stores", "--out", "x"], "cannot be used with"),
        (&["--stdout", "-t", "stores", "--dry-run"], "cannot be used with"),
    ] {
        let ended = place.run(&[&SMALL, flags].concat());
        ended.assert_code(2);
        ended.assert_says(sentence);
        assert_eq!(ended.stdout, "", "{flags:?}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let place = Workplace::new();
    let mut child = place.command(&["--scale", "0.1", "-t", "orders_lines", "--stdout"]).spawn().unwrap();
    let mut first = [0; 8];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(&first, b"order_id");
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_an_error() {
    let place = Workplace::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let flags = [&SMALL[..], &["-t", "stores", "--stdout"]].concat();
    let output = place.command(&flags).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: cannot write to standard output: No space left on device"), "{said}");
}
