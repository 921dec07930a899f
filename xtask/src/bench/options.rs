//! What is to be measured, from the arguments.

use std::collections::BTreeSet;
use std::mem;
use std::num::NonZeroUsize;

use super::error::BenchError;

#[derive(Debug, PartialEq)]
pub struct Options {
    /// Measured runs of each.
    pub runs: NonZeroUsize,
    pub what: What,
    /// Whether the figures go into the page.
    pub write: bool,
}

/// What takes turns. Scales are as they go to the command line, which knows what scales there are.
#[derive(Debug, PartialEq)]
pub enum What {
    /// Our variants at each scale.
    Scales(Vec<String>),
    /// Ours with some flags, and a peer's command.
    Peer { scale: String, ours: Vec<String>, peer: Vec<String> },
}

impl Options {
    pub fn parse(arguments: &[&str]) -> Result<Self, BenchError> {
        let mut runs = NonZeroUsize::MIN.saturating_add(2);
        let (mut scales, mut ours, mut peer, mut write) = (vec!["1".to_owned()], None, None, false);
        let mut rest = arguments;
        while let [name, others @ ..] = rest {
            rest = others;
            if *name == "--write" {
                write = true;
                continue;
            }
            let [value, others @ ..] = rest else { return Err(BenchError::Usage((*name).to_owned())) };
            rest = others;
            match *name {
                "--runs" => runs = value.parse().map_err(|_| BenchError::Runs((*value).to_owned()))?,
                "--scale" | "--scales" => scales = list(value)?,
                "--against" => peer = Some(command(value)?),
                "--ours" => ours = Some(words(value).ok_or_else(|| BenchError::Flags((*value).to_owned()))?),
                _ => return Err(BenchError::Usage(format!("{name} {value}"))),
            }
        }
        let what = match (peer, ours, &mut scales[..]) {
            (None, None, _) => What::Scales(scales),
            (None, Some(_), _) => return Err(BenchError::NoPeer),
            (Some(peer), ours, [scale]) => What::Peer { scale: mem::take(scale), ours: ours.unwrap_or_default(), peer },
            _ => return Err(BenchError::SeveralScales),
        };
        Ok(Self { runs, what, write })
    }
}

/// Scales between commas.
fn list(text: &str) -> Result<Vec<String>, BenchError> {
    let scales: Vec<String> = text.split(',').map(|scale| scale.trim().to_owned()).collect();
    let mut seen = BTreeSet::new();
    if scales.iter().all(|scale| !scale.is_empty() && seen.insert(scale)) {
        Ok(scales)
    } else {
        Err(BenchError::Scales(text.to_owned()))
    }
}

fn command(text: &str) -> Result<Vec<String>, BenchError> {
    words(text).filter(|words| !words.is_empty()).ok_or_else(|| BenchError::Command(text.to_owned()))
}

/// The words of a command: between blanks, or between quotes. None where a quote is not closed.
fn words(text: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in text.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            None if letter == '"' || letter == '\'' => {
                quote = Some(letter);
                // A word may be quotes around nothing.
                word.get_or_insert_default();
            }
            None if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scales(scales: &[&str]) -> What {
        What::Scales(scales.iter().map(|&scale| scale.to_owned()).collect())
    }

    #[test]
    fn options_have_defaults_and_refuse_what_they_do_not_know() {
        let options = |arguments: &[&str]| {
            Options::parse(arguments).map(|options| (options.runs.get(), options.what, options.write))
        };
        assert_eq!(options(&[]).unwrap(), (3, scales(&["1"]), false));
        assert_eq!(options(&["--scale", "0.05", "--runs", "5"]).unwrap(), (5, scales(&["0.05"]), false));
        assert_eq!(options(&["--write", "--scales", "0.1,1"]).unwrap(), (3, scales(&["0.1", "1"]), true));
        assert!(matches!(options(&["--runs", "0"]), Err(BenchError::Runs(_))));
        assert!(matches!(options(&["--runs"]), Err(BenchError::Usage(_))));
        assert!(matches!(options(&["--threads", "4"]), Err(BenchError::Usage(_))));
        for twice in ["1,1", "", "1,"] {
            assert!(matches!(options(&["--scales", twice]), Err(BenchError::Scales(_))), "{twice}");
        }
    }

    #[test]
    fn a_peer_is_a_command_at_one_scale() {
        let peer = |arguments: &[&str]| Options::parse(arguments).map(|options| options.what);
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            peer(&["--against", "sh -c 'echo \"a b\"; exit 0' \"\" {out}/x", "--ours", "-t stores"]).unwrap(),
            What::Peer {
                scale: "1".to_owned(),
                ours: texts(&["-t", "stores"]),
                peer: texts(&["sh", "-c", "echo \"a b\"; exit 0", "", "{out}/x"]),
            }
        );
        for no_command in ["", "  ", "sh -c 'echo"] {
            assert!(matches!(peer(&["--against", no_command]), Err(BenchError::Command(_))), "{no_command}");
        }
        assert!(matches!(peer(&["--against", "true", "--ours", "'"]), Err(BenchError::Flags(_))));
        assert!(matches!(peer(&["--ours", "-q"]), Err(BenchError::NoPeer)));
        assert!(matches!(peer(&["--against", "true", "--scales", "1,2"]), Err(BenchError::SeveralScales)));
    }

    #[test]
    fn whatever_is_wrong_with_the_options_is_a_matter_of_usage() {
        for wrong in [&["--runs", "x"][..], &["--scales", ","], &["--against", ""], &["--ours", "x"], &["--x"]] {
            assert_eq!(Options::parse(wrong).unwrap_err().exit_code(), 2, "{wrong:?}");
        }
    }
}
