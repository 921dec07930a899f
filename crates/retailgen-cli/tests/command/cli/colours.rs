//! Colours: none in a pipe, unless they are forced.

use super::workplace::{Ended, Workplace};

fn run(place: &Workplace, flags: &[&str], variables: &[(&str, &str)]) -> Ended {
    Ended::from(place.command(flags).envs(variables.iter().copied()).output().unwrap())
}

#[test]
fn a_pipe_gets_no_colours_unless_they_are_forced() {
    let place = Workplace::new();
    // What clap says, what we say, and the help.
    for flags in [&["--sede"][..], &["verify", "nowhere"], &["--help"], &["heal", "--help"]] {
        let plain = run(&place, flags, &[]);
        let words = [&plain.stdout, &plain.stderr];
        assert!(words.iter().all(|text| !text.contains('\x1b')), "{flags:?}: {plain:?}");
        let forced = run(&place, flags, &[("CLICOLOR_FORCE", "1")]);
        assert_eq!(forced.code, plain.code);
        assert!(forced.stdout.contains('\x1b') || forced.stderr.contains('\x1b'), "{flags:?}: {forced:?}");
        let refused = run(&place, flags, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]);
        assert_eq!((&refused.stdout, &refused.stderr), (&plain.stdout, &plain.stderr), "{flags:?}");
    }
}

#[test]
fn all_errors_look_alike() {
    let place = Workplace::new();
    for flags in [&["--sede"][..], &["heal", "nowhere", "--out", "healed"], &["--out", "x", "--truth", "x", "-q"]] {
        let ended = run(&place, flags, &[("CLICOLOR_FORCE", "1")]);
        assert!(ended.stderr.starts_with("\x1b[1m\x1b[31merror:\x1b[0m "), "{flags:?}: {ended:?}");
    }
}
