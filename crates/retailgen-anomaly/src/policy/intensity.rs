//! How many faults a policy plants: all of its rates made smaller or greater.

use std::fmt;

use super::{Amount, Mechanism, Policy, greatest_rate};

/// How many faults a policy plants, against what its rates say.
///
/// ```
/// use retailgen_anomaly::{Amount, Policy, policy::Intensity};
///
/// let amount = |policy: &Policy| policy.rule("customers.phone.null").map(|rule| rule.amount);
/// let default = Policy::builtin("default").ok_or("it is built in")?;
/// assert_eq!(amount(&default.clone().with_intensity(Intensity::High)), Some(Amount::Rate(0.09)));
/// assert_eq!(default.clone().with_intensity(Intensity::Medium), default);
/// assert_eq!(Intensity::ALL.map(Intensity::name), ["low", "medium", "high"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Intensity {
    /// A third of the rates.
    Low,
    /// The rates as they are.
    #[default]
    Medium,
    /// Three times the rates, as far as they can be met.
    High,
}

impl Intensity {
    /// All of them, the lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    const fn factor(self) -> f64 {
        match self {
            Self::Low => 1.0 / 3.0,
            Self::Medium => 1.0,
            Self::High => 3.0,
        }
    }
}

impl fmt::Display for Intensity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Rates are kept to twelve decimals.
const PLACES: f64 = 1e12;

impl Policy {
    /// The policy with all rates, not counts, made smaller or greater. No rate becomes greater than what its rule can carry.
    ///
    /// ```
    /// use retailgen_anomaly::{Amount, Policy, policy::Intensity};
    ///
    /// let chaos = Policy::builtin("chaos").ok_or("it is built in")?;
    /// let low = chaos.clone().with_intensity(Intensity::Low);
    /// assert_eq!((low.name(), low.rules().len()), ("chaos-low", chaos.rules().len()));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn with_intensity(mut self, intensity: Intensity) -> Self {
        if intensity == Intensity::Medium {
            return self;
        }
        self.multiply_rates(intensity.factor());
        self.name = format!("{}-{intensity}", self.name);
        self
    }

    /// Multiplies all rates, up to what their rules can carry.
    pub(super) fn multiply_rates(&mut self, factor: f64) {
        for rule in &mut self.rules {
            if let Amount::Rate(rate) = &mut rule.amount {
                let most = match rule.mechanism {
                    Mechanism::Incident { days_share } => {
                        greatest_rate(rule.table.definition(), days_share, rule.entities)
                    }
                    _ => 1.0,
                };
                // All files of a release, whatever the intensity: a third of them would be no release.
                if *rate >= 1.0 {
                    continue;
                }
                // Without the digits that binary fractions add at the end, which people would read.
                *rate = ((*rate * factor * PLACES).round() / PLACES).clamp(1.0 / PLACES, most);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_that_cannot_be_met_are_not_asked_for() {
        for name in Policy::builtin_names() {
            let policy = Policy::builtin(name).unwrap().with_intensity(Intensity::High);
            assert!(Policy::parse(policy.to_toml(), "high.toml").is_ok(), "{name}");
        }
    }
}
