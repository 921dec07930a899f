//! Runs that are stopped: what they leave behind, and how they are completed.

use std::{
    fs,
    process::{Child, Command},
};

use super::workplace::{Ended, MARKER, Workplace};

/// A run of a second or two.
const LONG: [&str; 4] = ["--scale", "0.1", "-j", "1"];
/// A run that no test waits for.
const ENDLESS: [&str; 4] = ["--scale", "2", "-j", "2"];

fn send(signal: &str, child: &Child) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

fn end(child: Child) -> Ended {
    Ended::from(child.wait_with_output().unwrap())
}

/// Whether these tests were started by `nohup` or its like, which the command then takes as an order.
fn hangup_is_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|line| line.starts_with("SigIgn:") && line.ends_with(['1', '3', '5', '7', '9', 'b', 'd', 'f']))
}

#[test]
fn a_killed_run_is_completed_by_the_same_command() {
    let place = Workplace::new();
    let mut child = place.command(&LONG).spawn().unwrap();
    place.wait_for_a_file("data_raw");
    child.kill().unwrap();
    assert_eq!(end(child).code, None);
    let left = place.files("data_raw");
    assert!(left.contains_key(MARKER));
    assert!(!left.contains_key("_manifest.json"));

    let other = place.run(&["--seed", "1"]);
    other.assert_code(2);
    other.assert_says("holds the files of another run");

    place.run(&LONG).assert_code(0);
    place.run(&[&LONG[..2], &["--out", "undisturbed"]].concat()).assert_code(0);
    let (completed, undisturbed) = (place.files("data_raw"), place.files("undisturbed"));
    assert!(completed.keys().eq(undisturbed.keys()), "{:?}", completed.keys());
    for (name, content) in completed {
        assert!(content == undisturbed[&name], "{name} differs");
    }
}

#[test]
fn signals_end_a_run_tidily() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let place = Workplace::new();
        let child = place.command(&ENDLESS).spawn().unwrap();
        place.wait_for_a_file("data_raw");
        if hangup_is_ignored() {
            // Then the command leaves the signals as they are.
            send("-KILL", &child);
            end(child);
            return;
        }
        send(signal, &child);
        let ended = end(child);
        ended.assert_code(130);
        ended.assert_says("interrupted: the folder is marked as unfinished; the same command starts again");
        let left = place.files("data_raw");
        assert!(left.contains_key(MARKER), "{signal}");
        assert!(!left.contains_key("_manifest.json"), "{signal}");
        assert!(!left.keys().any(|name| name.ends_with(".partial")), "{signal}: {:?}", left.keys());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_under_nohup_outlives_its_terminal() {
    let place = Workplace::new();
    let mut command = Command::new("nohup");
    command.arg(env!("CARGO_BIN_EXE_retailgen")).args(LONG);
    place.prepare(&mut command);
    let child = command.spawn().unwrap();
    place.wait_for_a_file("data_raw");
    send("-HUP", &child);
    end(child).assert_code(0);
    assert!(place.path("data_raw/_manifest.json").exists());
}

#[test]
fn a_folder_in_use_is_left_to_the_one_that_uses_it() {
    let place = Workplace::new();
    let child = place.command(&ENDLESS).spawn().unwrap();
    place.wait_for_a_file("data_raw");
    let second = place.run(&ENDLESS);
    send("-KILL", &child);
    end(child);
    second.assert_code(1);
    second.assert_says("error: data_raw is being written by another retailgen process");
}
