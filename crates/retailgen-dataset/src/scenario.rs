//! The scenario: everything that decides what a dataset holds.

mod identity;
mod version;

use std::sync::Arc;

use retailgen_anomaly::Policy;
use retailgen_schema::{Format, Formats, Table, TableDefinition};
use retailgen_sinks::{compression::Compression, delta::DeltaOptions};
use retailgen_synth::Scale;
use retailgen_tables::{Currency, Window};

use crate::DatasetError;

/// The version of the values: it changes whenever any value does, for any seed.
///
/// Manifests name it, so a recorded result can say which values it is of:
///
/// ```
/// use retailgen_dataset::{DATASET_VERSION, Scale, Scenario, Table, WriteOptions};
///
/// let folder = tempfile::tempdir()?;
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
/// let outcome = dataset.write(folder.path(), &WriteOptions::default())?;
/// assert_eq!(outcome.manifest().dataset_version, DATASET_VERSION);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const DATASET_VERSION: &str = version::LATEST;

/// What to generate. Two equal scenarios give the same bytes.
///
/// ```
/// use retailgen_dataset::{Date, Scenario, Table, Window};
///
/// let scenario = Scenario::new(42)
///     .with_scale("0.01".parse()?)
///     .with_window(Window::new("2024-11-25".parse()?, 7)?)
///     .with_tables([Table::OrdersHeader, Table::OrdersLines])?;
/// assert_eq!(scenario.dataset().plan().files().len(), 14);
///
/// assert_eq!((scenario.seed(), scenario.scale().to_string().as_str()), (42, "0.01"));
/// assert_eq!((scenario.window().first(), scenario.window().days()), (Date::new(2024, 11, 25), 7));
/// assert_eq!(scenario.tables(), [Table::OrdersHeader, Table::OrdersLines]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// What is not said otherwise stays as [`Scenario::new`] has it:
///
/// ```
/// use retailgen_dataset::{Compression, Currency, DeltaOptions, Policy, Scenario};
///
/// let plain = Scenario::new(42);
/// assert_eq!(plain.currencies(), Currency::ALL);
/// assert_eq!((plain.compression(), plain.delta()), (Compression::Zstd, DeltaOptions::default()));
/// assert_eq!(plain.anomalies(), &Policy::none());
///
/// let other = plain
///     .clone()
///     .with_currencies([Currency::Usd, Currency::Eur])?
///     .with_compression(Compression::Snappy)
///     .with_delta(DeltaOptions::default().with_change_data_feed(true))
///     .with_anomalies(Policy::castable());
/// assert_eq!(other.currencies(), [Currency::Eur, Currency::Usd]);
/// assert_ne!(other.run_id(), plain.run_id());
/// # Ok::<(), retailgen_dataset::DatasetError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    seed: u64,
    scale: Scale,
    window: Window,
    tables: Vec<Table>,
    currencies: Vec<Currency>,
    formats: Formats,
    compression: Compression,
    delta: DeltaOptions,
    /// The policy as it was given, and what is left of it in these formats.
    given: Arc<Policy>,
    anomalies: Arc<Policy>,
    left_out: Vec<String>,
}

impl Scenario {
    /// All tables at scale 1 over 2024, from `seed`, without anomalies.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            scale: Scale::ONE,
            window: Window::default(),
            tables: Table::ALL.to_vec(),
            currencies: Currency::ALL.to_vec(),
            formats: Formats::default(),
            compression: Compression::default(),
            delta: DeltaOptions::default(),
            given: Arc::new(Policy::none()),
            anomalies: Arc::new(Policy::none()),
            left_out: Vec::new(),
        }
    }

    /// The same at another scale.
    #[must_use]
    pub fn with_scale(self, scale: Scale) -> Self {
        Self { scale, ..self }
    }

    /// The same over other days.
    #[must_use]
    pub fn with_window(self, window: Window) -> Self {
        Self { window, ..self }
    }

    /// The same with so many more days at its end, which [`Dataset::append`](crate::Dataset::append) writes into its folder.
    ///
    /// Only the history of `returns` hangs on when days came; without that table, and for all other tables, a wider window from
    /// the start is the same.
    ///
    /// # Errors
    /// [`DatasetError::Window`] where the days leave the company's life.
    ///
    /// ```
    /// use retailgen_dataset::{Scenario, Table, Window};
    ///
    /// let week = Window::new("2024-11-25".parse()?, 7)?;
    /// let extended = Scenario::new(7).with_window(week).extended(2)?;
    /// assert_eq!((extended.window().days(), extended.window().base()), (9, week));
    ///
    /// let wider = Scenario::new(7).with_window(Window::new("2024-11-25".parse()?, 9)?);
    /// assert_ne!(extended.run_id(), wider.run_id());
    /// let [extended, wider] = [extended, wider].map(|scenario| scenario.with_tables([Table::OrdersHeader]));
    /// assert_eq!(extended?.run_id(), wider?.run_id());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn extended(self, days: u32) -> Result<Self, DatasetError> {
        let window = self.window.extended(days)?;
        Ok(self.with_window(window))
    }

    /// The same with some tables only; their order and repetitions do not matter.
    ///
    /// # Errors
    /// [`DatasetError::NoTables`] where none is given.
    pub fn with_tables(self, tables: impl IntoIterator<Item = Table>) -> Result<Self, DatasetError> {
        let mut tables: Vec<Table> = tables.into_iter().collect();
        tables.sort_unstable();
        tables.dedup();
        if tables.is_empty() { Err(DatasetError::NoTables) } else { Ok(Self { tables, ..self }) }
    }

    /// The same with the exchange rates of some currencies only; their order and repetitions do not matter.
    ///
    /// Orders keep the currencies that they have.
    ///
    /// # Errors
    /// [`DatasetError::NoCurrencies`] where none is given.
    pub fn with_currencies(self, currencies: impl IntoIterator<Item = Currency>) -> Result<Self, DatasetError> {
        let mut currencies: Vec<Currency> = currencies.into_iter().collect();
        currencies.sort_unstable();
        currencies.dedup();
        if currencies.is_empty() { Err(DatasetError::NoCurrencies) } else { Ok(Self { currencies, ..self }) }
    }

    /// The same with files in other formats. A table with a history has the rows of its latest version then. Rules of the policy
    /// whose faults a format cannot hold are [left out](Self::left_out).
    ///
    /// ```
    /// use retailgen_dataset::{Policy, Scenario, Table};
    ///
    /// let policy = Policy::builtin("default").ok_or("it is built in")?;
    /// let scenario = Scenario::new(7).with_formats("parquet".parse()?).with_anomalies(policy);
    /// assert_eq!(scenario.dataset().plan().files()[0].path(), "customers.parquet");
    /// assert!(scenario.left_out().iter().any(|rule| rule == "customers.birth_date.malformed"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_formats(self, formats: Formats) -> Self {
        let formats = formats.with_gzip(self.compression == Compression::Gzip);
        Self { formats, ..self }.with_fitting_rules()
    }

    /// The same with files compressed otherwise: Parquet, and by gzip also text.
    #[must_use]
    pub fn with_compression(self, compression: Compression) -> Self {
        let formats = self.formats.clone().with_gzip(compression == Compression::Gzip);
        Self { formats, compression, ..self }
    }

    /// The same with Delta tables written otherwise.
    #[must_use]
    pub fn with_delta(self, delta: DeltaOptions) -> Self {
        Self { delta, ..self }
    }

    /// The same with the anomalies of a policy: in the files that are written, in dirty batches and in dirty files.
    /// [`Dataset::batches`](crate::Dataset::batches) stay clean.
    #[must_use]
    pub fn with_anomalies(self, policy: Policy) -> Self {
        Self { given: Arc::new(policy), ..self }.with_fitting_rules()
    }

    /// The same with rules said to be left out that its policy does not have: what a truth records of a run.
    #[cfg(feature = "parquet")]
    pub(crate) fn with_left_out(self, left_out: Vec<String>) -> Self {
        Self { left_out, ..self }
    }

    /// The same without the rules whose faults the formats of their tables cannot hold.
    fn with_fitting_rules(mut self) -> Self {
        let (policy, left_out) = self.given.fitting(&self.formats);
        self.anomalies = if left_out.is_empty() { Arc::clone(&self.given) } else { Arc::new(policy) };
        self.left_out = left_out;
        self
    }

    /// The seed, as it was given to [`Scenario::new`].
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The scale factor.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The days covered.
    #[must_use]
    pub fn window(&self) -> Window {
        self.window
    }

    /// The tables, in the contract's order.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The currencies that have exchange rates, by code.
    #[must_use]
    pub fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    /// The formats of the tables.
    ///
    /// ```
    /// use retailgen_dataset::{Compression, Scenario};
    ///
    /// let scenario = Scenario::new(7).with_formats("stores=parquet".parse()?).with_compression(Compression::Gzip);
    /// assert_eq!((scenario.formats().to_string().as_str(), scenario.formats().is_gzip()), ("stores=parquet", true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn formats(&self) -> &Formats {
        &self.formats
    }

    /// The definition of a table in its format.
    pub(crate) fn definition(&self, table: Table) -> &'static TableDefinition {
        self.formats.definition(table)
    }

    /// The definition of a table whose files are text.
    ///
    /// # Errors
    /// [`DatasetError::NotText`] for a table of another format.
    pub(crate) fn text_definition(&self, table: Table) -> Result<&'static TableDefinition, DatasetError> {
        let definition = self.definition(table);
        match definition.format {
            Format::Csv | Format::Jsonl => Ok(definition),
            _ => Err(DatasetError::not_text(table, &self.formats)),
        }
    }

    /// The ids of the policy's rules that are left out, since the format of their table cannot hold such faults: text that is no
    /// value of its column in Parquet, or damaged records of a format that is no text.
    ///
    /// ```
    /// use retailgen_dataset::{Policy, Scenario};
    ///
    /// let policy = Policy::builtin("preset:unclosed-quote").ok_or("it is built in")?;
    /// let scenario = Scenario::new(7).with_anomalies(policy);
    /// assert!(scenario.left_out().is_empty());
    /// let rules = scenario.anomalies().rules().len();
    /// assert_eq!(scenario.with_formats("parquet".parse()?).left_out().len(), rules);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// How files are compressed.
    #[must_use]
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// How Delta tables are written.
    #[must_use]
    pub fn delta(&self) -> DeltaOptions {
        self.delta
    }

    /// The anomalies.
    #[must_use]
    pub fn anomalies(&self) -> &Policy {
        &self.anomalies
    }

    /// The same, for whoever outlives the scenario.
    pub(crate) fn shared_anomalies(&self) -> Arc<Policy> {
        Arc::clone(&self.anomalies)
    }
}

/// The table of a name as a user types it.
///
/// # Errors
/// [`DatasetError::UnknownTable`] with the nearest name, where no table has the name.
///
/// ```
/// use retailgen_dataset::{Table, parse_table};
///
/// assert_eq!(parse_table("orders_lines")?, Table::OrdersLines);
/// let error = parse_table("order_lines").unwrap_err();
/// assert_eq!(error.to_string(), "there is no table \"order_lines\": did you mean orders_lines?");
/// # Ok::<(), retailgen_dataset::DatasetError>(())
/// ```
pub fn parse_table(name: &str) -> Result<Table, DatasetError> {
    Ok(name.parse::<Table>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyped_tables_get_a_suggestion() {
        assert_eq!(
            parse_table("Orders").unwrap_err().to_string(),
            "there is no table \"Orders\": did you mean orders_header or orders_lines?"
        );
        assert_eq!(
            parse_table("order_header").unwrap_err().to_string(),
            "there is no table \"order_header\": did you mean orders_header?"
        );
        let parsed: Result<Table, DatasetError> = "ordrs_header".parse().map_err(DatasetError::from);
        assert_eq!(parsed.unwrap_err().to_string(), "there is no table \"ordrs_header\": did you mean orders_header?");
        assert_eq!(
            parse_table("zzz").unwrap_err().to_string(),
            "there is no table \"zzz\": choose among customers, products, stores, suppliers, orders_header, \
             orders_lines, events, sensors, exchange_rates, shipments, returns"
        );
    }
}
