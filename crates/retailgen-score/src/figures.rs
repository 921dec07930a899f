//! The figures of a score: counts, ratios and how sure they are.

/// How far from the middle 95 % of a normal distribution reach, in standard deviations.
const Z: f64 = 1.959_963_984_540_054;

/// What was found, missed and reported wrongly.
///
/// ```
/// use retailgen_score::Counts;
///
/// let mut counts = Counts::default();
/// (counts.found, counts.missed, counts.false_alarms) = (8, 2, 8);
/// assert_eq!((counts.precision().value(), counts.recall().value()), (Some(0.5), Some(0.8)));
/// assert!(counts.f1_interval().is_some_and(|(low, high)| low < 0.61 && high > 0.62));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// What was to be found and was.
    pub found: u64,
    /// What was to be found and was not.
    pub missed: u64,
    /// What was reported and is right.
    pub false_alarms: u64,
}

impl Counts {
    /// How much of what was to be found was.
    #[must_use]
    pub fn recall(self) -> Ratio {
        Ratio { hits: self.found, of: self.found + self.missed }
    }

    /// How much of what was reported is wrong indeed.
    #[must_use]
    pub fn precision(self) -> Ratio {
        Ratio { hits: self.found, of: self.found + self.false_alarms }
    }

    /// The harmonic mean of both; none where nothing was to be found and nothing reported.
    ///
    /// ```
    /// use retailgen_score::Counts;
    ///
    /// let mut counts = Counts::default();
    /// assert_eq!(counts.f1(), None);
    /// (counts.found, counts.missed, counts.false_alarms) = (4920, 0, 16632 - 4920);
    /// assert_eq!(counts.f1().map(|f1| (f1 * 10_000.0).round()), Some(4566.0));
    /// ```
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        // One division, so that a threshold of exactly this figure is reached.
        Ratio { hits: 2 * self.found, of: 2 * self.found + self.missed + self.false_alarms }.value()
    }

    /// Where F1 lies with 95 % certainty.
    #[must_use]
    pub fn f1_interval(self) -> Option<(f64, f64)> {
        self.overlap().interval().map(|(low, high)| (f1_of_overlap(low), f1_of_overlap(high)))
    }

    /// F1 rises with this share, so the share's interval gives F1's.
    fn overlap(self) -> Ratio {
        Ratio { hits: self.found, of: self.found + self.missed + self.false_alarms }
    }
}

fn f1_of_overlap(overlap: f64) -> f64 {
    2.0 * overlap / (1.0 + overlap)
}

/// What came out for a kind, column, table or class of check.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::Label;
/// use retailgen_score::{Findings, Score, Truth};
///
/// let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
/// (label.row, label.column) = (Some(3), Some("name".into()));
/// let score = Score::of(&Findings::default(), &Truth::of([label]), None)?;
/// assert_eq!((score.kinds[0].name.as_str(), score.kinds[0].counts.missed), ("null", 1));
/// assert_eq!(score.columns[0].name, "stores.name");
/// # Ok::<(), retailgen_score::ScoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// What it is about.
    pub name: String,
    /// Faults found and missed, and false alarms where they can be told apart.
    pub counts: Counts,
}

/// So many of so many.
///
/// ```
/// use retailgen_score::Ratio;
///
/// assert_eq!(Ratio { hits: 1, of: 4 }.value(), Some(0.25));
/// assert_eq!(Ratio::default().value(), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ratio {
    /// So many.
    pub hits: u64,
    /// Of so many.
    pub of: u64,
}

impl Ratio {
    /// The share; none of nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Where the share lies with 95 % certainty: the interval of Wilson.
    ///
    /// ```
    /// use retailgen_score::Ratio;
    ///
    /// let (low, high) = Ratio { hits: 8, of: 10 }.interval().ok_or("ten are enough")?;
    /// assert_eq!(format!("{low:.4} {high:.4}"), "0.4902 0.9433");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        let share = self.value()?;
        let number = self.of as f64;
        let spread = Z * (share * (1.0 - share) / number + Z * Z / (4.0 * number * number)).sqrt();
        let middle = share + Z * Z / (2.0 * number);
        let whole = 1.0 + Z * Z / number;
        let low = if self.hits == 0 { 0.0 } else { (middle - spread) / whole };
        let high = if self.hits == self.of { 1.0 } else { (middle + spread) / whole };
        Some((low, high))
    }
}

/// What findings wanted to put in the place of values.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_score::{Finding, Findings, Repairs, Score, Truth};
///
/// let mut finding = Finding::of(Table::Stores);
/// (finding.key, finding.column, finding.repair) = (Some("7".into()), Some("name".into()), Some("Mall".into()));
/// let Repairs { right, harm, .. } = Score::of(&Findings::from_iter([finding]), &Truth::default(), None)?.repairs;
/// assert_eq!((right, harm), (0, 1));
/// # Ok::<(), retailgen_score::ScoreError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repairs {
    /// Wrong values that became the clean ones.
    pub right: u64,
    /// Wrong values that became other wrong ones.
    pub wrong: u64,
    /// Right values that were changed.
    pub harm: u64,
}
