//! How hard a built-in policy makes it for whoever looks for its faults.

use std::fmt;

use super::{FoundBy, Policy};

/// What `hard` adds to the default policy, as TOML.
const HARD: &str = include_str!("../../policies/hard.toml");

/// How hard the faults of a built-in policy are to find.
///
/// ```
/// use retailgen_anomaly::{Policy, policy::Difficulty};
///
/// let default = Policy::builtin("default").ok_or("it is built in")?;
/// let rules = |difficulty| default.with_difficulty(difficulty).map_or(0, |policy| policy.rules().len());
/// assert_eq!(rules(Difficulty::Default), default.rules().len());
/// assert!(rules(Difficulty::Easy) < rules(Difficulty::Default));
/// assert!(rules(Difficulty::Default) < rules(Difficulty::Hard));
/// assert_eq!(Difficulty::ALL.map(Difficulty::name), ["easy", "default", "hard"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Difficulty {
    /// The rules that a look at the cell finds.
    Easy,
    /// The policy as it is.
    #[default]
    Default,
    /// More rules: numbers and truth values that do not cast, and values that are right in another row.
    Hard,
}

impl Difficulty {
    /// All of them, the easiest first.
    pub const ALL: [Self; 3] = [Self::Easy, Self::Default, Self::Hard];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Default => "default",
            Self::Hard => "hard",
        }
    }
}

impl fmt::Display for Difficulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Policy {
    /// The built-in policy `default` or `castable` made easier or harder; `None` for any other policy, whose faults nobody
    /// has measured.
    ///
    /// ```
    /// use retailgen_anomaly::{Policy, policy::Difficulty};
    ///
    /// let hard = Policy::castable().with_difficulty(Difficulty::Hard).ok_or("it is built in")?;
    /// assert_eq!(hard.name(), "castable-hard");
    /// assert!(hard.rules().iter().all(|rule| !rule.kind.breaks_type));
    /// assert_eq!(Policy::none().with_difficulty(Difficulty::Hard), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "the hard policy is part of the program, and tested")]
    pub fn with_difficulty(&self, difficulty: Difficulty) -> Option<Self> {
        let measured =
            ["default", "castable"].contains(&self.name()) && Self::builtin(self.name()).as_ref() == Some(self);
        if !measured {
            return None;
        }
        let castable = self.name() == "castable";
        let rules = match difficulty {
            Difficulty::Default => return Some(self.clone()),
            Difficulty::Easy => {
                let easy = self.rules.iter().filter(|rule| rule.found_by() == Some(FoundBy::Value));
                easy.cloned().collect()
            }
            Difficulty::Hard => {
                let hard = Self::parse(HARD, "hard").expect("the hard policy is tested");
                hard.rules.into_iter().filter(|rule| !(castable && rule.kind.breaks_type)).collect()
            }
        };
        Some(Self { name: format!("{}-{difficulty}", self.name()), rules })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_built_in_is_made_easier_or_harder() {
        for difficulty in Difficulty::ALL {
            assert_eq!(Policy::none().with_difficulty(difficulty), None);
            // A file of that name, with other rules.
            assert_eq!(Policy::parse("", "default.toml").unwrap().with_difficulty(difficulty), None);
        }
        let hard = Policy::builtin("default").unwrap().with_difficulty(Difficulty::Hard).unwrap();
        assert_eq!(hard.with_difficulty(Difficulty::Easy), None);
    }

    #[test]
    fn hard_is_default_and_more() {
        let default = Policy::builtin("default").unwrap();
        let hard = default.with_difficulty(Difficulty::Hard).unwrap();
        for rule in default.rules() {
            assert_eq!(hard.rule(&rule.id), Some(rule));
        }
        assert!(hard.rules().len() > default.rules().len() + 20);
    }
}
