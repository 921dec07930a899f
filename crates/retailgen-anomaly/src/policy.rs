//! Policies: which kinds of faults fall where, and how many.

mod amount;
mod builtin;
mod canonical;
mod condition;
mod difficulty;
mod document;
mod entities;
mod error;
mod found_by;
mod intensity;
mod mechanism;
mod position;
mod resolve;
mod rule;
mod weights;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use retailgen_schema::{Formats, Table};

pub use amount::Amount;
pub use condition::Condition;
pub use difficulty::Difficulty;
pub use entities::Entities;
pub use error::{PolicyError, PolicyProblem};
pub use found_by::FoundBy;
pub use intensity::Intensity;
pub use mechanism::Mechanism;
pub(crate) use mechanism::{STORES_HIT, TILLS, greatest_rate, series_columns, spell, till_columns};
pub use position::Position;
pub(crate) use rule::Declared;
pub use rule::Rule;
pub use weights::Weights;

/// The largest policy that is read, in bytes. The default one has about twelve thousand.
pub const MAX_BYTES: usize = 1 << 20;

pub use builtin::{DEFAULT, PRESETS, Preset};

/// Rules that say which faults a dataset gets.
///
/// A policy is checked when it is read, so its rules name tables and columns that exist and kinds that fit them. The
/// rules stand in the order of the tables and of their ids, whatever the order of the file: order means nothing.
///
/// ```
/// use retailgen_anomaly::{Amount, Policy};
///
/// let text = r#"
///     extends = "default"
///
///     [[rule]]                          # more of one fault of the default policy
///     id = "customers.phone.null"
///     rate = 0.2
///
///     [[rule]]                          # and one that it does not have
///     id = "stores.name.missing"
///     table = "stores"
///     column = "name"
///     kind = "null"
///     count = 2
/// "#;
/// let policy = Policy::parse(text, "mine.toml")?;
/// assert_eq!(policy.name(), "mine");
/// assert_eq!(policy.rule("customers.phone.null").map(|rule| rule.amount), Some(Amount::Rate(0.2)));
/// assert_eq!(policy.rules().len(), Policy::builtin("default").map_or(0, |policy| policy.rules().len()) + 1);
/// # Ok::<(), retailgen_anomaly::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    name: String,
    rules: Vec<Rule>,
}

impl Policy {
    /// The policy without rules, as the built-in `none`.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// assert!(Policy::none().rules().is_empty());
    /// ```
    #[must_use]
    pub fn none() -> Self {
        Self { name: "none".to_owned(), rules: Vec::new() }
    }

    /// The built-in policy `castable`: the default one without the faults that do not cast to their column's type. It is
    /// the one for record batches, whose columns hold nothing else.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "it is built in, and tested")]
    pub fn castable() -> Self {
        Self::builtin("castable").expect("it is built in")
    }

    /// The names of the built-in policies, presets last.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// for name in Policy::builtin_names() {
    ///     assert_eq!(Policy::builtin(name).map(|policy| policy.name().to_owned()).as_deref(), Some(*name));
    /// }
    /// ```
    #[must_use]
    pub fn builtin_names() -> &'static [&'static str] {
        &builtin::NAMES
    }

    /// The built-in policy of a name, one of [`builtin_names`](Self::builtin_names), or the rules of several whose names are
    /// joined by commas.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// let rules = |name: &str| Policy::builtin(name).map(|policy| policy.rules().len());
    /// assert_eq!(Policy::builtin("none"), Some(Policy::none()));
    /// assert_eq!(rules("default,structural"), rules("default").zip(rules("structural")).map(|(one, other)| one + other));
    /// assert_eq!(Policy::builtin("mine"), None);
    /// ```
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        let policies: Vec<Self> = name.split(',').map(builtin::policy).collect::<Option<_>>()?;
        Self::combined(policies).ok()
    }

    /// The rules of several policies together, under their names joined by commas.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// let mine = Policy::parse("[[rule]]\nid = 'x'\ntable = 'stores'\nkind = 'header.case'\ncount = 1\n", "mine.toml")?;
    /// let both = Policy::combined([Policy::castable(), mine])?;
    /// assert_eq!((both.name(), both.rules().len()), ("castable,mine", Policy::castable().rules().len() + 1));
    /// # Ok::<(), retailgen_anomaly::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// [`PolicyProblem::Conflict`] where two have different rules of one id.
    pub fn combined(policies: impl IntoIterator<Item = Self>) -> Result<Self, PolicyError> {
        let mut whole: Option<Self> = None;
        for policy in policies {
            let Some(first) = &mut whole else {
                whole = Some(policy);
                continue;
            };
            for rule in policy.rules {
                match first.rule(&rule.id) {
                    None => first.rules.push(rule),
                    Some(known) if *known == rule => {}
                    Some(_) => {
                        let problem =
                            PolicyProblem::Conflict { first: first.name.clone(), second: policy.name.clone() };
                        let id = Some(rule.id);
                        return Err(PolicyError { rule: id, ..PolicyError::of_file(&policy.name, problem) });
                    }
                }
            }
            first.name = [first.name.as_str(), &policy.name].join(",");
        }
        let mut whole = whole.unwrap_or_else(Self::none);
        whole.rules.sort_by(|a, b| (a.table, &a.id).cmp(&(b.table, &b.id)));
        Ok(whole)
    }

    /// Reads a policy from TOML text of at most 1 MiB. `source` is what messages call it; without folder and `.toml` it is
    /// the name. Text that says nothing is a policy without rules.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// assert_eq!(Policy::parse("# nothing yet", "mine.toml")?.rules(), []);
    /// # Ok::<(), retailgen_anomaly::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// [`PolicyError`] for the first thing that is wrong, with its line and column.
    pub fn parse(text: impl AsRef<[u8]>, source: &str) -> Result<Self, PolicyError> {
        let bytes = text.as_ref();
        let whole = |problem| PolicyError::of_file(source, problem);
        if bytes.len() > MAX_BYTES {
            return Err(whole(PolicyProblem::TooLarge));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let readable = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let position = position::Lines::new(&readable).position(readable.len());
            PolicyError { position: Some(position), ..whole(PolicyProblem::NotText) }
        })?;
        Ok(Self { name: name_of(source), rules: resolve::rules(text, &Arc::from(source))? })
    }

    /// Reads a policy from a file of at most 1 MiB.
    ///
    /// ```
    /// use retailgen_anomaly::{Policy, policy::PolicyProblem};
    ///
    /// let path = std::env::temp_dir().join(format!("retailgen-doc-{}.toml", std::process::id()));
    /// std::fs::write(&path, "extends = \"castable\"\n")?;
    /// assert_eq!(Policy::load(&path)?.rules(), Policy::castable().rules());
    ///
    /// std::fs::remove_file(&path)?;
    /// let refused = Policy::load(&path).unwrap_err();
    /// assert!(matches!(*refused.problem, PolicyProblem::Unreadable(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Policy::read`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, PolicyError> {
        let path = path.as_ref();
        let source = path.display().to_string();
        let file = File::open(path).map_err(|error| PolicyError::of_file(&source, PolicyProblem::Unreadable(error)))?;
        Self::read(file, &source)
    }

    /// Reads a policy of at most 1 MiB from a reader to its end. `source` is as for [`parse`](Self::parse).
    ///
    /// ```
    /// use retailgen_anomaly::{Policy, policy::PolicyProblem};
    ///
    /// let policy = Policy::read("extends = 'castable'".as_bytes(), "standard input")?;
    /// assert_eq!(policy.rules(), Policy::castable().rules());
    ///
    /// // Whoever wrote into the pipe has failed.
    /// for nothing in ["", "# rules for the nightly run\n"] {
    ///     let refused = Policy::read(nothing.as_bytes(), "standard input").unwrap_err();
    ///     assert!(matches!(*refused.problem, PolicyProblem::Empty));
    /// }
    /// # Ok::<(), retailgen_anomaly::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Policy::parse`]; [`PolicyProblem::Unreadable`] where reading fails, and [`PolicyProblem::Empty`] where there
    /// are comments at most.
    pub fn read(from: impl Read, source: &str) -> Result<Self, PolicyError> {
        let mut bytes = Vec::new();
        // One byte more than allowed shows that there is too much, however much there is.
        from.take(MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| PolicyError::of_file(source, PolicyProblem::Unreadable(error)))?;
        let says_nothing = |line: &[u8]| matches!(line.trim_ascii_start(), [] | [b'#', ..]);
        if bytes.len() <= MAX_BYTES && bytes.split(|&byte| byte == b'\n').all(says_nothing) {
            return Err(PolicyError::of_file(source, PolicyProblem::Empty));
        }
        Self::parse(bytes, source)
    }

    /// Its name: a built-in policy's, or the file's without folder and `.toml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The rules, by table and id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules for one table, by id.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    /// use retailgen_schema::{Formats, Table};
    ///
    /// let castable = Policy::castable();
    /// assert!(castable.rules_for(Table::Suppliers).any(|rule| rule.kind.name == "country.invalid"));
    /// ```
    pub fn rules_for(&self, table: Table) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.table == table)
    }

    /// The rules that fit the formats of their tables, and the ids of those that do not: a format with types holds nothing that
    /// does not cast, and only text has records that can be damaged.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// let policy = Policy::builtin("default").ok_or("it is built in")?;
    /// let (fitting, left_out) = policy.fitting(&"customers=parquet".parse()?);
    /// assert_eq!(fitting.rules().len() + left_out.len(), policy.rules().len());
    /// assert!(left_out.contains(&"customers.birth_date.malformed".to_owned()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn fitting(&self, formats: &Formats) -> (Self, Vec<String>) {
        let fits = |rule: &&Rule| {
            let definition = formats.definition(rule.table);
            rule.kind.fits(definition, rule.column_definition()).is_ok()
        };
        let (fitting, left_out): (Vec<&Rule>, Vec<&Rule>) = self.rules.iter().partition(fits);
        let rules = fitting.into_iter().cloned().collect();
        (Self { name: self.name.clone(), rules }, left_out.into_iter().map(|rule| rule.id.clone()).collect())
    }

    /// The rule of an id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The policy without some of its rules. A preset that loses all of them is gone from the name as well.
    #[doc(hidden)]
    #[must_use]
    pub fn without(self, is_left_out: impl Fn(&Rule) -> bool) -> Self {
        let is_left = |name: &&str| {
            let policy = Self::builtin(name).filter(|policy| !policy.rules.is_empty());
            policy.is_none_or(|policy| !policy.rules.iter().all(&is_left_out))
        };
        let name = self.name.split(',').filter(is_left).collect::<Vec<_>>().join(",");
        let rules = self.rules.into_iter().filter(|rule| !is_left_out(rule)).collect();
        Self { name: if name.is_empty() { self.name } else { name }, rules }
    }

    /// The rules as TOML to copy and change: the text of a built-in policy with its comments, of any other policy
    /// [`to_toml`](Self::to_toml).
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// let preset = Policy::builtin("preset:till-release").ok_or("it is built in")?;
    /// assert!(preset.to_commented_toml().starts_with("# A release of the tills' software"));
    /// let castable = Policy::castable();
    /// assert_eq!(castable.to_commented_toml(), castable.to_toml());
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn to_commented_toml(&self) -> String {
        let text = builtin::text(&self.name).filter(|_| builtin::policy(&self.name).as_ref() == Some(self));
        text.map_or_else(|| self.to_toml(), str::to_owned)
    }

    /// The rules as TOML in one fixed form, without `extends`: two policies with the same rules have the same text, so
    /// a digest of it names what was injected. [`Policy::parse`] reads it back.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// let castable = Policy::castable();
    /// let again = Policy::parse(castable.to_toml(), "again.toml")?;
    /// assert_eq!(again.rules(), castable.rules());
    /// # Ok::<(), retailgen_anomaly::PolicyError>(())
    /// ```
    #[must_use]
    pub fn to_toml(&self) -> String {
        canonical::text(&self.rules)
    }
}

/// The rules, one a line: id, place, kind, amount.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |text: fn(&Rule) -> usize| self.rules.iter().map(text).max().unwrap_or(0);
        let (ids, places) = (width(|rule| rule.id.len()), width(|rule| rule.place().len()));
        let kinds = width(|rule| rule.kind.name.len());
        for rule in &self.rules {
            let (id, place, kind) = (&rule.id, rule.place(), rule.kind.name);
            write!(f, "{id:ids$}  {place:places$}  {kind:kinds$}  {}{}", rule.amount, rule.mechanism)?;
            if let Some(entities) = rule.entities {
                write!(f, ", entities = {entities}")?;
            }
            if let Some(weights) = &rule.weights {
                write!(f, ", weights = {weights}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// A source without its folder and `.toml`.
fn name_of(source: &str) -> String {
    let name = Path::new(source).file_name().map_or(source.into(), |name| name.to_string_lossy());
    name.trim_end_matches(".toml").to_owned()
}
