//! `feed`: a first load and a folder for each day after it, and `history`, what a dimension must hold then.

use std::{fs, thread, time::Duration};

use serde_json::Value;

use super::workplace::{MARKER, Workplace};

const SMALL: [&str; 9] = ["feed", "--seed", "7", "--scale", "0.001", "--since", "2024-12-20", "--days", "5"];

fn small<'w>(flags: &[&'w str]) -> Vec<&'w str> {
    [&SMALL, flags].concat()
}

#[test]
fn a_folder_comes_for_each_day_with_its_truth() {
    let place = Workplace::new();
    let ended = place.run(&small(&["--json"]));
    ended.assert_code(0);
    ended.assert_says(
        "seed 7, scale 0.001, days since 2024-12-20 loaded, 2025-01-01 to 2025-01-05 (5 days), all tables",
    );
    ended.assert_says("initial: ");
    ended.assert_says("2025-01-05: ");
    ended.assert_says("orders_header/order_dt=2025-01-01/part-00000.csv comes a day late");
    ended.assert_says("faults and where they are: landing.truth");
    let reports: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let folders: Vec<&str> = reports.iter().map(|report| report["folder"].as_str().unwrap()).collect();
    let days = ["initial", "2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04", "2025-01-05"];
    assert_eq!(folders, days.map(|day| format!("landing/{day}")));
    assert!(!place.path("landing/2025-01-01/orders_header").exists());
    assert!(place.path("landing/2025-01-02/orders_header/order_dt=2025-01-01").exists());
    for day in days {
        // Its truth is found where the feed has put it.
        let ended = place.run(&["verify", &format!("landing/{day}")]);
        ended.assert_code(0);
        assert!(!ended.stderr.contains("no truth"), "{}", ended.stderr);
    }
    // Healed, the orders are in the delivery of their own day.
    for (day, is_there) in [("2025-01-01", true), ("2025-01-02", false)] {
        place.run(&["heal", &format!("landing/{day}"), "--out", &format!("healed/{day}")]).assert_code(0);
        let orders = format!("healed/{day}/orders_header/order_dt=2025-01-01");
        assert_eq!(place.path(&orders).exists(), is_there, "{orders}");
    }

    // The same again, longer, and one day of it elsewhere.
    let before = place.files("landing");
    place.run(&small(&[])).assert_says("2025-01-05: there already, ");
    assert!(place.files("landing") == before);
    let longer = [&SMALL[..7], &["--days", "7"]].concat();
    place.run(&longer).assert_says("2025-01-07: ");
    assert!(before.iter().all(|(path, bytes)| place.files("landing").get(path) == Some(bytes)));
    place.run(&[&SMALL[..7], &["--day", "2025-01-07", "--out", "alone"]].concat()).assert_code(0);
    assert!(place.files("alone/2025-01-07") == place.files("landing/2025-01-07"));
    assert_eq!(fs::read_dir(place.path("alone")).unwrap().count(), 1);

    // A day after a gap, which is told and filled.
    let ended = place.run(&[&SMALL[..7], &["--day", "2025-01-10"]].concat());
    ended.assert_says("not there yet: 2025-01-08, 2025-01-09; --days 10 instead of --day writes all");
    let ended = place.run(&[&SMALL[..7], &["--days", "10"]].concat());
    assert!(!ended.stderr.contains("not there yet"), "{}", ended.stderr);
    ended.assert_says("2025-01-09: ");
}

#[test]
fn files_come_on_their_days_where_that_is_asked_for() {
    let place = Workplace::new();
    for (flags, out) in [(&["--on-time"][..], "on_time"), (&["--anomalies", "none"], "clean")] {
        let ended = place.run(&small(&[&["--no-initial", "--out", out], flags].concat()));
        ended.assert_code(0);
        assert!(!ended.stderr.contains("late"), "{}", ended.stderr);
        assert!(!place.path(out).join("initial").exists());
        for day in 1..=5 {
            let orders = format!("2025-01-0{day}/orders_header/order_dt=2025-01-0{day}");
            assert!(place.path(out).join(orders).exists());
        }
    }
    assert!(!place.path("clean.truth").exists());
}

#[test]
fn changes_come_beside_the_tables_of_each_day() {
    let place = Workplace::new();
    for (changes, extension) in [("cdc", "csv"), ("debezium", "jsonl")] {
        place.run(&small(&["--changes", changes, "--overwrite", "-q"])).assert_code(0);
        for table in ["customers", "products", "stores", "suppliers", "shipments"] {
            assert!(place.path(&format!("landing/2025-01-03/changes/{table}.{extension}")).exists());
        }
        assert!(!place.path("landing/initial/changes").exists());
        for command in [&["verify"][..], &["report", "--overwrite"], &["answers"]] {
            place.run(&[command, &["landing/2025-01-03"]].concat()).assert_code(0);
        }
        let healed = format!("healed-{changes}");
        place.run(&["heal", "landing/2025-01-03", "--out", &healed]).assert_code(0);
        assert!(place.path(&format!("{healed}/changes/stores.{extension}")).exists());
    }
    // Operations do not count as rows of the delivery.
    let ended = place.run(&small(&["--changes", "debezium", "--json"]));
    let with: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let ended = place.run(&small(&["--json", "--out", "plain"]));
    let without: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    for (with, without) in with.iter().zip(&without) {
        assert_eq!(with["total"]["rows"], without["total"]["rows"]);
        assert!(with["total"]["rows"].as_u64().unwrap() > 0);
    }
    assert_eq!(with[3]["scenario"]["increment"]["changes"], "debezium");

    let ended = place.run(&small(&["--changes", "cdc"]));
    ended.assert_code(2);
    ended.assert_says("changes as debezium");
    for (flags, words) in [
        (
            &["--changes", "cdc", "--snapshots", "changed"][..],
            "--changes tells what differs between whole snapshots: leave out --snapshots changed",
        ),
        (&["--changes", "csv"], "none, cdc, debezium"),
        (&["--changes", "cdc", "--tables", "events"], "name one of them in --tables"),
    ] {
        let ended = place.run(&small(&[flags, &["--out", "refused"]].concat()));
        ended.assert_code(2);
        ended.assert_says(words);
        assert!(!place.path("refused").exists());
    }
}

#[test]
fn what_is_no_feed_is_refused_and_nothing_written() {
    let place = Workplace::new();
    for (flags, words) in [
        (
            &["--since", "2025-01-01"][..],
            "cannot begin on 2025-01-01: give an earlier --since, or a later --start-date",
        ),
        (&["--start-date", "2015-01-01", "--since", "2015-01-01"], "give an earlier --since, or a later --start-date"),
        (&["--since", "2014-12-01"], "start date 2014-12-01 is outside the company's life"),
        (&["--days", "0"], "a window of 0 days holds nothing"),
        (&["--day", "2025-01-03"], "cannot be used with"),
        (&["--truth", "landing/truth"], "landing/truth"),
        (
            &["--difficulty", "easy", "--anomalies", "none"],
            "--difficulty easy goes with --anomalies default or castable",
        ),
    ] {
        let given: Vec<&str> =
            ["feed", "--scale", "0.001", "--days", "5"].into_iter().chain(flags.iter().copied()).collect();
        let mut given = given;
        if flags[0] == "--days" {
            given.drain(3..5);
        }
        let ended = place.run(&given);
        ended.assert_code(2);
        ended.assert_says(words);
        assert!(!place.path("landing/initial").exists(), "{flags:?}");
    }
    let ended = place.run(&["feed", "--day", "2024-12-31"]);
    ended.assert_code(2);
    ended.assert_says("--day 2024-12-31 lies before --start-date 2025-01-01: a feed has no such day");

    place.run(&small(&[])).assert_code(0);
    let before = (place.files("landing"), place.files("landing.truth"));
    for other in [&["--seed", "8"][..], &["--anomalies", "castable"], &["--since", "2024-12-21"]] {
        let mut given = vec!["feed", "--scale", "0.001", "--days", "9"];
        if other[0] != "--seed" {
            given.extend(["--seed", "7"]);
        }
        if other[0] != "--since" {
            given.extend(["--since", "2024-12-20"]);
        }
        let ended = place.run(&[&given[..], other].concat());
        ended.assert_code(2);
        ended.assert_says("landing/2025-01-01 is a delivery of another feed (");
        ended.assert_says(match other[0] {
            "--seed" => "seed 7 → 8",
            "--since" => "start date 2024-12-20 → 2024-12-21",
            _ => "anomalies default,preset:late-arrivals → castable,preset:late-arrivals",
        });
    }
    // What is in the way is seen before the first delivery.
    fs::create_dir_all(place.path("mine/2025-01-04")).unwrap();
    fs::write(place.path("mine/2025-01-04/notes.txt"), "mine").unwrap();
    let ended = place.run(&small(&["--out", "mine"]));
    ended.assert_code(2);
    ended.assert_says("mine/2025-01-04 is not empty and was not written by retailgen");
    assert_eq!(fs::read_dir(place.path("mine")).unwrap().count(), 1);
    let ended = place.run(&["--append", "--out", "landing/2025-01-02", "--truth", "landing.truth/2025-01-02"]);
    ended.assert_code(2);
    ended.assert_says("landing/2025-01-02 is one day of a feed: days are not appended to it");
    assert!((place.files("landing"), place.files("landing.truth")) == before);
    // Unless it is to be replaced.
    place.run(&small(&["--anomalies", "castable", "--overwrite"])).assert_code(0);
    assert!(place.files("landing") != before.0);
}

#[test]
fn a_feed_that_is_killed_at_any_moment_is_finished_by_the_same_command() {
    let place = Workplace::new();
    place.run(&small(&["-q"])).assert_code(0);
    let whole = (place.files("landing"), place.files("landing.truth"));
    let mut interrupted = 0;
    for wait in 0..25 {
        let out = format!("landing{wait}");
        let mut child = place.command(&small(&["-q", "--out", &out])).spawn().unwrap();
        thread::sleep(Duration::from_millis(8 * wait));
        child.kill().unwrap();
        child.wait().unwrap();
        if place.path(&out).exists() {
            interrupted += usize::from(place.files(&out).keys().any(|path| path.ends_with(MARKER)));
        }
        let ended = place.run(&small(&["-q", "--out", &out]));
        ended.assert_code(0);
        assert!((place.files(&out), place.files(&format!("{out}.truth"))) == whole, "after {wait}");
    }
    assert!(interrupted > 3, "{interrupted} of the feeds were killed halfway");
}

#[test]
fn the_history_of_a_dimension_is_printed_in_each_convention() {
    let place = Workplace::new();
    place.run(&["feed", "--scale", "0.01", "--days", "12", "-q"]).assert_code(0);
    for (convention, columns) in [
        ("plain", "version,valid_from,valid_to,is_current"),
        ("dbt", "dbt_valid_from,dbt_valid_to"),
        ("spark", "__START_AT,__END_AT"),
        ("tpc-di", "EffectiveDate,EndDate,IsCurrent"),
    ] {
        let ended = place.run(&["history", "products", "--as", convention]);
        ended.assert_code(0);
        assert!(ended.stdout.lines().next().unwrap().ends_with(columns));
        assert!(ended.stdout.lines().count() > 252, "some have changed");
    }
    // Up to a day, and where the last one has not come whole.
    let until = place.run(&["history", "products", "--until", "2025-01-09"]).stdout;
    for day in ["2025-01-10", "2025-01-11", "2025-01-12"] {
        fs::remove_file(place.path("landing.truth").join(day).join("_manifest.json")).unwrap();
    }
    assert_eq!(place.run(&["history", "products"]).stdout, until);
    for (flags, words) in [
        (
            &["customers", "--until", "2025-02-01"][..],
            "the feed has no 2025-02-01: give a day from 2025-01-01 to 2025-01-09",
        ),
        (&["returns"], "returns has no slowly changing history"),
        (&["costumers"], "did you mean customers?"),
        (&["customers", "--as", "kimball"], "choose among plain, dbt, spark, tpc-di"),
        (&["customers", "--truth", "landing"], "run.json"),
        (&["customers", "--truth", "landing.truth/initial"], "holds no truth of a feed's days"),
        (&["customers", "--truth", "nowhere"], "nowhere holds no truth of a feed's days"),
    ] {
        let ended = place.run(&[&["history"], flags].concat());
        assert_ne!(ended.code, Some(0), "{flags:?}");
        ended.assert_says(words);
        assert!(ended.stdout.is_empty());
    }
}
