//! Anomalies from the command line: the policy, the truth beside the data, and the catalogue.

use std::{fs, io::Write as _, process::Stdio};

use super::workplace::{Ended, MARKER, SMALL, Workplace};

const TRUTH_FILES: [&str; 6] =
    ["ANOMALIES.md", "_manifest.json", "audit.csv", "collateral.parquet", "labels.parquet", "run.json"];

#[test]
fn the_truth_stands_beside_the_data_and_says_which_policy() {
    let place = Workplace::new();
    place.run_small(&["--seed", "7"]).assert_says("faults and where they are: data_raw.truth\n");
    let truth = place.files("data_raw.truth");
    assert_eq!(truth.keys().collect::<Vec<_>>(), TRUTH_FILES);
    let run = String::from_utf8_lossy(&truth["run.json"]).into_owned();
    assert!(run.contains("\"name\": \"default\"") && run.contains("\"seed\": \"7\""), "{run}");
    // The data tells nothing of all that.
    let manifest = place.manifest("data_raw").to_string();
    assert!(!manifest.contains("seed") && !manifest.contains("default"), "{manifest}");
}

#[test]
fn truth_can_be_moved_left_out_or_not_be_needed() {
    let place = Workplace::new();
    place.run_small(&["-o", "a", "--truth", "elsewhere"]);
    assert_eq!(place.files("elsewhere").keys().collect::<Vec<_>>(), TRUTH_FILES);
    place.run_small(&["-o", "b", "--no-truth"]);
    place.run_small(&["-o", "c", "--anomalies", "none"]);
    for folder in ["a.truth", "b.truth", "c.truth"] {
        assert!(!place.path(folder).exists(), "{folder}");
    }
    assert_eq!(place.files("a"), place.files("b"));
    assert_ne!(place.files("a"), place.files("c"));
}

#[test]
fn a_policy_file_extends_a_built_in_one() {
    let place = Workplace::new();
    let policy = "extends = \"none\"\n[[rule]]\nid = \"mine\"\ntable = \"stores\"\ncolumn = \"name\"\nkind = \"null\"\ncount = 2\n";
    fs::write(place.path("mine.toml"), policy).unwrap();
    place.run_small(&["--anomalies", "mine.toml", "-t", "stores"]);
    let stores = String::from_utf8(place.files("data_raw")["stores.csv"].clone()).unwrap();
    let nameless = stores.lines().filter(|line| line.split(',').nth(2) == Some("")).count();
    assert_eq!(nameless, 2);
}

#[test]
fn bad_policies_and_foreign_truth_folders_are_refused_before_anything_is_written() {
    let place = Workplace::new();
    fs::write(place.path("bad.toml"), "[[rule]]\nid = \"x\"\ntable = \"stors\"\nkind = \"null\"\nrate = 0.1\n")
        .unwrap();
    fs::write(
        place.path("many.toml"),
        "[[rule]]\nid = \"x\"\ntable = \"stores\"\ncolumn = \"name\"\nkind = \"null\"\ncount = 99\n",
    )
    .unwrap();
    fs::create_dir(place.path("notes")).unwrap();
    fs::write(place.path("notes/todo.txt"), "mine").unwrap();
    for (flags, sentence) in [
        (&["--anomalies", "bad.toml"][..], "stores"),
        (&["--anomalies", "nowhere.toml"], "nowhere.toml"),
        (&["--anomalies", "many.toml"], "99"),
        (&["--truth", "notes"], "notes is not empty and was not written by retailgen"),
        (&["--truth", "data_raw"], "name another folder for it"),
        (&["--truth", "t", "--no-truth"], "cannot be used with"),
    ] {
        let ended = place.run(&[&SMALL, flags].concat());
        ended.assert_code(2);
        ended.assert_says(sentence);
        assert!(!place.path("data_raw").exists(), "{flags:?}");
    }
    assert_eq!(fs::read_to_string(place.path("notes/todo.txt")).unwrap(), "mine");
}

/// Changes a value and not the size of the file.
fn edit_stores(place: &Workplace) {
    let path = place.path("data_raw/stores.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replacen(",pos,", ",mos,", 1)).unwrap();
}

#[test]
fn a_finished_run_without_its_truth_is_written_again_only_when_asked_to() {
    let place = Workplace::new();
    place.run_small(&[]);
    let (data, truth) = (place.files("data_raw"), place.files("data_raw.truth"));
    edit_stores(&place);
    let edited = place.files("data_raw");
    assert_ne!(edited, data);
    fs::remove_dir_all(place.path("data_raw.truth")).unwrap();
    for flags in [&[][..], &["--truth", "elsewhere"]] {
        let ended = place.run(&[&SMALL[..], flags].concat());
        ended.assert_code(2);
        ended.assert_says("error: data_raw already holds this run, but ");
        ended.assert_says("can only be written together with the data; pass --overwrite to write both again");
        assert!(ended.stderr.ends_with(" --overwrite\n"), "{}", ended.stderr);
        assert_eq!(place.files("data_raw"), edited);
        assert!(!place.path("data_raw.truth").exists() && !place.path("elsewhere").exists());
    }
    place.run_small(&["--no-truth"]).assert_says("nothing to do");
    place.run_small(&["--overwrite"]);
    assert_eq!((place.files("data_raw"), place.files("data_raw.truth")), (data, truth));
    place.run_small(&[]).assert_says("nothing to do");
}

#[test]
fn a_run_killed_between_data_and_truth_starts_over() {
    let place = Workplace::new();
    place.run_small(&[]);
    let (data, truth) = (place.files("data_raw"), place.files("data_raw.truth"));
    let run_id = place.manifest("data_raw")["run_id"].as_str().unwrap().to_owned();
    let marker = format!("{{\"format\":1,\"run_id\":\"{run_id}\",\"paths\":2}}\nlabels.parquet\nrun.json\n");
    for file in ["_manifest.json", "audit.csv", "collateral.parquet", "ANOMALIES.md"] {
        fs::remove_file(place.path("data_raw.truth").join(file)).unwrap();
    }
    fs::write(place.path("data_raw.truth").join(MARKER), marker).unwrap();
    place.run_small(&[]).assert_says("wrote 14 files");
    assert_eq!((place.files("data_raw"), place.files("data_raw.truth")), (data.clone(), truth.clone()));
    // Nor is anything in the way where only the truth is left.
    fs::remove_dir_all(place.path("data_raw")).unwrap();
    place.run_small(&[]);
    assert_eq!((place.files("data_raw"), place.files("data_raw.truth")), (data, truth));
}

#[test]
fn the_catalogue_and_a_policy_are_printed() {
    let place = Workplace::new();
    let text = place.run(&["anomalies", "castable"]);
    text.assert_code(0);
    assert!(text.stdout.contains("|`email.malformed`|") && text.stdout.contains("policy castable"), "{}", text.stdout);
    let json = place.run(&["anomalies", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(value["policy"], "default");
    assert!(value["kinds"].as_array().unwrap().len() >= 16);
    assert!(value["rules"].as_array().unwrap().iter().any(|rule| rule["id"] == "customers.email.malformed"));
}

const FEW: &str = "[[rule]]\nid = \"few\"\ntable = \"orders_header\"\ncolumn = \"currency\"\n\
                   kind = \"currency.invalid\"\nrate = 0.5\n";

#[test]
fn entities_and_forms_of_a_rule_are_told_and_those_that_there_are_not_are_refused() {
    let place = Workplace::new();
    let policy = [FEW, "entities = { store_id = 2 }\nweights = { symbol = 3, slip = 1 }\n"].concat();
    fs::write(place.path("few.toml"), &policy).unwrap();
    place.run_small(&["--anomalies", "few.toml", "-t", "orders_header"]);
    let run: serde_json::Value = serde_json::from_slice(&place.files("data_raw.truth")["run.json"]).unwrap();
    let stores = run["rules"][0]["entities"].as_array().unwrap();
    assert!(stores.len() == 2 && stores.iter().all(|store| store.as_str().is_some_and(|id| id.parse::<u64>().is_ok())));

    let text = place.run(&["anomalies", "few.toml"]);
    text.assert_code(0);
    let spread = "by chance, entities `{ store_id = 2 }`, weights `{ symbol = 3, slip = 1 }`";
    assert!(text.stdout.contains(spread), "{}", text.stdout);
    assert!(text.stdout.contains("|`price.invalid`|null, zero, negative|"), "{}", text.stdout);
    let json = place.run(&["anomalies", "few.toml", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let rule = &value["rules"][0];
    assert_eq!(rule["entities"], serde_json::json!({ "store_id": 2 }));
    assert_eq!(rule["weights"], serde_json::json!({ "symbol": 3, "slip": 1 }));
    let kinds = value["kinds"].as_array().unwrap();
    let forms = |name: &str| kinds.iter().find(|kind| kind["kind"] == name).map(|kind| kind["forms"].clone());
    let comma = serde_json::json!({ "form": "comma", "weight": 2 });
    assert_eq!(forms("number.malformed").map(|forms| forms[0].clone()), Some(comma));
    assert_eq!(forms("number.zero"), Some(serde_json::json!([])));

    for (lines, sentence) in [
        ("entities = { store_id = 999 }\n", "rule \"few\": entities: 999 by store_id are asked for, and "),
        (
            "entities = { order_ts = 2 }\n",
            "orders_header.order_ts names none that could be chosen; choose customer_id, ",
        ),
        ("weights = { symbl = 1 }\n", "there is no form \"symbl\"; did you mean \"symbol\"?"),
    ] {
        fs::write(place.path("wrong.toml"), [FEW, lines].concat()).unwrap();
        let ended = place.run(&[&SMALL[..], &["--anomalies", "wrong.toml", "--out", "wrong"]].concat());
        ended.assert_code(2);
        ended.assert_says(sentence);
        assert!(!place.path("wrong").exists(), "{lines}");
    }
}

#[test]
fn the_preset_of_entity_resolution_tells_what_happened() {
    let place = Workplace::new();
    let shown = place.run(&["anomalies", "--show", "preset:entity-resolution"]);
    shown.assert_code(0);
    assert!(shown.stdout.starts_with("# A customer system took people for somebody new"), "{}", shown.stdout);
    place
        .run(&["--scale", "0.01", "--days", "1", "-q", "-t", "customers", "--anomalies", "preset:entity-resolution"])
        .assert_code(0);
    let customers = fs::read_to_string(place.path("data_raw/customers.csv")).unwrap();
    let clean = place.run(&[
        "--scale",
        "0.01",
        "--days",
        "1",
        "-q",
        "-t",
        "customers",
        "--anomalies",
        "none",
        "--out",
        "clean",
    ]);
    clean.assert_code(0);
    let rows = |text: &str| text.matches("\nCUST-").count() + text.matches(",CUST-").count();
    let clean = fs::read_to_string(place.path("clean/customers.csv")).unwrap();
    assert_eq!(rows(&customers), rows(&clean) + (rows(&clean) as f64 / 50.0).round() as usize);
}

const NAMELESS: &str = "[[rule]]\nid = \"mine\"\ntable = \"stores\"\ncolumn = \"name\"\nkind = \"null\"\ncount = 2\n";

/// How many stores of a run have no name, and how many its truth lists.
fn nameless(place: &Workplace, folder: &str) -> (usize, usize) {
    let stores = fs::read_to_string(place.path(folder).join("stores.csv")).unwrap();
    let listed = fs::read_to_string(place.path(&format!("{folder}.truth")).join("audit.csv")).unwrap();
    let of_rule = listed.lines().filter(|line| line.ends_with(",null,fault,2"));
    (stores.lines().filter(|line| line.split(',').nth(2) == Some("")).count(), of_rule.count())
}

#[cfg(unix)]
#[test]
fn a_policy_comes_through_a_pipe_too() {
    let place = Workplace::new();
    fs::write(place.path("mine.toml"), NAMELESS).unwrap();
    let script = "\"$@\" --anomalies <(cat mine.toml) --out substituted || exit\n\
                  mkfifo pipe; cat mine.toml > pipe & \"$@\" --anomalies pipe --out named || exit\n\
                  RETAILGEN_ANOMALIES=- \"$@\" --out variable < mine.toml\n";
    let mut bash = std::process::Command::new("bash");
    bash.args(["--norc", "-c", script, "bash", env!("CARGO_BIN_EXE_retailgen")]).args(SMALL).args(["-t", "stores"]);
    place.prepare(&mut bash);
    Ended::from(bash.output().unwrap()).assert_code(0);
    for folder in ["substituted", "named", "variable"] {
        assert_eq!(nameless(&place, folder), (2, 1), "{folder}");
    }
}

#[test]
fn a_policy_comes_from_standard_input() {
    let place = Workplace::new();
    let with_input = |flags: &[&str], input: &str| {
        let mut child = place.command(flags).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ended::from(child.wait_with_output().unwrap())
    };
    let run = [&SMALL[..], &["-t", "stores", "--anomalies", "-"]].concat();
    with_input(&run, NAMELESS).assert_code(0);
    assert_eq!(nameless(&place, "data_raw"), (2, 1));
    let listed = with_input(&["anomalies", "-"], NAMELESS);
    assert!(listed.code == Some(0) && listed.stdout.contains("|`mine`|stores|name|"), "{listed:?}");
    let schema = with_input(&["schema", "stores", "-f", "duckdb", "--anomalies", "-"], NAMELESS);
    schema.assert_code(0);
    // Who should have written into the pipe has failed.
    for (input, sentence) in [
        ("", "standard input: the policy is empty: write rules into it, or name the policy none"),
        ("[[rule]]\n", "standard input:1:"),
    ] {
        let refused = with_input(&[&run[..], &["--out", "refused"]].concat(), input);
        refused.assert_code(2);
        refused.assert_says(sentence);
    }
    assert!(!place.path("refused").exists());
}

#[test]
fn the_report_fits_on_a_few_pages() {
    let place = Workplace::new();
    place.run(&["--scale", "0.02", "-q"]).assert_code(0);
    let report = fs::read_to_string(place.path("data_raw.truth/ANOMALIES.md")).unwrap();
    assert!(report.lines().count() < 200, "{report}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_truth_that_cannot_be_written_names_the_flags_for_it() {
    let ended = Workplace::new().run(&[&SMALL[..], &["-t", "stores", "--truth", "/proc/truth"]].concat());
    ended.assert_code(1);
    ended.assert_says("cannot create the folder /proc/truth");
    ended.assert_says("that is the folder for the truth: name another with --truth, or pass --no-truth\n");
}

#[test]
fn a_run_is_written_again_from_its_truth_alone() {
    let place = Workplace::new();
    let policy = "extends = \"castable\"\n[[rule]]\nid = \"mine\"\ntable = \"stores\"\ncolumn = \"name\"\nkind = \"null\"\ncount = 1\n";
    fs::write(place.path("mine.toml"), policy).unwrap();
    place.run_small(&["--seed", "9", "-t", "stores,customers,returns", "--anomalies", "mine.toml", "--delta-cdf"]);
    place.run(&["--from-truth", "data_raw.truth", "--out", "again"]).assert_says("anomalies mine");
    assert_eq!(place.files("again"), place.files("data_raw"));
    assert_eq!(place.files("again.truth"), place.files("data_raw.truth"));
    for flags in [["--seed", "9"], ["--anomalies", "none"], ["--days", "2"], ["-t", "stores"]] {
        let refused = place.run(&[&["--from-truth", "data_raw.truth", "--out", "other"], &flags[..]].concat());
        refused.assert_code(2);
        refused.assert_says("cannot be used with");
    }
    let run = fs::read_to_string(place.path("data_raw.truth/run.json")).unwrap();
    fs::create_dir(place.path("changed.truth")).unwrap();
    for (name, content) in place.files("data_raw.truth") {
        fs::write(place.path("changed.truth").join(name), content).unwrap();
    }
    fs::write(place.path("changed.truth/run.json"), run + "\n").unwrap();
    let changed = place.run(&["--from-truth", "changed.truth", "--out", "other"]);
    changed.assert_code(2);
    changed.assert_says("changed.truth/run.json is not the file that _manifest.json beside it lists");
    assert!(!place.path("other").exists());
    let missing = place.run(&["--from-truth", "nowhere", "--out", "other"]);
    missing.assert_code(2);
    missing.assert_says("nowhere is not a folder that retailgen has finished");
    assert!(!place.path("other").exists());
    // A variable yields to what is typed.
    let mut command = place.command(&["--from-truth", "data_raw.truth", "--out", "third"]);
    command.env("RETAILGEN_SEED", "11");
    assert!(command.output().unwrap().status.success());
    assert_eq!(place.files("third"), place.files("data_raw"));
}

#[test]
fn a_built_in_policy_is_made_easier_or_harder_and_no_other() {
    let place = Workplace::new();
    let rules = |folder: &str| {
        let run: serde_json::Value = serde_json::from_slice(&place.files(folder)["run.json"]).unwrap();
        (run["policy"]["name"].as_str().unwrap().to_owned(), run["rules"].as_array().unwrap().len())
    };
    let mut found = Vec::new();
    for difficulty in ["easy", "default", "hard"] {
        place.run_small(&["--difficulty", difficulty, "-t", "customers", "-o", difficulty]);
        found.push(rules(&format!("{difficulty}.truth")));
    }
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["default-easy", "default", "default-hard"]);
    assert!(found[0].1 < found[1].1 && found[1].1 < found[2].1, "{found:?}");

    let ended = place.run(&["--anomalies", "none", "--difficulty", "hard", "-o", "none"]);
    let told = "error: --difficulty hard goes with --anomalies default or castable, not with none, whose rules nobody has measured";
    assert!(ended.code == Some(2) && ended.stderr.contains(told), "{}", ended.stderr);
    assert!(!place.path("none").exists());
}

#[test]
fn a_release_is_in_every_file_from_its_day_on() {
    let place = Workplace::new();
    let days = ["--scale", "0.01", "--start-date", "2024-03-02", "--days", "4", "-t", "orders_header"];
    place.run(&[&days[..], &["--anomalies", "drift"]].concat()).assert_code(0);
    let files = place.files("data_raw");
    let headers: Vec<Vec<String>> = files
        .iter()
        .filter(|(path, _)| path.starts_with("orders_header/"))
        .map(|(_, text)| {
            let text = String::from_utf8_lossy(text);
            text.lines().next().unwrap_or_default().split(',').map(str::to_owned).collect()
        })
        .collect();
    let [saturday, sunday, monday, tuesday] = headers.as_slice() else { panic!("{headers:?}") };
    assert_eq!((saturday, monday), (sunday, tuesday));
    let new: Vec<&String> = monday.iter().filter(|name| !saturday.contains(name)).collect();
    assert_eq!((new.len(), monday.len()), (1, saturday.len() + 1));
    let told = String::from_utf8_lossy(&place.files("data_raw.truth")["ANOMALIES.md"]).into_owned();
    assert!(told.contains("column.added") && told.contains(new[0].as_str()), "{told}");

    place.run(&["verify", "data_raw"]).assert_code(0);
    place.run(&["heal", "data_raw", "--out", "healed"]).assert_code(0);
    place.run(&[&days[..], &["--anomalies", "none", "--out", "clean"]].concat()).assert_code(0);
    assert_eq!(place.files("healed"), place.files("clean"));
}
