//! E-mail addresses: derived from the name, unique, and only at domains reserved for examples.

use std::collections::HashMap;

use retailgen_synth::{Key, distribution::alias::AliasTable, key::Stream};

use super::BLOCK;
use crate::{
    parameters,
    reference::companies::EmailProvider,
    text::{push_folded, push_number, push_padded},
};

/// What stands between the parts of an address, two or three of them.
const BETWEEN: [[&str; 2]; 4] = [[".", "."], ["", "."], ["_", "_"], ["-", "-"]];
/// The same between three parts where two would be joined without a sign: three must stay apart to be told apart.
const BETWEEN_THREE: [&str; 2] = [".", "_"];
const LETTERS: u64 = 26;
/// What people put behind their names where a provider has no shorter address left.
const WORDS: [&str; 24] = [
    "home", "mail", "online", "family", "au", "oz", "post", "inbox", "private", "shopping", "orders", "contact", "me",
    "personal", "web", "hello", "always", "office", "studio", "garden", "beach", "coast", "hills", "valley",
];

/// Gives every customer an address of their own, with no memory of those given in other blocks.
///
/// An address is its letters (`sarahsmith`), a sign between them and what follows: nothing, an initial, a word, a year, a
/// number. Of one provider's addresses with the same letters each block of customers has a sign and a tier of its own, and
/// the tiers take longer forms as they grow. Within a block the first bearer has the form that they like; whoever comes
/// later has a number that no other block uses.
#[derive(Debug)]
pub struct Emails {
    providers: AliasTable,
    /// Providers, each with what tells addresses there apart.
    mailboxes: Vec<(&'static EmailProvider, Key)>,
    tiers: u64,
    parameters: parameters::Naming,
    person: Key,
}

/// The addresses of a block that have been given, by letters and provider.
#[derive(Debug)]
pub struct Given {
    block: u64,
    bearers: HashMap<u64, u64>,
    text: Text,
}

impl Given {
    /// None yet of block number `block`, whose customers follow in order.
    pub fn none(block: u64) -> Self {
        Self { block, bearers: HashMap::with_capacity(BLOCK as usize), text: Text::default() }
    }
}

/// The parts of an address, reused from one to the next.
#[derive(Debug, Default)]
struct Text {
    first: String,
    last: String,
    letters: String,
}

/// What stands before and behind the sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    FirstLast,
    InitialLast,
    LastFirst,
    FirstInitial,
}

/// A name and what the bearer makes of it.
#[derive(Debug, Clone, Copy)]
pub struct Bearer<'n> {
    pub customer: u64,
    pub first: &'n str,
    pub last: &'n str,
    pub birth_year: i32,
    /// Stands behind a plus sign.
    pub tag: Option<&'static str>,
    /// How often the provider has been left for another.
    pub changes: u64,
}

impl Emails {
    /// Addresses for `customers` customers.
    pub fn new(key: Key, customers: u64, providers: &'static [EmailProvider], parameters: &parameters::Naming) -> Self {
        Self {
            providers: AliasTable::new(providers.iter().map(|provider| provider.weight)),
            mailboxes: providers.iter().map(|provider| (provider, key.key("letters").key(provider.domain))).collect(),
            // The last tier may be reached by blocks that are shifted against others.
            tiers: customers.div_ceil(BLOCK) / BETWEEN.len() as u64 + 2,
            parameters: parameters.clone(),
            person: key.key("person"),
        }
    }

    /// Writes the address of the block's next customer into `out`, replacing what is there.
    pub fn write(&self, given: &mut Given, bearer: Bearer<'_>, out: &mut String) {
        out.clear();
        let mut stream = self.person.stream(bearer.customer);
        let (provider, key) = self.mailboxes[self.providers.pick(stream.bits())];
        let form = Form::drawn(&mut stream);
        let text = &mut given.text;
        form.split(bearer, text);
        let letters = key.key(&text.letters).bits(0);
        let rank = given.bearers.entry(letters).or_default();
        let shifted = given.block + letters % BETWEEN.len() as u64;
        let (sign, tier) = (shifted % BETWEEN.len() as u64, shifted / BETWEEN.len() as u64);
        let likes_digits = stream.chance(self.parameters.mail_digits);
        let middle = |out: &mut String, tier: u64| {
            let letter = b'a' + ((letters >> 8).wrapping_add(tier) % LETTERS) as u8;
            push_three(out, [&text.first, char::from(letter).encode_utf8(&mut [0; 4]), &text.last], sign);
        };
        match (tier, likes_digits) {
            (0..=1, true) if *rank == 0 => {
                push_two(out, text, sign);
                self.push_year(bearer.birth_year, tier == 1, &mut stream, out);
            }
            (2..=LETTERS_AND_YEARS, true) if *rank == 0 => {
                middle(out, tier);
                self.push_year(bearer.birth_year, false, &mut stream, out);
            }
            (0, false) if *rank == 0 => push_two(out, text, sign),
            (1..=LETTERS, false) if *rank == 0 => middle(out, tier),
            // A last part of one letter might be taken for an initial in the middle.
            (..=LETTERS_AND_WORDS, false) if *rank == 0 && text.last.len() > 1 => {
                push_three(out, [&text.first, &text.last, WORDS[(tier - LETTERS - 1) as usize]], sign);
            }
            _ => {
                push_two(out, text, sign);
                push_number(out, neither_two_nor_four_digits(*rank * self.tiers + tier));
            }
        }
        *rank += 1;
        if let Some(tag) = bearer.tag {
            out.push('+');
            out.push_str(tag);
        }
        out.push('@');
        out.push_str(provider.after(bearer.changes));
    }

    /// Two digits of the year of birth, or all four; or some other number of as many.
    fn push_year(&self, birth_year: i32, whole: bool, stream: &mut Stream, out: &mut String) {
        let is_birth_year = stream.chance(self.parameters.mail_birth_years);
        let year = if is_birth_year { birth_year.unsigned_abs().into() } else { 1_950 + stream.below(75) };
        if whole { push_number(out, year) } else { push_padded(out, year % 100, 2) }
    }
}

/// The last tiers with an initial and a year, and with a word.
const LETTERS_AND_YEARS: u64 = LETTERS + 1;
const LETTERS_AND_WORDS: u64 = LETTERS + WORDS.len() as u64;

impl Form {
    fn drawn(stream: &mut Stream) -> Self {
        match stream.unit() {
            ..0.62 => Self::FirstLast,
            ..0.84 => Self::InitialLast,
            ..0.92 => Self::LastFirst,
            _ => Self::FirstInitial,
        }
    }

    fn split(self, bearer: Bearer<'_>, text: &mut Text) {
        let (first, last) =
            if self == Self::LastFirst { (bearer.last, bearer.first) } else { (bearer.first, bearer.last) };
        text.first.clear();
        text.last.clear();
        push_folded(&mut text.first, first);
        push_folded(&mut text.last, last);
        match self {
            Self::InitialLast => text.first.truncate(1),
            Self::FirstInitial => text.last.truncate(1),
            Self::FirstLast | Self::LastFirst => {}
        }
        text.letters.clear();
        text.letters.push_str(&text.first);
        text.letters.push_str(&text.last);
    }
}

fn push_two(out: &mut String, text: &Text, sign: u64) {
    out.push_str(&text.first);
    out.push_str(BETWEEN[sign as usize][0]);
    out.push_str(&text.last);
}

fn push_three(out: &mut String, parts: [&str; 3], sign: u64) {
    let between = if BETWEEN[sign as usize][0].is_empty() { BETWEEN_THREE } else { BETWEEN[sign as usize] };
    out.push_str(parts[0]);
    out.push_str(between[0]);
    out.push_str(parts[1]);
    out.push_str(between[1]);
    out.push_str(parts[2]);
}

/// The numbers that nobody could take for a year, in order: of one digit, of three, of five and more.
fn neither_two_nor_four_digits(number: u64) -> u64 {
    match number {
        0..8 => 2 + number,
        8..908 => 100 + number - 8,
        _ => 10_000 + number - 908,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_synth::Seed;

    use super::*;
    use crate::reference::companies::COMPANIES;

    /// The addresses of the first `each` customers of `blocks` blocks, whose names `name` tells.
    fn addresses(
        blocks: u64,
        each: u64,
        parameters: &parameters::Naming,
        changes: u64,
        name: impl Fn(u64) -> (&'static str, &'static str),
    ) -> Vec<String> {
        let emails = Emails::new(Seed(1).key("email"), blocks * BLOCK, COMPANIES.email_provider, parameters);
        let mut all = Vec::new();
        let mut out = String::new();
        for block in 0..blocks {
            let mut given = Given::none(block);
            for customer in block * BLOCK..block * BLOCK + each {
                let (first, last) = name(customer);
                let birth_year = 1940 + (customer % 65) as i32;
                emails.write(&mut given, Bearer { customer, first, last, birth_year, tag: None, changes }, &mut out);
                all.push(out.clone());
            }
        }
        all
    }

    #[test]
    fn namesakes_have_addresses_of_their_own() {
        // Names whose letters are alike, and blocks enough for all tiers.
        let names = [("Jo", "Ellis"), ("Joel", "Lis"), ("Joe", "Llis"), ("Li", "Jo"), ("Ann", "Au"), ("Anna", "U")];
        let of = |changes| {
            addresses(230, 600, &parameters::Naming::default(), changes, |customer| names[(customer % 6) as usize])
        };
        let all: Vec<String> = (0..3).flat_map(of).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        // Who has left both comes back to the first.
        assert_eq!(of(3), all[all.len() / 3..all.len() / 3 * 2]);
    }

    const FIRST: [&str; 12] =
        ["Sarah", "Tom", "Mia", "Jack", "Wei", "Priya", "Ahmed", "Zoe", "Liam", "Ruth", "Carl", "Noor"];

    fn surname(customer: u64) -> &'static str {
        let mut name = String::from("Ba");
        (0..3).for_each(|place| name.push(char::from(b'a' + (customer / 26_u64.pow(place) % 26) as u8)));
        name.leak()
    }

    #[test]
    fn digits_and_birth_years_are_as_frequent_as_asked_for() {
        let shares = |mail_digits, mail_birth_years| {
            let parameters = parameters::Naming { mail_digits, mail_birth_years, ..Default::default() };
            let all =
                addresses(2, 4_000, &parameters, 0, |customer| (FIRST[customer as usize % 12], surname(customer)));
            let local = |address: &String| address.split('@').next().unwrap().to_owned();
            let digits = |local: &String| local.chars().filter(char::is_ascii_digit).count();
            let with_digits = all.iter().filter(|address| digits(&local(address)) > 0).count() as f64;
            let born = all.iter().enumerate().filter(|(number, address)| {
                let customer = number / 4_000 * BLOCK as usize + number % 4_000;
                let year = format!("{:02}", (40 + customer % 65) % 100);
                local(address).ends_with(&year) && digits(&local(address)) == 2
            });
            (with_digits / all.len() as f64, born.count() as f64 / all.len() as f64)
        };
        let ((few, _), (many, _)) = (shares(0.0, 0.5), shares(0.6, 0.5));
        assert!(few < 0.25 && many > few + 0.3, "{few} {many}");
        let ((_, none), (_, all)) = (shares(0.6, 0.0), shares(0.6, 1.0));
        assert!(none + 0.2 < all, "{none} {all}");
    }

    #[test]
    fn every_domain_is_reserved_for_examples() {
        let providers = COMPANIES.email_provider.iter();
        let domains: Vec<&str> = providers.flat_map(|provider| (0..3).map(|changes| provider.after(changes))).collect();
        assert_eq!(domains.iter().collect::<BTreeSet<_>>().len(), domains.len());
        for domain in domains {
            let reserved = ["example.com", "example.net", "example.org"];
            assert!(reserved.contains(&domain) || domain.ends_with(".example"), "{domain}");
        }
    }
}
