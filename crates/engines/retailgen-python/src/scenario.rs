//! The scenario that the arguments of Python's `dataset` describe.

use std::str::FromStr;

use pyo3::{Bound, FromPyObject, PyAny, PyResult, pyfunction, types::PyAnyMethods as _};
use retailgen::{
    Compression, Currency, DatasetError, Date, DeltaOptions, DeltaTimestamps, Formats, Scale, Scenario, Table, Window,
    parse_table,
};

use crate::{
    dataset::Dataset,
    error::{raised, refused},
    policy,
};

/// The dataset of a scenario; `retailgen.dataset` describes the arguments.
#[pyfunction]
#[pyo3(signature = (
    *, seed, scale, start_date, days, tables, currencies, format, compression, delta_change_data_feed, delta_timestamps, anomalies,
    difficulty, intensity
))]
#[expect(clippy::too_many_arguments, reason = "a scenario has as many settings")]
pub fn dataset_of(
    seed: &Bound<'_, PyAny>,
    scale: &str,
    start_date: &str,
    days: &Bound<'_, PyAny>,
    tables: Option<Vec<String>>,
    currencies: Option<Vec<String>>,
    format: &str,
    compression: &str,
    delta_change_data_feed: bool,
    delta_timestamps: &str,
    anomalies: &Bound<'_, PyAny>,
    difficulty: &str,
    intensity: &str,
) -> PyResult<Dataset> {
    let seed = whole(seed, || format!("a seed is a whole number from 0 to {}", u64::MAX))?;
    let days = whole(days, || "give a whole number of days, such as 366 for 2024".to_owned())?;
    let scale: Scale = scale.parse().map_err(DatasetError::from).map_err(raised)?;
    let start: Date = start_date.parse().map_err(DatasetError::from).map_err(raised)?;
    let window = Window::new(start, days).map_err(DatasetError::from).map_err(raised)?;
    let delta =
        DeltaOptions::default()
            .with_change_data_feed(delta_change_data_feed)
            .with_timestamps(parsed::<DeltaTimestamps>(delta_timestamps)?);
    let mut scenario = Scenario::new(seed)
        .with_scale(scale)
        .with_window(window)
        .with_compression(parsed::<Compression>(compression)?)
        .with_delta(delta)
        .with_anomalies(policy::tuned(policy::policy(anomalies)?, difficulty, intensity)?);
    if let Some(names) = tables {
        scenario = scenario.with_tables(self::tables(&names)?).map_err(raised)?;
    }
    let formats = Formats::parse(format, scenario.tables()).map_err(raised)?;
    scenario = scenario.with_formats(formats);
    if let Some(codes) = currencies {
        let currencies = codes.iter().map(|code| parsed(code)).collect::<PyResult<Vec<Currency>>>()?;
        scenario = scenario.with_currencies(currencies).map_err(raised)?;
    }
    Ok(Dataset::new(&scenario))
}

/// The tables of some names.
///
/// # Errors
/// `UsageError` where there is no such table.
pub fn tables(names: &[String]) -> PyResult<Vec<Table>> {
    names.iter().map(|name| parse_table(name).map_err(raised)).collect()
}

fn whole<'py, T: for<'a> FromPyObject<'a, 'py>>(
    value: &Bound<'py, PyAny>,
    otherwise: impl Fn() -> String,
) -> PyResult<T> {
    value.extract().map_err(|_| refused(otherwise()))
}

fn parsed<T: FromStr>(name: &str) -> PyResult<T>
where
    T::Err: ToString,
{
    name.parse().map_err(|error: T::Err| refused(error.to_string()))
}
