//! The policies that are built in: the usual faults, parts of them, faults of text, of time and of releases, and presets that replay an incident.

use super::{Amount, Difficulty, Policy};

/// The rules of the built-in policy `default`, as TOML.
pub const DEFAULT: &str = include_str!("../../policies/default.toml");

/// The rules of the built-in policy `course`, as TOML.
const COURSE: &str = include_str!("../../policies/course.toml");

/// The rules of the built-in policy `structural`, as TOML.
const STRUCTURAL: &str = include_str!("../../policies/structural.toml");

/// The rules of the built-in policy `temporal`, as TOML.
const TEMPORAL: &str = include_str!("../../policies/temporal.toml");

/// The rules of the built-in policy `drift`, as TOML.
const DRIFT: &str = include_str!("../../policies/drift.toml");

/// An incident that is replayed.
///
/// ```
/// use retailgen_anomaly::{Policy, policy::PRESETS};
///
/// for preset in PRESETS {
///     let policy = Policy::builtin(preset.name).ok_or("presets are built in")?;
///     assert_eq!(policy.rules(), Policy::parse(preset.toml, "copied.toml")?.rules());
///     assert!(preset.toml.starts_with('#'), "it tells what happened");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Preset {
    /// Its name, which begins with `preset:`.
    pub name: &'static str,
    /// Its rules as TOML, below what happened.
    pub toml: &'static str,
}

macro_rules! presets {
    ($($name:literal),*) => {
        /// The incidents that are replayed.
        ///
        /// ```
        /// use retailgen_anomaly::policy::PRESETS;
        ///
        /// assert!(PRESETS.iter().any(|preset| preset.name == "preset:till-release"));
        /// ```
        pub const PRESETS: &[Preset] = &[$(Preset {
            name: concat!("preset:", $name),
            toml: include_str!(concat!("../../policies/presets/", $name, ".toml")),
        }),*];

        /// The names of all built-in policies.
        pub const NAMES: [&str; 8 + PRESETS.len()] = [
            "default", "castable", "course", "structural", "temporal", "drift", "chaos", "none", $(concat!("preset:", $name)),*
        ];
    };
}

presets!(
    "currency-cents",
    "delta-crash",
    "duplicated-batch",
    "encoding-migration",
    "entity-resolution",
    "excel-roundtrip",
    "late-arrivals",
    "schema-drift",
    "sensor-firmware",
    "till-release",
    "timezone-shift",
    "unclosed-quote"
);

/// The text of a built-in policy that has one.
pub fn text(name: &str) -> Option<&'static str> {
    match name {
        "default" => Some(DEFAULT),
        "course" => Some(COURSE),
        "structural" => Some(STRUCTURAL),
        "temporal" => Some(TEMPORAL),
        "drift" => Some(DRIFT),
        _ => PRESETS.iter().find(|preset| preset.name == name).map(|preset| preset.toml),
    }
}

/// The policy of one name.
///
/// # Panics
/// Where what is built in is no policy, which is tested.
pub fn policy(name: &str) -> Option<Policy> {
    let parsed = |text: &str| Policy::parse(text, name).expect("what is built in is tested");
    match name {
        "castable" => {
            let mut policy = parsed(DEFAULT);
            policy.rules.retain(|rule| !rule.kind.breaks_type);
            Some(policy)
        }
        "chaos" => Some(chaos()),
        "none" => Some(Policy::none()),
        _ => text(name).map(parsed),
    }
}

/// The greatest rate of a release in `chaos`: where all files of a table are changed, nothing else is wrong in how they are written.
const RELEASED: f64 = 0.01;

/// Every kind of the catalogue: the rules of `hard`, of `structural`, of `temporal`, of `drift`, of a spreadsheet, of a migration and of
/// a full disk, at twice their rates; releases hit a few files on any day.
fn chaos() -> Policy {
    let built_in = |name: &str| policy(name).expect("it is built in");
    let hard = built_in("default").with_difficulty(Difficulty::Hard).expect("the policy is measured");
    let presets = ["preset:excel-roundtrip", "preset:encoding-migration", "preset:delta-crash"].map(built_in);
    let mut drift = built_in("drift");
    for rule in &mut drift.rules {
        (rule.start, rule.until) = (None, None);
        if let Amount::Rate(rate) = &mut rule.amount {
            *rate = rate.min(RELEASED);
        }
    }
    let all = [hard, built_in("structural"), built_in("temporal"), drift].into_iter().chain(presets);
    let mut chaos = Policy::combined(all).expect("their rules have other ids");
    chaos.multiply_rates(2.0);
    Policy { name: "chaos".to_owned(), ..chaos }
}
