//! `--parts`, `--part` and `retailgen merge`: a run that several processes share.

use std::fs;

use serde_json::Value;

use super::workplace::{Ended, MARKER, SMALL, Workplace};

/// Runs a small run with more flags and variables.
fn run(place: &Workplace, flags: &[&str], variables: &[(&str, &str)]) -> Ended {
    let flags = [&SMALL[..], flags].concat();
    Ended::from(place.command(&flags).envs(variables.iter().copied()).output().unwrap())
}

fn assert_is_the_run(place: &Workplace, folder: &str) {
    place.run_small(&["--out", "whole"]);
    for (whole, parts) in [("whole", folder.to_owned()), ("whole.truth", format!("{folder}.truth"))] {
        assert!(place.files(whole) == place.files(&parts), "{parts} differs from the folder of a single run");
    }
}

#[test]
fn parts_in_one_folder_are_merged_into_the_run() {
    let place = Workplace::new();
    for part in ["3", "1"] {
        let ended = place.run_small(&["--parts", "3", "--part", part]);
        ended.assert_says(&format!("anomalies default, part {part} of 3, "));
        ended.assert_says("when all are there, `retailgen merge` makes one run of them");
    }
    place
        .run_small(&["--parts", "3", "--part", "3"])
        .assert_says("nothing to do: data_raw already holds part 3 of 3, ");
    let unmerged = "data_raw holds parts of a run that are not merged (part 2 of 3 is missing)";
    for reader in [&["verify"][..], &["heal", "--out", "healed"], &["report"]] {
        let ended = place.run(reader);
        ended.assert_code(2);
        ended.assert_says(unmerged);
    }
    let ended = run(&place, &[], &[]);
    ended.assert_code(2);
    ended.assert_says(unmerged);
    assert!(!ended.stderr.contains("--overwrite"), "{}", ended.stderr);

    let ended = place.run(&["merge"]);
    ended.assert_code(2);
    ended.assert_says("error: part 2 of 3 is missing in data_raw: run it, or name the folder that holds it");
    assert!(place.path("data_raw").join(MARKER).exists());

    place.run_small(&["--parts", "3", "--part", "2"]);
    let ended = place.run(&["merge", "--json"]);
    ended.assert_code(0);
    ended.assert_says("merged ");
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&report["outcome"], &report["from"][0]), (&"written".into(), &"data_raw".into()));
    assert_is_the_run(&place, "data_raw");
    place.run(&["merge", "data_raw"]).assert_says("nothing to do: data_raw already holds this run");
    place.run(&["verify"]).assert_code(0);
}

#[test]
fn parts_in_folders_of_their_own_are_merged_into_another() {
    let place = Workplace::new();
    for part in ["1", "2"] {
        place.run_small(&["--parts", "2", "--part", part, "--out", &format!("part{part}")]);
    }
    let ended = place.run(&["merge", "part2", "part1"]);
    ended.assert_code(2);
    ended.assert_says("name it with --out");
    let ended = place.run(&["merge", "part2", "nowhere", "--out", "merged"]);
    ended.assert_code(2);
    ended.assert_says("nowhere holds no parts of a run");
    assert!(!place.path("merged").exists());
    place.run(&["merge", "part2", "part1", "--out", "merged"]).assert_code(0);
    assert_is_the_run(&place, "merged");
    assert!(place.path("part1").join(MARKER).exists() && place.path("part2").join(MARKER).exists());
}

#[test]
fn the_part_comes_from_flags_variables_or_the_scheduler() {
    let place = Workplace::new();
    let planned = |flags: &[&str], variables: &[(&str, &str)]| {
        let ended = run(&place, &[&["--dry-run", "--json", "-q"], flags].concat(), variables);
        ended.assert_code(0);
        serde_json::from_str::<Value>(&ended.stdout).unwrap()
    };
    let third = planned(&["--parts", "4", "--part", "3"], &[]);
    assert_eq!((&third["parts"], &third["part"]), (&4.into(), &3.into()));
    assert!(third["total"]["files"].as_u64() < planned(&[], &[])["total"]["files"].as_u64());
    assert_eq!(planned(&["--parts", "4", "--part-index", "2"], &[]), third);
    assert_eq!(planned(&[], &[("RETAILGEN_PARTS", "4"), ("RETAILGEN_PART", "3")]), third);
    assert_eq!(planned(&[], &[("RETAILGEN_PARTS", "4"), ("RETAILGEN_PART_INDEX", "2")]), third);
    for task in ["JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "SLURM_ARRAY_TASK_ID"] {
        assert_eq!(planned(&["--parts", "4"], &[(task, "2")]), third);
        // Nobody asked for parts.
        assert_eq!(planned(&[], &[(task, "2")])["part"], Value::Null);
    }
    assert_eq!(planned(&["--parts", "4", "--part", "3"], &[("JOB_COMPLETION_INDEX", "0")]), third);
    assert_eq!(planned(&["--part", "3"], &[("RETAILGEN_PARTS", "4"), ("RETAILGEN_PART_INDEX", "0")]), third);
}

#[test]
fn numbers_that_make_no_part_are_refused_with_what_to_do() {
    let place = Workplace::new();
    let refused = |flags: &[&str], variables: &[(&str, &str)], words: &str| {
        let ended = run(&place, flags, variables);
        ended.assert_code(2);
        ended.assert_says(words);
        assert_eq!(fs::read_dir(place.path("")).unwrap().count(), 0);
    };
    refused(&["--part", "3"], &[], "say of how many with --parts");
    refused(&["--parts", "4"], &[], "--part from 1, --part-index from 0, or a variable of a scheduler");
    refused(&["--parts", "4", "--part", "5"], &[], "there is no part 5 of 4: parts are numbered 1 to 4");
    refused(&["--parts", "4", "--part", "0"], &[], "there is no part 0 of 4");
    refused(&["--parts", "4", "--part-index", "4"], &[], "--part-index counts from 0 to 3");
    refused(&["--parts", "0", "--part", "1"], &[], "a run cannot have 0 parts: take 1 to 10000");
    refused(&["--parts", "four", "--part", "1"], &[], "--parts");
    refused(&["--parts", "4", "--part", "1", "--part-index", "0"], &[], "cannot be used with");
    refused(&["--parts", "4"], &[("RETAILGEN_PART", "1"), ("RETAILGEN_PART_INDEX", "2")], "cannot be used with");
    refused(&["--parts", "4", "--part", "1", "--stdout"], &[], "cannot be used with");
    refused(&["--parts", "4"], &[("JOB_COMPLETION_INDEX", "4")], "the job needs 4 tasks, numbered 0 to 3");
    let from_one = [("SLURM_ARRAY_TASK_ID", "1"), ("SLURM_ARRAY_TASK_MAX", "4")];
    refused(&["--parts", "4"], &from_one, "declare --array=0-3");
}

#[test]
fn a_part_is_no_place_for_another_run() {
    let place = Workplace::new();
    place.run_small(&["--parts", "2", "--part", "1"]);
    let before = place.files("data_raw");
    for flags in [&["--seed", "8", "--part", "1", "--parts", "2"][..], &["--parts", "3", "--part", "2", "--overwrite"]]
    {
        let ended = run(&place, flags, &[]);
        ended.assert_code(2);
        ended.assert_says("data_raw holds another run, or parts of another run or of another number");
    }
    assert!(place.files("data_raw") == before);
    // Whoever wants a whole run there says so, and the parts go.
    place.run_small(&["--overwrite"]);
    assert_is_the_run(&place, "data_raw");
    let ended = run(&place, &["--parts", "2", "--part", "1", "--overwrite"], &[]);
    ended.assert_code(2);
    ended.assert_says("data_raw holds the whole run");
}
