//! Command lines as a user can paste them back into a shell.

use std::{
    ffi::{OsStr, OsString},
    fmt::Write as _,
};

/// The command line as typed, quoted where the shell needs it, with `flag` added.
pub fn with_flag(command_line: &[OsString], flag: &str) -> String {
    // A closing `--` would make an operand of whatever follows.
    let typed = match command_line {
        [typed @ .., last] if last == "--" => typed,
        all => all,
    };
    let mut words: Vec<String> = typed.iter().map(|word| quote(word)).collect();
    words.push(flag.to_owned());
    words.join(" ")
}

/// A word as a POSIX shell reads it back; one with control characters or broken UTF-8 as bash, ksh and zsh do.
pub fn quote(word: &OsStr) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,:=+@%".contains(c);
    match word.to_str() {
        Some(text) if !text.is_empty() && text.chars().all(plain) => text.to_owned(),
        Some(text) if !text.chars().any(char::is_control) => format!("'{}'", text.replace('\'', r"'\''")),
        _ => escape(word.as_encoded_bytes()),
    }
}

fn escape(bytes: &[u8]) -> String {
    let mut text = "$'".to_owned();
    for &byte in bytes {
        match byte {
            b'\'' | b'\\' => text.extend(['\\', char::from(byte)]),
            b' '..=b'~' => text.push(char::from(byte)),
            // Three octal digits, which no digit that follows can join.
            _ => write!(text, "\\{byte:03o}").expect("writing to a String does not fail"),
        }
    }
    text.push('\'');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacement(words: &[&str]) -> String {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        with_flag(&words, "--overwrite")
    }

    #[test]
    fn plain_words_stay_as_typed() {
        let command = "target/debug/retailgen --seed=7 -t customers,stores -o ../out --overwrite";
        assert_eq!(
            replacement(&["target/debug/retailgen", "--seed=7", "-t", "customers,stores", "-o", "../out"]),
            command
        );
    }

    #[test]
    fn a_closing_double_dash_does_not_swallow_the_flag() {
        assert_eq!(replacement(&["retailgen", "--"]), "retailgen --overwrite");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_back_what_was_typed() {
        use std::process::Command;

        for word in ["", "two words", "it's", "$HOME", "a;b", "~", "*", "!x", "é", "\\", "\"", "-"] {
            let output =
                Command::new("sh").arg("-c").arg(format!("printf %s {}", quote(word.as_ref()))).output().unwrap();
            assert_eq!(output.stdout, word.as_bytes(), "{word}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_a_terminal_would_garble_is_escaped() {
        use std::os::unix::ffi::OsStrExt as _;

        for (word, quoted) in
            [(&b"line\nfeed'\\1"[..], r"$'line\012feed\'\\1'"), (b"\xff1", r"$'\3771'"), (b"\x1b[31m", r"$'\033[31m'")]
        {
            assert_eq!(quote(OsStr::from_bytes(word)), quoted);
        }
    }
}
