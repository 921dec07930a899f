//! The window of days that a dataset covers.

mod delivery;

use retailgen_synth::calendar::Date;

pub use delivery::{Changes, Delivery, Snapshots};

/// The first day on which the company trades, 2015-01-01.
///
/// ```
/// use retailgen_tables::{Window, window::FIRST_DAY};
///
/// assert_eq!(FIRST_DAY.to_string(), "2015-01-01");
/// assert!(Window::new(FIRST_DAY, 1).is_ok());
/// assert!(Window::new(FIRST_DAY.plus_days(-1), 1).is_err());
/// ```
pub const FIRST_DAY: Date = Date::new(2015, 1, 1);
/// The last day on which it does, 2039-12-31.
///
/// ```
/// use retailgen_tables::{Window, window::{FIRST_DAY, LAST_DAY}};
///
/// let whole_life = Window::new(FIRST_DAY, (LAST_DAY.days() - FIRST_DAY.days() + 1) as u32)?;
/// assert_eq!(whole_life.last(), LAST_DAY);
/// assert_eq!(whole_life.days(), 9_131);
/// # Ok::<(), retailgen_tables::window::WindowError>(())
/// ```
pub const LAST_DAY: Date = Date::new(2039, 12, 31);

/// A span of consecutive days within the company's life.
///
/// ```
/// use retailgen_synth::calendar::Date;
/// use retailgen_tables::Window;
///
/// let window = Window::new(Date::new(2024, 2, 1), 29)?;
/// assert_eq!(window.last().to_string(), "2024-02-29");
/// assert_eq!((window.first().to_string().as_str(), window.days()), ("2024-02-01", 29));
/// assert_eq!(window.dates().filter(|date| date.weekday().is_weekend()).count(), 8);
/// assert!(Window::new(Date::new(2039, 12, 31), 2).is_err());
/// # Ok::<(), retailgen_tables::window::WindowError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    start: Date,
    days: u32,
    appended: u32,
    delivery: Delivery,
}

/// Why a window was refused.
///
/// ```
/// use retailgen_synth::calendar::Date;
/// use retailgen_tables::{Window, window::WindowError};
///
/// assert_eq!(Window::new(Date::new(2024, 1, 1), 0), Err(WindowError::Empty));
/// let start = Date::new(2039, 12, 30);
/// assert_eq!(Window::new(start, 7), Err(WindowError::EndOutside { start, days: 7, most: 2 }));
/// let refused = Window::new(Date::new(2014, 12, 31), 1).unwrap_err().to_string();
/// assert_eq!(refused, "start date 2014-12-31 is outside the company's life: give one from 2015-01-01 to 2039-12-31");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// It has no days.
    #[error("a window of 0 days holds nothing: give 1 or more")]
    Empty,
    /// It begins before the company does, or after it ends.
    #[error("start date {0} is outside the company's life: give one from {FIRST_DAY} to {LAST_DAY}")]
    StartOutside(Date),
    /// It ends after the company does.
    #[error("{days} days from {start} go beyond the company's last day, {LAST_DAY}: give at most {most}")]
    EndOutside {
        /// The first day asked for.
        start: Date,
        /// How many days were asked for.
        days: u32,
        /// How many there are from that day on.
        most: u32,
    },
    /// It has no day that was appended, with which an increment could come.
    #[error("an increment follows a first load: append a day to the window first")]
    NoFirstLoad,
}

impl Window {
    /// The window of `days` days that begins with `start`.
    ///
    /// # Errors
    /// [`WindowError`] where it has no days or leaves the company's life, 2015-01-01 to 2039-12-31.
    pub fn new(start: Date, days: u32) -> Result<Self, WindowError> {
        if !(FIRST_DAY..=LAST_DAY).contains(&start) {
            return Err(WindowError::StartOutside(start));
        }
        let most = (LAST_DAY.days() - start.days() + 1) as u32;
        match days {
            0 => Err(WindowError::Empty),
            _ if days > most => Err(WindowError::EndOutside { start, days, most }),
            _ => Ok(Self { start, days, appended: 0, delivery: Delivery::Whole }),
        }
    }

    /// The window with so many more days at its end, which arrive after it has been written.
    ///
    /// Partitions of a day do not hang on when they came, so a wider window from the start has the same ones. A table with a
    /// history does: each appended day has commits of its own, and what stood before stays.
    ///
    /// # Errors
    /// [`WindowError`] where it leaves the company's life.
    ///
    /// ```
    /// use retailgen_synth::calendar::Date;
    /// use retailgen_tables::Window;
    ///
    /// let window = Window::new(Date::new(2024, 2, 1), 27)?;
    /// let extended = window.extended(1)?.extended(1)?;
    /// assert_eq!((extended.days(), extended.appended(), extended.base()), (29, 2, window));
    /// assert_eq!(extended, window.extended(2)?);
    /// assert_ne!(extended, Window::new(Date::new(2024, 2, 1), 29)?);
    /// assert_eq!(extended.in_one(), Window::new(Date::new(2024, 2, 1), 29)?);
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    pub fn extended(self, days: u32) -> Result<Self, WindowError> {
        let all = Self::new(self.start, self.days.saturating_add(days))?;
        Ok(Self { appended: self.appended + days, ..all })
    }

    /// How many of the last days have been appended.
    ///
    /// ```
    /// use retailgen_tables::Window;
    ///
    /// assert_eq!(Window::default().appended(), 0);
    /// assert_eq!(Window::default().extended(7)?.appended(), 7);
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn appended(self) -> u32 {
        self.appended
    }

    /// The window before any day was appended.
    ///
    /// ```
    /// use retailgen_tables::Window;
    ///
    /// assert_eq!(Window::default().extended(7)?.base(), Window::default());
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn base(self) -> Self {
        Self { days: self.days - self.appended, appended: 0, delivery: Delivery::Whole, ..self }
    }

    /// What a source system sends on the last day, which must have been appended: tables with a file a day have the files of that
    /// day, the others stand as of its end, over all days of the window.
    ///
    /// # Errors
    /// [`WindowError::NoFirstLoad`] where no day has been appended.
    ///
    /// ```
    /// use retailgen_synth::calendar::Date;
    /// use retailgen_tables::{Window, window::WindowError};
    ///
    /// let loaded = Window::new(Date::new(2024, 2, 1), 27)?;
    /// let day = loaded.extended(2)?.increment()?;
    /// assert_eq!(day.dated(), Window::new(Date::new(2024, 2, 29), 1)?);
    /// assert_eq!((day.days(), day.base()), (29, loaded));
    /// assert_eq!(loaded.increment(), Err(WindowError::NoFirstLoad));
    /// # Ok::<(), WindowError>(())
    /// ```
    pub fn increment(self) -> Result<Self, WindowError> {
        if self.appended == 0 {
            return Err(WindowError::NoFirstLoad);
        }
        let (snapshots, changes) = (Snapshots::default(), Changes::default());
        let delivery = Delivery::LastDay { snapshots, changes };
        Ok(Self { delivery, ..self })
    }

    /// The same increment with other snapshots; a window that is none as it is. Changes are those between whole snapshots, so
    /// without these none are told.
    ///
    /// ```
    /// use retailgen_tables::{Window, window::Snapshots};
    ///
    /// let day = Window::default().extended(1)?.increment()?;
    /// assert!(day.with_snapshots(Snapshots::Changed).sends_changes_only() && !day.sends_changes_only());
    /// assert_eq!(Window::default().with_snapshots(Snapshots::Changed), Window::default());
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn with_snapshots(self, snapshots: Snapshots) -> Self {
        match self.delivery {
            Delivery::LastDay { changes, .. } => {
                let changes = if snapshots == Snapshots::Whole { changes } else { Changes::None };
                Self { delivery: Delivery::LastDay { snapshots, changes }, ..self }
            }
            Delivery::Whole => self,
        }
    }

    /// The same increment with what happened to rows told otherwise; a window that is none as it is. Where it is told, snapshots are
    /// whole.
    ///
    /// ```
    /// use retailgen_tables::{Window, window::{Changes, Snapshots}};
    ///
    /// let day = Window::default().extended(1)?.increment()?.with_snapshots(Snapshots::Changed);
    /// assert_eq!(day.with_changes(Changes::None), day);
    /// let told = day.with_changes(Changes::Cdc);
    /// assert_eq!((told.changes(), told.sends_changes_only()), (Changes::Cdc, false));
    /// assert_eq!(told.with_snapshots(Snapshots::Changed), day);
    /// assert_eq!(Window::default().with_changes(Changes::Cdc), Window::default());
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn with_changes(self, changes: Changes) -> Self {
        match self.delivery {
            Delivery::LastDay { snapshots, .. } => {
                let snapshots = if changes == Changes::None { snapshots } else { Snapshots::Whole };
                Self { delivery: Delivery::LastDay { snapshots, changes }, ..self }
            }
            Delivery::Whole => self,
        }
    }

    /// How what happened to rows since the day before is told.
    ///
    /// ```
    /// use retailgen_tables::{Window, window::Changes};
    ///
    /// assert_eq!(Window::default().changes(), Changes::None);
    /// assert_eq!(Window::default().extended(1)?.increment()?.with_changes(Changes::Cdc).changes(), Changes::Cdc);
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn changes(self) -> Changes {
        match self.delivery {
            Delivery::LastDay { changes, .. } => changes,
            Delivery::Whole => Changes::None,
        }
    }

    /// The window of the delivery before: of the day before, or of the first load. None where nothing came before.
    ///
    /// ```
    /// use retailgen_tables::Window;
    ///
    /// let loaded = Window::default();
    /// let day = |days| loaded.extended(days).and_then(|window| window.increment());
    /// assert_eq!((day(2)?.delivered_before(), day(1)?.delivered_before()), (Some(day(1)?), Some(loaded)));
    /// assert_eq!(loaded.delivered_before(), None);
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn delivered_before(self) -> Option<Self> {
        match (self.delivery, self.appended) {
            (Delivery::Whole, _) | (_, 0) => None,
            (_, 1) => Some(self.base()),
            _ => Some(Self { days: self.days - 1, appended: self.appended - 1, ..self }),
        }
    }

    /// Whether tables that stand as of a day come without the rows that have not changed.
    ///
    /// ```
    /// use retailgen_tables::{Window, window::Snapshots};
    ///
    /// let day = Window::default().extended(1)?.increment()?;
    /// assert!(!day.sends_changes_only() && day.with_snapshots(Snapshots::Changed).sends_changes_only());
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn sends_changes_only(self) -> bool {
        matches!(self.delivery, Delivery::LastDay { snapshots: Snapshots::Changed, .. })
    }

    /// What of its files are delivered.
    ///
    /// ```
    /// use retailgen_tables::{Window, window::Delivery};
    ///
    /// let day = Window::default().extended(1)?.increment()?;
    /// assert!(matches!(day.delivery(), Delivery::LastDay { .. }));
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn delivery(self) -> Delivery {
        self.delivery
    }

    /// Whether only what the last day brings is delivered.
    ///
    /// ```
    /// use retailgen_tables::Window;
    ///
    /// let extended = Window::default().extended(1)?;
    /// assert!(!extended.is_increment() && extended.increment()?.is_increment());
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn is_increment(self) -> bool {
        self.delivery != Delivery::Whole
    }

    /// The days whose files are delivered of tables that have files for days: all, or the last one.
    ///
    /// ```
    /// use retailgen_tables::Window;
    ///
    /// let extended = Window::default().extended(3)?;
    /// assert_eq!(extended.dated().days(), 369);
    /// assert_eq!(extended.increment()?.dated(), Window::new(extended.last(), 1)?);
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn dated(self) -> Self {
        match self.delivery {
            Delivery::Whole => self,
            Delivery::LastDay { .. } => Self { start: self.last(), days: 1, appended: 0, delivery: Delivery::Whole },
        }
    }

    /// The same days as if none had been appended.
    ///
    /// ```
    /// use retailgen_tables::Window;
    ///
    /// let year = Window::default();
    /// assert_eq!(year.base().extended(3)?.in_one().days(), 369);
    /// assert_eq!(year.in_one(), year);
    /// # Ok::<(), retailgen_tables::window::WindowError>(())
    /// ```
    #[must_use]
    pub fn in_one(self) -> Self {
        Self { appended: 0, delivery: Delivery::Whole, ..self }
    }

    /// The first day.
    #[must_use]
    pub fn first(self) -> Date {
        self.start
    }

    /// The last day; its end, 24:00 UTC, is the as-of time of everything in the dataset.
    #[must_use]
    pub fn last(self) -> Date {
        self.start.plus_days(self.days as i32 - 1)
    }

    /// How many days there are.
    #[must_use]
    pub fn days(self) -> u32 {
        self.days
    }

    /// The days in order.
    #[must_use]
    pub fn dates(self) -> impl ExactSizeIterator<Item = Date> + Clone {
        (0..self.days as i32).map(move |day| self.start.plus_days(day))
    }
}

/// The contract's window: the 366 days of 2024.
impl Default for Window {
    fn default() -> Self {
        Self { start: Date::new(2024, 1, 1), days: 366, appended: 0, delivery: Delivery::Whole }
    }
}
