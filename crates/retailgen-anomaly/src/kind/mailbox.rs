//! Another e-mail address of somebody, which nobody else has.

use retailgen_synth::Stream;

use super::form::pick;

/// Share of the addresses that have a tag behind the name, as people write who register again.
const TAGGED: f64 = 0.35;
const TAGS: [&str; 4] = ["online", "web", "deals", "2"];
const WORDS: [&str; 6] = ["home", "mail", "private", "work", "post", "new"];
/// The domains that are reserved for examples, each with the one to which an address moves.
const MOVES: [(&str, &str); 3] =
    [("example.com", "example.net"), ("example.net", "example.org"), ("example.org", "example.com")];

/// Another address, made of an address `jun.deng@example.com`: `jun.deng+web@example.com`, or `jun.deng_work@example.net`.
///
/// Nobody else has it: what is before the tag is unique, and addresses of customers never have two different signs between their
/// parts. Nor is it made of the address of anybody else, since each domain moves to one of its own.
pub fn another(address: &str, stream: &mut Stream) -> Option<String> {
    let (local, domain) = address.split_once('@')?;
    let name = local.split_once('+').map_or(local, |(name, _)| name);
    if stream.chance(TAGGED) {
        return Some(format!("{name}+{}@{domain}", pick(&TAGS, stream)));
    }
    let word = pick(&WORDS, stream);
    let domain = MOVES.iter().find(|(from, _)| *from == domain).map_or(domain, |(_, to)| to);
    let sign = match name.bytes().find(|byte| b"._-".contains(byte)) {
        Some(b'.') => "_",
        Some(_) => ".",
        None => ".2_",
    };
    Some(format!("{name}{sign}{word}@{domain}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn addresses_are_well_formed_and_no_two_people_get_the_same() {
        let people = ["jun.deng@example.com", "jun.deng@example.net", "jun_deng@example.com", "jundeng@example.com"];
        let mut all = BTreeSet::new();
        for address in people {
            let made: BTreeSet<String> =
                (0..400).filter_map(|draw| another(address, &mut Seed(2).key("mailbox").stream(draw))).collect();
            assert!(made.len() > 8 && !made.contains(address), "{made:?}");
            for other in made {
                let (local, domain) = other.split_once('@').unwrap();
                assert!(domain.starts_with("example.") && !local.contains("..") && local.starts_with("jun"), "{other}");
                assert!(all.insert(other.clone()), "{other}");
            }
        }
    }
}
