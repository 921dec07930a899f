//! Completions and the manual page.

use std::{fs, process::Command};

use super::workplace::{Ended, Workplace};

#[test]
fn every_shell_gets_completions_of_every_flag() {
    let place = Workplace::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = place.run(&["completions", shell]);
        ended.assert_code(0);
        assert_eq!(ended.stderr, "", "{shell}");
        for word in ["delta-timestamps", "dry-run", "heal", "completions"] {
            assert!(ended.stdout.contains(word), "{shell} lacks {word}");
        }
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_flags_subcommands_and_names() {
    let place = Workplace::new();
    fs::write(place.path("completions.bash"), place.run(&["completions", "bash"]).stdout).unwrap();
    let script = "source ./completions.bash\n\
                  COMP_WORDS=(retailgen --del); COMP_CWORD=1\n\
                  _retailgen retailgen --del retailgen; echo \"${COMPREPLY[@]}\"\n\
                  COMP_WORDS=(retailgen ver); COMP_CWORD=1\n\
                  _retailgen retailgen ver retailgen; echo \"${COMPREPLY[@]}\"\n\
                  COMP_WORDS=(retailgen --tables st); COMP_CWORD=2\n\
                  _retailgen retailgen st --tables; echo \"${COMPREPLY[@]}\"\n";
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", script]);
    place.prepare(&mut bash);
    let ended = Ended::from(bash.output().unwrap());
    assert_eq!(ended.stdout, "--delta-cdf --delta-timestamps\nverify\nstores\n", "{ended:?}");
}

#[test]
fn the_manual_page_tells_flags_variables_and_exit_codes() {
    let place = Workplace::new();
    let page = place.run(&["man"]);
    page.assert_code(0);
    for words in [".TH retailgen 1", ".SH OPTIONS", "RETAILGEN_SEED", "130 interrupted", "retailgen\\-heal(1)"] {
        assert!(page.stdout.contains(words), "{words:?} is not in:\n{}", page.stdout);
    }
    let heal = place.run(&["man", "heal"]);
    assert!(heal.stdout.contains(".TH retailgen-heal 1") && heal.stdout.contains("RETAILGEN_HEAL_OUT"), "{heal:?}");
    let schema = place.run(&["man", "schema"]);
    for (page, example) in [
        (&page, "retailgen \\-\\-anomalies none                    clean data,"),
        (&schema, "retailgen schema orders_lines                        what a table holds"),
    ] {
        let (_, examples) = page.stdout.split_once(".SH EXAMPLES\n").unwrap();
        assert!(examples.starts_with(".nf\n") && examples.contains(example), "{examples}");
        assert_eq!(page.stdout.matches(example).count(), 1, "{}", page.stdout);
    }
    let wrong = place.run(&["man", "hael"]);
    wrong.assert_code(2);
    wrong.assert_says("there is no command \"hael\": choose among anomalies, ");
    wrong.assert_says("; did you mean heal?\n");
}
