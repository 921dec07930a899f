//! Streams that are closed, full, or read by nobody.

use std::{
    fs::{File, OpenOptions},
    io,
    process::{Command, Stdio},
};

use super::workplace::{Ended, SMALL, Workplace};

/// A pipe whose reader has left.
fn broken_pipe() -> io::PipeWriter {
    io::pipe().unwrap().1
}

#[cfg(target_os = "linux")]
fn full() -> File {
    OpenOptions::new().write(true).open("/dev/full").unwrap()
}

/// What a run is told to say as much as possible with.
const TALKATIVE: [&str; 3] = ["-vv", "--progress", "always"];

#[test]
fn a_reader_that_leaves_is_no_error() {
    let place = Workplace::new();
    for flags in [["--help"], ["--version"]] {
        let ended = Ended::from(place.command(&flags).stdout(broken_pipe()).output().unwrap());
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{flags:?}");
    }
    let flags = [&SMALL[..], &TALKATIVE].concat();
    let status = place.command(&flags).stderr(broken_pipe()).status().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(place.path("data_raw/_manifest.json").exists());
    let refused = place.command(&["--seed", "x"]).stderr(broken_pipe()).status().unwrap();
    assert_eq!(refused.code(), Some(2));
}

#[test]
fn closed_streams_are_no_error() {
    for (redirection, flags) in [("2>&-", &SMALL[..]), (">&- 2>&- <&-", &SMALL), (">&-", &["--help"])] {
        let place = Workplace::new();
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("exec \"$@\" {redirection}")).arg("sh");
        shell.arg(env!("CARGO_BIN_EXE_retailgen")).args(flags);
        place.prepare(&mut shell);
        let ended = Ended::from(shell.output().unwrap());
        ended.assert_code(0);
        assert_eq!(ended.stderr, "");
        if flags.len() > 1 {
            // What was said went nowhere, and not into a file that happened to get the number of the stream.
            let open = Workplace::new();
            open.run_small(&[]);
            assert_eq!(place.files("data_raw"), open.files("data_raw"), "{redirection}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_for_the_words_does_not_stop_the_files() {
    let place = Workplace::new();
    let flags = [&SMALL[..], &TALKATIVE].concat();
    assert_eq!(place.command(&flags).stderr(full()).status().unwrap().code(), Some(0));
    assert!(place.path("data_raw/_manifest.json").exists());
    let refused = place.command(&[&SMALL[..], &["--seed", "1"]].concat()).stderr(full()).status().unwrap();
    assert_eq!(refused.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    let place = Workplace::new();
    let ended = Ended::from(place.command(&["--help"]).stdout(full()).stderr(Stdio::piped()).output().unwrap());
    ended.assert_code(1);
    ended.assert_says("error: cannot write to standard output: No space left on device");
}

#[test]
fn a_table_for_a_closed_standard_output_is_an_error() {
    let place = Workplace::new();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "exec \"$@\" >&-", "sh", env!("CARGO_BIN_EXE_retailgen"), "-t", "stores", "--stdout"])
        .args(SMALL);
    place.prepare(&mut shell);
    let ended = Ended::from(shell.output().unwrap());
    ended.assert_code(1);
    assert_eq!(ended.stderr, "error: cannot write to standard output: it is closed\n");
    // Who throws the table away has asked for it.
    let thrown_away =
        place.command(&[&SMALL[..], &["-t", "stores", "--stdout"]].concat()).stdout(Stdio::null()).status();
    assert_eq!(thrown_away.unwrap().code(), Some(0));
}
