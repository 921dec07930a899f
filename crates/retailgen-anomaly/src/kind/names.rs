//! A person's name as another record of the same person has it.

use retailgen_synth::Stream;

use super::typing;

/// A given and a family name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    pub given: String,
    pub family: String,
}

/// Given names and what their bearers are called.
const CALLED: [(&str, &str); 48] = [
    ("Alexander", "Alex"),
    ("Alexandra", "Sandra"),
    ("Andrew", "Andy"),
    ("Anthony", "Tony"),
    ("Benjamin", "Ben"),
    ("Catherine", "Cathy"),
    ("Charles", "Charlie"),
    ("Charlotte", "Lottie"),
    ("Christine", "Chris"),
    ("Christopher", "Chris"),
    ("Daniel", "Dan"),
    ("David", "Dave"),
    ("Deborah", "Debbie"),
    ("Edward", "Ted"),
    ("Elizabeth", "Liz"),
    ("Isabella", "Bella"),
    ("Jacob", "Jake"),
    ("James", "Jim"),
    ("Jennifer", "Jenny"),
    ("Jessica", "Jess"),
    ("John", "Jack"),
    ("Jonathan", "Jon"),
    ("Joseph", "Joe"),
    ("Joshua", "Josh"),
    ("Kathleen", "Kath"),
    ("Kimberley", "Kim"),
    ("Margaret", "Peggy"),
    ("Matthew", "Matt"),
    ("Michael", "Mick"),
    ("Michelle", "Shelley"),
    ("Nicholas", "Nick"),
    ("Olivia", "Liv"),
    ("Pamela", "Pam"),
    ("Patricia", "Trish"),
    ("Patrick", "Paddy"),
    ("Peter", "Pete"),
    ("Rebecca", "Becky"),
    ("Richard", "Rick"),
    ("Robert", "Bob"),
    ("Samantha", "Sam"),
    ("Samuel", "Sam"),
    ("Sarah", "Sally"),
    ("Stephen", "Steve"),
    ("Susan", "Sue"),
    ("Thomas", "Tom"),
    ("Timothy", "Tim"),
    ("Victoria", "Vicky"),
    ("William", "Bill"),
];

impl Names {
    /// The name as it may have become; `another` is a family name to be taken by marriage. One in five stays as it is.
    pub fn drifted(self, another: Option<String>, stream: &mut Stream) -> Self {
        let Self { given, family } = &self;
        let drawn = stream.unit();
        let drifted = match drawn {
            ..0.20 => None,
            ..0.42 => misspelt(&self, stream),
            ..0.62 => called(given).map(|given| Self { given, family: family.clone() }),
            ..0.72 => initial(given).map(|given| Self { given, family: family.clone() }),
            ..0.86 => another.filter(|another| another != family).map(|another| {
                let family = if stream.chance(0.4) { format!("{family}-{another}") } else { another };
                Self { given: given.clone(), family }
            }),
            ..0.94 => Some(Self { given: family.clone(), family: given.clone() }),
            _ => Some(Self { given: given.to_uppercase(), family: family.to_uppercase() }),
        };
        let misspells = drawn >= 0.20;
        drifted.or_else(|| misspelt(&self, stream).filter(|_| misspells)).unwrap_or(self)
    }
}

/// A slip in either name, in the other one where the first is too short for one.
fn misspelt(names: &Names, stream: &mut Stream) -> Option<Names> {
    let in_given = stream.chance(0.5);
    [in_given, !in_given].into_iter().find_map(|in_given| {
        let name = if in_given { &names.given } else { &names.family };
        let slip = typing::slip(name, stream)?;
        Some(if in_given {
            Names { given: slip, family: names.family.clone() }
        } else {
            Names { given: names.given.clone(), family: slip }
        })
    })
}

/// What the bearer of a given name is called, or the name of somebody who is called so.
fn called(given: &str) -> Option<String> {
    let pair = CALLED.iter().find(|(long, short)| *long == given || *short == given)?;
    Some(if pair.0 == given { pair.1 } else { pair.0 }.to_owned())
}

fn initial(given: &str) -> Option<String> {
    given.chars().next().filter(|_| given.chars().count() > 1).map(|letter| format!("{letter}."))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn names_become_what_people_make_of_them() {
        let clean = Names { given: "Elizabeth".to_owned(), family: "Longwick".to_owned() };
        let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
        for draw in 0..2_000 {
            let mut stream = Seed(9).key("names").stream(draw);
            let Names { given, family } = clean.clone().drifted(Some("Tran".to_owned()), &mut stream);
            *seen.entry((given, family)).or_default() += 1;
        }
        let count = |given: &str, family: &str| seen.get(&(given.to_owned(), family.to_owned())).copied().unwrap_or(0);
        for (given, family, share) in [
            ("Elizabeth", "Longwick", 0.20),
            ("Liz", "Longwick", 0.20),
            ("E.", "Longwick", 0.10),
            ("Elizabeth", "Tran", 0.084),
            ("Elizabeth", "Longwick-Tran", 0.056),
            ("Longwick", "Elizabeth", 0.08),
            ("ELIZABETH", "LONGWICK", 0.06),
        ] {
            let due = share * 2_000.0_f64;
            // Five standard deviations of a binomial count.
            let spread = 5.0 * (due * (1.0 - share)).sqrt();
            assert!(
                (f64::from(count(given, family)) - due).abs() < spread,
                "{given} {family}: {}",
                count(given, family)
            );
        }
    }

    #[test]
    fn what_suits_no_name_is_a_slip_or_nothing() {
        let short = Names { given: "Li".to_owned(), family: "Wu".to_owned() };
        for draw in 0..300 {
            let Names { given, family } = short.clone().drifted(None, &mut Seed(9).key("names").stream(draw));
            assert!(
                [("Li", "Wu"), ("L.", "Wu"), ("Wu", "Li"), ("LI", "WU")].contains(&(&*given, &*family)),
                "{given} {family}"
            );
        }
    }
}
