//! Bad input: refused with exit code 2 and a sentence that helps, before anything is written.

use std::fs;

use super::workplace::{SMALL, Workplace};

#[test]
fn bad_values_are_refused_before_anything_is_written() {
    let place = Workplace::new();
    for (flags, sentence) in [
        (&["--scale", "0"][..], "scale 0 is out of range: give a number from 0.0001 to 1000"),
        (&["--scale", "-1"], "scale -1 is out of range: give a number from 0.0001 to 1000"),
        (&["--scale", "NaN"], "give one from 0.0001 to 1000"),
        (&["--scale", "inf"], "give a number from 0.0001 to 1000"),
        (&["--scale", "-inf"], "give a number from 0.0001 to 1000"),
        (&["-s", "1e9"], "give a number from 0.0001 to 1000"),
        (&["--scale", "ten"], "scale \"ten\" is not a number: give one from 0.0001 to 1000"),
        (&["--scale", ""], "'--scale <FACTOR>'"),
        (&["--start-date", "2023-02-29"], "2023-02-29 does not exist: 2023-02 has 28 days"),
        (&["--start-date", "2024-13-01"], "there is no month 13"),
        (&["--start-date", "01/02/2024"], "is not a date: write it as YYYY-MM-DD"),
        (&["--start-date", "2014-12-31"], "give one from 2015-01-01 to 2039-12-31"),
        (&["--start-date", "2039-12-31"], "give at most 1"),
        (&["--days", "0"], "a window of 0 days holds nothing: give 1 or more"),
        (&["--days", "-3"], "give a whole number of days, such as 366 for 2024"),
        (&["--days", "1.5"], "give a whole number of days, such as 366 for 2024"),
        (&["--days", "99999999999"], "give a whole number of days, such as 366 for 2024"),
        (
            &["--days", "6000"],
            "6000 days from 2024-01-01 go beyond the company's last day, 2039-12-31: give at most 5844",
        ),
        (&["--threads", "0"], "give a whole number from 1 to 1024"),
        (&["-j", "-1"], "give a whole number from 1 to 1024"),
        (&["-j", "100000"], "give a whole number from 1 to 1024"),
        (&["--seed", "-1"], "a seed is a whole number from 0 to 18446744073709551615"),
        (&["--seed", "18446744073709551616"], "a seed is a whole number from 0 to 18446744073709551615"),
        (&["--seed", "seven"], "a seed is a whole number from 0 to 18446744073709551615"),
        (&["--tables", "order_header"], "there is no table \"order_header\": did you mean orders_header?"),
        (&["-t", "stores,xyz"], "there is no table \"xyz\": choose among customers, "),
        (&["-t", ""], "there is no table \"\": choose among customers, "),
        (&["-t", "orders"], "there is no table \"orders\": did you mean orders_header or orders_lines?"),
        (
            &["--format", "avro"],
            "there is no format \"avro\": choose among native, csv, jsonl, parquet, or write table=format",
        ),
        (&["--format", "order=csv"], "there is no table \"order\"; the tables are customers, "),
        (&["--format", "csv"], "events cannot be written as csv: choose jsonl or parquet, such as csv,events=jsonl"),
        (&["--format", "xlsx"], "customers cannot be written as xlsx: choose csv, jsonl or parquet"),
        (&["--format", "stores=delta"], "stores cannot be written as delta"),
        (&["--out", ""], "'--out <FOLDER>'"),
        (
            &["--out", "s3://bucket/x"],
            "s3://bucket/x is an address, and this retailgen is built without object stores; name a folder, or build it with",
        ),
        (&["--out", "x", "--truth", "gs://bucket/x"], "gs://bucket/x is an address"),
        (
            &["verify", "az://bucket/x"],
            "az://bucket/x is an address, and this retailgen is built without object stores",
        ),
        (&["--out", "ftp://host/x"], "ftp://host/x is an address that retailgen does not know"),
        (&["--out", "memory://a/x"], "what is in memory is gone with the command"),
        (&["schema", "-f", "dbt", "--out", "s3://bucket/x"], "s3://bucket/x is an address"),
        (&["--progress", "often"], "auto, always, never"),
        (&["-q", "-v"], "cannot be used with"),
        (&["-q", "heal", "data_raw"], "tip: a subcommand's flags stand behind it: retailgen heal --quiet"),
        (&["--sede", "7"], "'--seed'"),
        (&["data_raw"], "unrecognized subcommand 'data_raw'"),
    ] {
        let ended = place.run(flags);
        ended.assert_code(2);
        ended.assert_says("error: ");
        ended.assert_says(sentence);
        assert_eq!(ended.stdout, "", "{flags:?}");
        assert_eq!(fs::read_dir(place.path("")).unwrap().count(), 0, "{flags:?} wrote something");
    }
}

#[test]
fn a_file_as_the_folder_is_refused_and_left_alone() {
    let place = Workplace::new();
    fs::write(place.path("notes.txt"), "mine").unwrap();
    let below = if cfg!(unix) { Some(("notes.txt/data", "a part of the path is a file")) } else { None };
    for (out, sentence) in [("notes.txt", "notes.txt is not a folder; choose another")].into_iter().chain(below) {
        let ended = place.run(&[&SMALL[..], &["--overwrite", "--out", out]].concat());
        ended.assert_code(2);
        ended.assert_says(sentence);
    }
    assert_eq!(place.files(""), [("notes.txt".to_owned(), b"mine".to_vec())].into());
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_system_refuses_is_a_failure_with_its_cause() {
    let place = Workplace::new();
    // Not even root can make a folder there.
    let ended = place.run(&[&SMALL[..], &["--out", "/proc/retail"]].concat());
    ended.assert_code(1);
    ended.assert_says("error: cannot create the folder /proc/retail\n  caused by: No such file or directory");
}
