//! Policies: which kinds of anomalies fall where, and how many.

mod canonical;
mod document;
mod error;
mod position;
mod resolve;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use retailgen_schema::{ColumnDefinition, Table};

use crate::kind::Kind;

pub use error::{PolicyError, PolicyProblem};
pub use position::Position;

/// The largest policy that is read, in bytes. The default one has about five thousand.
pub const MAX_BYTES: usize = 1 << 20;

/// The built-in policies, by name: `default`, `castable` and `none`.
pub const BUILT_IN: [(&str, &str); 3] = [
    ("default", include_str!("../policies/default.toml")),
    ("castable", include_str!("../policies/castable.toml")),
    ("none", include_str!("../policies/none.toml")),
];

/// Rules that say which anomalies a dataset gets.
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

    /// The names of the built-in policies.
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// for name in Policy::builtin_names() {
    ///     assert_eq!(Policy::builtin(name).map(|policy| policy.name().to_owned()).as_deref(), Some(name));
    /// }
    /// ```
    #[must_use]
    pub fn builtin_names() -> [&'static str; 3] {
        BUILT_IN.map(|(name, _)| name)
    }

    /// The built-in policy of a name; the names are those of [`builtin_names`](Self::builtin_names).
    ///
    /// ```
    /// use retailgen_anomaly::Policy;
    ///
    /// assert_eq!(Policy::builtin_names(), ["default", "castable", "none"]);
    /// assert_eq!(Policy::builtin("none"), Some(Policy::none()));
    /// assert_eq!(Policy::builtin("mine"), None);
    /// ```
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "the texts are part of the program, and tested")]
    pub fn builtin(name: &str) -> Option<Self> {
        let (name, text) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name)?;
        Some(Self::parse(text, name).expect("the built-in policies are tested"))
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
    /// let refused = Policy::read(std::io::empty(), "standard input").unwrap_err();
    /// assert!(matches!(*refused.problem, PolicyProblem::Empty));
    /// # Ok::<(), retailgen_anomaly::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Policy::parse`]; [`PolicyProblem::Unreadable`] where reading fails, and [`PolicyProblem::Empty`] where there
    /// is not one byte.
    pub fn read(from: impl Read, source: &str) -> Result<Self, PolicyError> {
        let mut bytes = Vec::new();
        // One byte more than allowed shows that there is too much, however much there is.
        from.take(MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| PolicyError::of_file(source, PolicyProblem::Unreadable(error)))?;
        if bytes.is_empty() {
            return Err(PolicyError::of_file(source, PolicyProblem::Empty));
        }
        Self::parse(bytes, source)
    }

    /// Its name: that of a built-in policy, or of the file without folder and `.toml`.
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
    /// use retailgen_schema::Table;
    ///
    /// let castable = Policy::castable();
    /// let kinds: Vec<&str> = castable.rules_for(Table::Suppliers).map(|rule| rule.kind.name).collect();
    /// assert_eq!(kinds, ["country.invalid", "number.negative", "row.repeated", "code.duplicated"]);
    /// ```
    pub fn rules_for(&self, table: Table) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.table == table)
    }

    /// The rule of an id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
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
            writeln!(f, "{id:ids$}  {place:places$}  {kind:kinds$}  {}{}", rule.amount, rule.mechanism)?;
        }
        Ok(())
    }
}

/// One rule: a kind, where it falls, and how often.
///
/// ```
/// use retailgen_anomaly::{Amount, Policy, policy::Mechanism};
/// use retailgen_schema::Table;
///
/// let policy = Policy::castable();
/// let rule = policy.rule("customers.phone.null").ok_or("it is among the rules")?;
/// assert_eq!((rule.table, rule.kind.name), (Table::Customers, "null"));
/// assert_eq!(rule.column_definition().map(|column| column.name), Some("phone"));
/// assert_eq!((rule.amount, rule.mechanism), (Amount::Rate(0.03), Mechanism::Even));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rule {
    /// Its id, unique in the policy; it seeds the rule's own randomness.
    pub id: String,
    /// The table.
    pub table: Table,
    /// Number, from 0, among the table's [`cells`](retailgen_schema::TableDefinition::cells); `None` where the kind hits rows.
    pub column: Option<usize>,
    /// The kind.
    pub kind: &'static Kind,
    /// How many rows it hits.
    pub amount: Amount,
    /// How its hits lie among the rows.
    pub mechanism: Mechanism,
    pub(crate) declared: Declared,
}

impl Rule {
    /// The column or key of an envelope, where the kind hits cells.
    #[must_use]
    pub fn column_definition(&self) -> Option<&'static ColumnDefinition> {
        self.column.map(|cell| &self.table.definition().cells[cell])
    }

    /// Checks that a table with so many rows that the rule could hit has enough of them.
    ///
    /// # Errors
    /// [`PolicyProblem::TooFewRows`] where the rule's count is greater.
    ///
    /// ```
    /// use retailgen_anomaly::{Policy, policy::PolicyProblem};
    ///
    /// let text = "[[rule]]\nid = 'x'\ntable = 'stores'\ncolumn = 'name'\nkind = 'null'\ncount = 5\n";
    /// let policy = Policy::parse(text, "mine.toml")?;
    /// let rule = &policy.rules()[0];
    /// assert!(rule.check_rows(5).is_ok());
    /// let refused = rule.check_rows(4).unwrap_err();
    /// assert!(matches!(*refused.problem, PolicyProblem::TooFewRows { count: 5, eligible: 4, .. }));
    /// # Ok::<(), retailgen_anomaly::PolicyError>(())
    /// ```
    pub fn check_rows(&self, eligible: u64) -> Result<(), PolicyError> {
        match self.amount {
            Amount::Count(count) if count > eligible => Err(PolicyError {
                source_name: self.declared.source.to_string(),
                position: Some(self.declared.position),
                rule: Some(self.id.clone()),
                problem: Box::new(PolicyProblem::TooFewRows { count, table: self.table, eligible }),
            }),
            _ => Ok(()),
        }
    }

    /// `customers.email`, or `customers` for a rule on rows.
    fn place(&self) -> String {
        match self.column_definition() {
            Some(column) => [self.table.name(), ".", column.name].concat(),
            None => self.table.name().to_owned(),
        }
    }
}

/// Where the rule was written does not count.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        let same = |rule: &Self| (rule.table, rule.column, rule.kind, rule.amount, rule.mechanism);
        self.id == other.id && same(self) == same(other)
    }
}

/// Where a rule was written.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub source: Arc<str>,
    pub position: Position,
}

/// How many rows a rule hits.
///
/// ```
/// use retailgen_anomaly::{Amount, Policy};
///
/// let rule = "[[rule]]\nid = 'x'\ntable = 'stores'\ncolumn = 'name'\nkind = 'null'\n";
/// let amount = |key: &str| Policy::parse(format!("{rule}{key}\n"), "mine.toml").map(|policy| policy.rules()[0].amount);
/// assert_eq!(amount("count = 3")?, Amount::Count(3));
/// assert_eq!(amount("rate = 0.0075")?.to_string(), "0.75 %");
/// assert!(amount("rate = 1.5").is_err());
/// # Ok::<(), retailgen_anomaly::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// This share of the rows that it can hit, above 0 and at most 1; at least one row where there is any.
    Rate(f64),
    /// This many rows, at least 1; only in tables that are not partitioned.
    Count(u64),
}

/// `0.75 %` or `12 rows`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Ten decimals hide the last binary digits, as in 0.07 * 100.
            Self::Rate(rate) => {
                let percent = format!("{:.10}", rate * 100.0);
                write!(f, "{} %", percent.trim_end_matches('0').trim_end_matches('.'))
            }
            Self::Count(1) => f.write_str("1 row"),
            Self::Count(count) => write!(f, "{count} rows"),
        }
    }
}

/// How a rule's hits lie among the rows of its table.
///
/// ```
/// use retailgen_anomaly::{Policy, policy::Mechanism};
///
/// let text = "
///     [[rule]]
///     id = 'x'
///     table = 'orders_header'
///     column = 'currency'
///     kind = 'currency.invalid'
///     rate = 0.001
///     mechanism = 'incident'
///     days_share = 0.05
/// ";
/// let policy = Policy::parse(text, "mine.toml")?;
/// assert_eq!(policy.rules()[0].mechanism, Mechanism::Incident { days_share: 0.05 });
/// assert_eq!(policy.rules()[0].mechanism.to_string(), ", on 5 % of the days");
/// # Ok::<(), retailgen_anomaly::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Mechanism {
    /// Spread evenly.
    Even,
    /// All of them on a few bad days, as after a bad release.
    Incident {
        /// Share of the days that are bad, above 0 and at most 1.
        days_share: f64,
    },
    /// In runs of consecutive rows of one series, such as the readings of one sensor, which all show the same.
    Run {
        /// Rows of a run, at least 2.
        length: u32,
    },
}

/// Nothing, `, on 5 % of the days` or `, in runs of 6`.
impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Even => Ok(()),
            Self::Incident { days_share } => write!(f, ", on {} of the days", Amount::Rate(*days_share)),
            Self::Run { length } => write!(f, ", in runs of {length}"),
        }
    }
}

/// A source without its folder and `.toml`.
fn name_of(source: &str) -> String {
    let name = Path::new(source).file_name().map_or(source.into(), |name| name.to_string_lossy());
    name.trim_end_matches(".toml").to_owned()
}
