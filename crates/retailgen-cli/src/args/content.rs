//! What is generated: the company, and how much of its data with which faults.

use clap::{
    Id, ValueHint,
    builder::{StringValueParser, TypedValueParser},
};
use retailgen::{
    Compression, Currency, Date, DeltaOptions, DeltaTimestamps, Difficulty, Formats, Intensity, Policy, Scale,
    Scenario, Table, Window, WindowError,
};

use crate::values::{Named, Tables, known, one_of, policy, seed, tables};

/// The flags here and the settings that they decide, as messages name them; days are none of an appended run's.
const SETTINGS: [(&str, &str); 12] = [
    ("seed", "seed"),
    ("scale", "scale"),
    ("start_date", "start date"),
    ("tables", "tables"),
    ("currencies", "currencies"),
    ("format", "formats"),
    ("compression", "compression"),
    ("delta_timestamps", "Delta timestamps"),
    ("delta_cdf", "Delta change data feed"),
    ("anomalies", "anomalies"),
    ("difficulty", "anomalies"),
    ("intensity", "anomalies"),
];

/// The flags that say which company it is.
#[derive(Debug, clap::Args)]
pub struct Company {
    /// Seed of all random values: the same seed gives the same files
    #[arg(long, value_name = "N", default_value_t = 42, value_parser = seed, allow_negative_numbers = true)]
    seed: u64,

    /// Factor for the number of rows, from 0.0001 to 1000
    // Anything, so that -inf is told what would be right instead of being taken for flags.
    #[arg(short, long, value_name = "FACTOR", default_value_t = Scale::ONE, allow_hyphen_values = true)]
    scale: Scale,
}

/// The flags for the days.
#[derive(Debug, clap::Args)]
pub struct Days {
    /// First day, 2015-01-01 or later
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = Window::default().first())]
    #[arg(allow_negative_numbers = true)]
    start_date: Date,

    /// Number of days, the last of which is 2039-12-31 or earlier
    #[arg(long, value_name = "N", default_value_t = Window::default().days(), value_parser = days)]
    #[arg(allow_negative_numbers = true)]
    days: u32,
}

/// The flags that say what of the company's data is generated, and how.
#[derive(Debug, clap::Args)]
pub struct Content {
    #[arg(short, long, value_name = "NAMES", value_delimiter = ',', value_parser = tables(), help = tables_help())]
    #[arg(hide_possible_values = true)]
    tables: Vec<Tables>,

    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = currency(), help = currencies_help())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    currencies: Vec<Currency>,

    /// Format of the files: native (the one that the schema names), csv, jsonl or parquet, or several: csv,events=jsonl
    ///
    /// Rules whose faults a format cannot hold are left out
    #[arg(long, value_name = "FORMAT", default_value = "native", value_parser = formats(), hide_short_help = true)]
    format: String,

    /// Compression of Parquet files: zstd, snappy, gzip or none; gzip compresses CSV and JSON lines as well
    #[arg(long, value_name = "CODEC", default_value_t = Compression::default(), value_parser = parquet_compression())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    compression: Compression,

    /// Write a change data feed for the Delta table returns [default: off]
    #[arg(long, hide_short_help = true)]
    delta_cdf: bool,

    #[arg(help = "Type of instants in the Delta table: ntz (timestamp_ntz), or utc (timestamp) for older readers")]
    #[arg(long, value_name = "TYPE", default_value_t = DeltaTimestamps::default(), value_parser = delta_timestamps())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    delta_timestamps: DeltaTimestamps,

    /// Policy for the faults: default, castable, structural, temporal, drift, none, a TOML file, or several: a,b
    ///
    /// preset:NAME replays an incident, - is standard input
    #[arg(long, value_name = "POLICY", default_value = "default", value_parser = policy())]
    #[arg(value_hint = ValueHint::FilePath)]
    anomalies: Policy,

    #[arg(help = "How hard the faults of the policy default or castable are to find: easy, default or hard")]
    #[arg(long, value_name = "HOW", default_value_t = Difficulty::default(), value_parser = difficulty())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    difficulty: Difficulty,

    #[arg(help = "How many faults: low (a third of the policy's rates), medium, or high (three times)")]
    #[arg(long, value_name = "HOW", default_value_t = Intensity::default(), value_parser = intensity())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    intensity: Intensity,
}

/// The names of all flags here.
pub fn ids() -> Vec<Id> {
    let command = <Company as clap::Args>::augment_args(clap::Command::new("content"));
    let command = <Days as clap::Args>::augment_args(command);
    let command = <Content as clap::Args>::augment_args(command);
    command.get_arguments().map(|arg| arg.get_id().clone()).collect()
}

/// Whether one of the flags given decides the setting that a message about a difference begins with.
pub fn is_decided(difference: &str, is_given: impl Fn(&str) -> bool) -> bool {
    let decides = |setting: &str| difference.strip_prefix(setting).is_some_and(|rest| rest.starts_with(' '));
    SETTINGS.iter().any(|(id, setting)| decides(setting) && is_given(id))
}

impl Days {
    /// The number of days.
    pub fn number(&self) -> u32 {
        self.days
    }

    /// The days.
    ///
    /// # Errors
    /// [`WindowError`] where they leave the company's life.
    pub fn window(&self) -> Result<Window, WindowError> {
        Window::new(self.start_date, self.days)
    }
}

impl Content {
    /// What to generate of the company on some days.
    ///
    /// # Errors
    /// [`retailgen::Error::Dataset`] where a table cannot have the format that was asked for.
    pub fn scenario(&self, company: &Company, window: Window) -> Result<Scenario, retailgen::Error> {
        let scenario = Scenario::new(company.seed).with_scale(company.scale).with_window(window);
        let delta =
            DeltaOptions::default().with_change_data_feed(self.delta_cdf).with_timestamps(self.delta_timestamps);
        let mut scenario =
            scenario.with_anomalies(self.anomalies.clone()).with_compression(self.compression).with_delta(delta);
        if !self.tables.is_empty() {
            scenario = scenario.with_tables(self.tables.iter().flat_map(Tables::all).copied())?;
        }
        let formats = Formats::parse(&self.format, scenario.tables())?;
        scenario = scenario.with_formats(formats);
        if !self.currencies.is_empty() {
            scenario = scenario.with_currencies(self.currencies.iter().copied())?;
        }
        Ok(scenario)
    }

    /// The same with the policy made as easy or hard, and as intense, as was asked for.
    ///
    /// # Errors
    /// What is to be said where the policy is none of those whose difficulty is known.
    pub fn with_difficulty(self) -> Result<Self, String> {
        let policy = match self.difficulty {
            Difficulty::Default => Some(self.anomalies.clone()),
            difficulty => self.anomalies.with_difficulty(difficulty),
        };
        let policy = policy.ok_or_else(|| {
            format!(
                "--difficulty {} goes with --anomalies default or castable, not with {}, whose rules nobody has measured",
                self.difficulty,
                self.anomalies.name()
            )
        })?;
        Ok(Self { anomalies: policy.with_intensity(self.intensity), ..self })
    }
}

fn tables_help() -> String {
    let names = Table::ALL.map(Table::name).join(", ");
    format!("Tables to write, separated by commas: all, or some of {names} [default: all]")
}

fn currencies_help() -> String {
    let codes = Currency::ALL.map(Currency::code).join(", ");
    format!("Currencies in exchange_rates, separated by commas, of {codes} [default: all]")
}

fn currency() -> Named<Currency> {
    Named::new(Currency::ALL.map(Currency::code), |text| one_of(text.trim(), &Currency::ALL.map(Currency::code)))
}

/// Words for formats, kept as they are: what they come to hangs on the tables.
fn formats() -> impl TypedValueParser<Value = String> {
    StringValueParser::new().try_map(|text: String| Formats::parse(&text, &[]).map(|_| text))
}

fn parquet_compression() -> Named<Compression> {
    Named::new(Compression::ALL.map(Compression::name), |text| one_of(text, &Compression::ALL.map(Compression::name)))
}

fn delta_timestamps() -> Named<DeltaTimestamps> {
    Named::new(DeltaTimestamps::ALL.map(DeltaTimestamps::name), |text| {
        one_of(text, &DeltaTimestamps::ALL.map(DeltaTimestamps::name))
    })
}

fn difficulty() -> Named<Difficulty> {
    Named::new(Difficulty::ALL.map(Difficulty::name), |text| known(text, &Difficulty::ALL, Difficulty::name))
}

fn intensity() -> Named<Intensity> {
    Named::new(Intensity::ALL.map(Intensity::name), |text| known(text, &Intensity::ALL, Intensity::name))
}

/// A number of days.
pub fn days(text: &str) -> Result<u32, String> {
    // No days, and more than there are, are left to the window, which knows how many there are from the start date.
    text.parse().map_err(|_| "give a whole number of days, such as 366 for 2024".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Typed {
        #[command(flatten)]
        company: Company,
        #[command(flatten)]
        days: Days,
        #[command(flatten)]
        content: Content,
    }

    fn parse(flags: &[&str]) -> Typed {
        Typed::try_parse_from([&["retailgen"], flags].concat()).unwrap()
    }

    fn scenario(flags: &[&str]) -> Scenario {
        let Typed { company, days, content } = parse(flags);
        content.scenario(&company, days.window().unwrap()).unwrap()
    }

    #[test]
    fn one_half_of_the_window_leaves_the_other_as_it_is() {
        let first_and_days = |flags: &[&str]| {
            let window = parse(flags).days.window().unwrap();
            (window.first().to_string(), window.days())
        };
        assert_eq!(first_and_days(&[]), ("2024-01-01".to_owned(), 366));
        assert_eq!(first_and_days(&["--start-date", "2020-05-01"]), ("2020-05-01".to_owned(), 366));
        assert_eq!(first_and_days(&["--days", "3"]), ("2024-01-01".to_owned(), 3));
    }

    #[test]
    fn tables_may_be_listed_repeated_and_spaced() {
        let given = scenario(&["-t", "stores, customers", "--tables", "stores"]);
        assert_eq!(given.tables(), [Table::Customers, Table::Stores]);
        assert_eq!(scenario(&[]).tables(), Table::ALL);
    }

    #[test]
    fn every_flag_but_days_decides_a_setting() {
        let undecided: Vec<Id> =
            ids().into_iter().filter(|id| !SETTINGS.iter().any(|(known, _)| id == known)).collect();
        assert_eq!(undecided, ["days"], "SETTINGS has to name the others, or appending overlooks them");
    }
}
