//! The messages: one of each kind of error, and the closing words of runs that go well, word for word.

use std::{fmt::Write as _, fs};

use super::{
    snapshot,
    workplace::{SMALL, Workplace},
};

#[test]
fn errors_are_as_recorded() {
    let place = Workplace::new();
    fs::write(place.path("bad.toml"), "[[rule]]\nid = \"x\"\ntable = \"stors\"\nkind = \"null\"\nrate = 0.1\n")
        .unwrap();
    fs::create_dir(place.path("photos")).unwrap();
    fs::write(place.path("photos/holiday.jpg"), "mine").unwrap();
    place.run_small(&["--out", "taken", "-t", "stores"]);
    place.run_small(&["--out", "broken", "-t", "stores"]);
    place.run_small(&["--out", "clean", "-t", "stores", "--anomalies", "none"]);
    fs::remove_file(place.path("broken/stores.csv")).unwrap();
    let mut text = String::new();
    for flags in [
        // What clap says.
        &["--sede", "7"][..],
        &["verfy", "data_raw"],
        &["heal"],
        &["--progress", "sometimes"],
        &["--quiet", "--verbose"],
        &["completions", "bsh"],
        // Values.
        &["--seed", "seven"],
        &["--scale", "0"],
        &["--start-date", "2023-02-29"],
        &["--days", "0"],
        &["--days", "x"],
        &["--threads", "0"],
        &["--tables", "order_header"],
        &["--tables", "orders"],
        &["--tables", "xyz"],
        &["--currencies", "ERU"],
        &["--currencies", "CHF"],
        &["--compression", "zsdt"],
        &["--delta-timestamps", "utcc"],
        &["--anomalies", "defualt"],
        &["--anomalies", "bad.toml"],
        &["man", "verfy"],
        // What does not go together.
        &["--stdout"],
        &["--stdout", "-t", "shipments"],
        &["--stdout", "-t", "stores", "--out", "x"],
        &["--dry-run", "--overwrite"],
        // Folders.
        &["--out", "photos"],
        &["--out", "taken", "--seed", "8"],
        &["--out", "clean", "--seed", "8"],
        &["--out", "s3://bucket/data"],
        &["--out", "broken", "--scale", "0.001", "--days", "2", "-t", "stores"],
        &["--out", "taken", "--scale", "0.001", "--days", "2", "-t", "stores", "--truth", "elsewhere"],
        &["--out", "x", "--truth", "x"],
        &["--out", "x/data", "--truth", "x"],
        &["--out", "/"],
        &["verify", "photos"],
        &["verify", "taken.truth"],
        &["verify", "taken/stores.csv"],
        &["heal", "taken", "--out", "taken/healed", "--truth", "taken.truth"],
    ] {
        let ended = place.run(flags);
        assert_eq!(ended.stdout, "", "{flags:?}");
        let command = env!("CARGO_BIN_EXE_retailgen");
        let said = ended.stderr.replace(command, "retailgen").replace("retailgen.exe", "retailgen");
        // Where the run begins in earnest it says so first; that is no part of the error.
        let error = said.find("error: ").map_or(said.as_str(), |at| &said[at..]);
        write!(text, "$ retailgen {}\n{error}[{}]\n\n", flags.join(" "), ended.code.unwrap()).unwrap();
    }
    snapshot::assert_recorded("errors", &snapshot::without_run_ids(&text));
}

#[test]
fn summaries_are_as_recorded() {
    let place = Workplace::new();
    // A policy of its own, so that what is recorded changes only with the values.
    let rule = "[[rule]]\nid = \"x\"\ntable = \"stores\"\ncolumn = \"name\"\nkind = \"null\"\ncount = 2\n";
    fs::write(place.path("mine.toml"), rule).unwrap();
    let mut text = String::new();
    for flags in [
        &["--anomalies", "mine.toml", "-j", "2"][..],
        &["--anomalies", "mine.toml", "-j", "2"],
        &["--anomalies", "none", "-j", "2", "-t", "stores,customers", "-o", "two"],
        &["--anomalies", "mine.toml", "-j", "2", "--dry-run"],
        &["--anomalies", "none", "-j", "2", "-t", "stores", "-o", "two", "--overwrite", "-vv"],
    ] {
        let ended = place.run_small(flags);
        write!(text, "$ retailgen {} {}\n{}{}\n", SMALL.join(" "), flags.join(" "), ended.stderr, ended.stdout)
            .unwrap();
    }
    for flags in [
        &["heal", "data_raw", "--out", "healed"][..],
        &["heal", "data_raw", "--out", "healed"],
        &["verify", "data_raw"],
        &["verify", "healed"],
        &["tables"],
    ] {
        let ended = place.run(flags);
        ended.assert_code(0);
        write!(text, "$ retailgen {}\n{}{}\n", flags.join(" "), ended.stderr, ended.stdout).unwrap();
    }
    snapshot::assert_recorded("summaries", &snapshot::without_times(&text));
}
