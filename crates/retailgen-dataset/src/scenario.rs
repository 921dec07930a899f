//! The scenario: everything that decides what a dataset holds.

use std::{str::FromStr, sync::Arc};

use retailgen_anomaly::Policy;
use retailgen_folder::{FileDigest, Run};
use retailgen_schema::{Format, Formats, Table, TableDefinition};
use retailgen_sinks::{compression::Compression, delta::DeltaOptions};
use retailgen_synth::Scale;
use retailgen_tables::{Currency, Window};
use retailgen_truth::ScenarioRecord;

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
pub const DATASET_VERSION: &str = "9";

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
    /// let policy = Policy::builtin("structural").ok_or("it is built in")?;
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

    /// The scenario in words, but for its anomalies. A setting that concerns no chosen table is as by default there.
    ///
    /// ```
    /// use retailgen_dataset::Scenario;
    ///
    /// let scenario = Scenario::new(7).with_scale("0.01".parse()?);
    /// let record = scenario.record();
    /// assert_eq!((record.seed.as_str(), record.scale.as_str(), record.days), ("7", "0.01", 366));
    /// assert_eq!(Scenario::from_record(&record)?, scenario);
    /// # Ok::<(), retailgen_dataset::DatasetError>(())
    /// ```
    #[must_use]
    pub fn record(&self) -> ScenarioRecord {
        let effective = self.effective();
        ScenarioRecord {
            seed: self.seed.to_string(),
            scale: self.scale.to_string(),
            start_date: self.window.first().to_string(),
            days: self.window.days(),
            appended_days: effective.window.appended(),
            tables: self.tables.iter().map(|table| table.name().to_owned()).collect(),
            currencies: effective.currencies.iter().map(|currency| currency.code().to_owned()).collect(),
            formats: effective.formats_in_words(),
            compression: effective.compression.to_string(),
            delta_timestamps: effective.delta.timestamps.name().to_owned(),
            delta_change_data_feed: effective.delta.change_data_feed,
        }
    }

    /// The scenario that a record describes, without anomalies.
    ///
    /// # Errors
    /// As for a user's own words, where a value is none that a scenario can have.
    ///
    /// ```
    /// use retailgen_dataset::Scenario;
    ///
    /// let mut record = Scenario::new(7).record();
    /// assert_eq!(Scenario::from_record(&record)?, Scenario::new(7));
    /// record.compression = "zip".to_owned();
    /// assert!(Scenario::from_record(&record).is_err());
    /// # Ok::<(), retailgen_dataset::DatasetError>(())
    /// ```
    pub fn from_record(record: &ScenarioRecord) -> Result<Self, DatasetError> {
        fn parsed<T: FromStr>(setting: &'static str, value: &str) -> Result<T, DatasetError> {
            value.parse().map_err(|_| DatasetError::Recorded { setting, value: value.to_owned() })
        }
        let tables: Vec<Table> = record.tables.iter().map(|table| parse_table(table)).collect::<Result<_, _>>()?;
        let currencies = record.currencies.iter().map(|code| parsed("currency", code));
        let currencies: Vec<Currency> = currencies.collect::<Result<_, _>>()?;
        let delta = DeltaOptions::default()
            .with_change_data_feed(record.delta_change_data_feed)
            .with_timestamps(parsed("delta_timestamps", &record.delta_timestamps)?);
        let formats = record.formats.as_deref().map_or(Ok(Formats::default()), |text| parsed("formats", text))?;
        Self::new(parsed("seed", &record.seed)?)
            .with_formats(formats)
            .with_scale(record.scale.parse()?)
            .with_window(window_of_record(record)?)
            .with_compression(parsed("compression", &record.compression)?)
            .with_delta(delta)
            .with_tables(tables)?
            .with_currencies(currencies)
    }

    /// The same with every setting that concerns no chosen table as by default: equal where the files are.
    pub(crate) fn effective(&self) -> Self {
        let is_any = |formats: &[Format]| self.tables.iter().any(|table| formats.contains(&self.formats.of(*table)));
        let mut effective = self.clone();
        effective.formats = self.formats.only(&self.tables);
        if !is_any(&[Format::Delta]) {
            effective.delta = DeltaOptions::default();
        }
        if !is_any(&[Format::Delta, Format::Parquet]) && !effective.formats.is_gzip() {
            effective.compression = Compression::default();
        }
        if !self.tables.contains(&Table::ExchangeRates) {
            effective.currencies = Currency::ALL.to_vec();
        }
        if !self.tables.contains(&Table::Returns) {
            effective.window = self.window.in_one();
        }
        effective
    }

    /// The formats that are not the schema's own; that text is compressed is said of the compression.
    fn formats_in_words(&self) -> Option<String> {
        let formats = self.formats.clone().with_gzip(false);
        (!formats.is_native()).then(|| formats.to_string())
    }

    /// An opaque name for what the scenario generates, of 32 hex digits: equal for equal scenarios of one dataset version,
    /// and for scenarios that differ only in what concerns no chosen table.
    ///
    /// ```
    /// use retailgen_dataset::{Compression, Scenario, Table};
    ///
    /// let stores = Scenario::new(7).with_tables([Table::Stores])?;
    /// assert_eq!(stores.clone().with_compression(Compression::Snappy).run_id(), stores.run_id());
    /// assert_ne!(Scenario::new(7).with_compression(Compression::Snappy).run_id(), Scenario::new(7).run_id());
    /// # Ok::<(), retailgen_dataset::DatasetError>(())
    /// ```
    #[must_use]
    pub fn run_id(&self) -> String {
        self.run_id_under(&self.anomalies.to_toml())
    }

    /// The same, for whoever asks often and has the text of the policy.
    pub(crate) fn run_id_under(&self, policy: &str) -> String {
        let effective = self.effective();
        let DeltaOptions { change_data_feed, timestamps, .. } = effective.delta;
        let (scale, first, days) = (self.scale.nanos(), self.window.first(), self.window.days());
        let mut words = vec![format!("retailgen {DATASET_VERSION} {} {scale} {first} {days}", self.seed)];
        words.extend(self.tables.iter().map(Table::to_string));
        words.extend(effective.currencies.iter().map(Currency::to_string));
        words.extend(effective.formats_in_words());
        words.extend(Some(effective.window.appended()).filter(|days| *days > 0).map(|days| format!("appended {days}")));
        words.push(format!("{} {timestamps} {change_data_feed}\n", effective.compression));
        let said = words.join(" ") + policy;
        let mut digits = FileDigest::of(said.as_bytes()).sha256.to_string();
        digits.truncate(32);
        digits
    }

    /// What identifies a run of the scenario by this build.
    #[doc(hidden)]
    #[must_use]
    pub fn run(&self) -> Run {
        Run {
            run_id: self.run_id(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            dataset_version: DATASET_VERSION.to_owned(),
        }
    }
}

/// The window that a record names.
fn window_of_record(record: &ScenarioRecord) -> Result<Window, DatasetError> {
    let base = record.days.saturating_sub(record.appended_days);
    Ok(Window::new(record.start_date.parse()?, base)?.extended(record.appended_days)?)
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
    use retailgen_sinks::delta::DeltaTimestamps;

    use super::*;

    #[test]
    fn run_ids_tell_scenarios_apart() {
        let base = Scenario::new(1);
        let others = [
            Scenario::new(2),
            base.clone().with_scale(Scale::MIN),
            base.clone().with_window(Window::new(base.window().first(), 1).unwrap()),
            base.clone().with_tables([Table::Customers]).unwrap(),
            base.clone().with_currencies([Currency::Eur]).unwrap(),
            base.clone().with_formats("stores=parquet".parse().unwrap()),
            base.clone().with_compression(Compression::Snappy),
            base.clone().with_delta(DeltaOptions::default().with_change_data_feed(true)),
            base.clone().with_delta(DeltaOptions::default().with_timestamps(DeltaTimestamps::Utc)),
        ];
        assert_eq!(base.run_id(), Scenario::new(1).run_id());
        assert!(others.iter().all(|other| other.run_id() != base.run_id()));
    }

    #[test]
    fn what_concerns_no_chosen_table_does_not_count() {
        let options = DeltaOptions::default().with_change_data_feed(true).with_timestamps(DeltaTimestamps::Utc);
        let changed = |scenario: Scenario| {
            let scenario = scenario.with_delta(options).with_compression(Compression::Snappy);
            scenario.with_currencies([Currency::Eur]).unwrap()
        };
        for (tables, counts) in [
            (&[Table::Stores, Table::OrdersHeader][..], false),
            (&[Table::Stores, Table::ExchangeRates], true),
            (&[Table::Shipments], true),
            (&[Table::Returns], true),
        ] {
            let plain = Scenario::new(1).with_tables(tables.iter().copied()).unwrap();
            assert_eq!(changed(plain.clone()).run_id() != plain.run_id(), counts, "{tables:?}");
        }
    }

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
