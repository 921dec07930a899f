//! What identifies a scenario: the settings that count, as a record and as the id of its run.

use std::str::FromStr;

use retailgen_folder::{FileDigest, Run};
use retailgen_schema::{CHANGED, Format, Formats, Table};
use retailgen_sinks::{compression::Compression, delta::DeltaOptions};
use retailgen_synth::calendar::Date;
use retailgen_tables::{
    Currency, Window,
    window::{Changes, Delivery, Snapshots},
};
use retailgen_truth::{IncrementRecord, LateFileRecord, ScenarioRecord};

use super::{DATASET_VERSION, Scenario, parse_table};
use crate::{DatasetError, arrivals, changes};

impl Scenario {
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
            increment: increment_record(self),
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
        if !self.tables.contains(&Table::Returns) && !self.window.is_increment() {
            effective.window = self.window.in_one();
        }
        if !CHANGED.iter().any(|table| self.tables.contains(table)) {
            effective.window = effective.window.with_changes(Changes::None);
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
        if let Delivery::LastDay { snapshots, .. } = effective.window.delivery() {
            words.push(format!("increment {snapshots}"));
        }
        words.extend(changes_in_words(effective.window).map(|changes| format!("changes {changes}")));
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
    let window = Window::new(record.start_date.parse()?, base)?.extended(record.appended_days)?;
    Ok(match &record.increment {
        Some(IncrementRecord { changes_only, changes, .. }) => {
            let snapshots = if *changes_only { Snapshots::Changed } else { Snapshots::Whole };
            let window = window.increment()?.with_snapshots(snapshots);
            match changes {
                Some(name) => window.with_changes(changes_of_name(name)?),
                None => window,
            }
        }
        None => window,
    })
}

/// How a window tells changes; none where it does not.
fn changes_in_words(window: Window) -> Option<&'static str> {
    Some(window.changes()).filter(|changes| *changes != Changes::None).map(Changes::name)
}

fn changes_of_name(name: &str) -> Result<Changes, DatasetError> {
    let found = Changes::ALL.into_iter().find(|changes| changes.name() == name);
    found.ok_or_else(|| DatasetError::Recorded { setting: "changes", value: name.to_owned() })
}

/// What is recorded of a delivery that is none of a whole window.
fn increment_record(scenario: &Scenario) -> Option<IncrementRecord> {
    if !scenario.window.is_increment() {
        return None;
    }
    let changes_only = scenario.window.sends_changes_only();
    let changes = changes_in_words(scenario.effective().window).map(str::to_owned);
    let files = scenario.tables.iter().flat_map(|table| arrivals::late_files(scenario, *table));
    let late_files = files.map(|(path, due)| late_record(path, due)).collect();
    let (late_operations, repeated_operations) = disordered_operations(scenario);
    Some(IncrementRecord { changes_only, changes, late_files, late_operations, repeated_operations })
}

fn late_record(path: String, due: Date) -> LateFileRecord {
    LateFileRecord { path, due: due.to_string(), arrives: due.plus_days(1).to_string() }
}

/// The files of changes whose operations come late, and those whose operations come twice.
fn disordered_operations(scenario: &Scenario) -> (Vec<LateFileRecord>, Vec<LateFileRecord>) {
    let (mut late, mut repeated) = (Vec::new(), Vec::new());
    for changes in changes::of_scenario(scenario) {
        let Some(disordered) = changes.disorder(scenario) else { continue };
        let record = |due| late_record(changes.path(), due);
        late.extend(disordered.late.into_iter().map(record));
        repeated.extend(disordered.repeated.map(record));
    }
    (late, repeated)
}

#[cfg(test)]
mod tests {
    use retailgen_sinks::delta::DeltaTimestamps;
    use retailgen_synth::Scale;

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
}
