//! In which forms a rule's kind comes, and how often each: the key `weights`.

use std::fmt;

use super::{
    PolicyProblem,
    document::{At, Fault, Numbers, unknown},
};
use crate::kind::Kind;

/// The greatest weight: enough for any share, and all of a kind's together are a number.
const GREATEST: u64 = 1_000_000;

/// How often the forms of a rule's kind come, against each other. A form without a weight does not come.
///
/// As text it reads like the key in a policy.
///
/// ```
/// use retailgen_anomaly::Policy;
///
/// let text = "[[rule]]\nid = 'x'\ntable = 'customers'\ncolumn = 'birth_date'\nkind = 'date.malformed'\nrate = 0.1\n\
///             weights = { word = 1, day_first = 9 }\n";
/// let policy = Policy::parse(text, "mine.toml")?;
/// let weights = policy.rules()[0].weights.as_ref().ok_or("it has some")?;
/// assert_eq!((weights.of("day_first"), weights.of("word"), weights.of("zeros")), (9, 1, 0));
/// assert_eq!(weights.to_string(), "{ day_first = 9, word = 1 }");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights(Vec<(&'static str, u64)>);

impl Weights {
    /// The weights as written, of forms that the kind has.
    pub(super) fn of_kind(kind: &Kind, written: &At<Numbers>) -> Result<Self, (usize, PolicyProblem)> {
        let names: Vec<&'static str> = kind.forms().map(|(name, _)| name).collect();
        if names.is_empty() {
            return Err((written.at, PolicyProblem::OneForm(kind.name)));
        }
        let mut weights = Vec::new();
        for (name, weight) in &written.value {
            let Some(place) = names.iter().position(|known| *known == name.value) else {
                let Fault { at, problem, .. } = unknown("form", &name.value, name.at, &names);
                return Err((at, problem));
            };
            if weight.value > GREATEST {
                let (form, value) = (names[place], weight.value);
                return Err((weight.at, PolicyProblem::WeightTooGreat { form, value, most: GREATEST }));
            }
            weights.push((place, weight.value));
        }
        // In the order of the kind, so that the same weights are the same text.
        weights.sort_unstable();
        Ok(Self(weights.into_iter().map(|(place, weight)| (names[place], weight)).collect()))
    }

    /// As a policy has them that begins at a byte.
    pub(super) fn written(&self, at: usize) -> At<Numbers> {
        let number = |(name, weight): &(&str, u64)| (At { value: (*name).to_owned(), at }, At { value: *weight, at });
        At { value: self.0.iter().map(number).collect(), at }
    }

    /// The forms that come, with their weights.
    pub(crate) fn as_slice(&self) -> &[(&'static str, u64)] {
        &self.0
    }

    /// The weight of a form; 0 where it does not come.
    #[must_use]
    pub fn of(&self, form: &str) -> u64 {
        self.0.iter().find(|(name, _)| *name == form).map_or(0, |(_, weight)| *weight)
    }

    /// The forms that come, with their weights.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// let text = "[[rule]]\nid = 'x'\ntable = 'products'\ncolumn = 'current_price'\nkind = 'price.invalid'\nrate = 0.1\n\
    ///             weights = { zero = 3 }\n";
    /// let policy = Policy::parse(text, "mine.toml")?;
    /// let weights = policy.rules()[0].weights.as_ref().ok_or("it has some")?;
    /// assert_eq!(weights.iter().collect::<Vec<_>>(), [("zero", 3)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.0.iter().copied()
    }
}

/// As the key `weights` has them.
impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weights: Vec<String> = self.0.iter().map(|(name, weight)| format!("{name} = {weight}")).collect();
        write!(f, "{{ {} }}", weights.join(", "))
    }
}
