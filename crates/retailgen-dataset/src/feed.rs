//! A feed: a first load, and what source systems send on each day after it.
//!
//! Each delivery is a run of its own, in a folder of its own, so it is verified, healed and scored alone. It hangs on the feed's
//! settings and its day, and on no other delivery: any day can be written without the others.

mod dimension_history;

pub use dimension_history::{HistoryConvention, UnknownHistoryConvention};

use std::{
    fs::{self, DirEntry},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use retailgen_anomaly::{Policy, Rule};
use retailgen_folder::{FolderError, FolderState, Manifest, Overwrite, refuse_address};
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_tables::{
    Window,
    window::{Changes, Delivery, Snapshots},
};

use crate::{Dataset, DatasetError, Outcome, Scenario, WriteOptions, separation::keep_truth_apart};

/// The built-in policy whose rules make files and operations late.
const LATE_ARRIVALS: &str = "preset:late-arrivals";

/// The folder of the first load.
const FIRST_LOAD: &str = "initial";

/// Whether a folder is the first load of a feed of which a day stands beside it.
pub fn is_first_load(folder: &Path) -> bool {
    let siblings =
        folder.parent().filter(|_| folder.ends_with(FIRST_LOAD)).and_then(|landing| fs::read_dir(landing).ok());
    let is_day = |entry: DirEntry| {
        let is_dated = entry.file_name().to_str().is_some_and(|name| name.parse::<Date>().is_ok());
        is_dated
            && matches!(
                FolderState::inspect(&entry.path()),
                Ok(FolderState::Finished { .. } | FolderState::Unfinished { .. })
            )
    };
    siblings.into_iter().flatten().filter_map(Result::ok).any(is_day)
}

/// Days that arrive one by one after a first load.
///
/// A day brings the files of its orders, order lines, events and sensor readings, and its exchange rates. The other tables come
/// whole, as of the day's end: customers, products, stores and suppliers, the shipments of all orders since the first load's
/// first day, and the Delta table `returns`, to which each day adds its commits. A fault of a snapshot stays with its row from day
/// to day.
///
/// ```
/// use retailgen_dataset::{Feed, Scale, Scenario, Table, Window, WriteOptions};
///
/// let week = Window::new("2025-01-01".parse()?, 7)?;
/// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_window(week).with_tables([Table::Stores, Table::OrdersHeader])?;
/// let feed = Feed::new(&scenario, "2024-12-01".parse()?)?;
/// let names: Vec<String> = feed.deliveries().map(|delivery| delivery.name()).collect();
/// assert_eq!((names[0].as_str(), names[1].as_str(), names.len()), ("initial", "2025-01-01", 8));
///
/// let landing = tempfile::tempdir()?;
/// feed.write(landing.path(), &WriteOptions::default())?;
/// assert!(landing.path().join("2025-01-07/stores.csv").exists());
///
/// // Another feed has no place there.
/// let other = Feed::new(&scenario, "2024-11-01".parse()?)?;
/// let options = WriteOptions::default();
/// assert!(feed.look(landing.path(), &options).is_ok() && other.look(landing.path(), &options).is_err());
/// assert_eq!(other.first_load().dataset().scenario().window().days(), 61);
/// assert!(other.on("2025-01-07".parse()?).is_some() && other.on("2025-01-08".parse()?).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Feed {
    first_load: Dataset,
    days: u32,
    snapshots: Snapshots,
    changes: Changes,
}

/// What arrives together: the first load, or a day.
///
/// ```
/// use retailgen_dataset::{Feed, Scale, Scenario, Window};
///
/// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_window(Window::new("2025-01-01".parse()?, 2)?);
/// let feed = Feed::new(&scenario, "2024-12-01".parse()?)?;
/// let last = feed.on("2025-01-02".parse()?).ok_or("the feed has the day")?;
/// assert_eq!((last.name().as_str(), last.date()), ("2025-01-02", Some("2025-01-02".parse()?)));
/// assert!(last.dataset().scenario().window().is_increment());
/// assert!(feed.on("2025-01-03".parse()?).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct FeedDelivery {
    /// None for the first load.
    date: Option<Date>,
    dataset: Dataset,
}

/// Whether a rule makes files or operations late.
fn is_of_deliveries(rule: &Rule) -> bool {
    rule.kind.is_of_deliveries()
}

impl Feed {
    /// The tables that have a history of versions: those that [`write_history`](Self::write_history) takes.
    ///
    /// ```
    /// use retailgen_dataset::{Feed, Table};
    ///
    /// assert!(Feed::DIMENSIONS.contains(&Table::Customers) && !Feed::DIMENSIONS.contains(&Table::Returns));
    /// ```
    pub const DIMENSIONS: [Table; 4] = [Table::Customers, Table::Products, Table::Stores, Table::Suppliers];

    /// The feed of a scenario's days, after a first load of the days from `since` to the one before them. With anomalies, some files
    /// come a day late, and some operations late or twice, by the rules of the preset `late-arrivals` unless the policy has its own.
    ///
    /// # Errors
    /// [`DatasetError::FeedWithoutFirstLoad`] where `since` does not lie before the days, [`DatasetError::Window`] where it leaves the
    /// company's life, and [`DatasetError::Policy`] where the policy has another rule by the id of one of the preset.
    pub fn new(scenario: &Scenario, since: Date) -> Result<Self, DatasetError> {
        let days = scenario.window().in_one();
        let before = days.first().days() - since.days();
        let before = u32::try_from(before).ok().filter(|before| *before > 0);
        let before = before.ok_or(DatasetError::FeedWithoutFirstLoad { start: days.first(), since })?;
        let policy = scenario.anomalies().clone();
        let policy = if policy.rules().is_empty() || policy.rules().iter().any(is_of_deliveries) {
            policy
        } else {
            Policy::combined([policy].into_iter().chain(Policy::builtin(LATE_ARRIVALS)))?
        };
        let first_load = scenario.clone().with_anomalies(policy).with_window(Window::new(since, before)?).dataset();
        let (snapshots, changes) = (Snapshots::default(), Changes::default());
        Ok(Self { first_load, days: days.days(), snapshots, changes })
    }

    /// The feed whose deliveries stand in a folder, up to the last finished one, by the folder of their truth.
    ///
    /// # Errors
    /// [`DatasetError::NoFeed`] where it holds no finished truth of a day, [`DatasetError::Folder`] where it cannot be listed, and what
    /// [`Scenario::from_truth`] says.
    ///
    /// ```
    /// use retailgen_dataset::{Feed, Policy, Scale, Scenario, Table, Window, WriteOptions};
    ///
    /// let parent = tempfile::tempdir()?;
    /// let truth = parent.path().join("landing.truth");
    /// let days = Window::new("2025-01-01".parse()?, 2)?;
    /// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_window(days).with_tables([Table::Stores])?;
    /// let feed = Feed::new(&scenario.with_anomalies(Policy::castable()), "2024-12-01".parse()?)?;
    /// let mut options = WriteOptions::default();
    /// options.truth = Some(&truth);
    /// feed.write(&parent.path().join("landing"), &options)?;
    /// let names = |feed: &Feed| feed.deliveries().map(|delivery| delivery.name()).collect::<Vec<_>>();
    /// assert_eq!(names(&Feed::from_truth(&truth)?), names(&feed));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_truth(truth: &Path) -> Result<Self, DatasetError> {
        let entries = match fs::read_dir(truth) {
            Ok(entries) => entries.filter_map(Result::ok).collect(),
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(FolderError::io("list", truth)(error).into()),
        };
        // One that is being written, or was interrupted, has not arrived.
        let is_finished = |entry: &DirEntry| Manifest::of_finished(&entry.path()).is_ok();
        let finished = entries.iter().filter(|entry| is_finished(entry));
        let dates = finished.filter_map(|entry| entry.file_name().to_str()?.parse::<Date>().ok());
        let last = dates.max().ok_or_else(|| DatasetError::NoFeed(truth.to_path_buf()))?;
        let scenario = Scenario::from_truth(&truth.join(last.to_string()))?;
        let window = scenario.window();
        let Delivery::LastDay { snapshots, changes } = window.delivery() else {
            return Err(DatasetError::NoFeed(truth.to_path_buf()));
        };
        let first_load = scenario.with_window(window.base()).dataset();
        Ok(Self { first_load, days: window.appended(), snapshots, changes })
    }

    /// The same with all files on the day of their own, and all operations in order and once.
    ///
    /// ```
    /// use retailgen_dataset::{Feed, Policy, Scenario, Window};
    ///
    /// let scenario = Scenario::new(7).with_window(Window::new("2025-01-01".parse()?, 7)?).with_anomalies(Policy::castable());
    /// let late = |feed: &Feed| {
    ///     let records = feed.deliveries().filter_map(|delivery| delivery.dataset().scenario().record().increment);
    ///     records.map(|increment| increment.late_files.len()).sum::<usize>()
    /// };
    /// let feed = Feed::new(&scenario, "2024-12-01".parse()?)?;
    /// assert!(late(&feed) > 0);
    /// assert_eq!(late(&feed.on_time()), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn on_time(self) -> Self {
        let scenario = self.first_load.scenario();
        let policy = scenario.anomalies().clone().without(is_of_deliveries);
        let first_load = scenario.clone().with_anomalies(policy).dataset();
        Self { first_load, ..self }
    }

    /// The same without the days after one; that day must be the feed's.
    ///
    /// # Errors
    /// [`DatasetError::NoSuchDay`] where it is not.
    ///
    /// ```
    /// use retailgen_dataset::{Feed, Scenario, Window};
    ///
    /// let scenario = Scenario::new(7).with_window(Window::new("2025-01-01".parse()?, 7)?);
    /// let feed = Feed::new(&scenario, "2024-12-01".parse()?)?;
    /// assert_eq!(feed.clone().until("2025-01-02".parse()?)?.deliveries().count(), 3);
    /// assert!(feed.until("2025-01-08".parse()?).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn until(self, date: Date) -> Result<Self, DatasetError> {
        let loaded = self.first_load.scenario().window().last();
        if self.on(date).is_none() {
            let (first, last) = (loaded.plus_days(1), loaded.plus_days(self.days as i32));
            return Err(DatasetError::NoSuchDay { date, first, last });
        }
        Ok(Self { days: (date.days() - loaded.days()) as u32, ..self })
    }

    /// The same with whole snapshots each day, or with the rows that are new or have changed alone. The Delta table is not concerned:
    /// its change data feed tells what has changed. [Changes](Self::with_changes) are those between whole snapshots, so without
    /// these none are told.
    ///
    /// ```
    /// use retailgen_dataset::{Feed, Scenario, Snapshots, Table, Window};
    ///
    /// let days = Window::new("2025-01-01".parse()?, 2)?;
    /// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_window(days);
    /// let rows = |feed: &Feed| -> usize {
    ///     let day = feed.deliveries().last().map(|delivery| delivery.dataset().batches(Table::Products));
    ///     day.into_iter().flatten().map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum()
    /// };
    /// let feed = Feed::new(&scenario, "2024-12-01".parse()?)?;
    /// let whole = rows(&feed);
    /// assert!(rows(&feed.with_snapshots(Snapshots::Changed)) < whole / 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_snapshots(self, snapshots: Snapshots) -> Self {
        let changes = if snapshots == Snapshots::Whole { self.changes } else { Changes::None };
        Self { snapshots, changes, ..self }
    }

    /// The same with what happened to the rows of customers, products, stores, suppliers and shipments told beside them, in a file
    /// each below `changes/`: one operation a row and day. The rows of the delivery before, with the operations applied by key, are
    /// those of the day's snapshot, which is whole then; its faults are among them, but for copies of rows and damage of records
    /// and files.
    ///
    /// ```
    /// use retailgen_dataset::{Changes, Feed, Scenario, Table, Window, WriteOptions};
    ///
    /// let days = Window::new("2025-01-04".parse()?, 2)?;
    /// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_window(days).with_tables([Table::Products])?;
    /// let feed = Feed::new(&scenario, "2024-12-01".parse()?)?.with_changes(Changes::Cdc);
    /// let landing = tempfile::tempdir()?;
    /// feed.write(landing.path(), &WriteOptions::default())?;
    /// let text = std::fs::read_to_string(landing.path().join("2025-01-05/changes/products.csv"))?;
    /// assert!(text.starts_with("op,seq,changed_at,product_id,"));
    /// assert!(text.lines().skip(1).any(|line| line.starts_with("U,") && line.contains(",2025-01-05T")));
    /// assert!(!landing.path().join("initial/changes").exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_changes(self, changes: Changes) -> Self {
        let snapshots = if changes == Changes::None { self.snapshots } else { Snapshots::Whole };
        Self { snapshots, changes, ..self }
    }

    /// The first load: an ordinary run of the days before.
    #[must_use]
    pub fn first_load(&self) -> FeedDelivery {
        FeedDelivery { date: None, dataset: self.first_load.clone() }
    }

    /// What arrives on a day; none where the feed does not have it.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<FeedDelivery> {
        let loaded = self.first_load.scenario().window();
        let day = u32::try_from(date.days() - loaded.last().days()).ok().filter(|day| (1..=self.days).contains(day))?;
        let window = loaded.extended(day).and_then(Window::increment).ok()?;
        let window = window.with_snapshots(self.snapshots).with_changes(self.changes);
        Some(FeedDelivery { date: Some(date), dataset: self.first_load.over(window) })
    }

    /// All deliveries in order, the first load first.
    pub fn deliveries(&self) -> impl Iterator<Item = FeedDelivery> {
        let last = self.first_load.scenario().window().last();
        let days = (1..=self.days as i32).filter_map(move |day| self.on(last.plus_days(day)));
        std::iter::once(self.first_load()).chain(days)
    }

    /// Makes sure that no delivery of another feed stands in a folder, and nothing else where one of this is to go, but for what is
    /// replaced where that is wanted. One that is being written, or was interrupted, may be of this feed; its own writing tells.
    ///
    /// # Errors
    /// [`DatasetError::AnotherFeed`], with the settings that differ where the truth that the options name tells them, and
    /// [`DatasetError::Folder`] where something else is in the way, or a manifest is none.
    pub fn look(&self, landing: &Path, options: &WriteOptions) -> Result<(), DatasetError> {
        refuse_address(landing)?;
        let Ok(entries) = fs::read_dir(landing) else { return Ok(()) };
        // By name, so that the same one is told each time.
        let mut found: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        found.sort_unstable();
        for path in found {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let date = match name.parse::<Date>() {
                Ok(date) => Some(date),
                Err(_) if name == FIRST_LOAD => None,
                Err(_) => continue,
            };
            let is_own = date.is_none_or(|date| self.on(date).is_some());
            let manifest = match FolderState::inspect(&path)? {
                FolderState::Finished { manifest } if !(is_own && options.overwrite == Overwrite::Yes) => manifest,
                FolderState::Foreign { example } if is_own => {
                    return Err(FolderError::ForeignFolder { path, example }.into());
                }
                _ => continue,
            };
            let wanted = self.any_day(date);
            if wanted.as_ref().is_none_or(|delivery| delivery.dataset.scenario().run_id() != manifest.run_id) {
                let found = options.truth.and_then(|truth| Scenario::from_truth(&truth.join(name)).ok());
                let differences = found.zip(wanted).map(|(found, wanted)| found.differences(wanted.dataset.scenario()));
                return Err(DatasetError::AnotherFeed {
                    path: path.clone(),
                    differences: differences.unwrap_or_default(),
                });
            }
        }
        Ok(())
    }

    /// Writes all deliveries, in order, each into a folder of its name in `landing`; the truth of each goes into a folder of its name
    /// in the one that the options have for the truth. A delivery that stands there already is left as it is.
    ///
    /// # Errors
    /// What [`look`](Self::look) and [`Dataset::write`] say. Deliveries that were written before stay.
    pub fn write(&self, landing: &Path, options: &WriteOptions) -> Result<Vec<(FeedDelivery, Outcome)>, DatasetError> {
        self.look(landing, options)?;
        self.deliveries()
            .map(|delivery| {
                let outcome = delivery.write(landing, options)?;
                Ok((delivery, outcome))
            })
            .collect()
    }

    /// As [`on`](Self::on), of any day after the first load; the first load for no date.
    fn any_day(&self, date: Option<Date>) -> Option<FeedDelivery> {
        match date {
            None => Some(self.first_load()),
            Some(date) => Self { days: u32::MAX, ..self.clone() }.on(date),
        }
    }
}

impl FeedDelivery {
    /// The day; none for the first load.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// The name of its folder: the day, such as `2025-01-03`, or `initial`.
    #[must_use]
    pub fn name(&self) -> String {
        self.date.map_or_else(|| FIRST_LOAD.to_owned(), |date| date.to_string())
    }

    /// What it holds.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Writes it into the folder of its name in `landing`, and its truth into one of the same name in the folder that the options
    /// have for the truth.
    ///
    /// # Errors
    /// What [`Dataset::write`] says.
    ///
    /// ```
    /// use retailgen_dataset::{Feed, Scale, Scenario, Table, Window, WriteOptions};
    ///
    /// let landing = tempfile::tempdir()?;
    /// let week = Window::new("2025-01-01".parse()?, 7)?;
    /// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_window(week).with_tables([Table::Stores])?;
    /// let feed = Feed::new(&scenario, "2024-12-01".parse()?)?;
    /// let day = feed.on("2025-01-03".parse()?).ok_or("the feed has the day")?;
    /// day.write(landing.path(), &WriteOptions::default())?;
    /// assert!(landing.path().join("2025-01-03/_manifest.json").exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, landing: &Path, options: &WriteOptions) -> Result<Outcome, DatasetError> {
        let name = self.name();
        let truth = match options.truth {
            Some(truth) => {
                keep_truth_apart(landing, truth)?;
                Some(truth.join(&name))
            }
            None => None,
        };
        self.dataset.write(&landing.join(name), &WriteOptions { truth: truth.as_deref(), ..*options })
    }
}
