//! Slips of the keys: what fingers make of a word.
//!
//! How often each slip comes follows Pollock and Zamora, "Automatic spelling correction in scientific and scholarly text"
//! (CACM 27, 1984): of 50,000 misspellings 34 % leave a letter out, 27 % put one in, 19 % take another one, 13 % swap two.
//! The first letter is hardly ever wrong (Yannakoudakis and Fawthrop, "The rules of spelling errors", 1983).

use retailgen_synth::Stream;

/// Keys beside each other on a QWERTY keyboard, by letter.
const NEIGHBOURS: [(&str, &str); 26] = [
    ("a", "sqz"),
    ("b", "vgn"),
    ("c", "xdv"),
    ("d", "sfe"),
    ("e", "wrd"),
    ("f", "dgr"),
    ("g", "fht"),
    ("h", "gjy"),
    ("i", "uok"),
    ("j", "hku"),
    ("k", "jli"),
    ("l", "kop"),
    ("m", "nk"),
    ("n", "bmh"),
    ("o", "ipl"),
    ("p", "ol"),
    ("q", "wa"),
    ("r", "etf"),
    ("s", "adw"),
    ("t", "ryg"),
    ("u", "yij"),
    ("v", "cbf"),
    ("w", "qes"),
    ("x", "zcs"),
    ("y", "tuh"),
    ("z", "xa"),
];

/// Fewer letters leave no word to be recognised.
const SHORTEST: usize = 4;

/// The text with one slip in one of its words of four letters or more; `None` where it has none.
pub fn slip(text: &str, stream: &mut Stream) -> Option<String> {
    let words = words(text);
    let (start, length) = *words.get(stream.below(words.len().max(1) as u64) as usize)?;
    // All letters of a word are ASCII, so bytes are letters.
    let at = start + 1 + stream.below(length as u64 - 1) as usize;
    let (head, tail) = text.split_at_checked(at)?;
    let (letter, rest) = tail.split_at_checked(1)?;
    let before = head.get(at - 1..)?;
    // What can be made of any letter, where the slip that is drawn would leave all as it is.
    let doubled = [head, letter, letter, rest].concat();
    let spoiled = match stream.unit() {
        draw if draw < 0.36 => [head, rest].concat(),
        // Most letters too many are one that is typed twice.
        draw if draw < 0.65 && stream.chance(0.6) => doubled.clone(),
        draw if draw < 0.65 => [head, &neighbour(letter, stream)?, letter, rest].concat(),
        draw if draw < 0.86 => [head, &neighbour(letter, stream)?, rest].concat(),
        _ if before.eq_ignore_ascii_case(letter) => [head, rest].concat(),
        // The first letter keeps its place, or the next two are swapped.
        _ if at - 1 > start => [text.get(..at - 1)?, letter, before, rest].concat(),
        _ => match rest.split_at_checked(1).filter(|(next, _)| next.bytes().all(|byte| byte.is_ascii_alphabetic())) {
            Some((next, rest)) => [head, next, letter, rest].concat(),
            None => doubled.clone(),
        },
    };
    Some(if spoiled == text { doubled } else { spoiled })
}

/// Where the words begin that have letters enough and no others than ASCII, and their lengths.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(|letter: char| !letter.is_alphabetic()) {
        let word = part.trim_end_matches(|letter: char| !letter.is_alphabetic());
        if word.len() >= SHORTEST && word.is_ascii() {
            words.push((start, word.len()));
        }
        start += part.len();
    }
    words
}

/// The letter on a neighbouring key of `letter`, in the same case.
fn neighbour(letter: &str, stream: &mut Stream) -> Option<String> {
    let lower = letter.to_ascii_lowercase();
    let (_, near) = NEIGHBOURS.iter().find(|(key, _)| *key == lower)?;
    let at = stream.below(near.len() as u64) as usize;
    let near = near.get(at..=at)?;
    Some(if lower == letter { near.to_owned() } else { near.to_ascii_uppercase() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn a_slip_changes_one_letter_or_two_and_never_the_first() {
        for text in ["Jennifer", "Women's Tops", "AUTUMN20", "Núñez-Brown", "Anna"] {
            let slips: BTreeSet<String> =
                (0..300).filter_map(|draw| slip(text, &mut Seed(3).key("slip").stream(draw))).collect();
            assert!(slips.len() > 8, "{text}: {slips:?}");
            for slip in slips {
                assert_eq!(slip.chars().next(), text.chars().next(), "{slip}");
                assert!(slip.chars().count().abs_diff(text.chars().count()) <= 1, "{slip}");
            }
        }
        for short in ["", "Ann", "NSW", "12 345", "Bo Li"] {
            assert_eq!(slip(short, &mut Seed(3).key("slip").stream(1)), None);
        }
    }
}
