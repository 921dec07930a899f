//! The score: findings held against a truth, in figures.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

use retailgen_anomaly::Detectability;
use retailgen_schema::Table;

use crate::{
    Counts, Finding, Findings, Group, How, Ladder, LadderScore, NotUnderstood, Ratio, Repairs, ScoreError, Truth,
    column,
    judging::{Judgement, Reported},
    ladder::finest,
    locating::{Located, Locations},
    names, rules,
    rung::Rung,
    spot::Spot,
    truth::{Class, Item},
};

/// What a tool counted, and how many there are.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_score::{Finding, Findings, Score, Truth};
///
/// let mut finding = Finding::of(Table::Stores);
/// (finding.column, finding.count) = (Some("name".into()), Some(5));
/// let score = Score::of(&Findings::from_iter([finding]), &Truth::default(), None)?;
/// assert_eq!((score.counted[0].reported, score.counted[0].there), (5, 0));
/// # Ok::<(), retailgen_score::ScoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountLine {
    /// The table.
    pub table: Table,
    /// The column; none for the whole table.
    pub column: Option<String>,
    /// The kind; none for all.
    pub kind: Option<String>,
    /// How many the tool counted.
    pub reported: u64,
    /// How many faults there are.
    pub there: u64,
}

/// A false alarm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Alarm {
    /// The finding.
    pub(crate) finding: u32,
    /// The decoy that it fell for.
    pub(crate) decoy: Option<u16>,
    /// The file and row that it means; of several rows with its key the first.
    pub(crate) row: Option<(u32, u64)>,
    /// The line on which the row begins, where the data told it.
    pub(crate) line: Option<u64>,
}

/// Findings held against a truth.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::Label;
/// use retailgen_score::{Finding, Findings, Ladder, Score, Truth};
///
/// let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
/// (label.row, label.column) = (Some(3), Some("name".into()));
/// let truth = Truth::of([label]);
/// let mut finding = Finding::of(Table::Stores);
/// (finding.file, finding.row, finding.column) = (Some("stores.csv".into()), Some(3), Some("name".into()));
/// let findings = Findings::from_iter([finding]);
/// let score = Score::of(&findings, &truth, None)?;
/// assert_eq!((score.headline, score.macro_recall(), score.macro_recall_by_column()), (Ladder::Cell, Some(1.0), Some(1.0)));
/// let by_row = Score::by(Ladder::Row, &findings, &truth, None)?;
/// assert_eq!(by_row.headline, Ladder::Row);
///
/// // For whoever reads it: text, JSON, JUnit, and lists of what to look at next.
/// assert!(score.to_string().contains("null"));
/// assert_eq!(score.to_json()["faults"], 1);
/// assert!(score.shortfalls(&["recall=1".parse()?]).is_empty());
/// assert!(score.to_junit(&["recall=1".parse()?]).contains("failures=\"0\""));
/// let folder = tempfile::tempdir()?;
/// score.write_missed(&truth, &folder.path().join("missed.csv"))?;
/// score.write_false_alarms(&findings, &truth, &folder.path().join("alarms.csv"))?;
/// score.write_junit(&["recall=1".parse()?], &folder.path().join("junit.xml"))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Score {
    /// Every ladder, the coarsest first.
    pub ladders: Vec<LadderScore>,
    /// The ladder that kinds, columns and tables are told by.
    pub headline: Ladder,
    /// Faults that were to be found.
    pub faults: u64,
    /// What counts neither for nor against.
    pub neutral: u64,
    /// By kind; false alarms belong to none.
    pub kinds: Vec<Group>,
    /// By column; whole rows apart.
    pub columns: Vec<Group>,
    /// By table.
    pub tables: Vec<Group>,
    /// By the nearest kind of check that can see the faults.
    pub detectability: Vec<Group>,
    /// Decoys by kind: how many were reported, of how many.
    pub decoys: Vec<(String, Ratio)>,
    /// What became of values that findings wanted to repair.
    pub repairs: Repairs,
    /// What tools only counted.
    pub counted: Vec<CountLine>,
    /// How many findings there were, those not understood included.
    pub submitted: u64,
    /// How many of them said what another had said.
    pub repeated: u64,
    /// By what findings were located, and how many of them may have meant several rows.
    pub located: Vec<(How, u64, u64)>,
    /// How many of them are about tables that are not looked at.
    pub left_out: u64,
    /// Kinds that findings name and the catalogue has not, with how many do.
    pub unknown_kinds: BTreeMap<String, u64>,
    /// What was not understood, by why.
    pub not_understood: BTreeMap<String, NotUnderstood>,
    /// The faults that were missed on the headline's ladder, by number.
    pub(crate) missed: Vec<u32>,
    /// What was reported wrongly there.
    pub(crate) alarms: Vec<Alarm>,
    /// The rules of comparison.
    pub(crate) rules: &'static str,
}

impl Score {
    /// Holds findings against a truth. `data` is the folder of the data, in which what labels do not locate is looked up.
    ///
    /// # Errors
    /// [`ScoreError::NothingUnderstood`] where there are findings and none of them can be used, and [`ScoreError::Read`] where
    /// the data cannot be read.
    pub fn of(findings: &Findings, truth: &Truth, data: Option<&Path>) -> Result<Self, ScoreError> {
        let locations = Locations::of(&findings.list, truth, data)?;
        let mut not_understood = findings.not_understood.clone();
        for (reason, more) in locations.not_understood {
            let entry = not_understood.entry(reason).or_default();
            entry.count += more.count;
            if entry.example.is_empty() {
                entry.example = more.example;
            }
        }
        let lost: u64 = not_understood.values().map(|lost| lost.count).sum();
        let (located, left_out) = (locations.located, locations.left_out);
        if let (true, Some((reason, first))) = (located.is_empty() && left_out == 0, not_understood.first_key_value()) {
            let example = format!("{reason} ({})", first.example);
            return Err(ScoreError::NothingUnderstood { findings: lost, example });
        }
        let judgement = Judgement::of(&findings.list, &located, truth);
        let ladders: Vec<LadderScore> =
            Ladder::ALL.into_iter().map(|ladder| on_ladder(ladder, judgement.rungs.get(&ladder), truth)).collect();
        let headline = finest(&ladders);
        let kinds = located.iter().filter_map(|located| findings.list[located.finding as usize].kind.as_deref());
        let mut score = Self {
            ladders,
            headline,
            faults: truth.faults(),
            neutral: truth.items.iter().filter(|item| item.class == Class::Neutral).count() as u64,
            decoys: decoys(&judgement, truth),
            repairs: judgement.repairs,
            counted: counted(&findings.list, &located, truth),
            submitted: located.len() as u64 + left_out + lost,
            repeated: repeated(&located),
            located: by_how(&located),
            left_out,
            unknown_kinds: names::unknown_kinds(kinds, truth),
            not_understood,
            ..Self::empty(rules::OF_FINDINGS)
        };
        score.groups(&judgement, &located, truth);
        Ok(score)
    }

    /// The same with kinds, columns and tables told by another ladder than the finest that most findings reach.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn by(ladder: Ladder, findings: &Findings, truth: &Truth, data: Option<&Path>) -> Result<Self, ScoreError> {
        let mut score = Self::of(findings, truth, data)?;
        if score.headline != ladder {
            let located = Locations::of(&findings.list, truth, data)?.located;
            score.headline = ladder;
            score.groups(&Judgement::of(&findings.list, &located, truth), &located, truth);
        }
        Ok(score)
    }

    /// A score of nothing.
    pub(crate) fn empty(rules: &'static str) -> Self {
        Self {
            ladders: Vec::new(),
            headline: Ladder::Cell,
            faults: 0,
            neutral: 0,
            kinds: Vec::new(),
            columns: Vec::new(),
            tables: Vec::new(),
            detectability: Vec::new(),
            decoys: Vec::new(),
            repairs: Repairs::default(),
            counted: Vec::new(),
            submitted: 0,
            repeated: 0,
            located: Vec::new(),
            left_out: 0,
            unknown_kinds: BTreeMap::new(),
            not_understood: BTreeMap::new(),
            missed: Vec::new(),
            alarms: Vec::new(),
            rules,
        }
    }

    /// What came out on a ladder.
    #[must_use]
    pub fn on(&self, ladder: Ladder) -> LadderScore {
        let found = self.ladders.iter().find(|score| score.ladder == ladder);
        found.copied().unwrap_or(LadderScore {
            ladder,
            counts: Counts::default(),
            right: 0,
            wrong: 0,
            neutral: 0,
            coarser: 0,
            clean: None,
        })
    }

    /// The mean of the recalls of all kinds: no kind decides it by its number.
    #[must_use]
    pub fn macro_recall(&self) -> Option<f64> {
        mean_recall(&self.kinds)
    }

    /// The mean of the recalls of all columns in which there are faults.
    #[must_use]
    pub fn macro_recall_by_column(&self) -> Option<f64> {
        mean_recall(&self.columns)
    }

    fn groups(&mut self, judgement: &Judgement, located: &[Located], truth: &Truth) {
        let none = Rung::default();
        let rung = judgement.rungs.get(&self.headline).unwrap_or(&none);
        let mut kinds = BTreeMap::new();
        let mut columns = BTreeMap::new();
        let mut tables = BTreeMap::new();
        let mut detectability = BTreeMap::new();
        self.missed.clear();
        for (number, item) in (0_u32..).zip(&truth.items).filter(|(_, item)| item.class == Class::Fault) {
            if unit(self.headline, number, item).is_none() {
                continue;
            }
            let is_found = rung.matching.is_found(&number);
            let enter = |counts: &mut Counts| if is_found { counts.found += 1 } else { counts.missed += 1 };
            enter(kinds.entry(truth.kinds[usize::from(item.kind)].clone()).or_default());
            enter(tables.entry(item.table).or_default());
            enter(columns.entry((item.table, item.column)).or_default());
            let class = Detectability::ALL.iter().position(|class| *class == item.detectability);
            enter(detectability.entry(class).or_default());
            if !is_found {
                self.missed.push(number);
            }
        }
        let mut alarms: Vec<Alarm> = Vec::new();
        let by_finding: BTreeMap<u32, &Located> = located.iter().map(|located| (located.finding, located)).collect();
        for (reported, finding) in rung.matching.unexpected() {
            let Some(located) = by_finding.get(finding) else { continue };
            tables.entry(located.table).or_insert_with(Counts::default).false_alarms += 1;
            columns.entry((located.table, located.column)).or_insert_with(Counts::default).false_alarms += 1;
            let row = located.spots.first().and_then(|spot| match *spot {
                Spot::Row(file, row) => Some((file, row)),
                Spot::Line(..) | Spot::Known(_) => None,
            });
            alarms.push(Alarm { finding: *finding, decoy: decoy_at(*reported, truth), row, line: located.line });
        }
        alarms.sort_unstable();
        self.alarms = alarms;
        self.kinds = kinds.into_iter().map(|(name, counts)| Group { name, counts }).collect();
        self.tables =
            tables.into_iter().map(|(table, counts)| Group { name: table.name().to_owned(), counts }).collect();
        let column_name = |(table, number): (Table, Option<u16>)| match number {
            Some(number) => column::full_name(table, column::name(table, number)),
            None => column::whole_rows(table),
        };
        self.columns =
            columns.into_iter().map(|(column, counts)| Group { name: column_name(column), counts }).collect();
        let class = |class: Option<usize>| class.map_or("", |class| Detectability::ALL[class].name()).to_owned();
        self.detectability = detectability.into_iter().map(|(at, counts)| Group { name: class(at), counts }).collect();
    }
}

fn mean_recall(groups: &[Group]) -> Option<f64> {
    let recalls: Vec<f64> = groups.iter().filter_map(|group| group.counts.recall().value()).collect();
    (!recalls.is_empty()).then(|| recalls.iter().sum::<f64>() / recalls.len() as f64)
}

fn on_ladder(ladder: Ladder, rung: Option<&Rung<Reported>>, truth: &Truth) -> LadderScore {
    let none = Rung::default();
    let faults = (0_u32..).zip(&truth.items).filter(|(_, item)| item.class == Class::Fault);
    let units = faults.filter_map(|(number, item)| Some((number, unit(ladder, number, item)?)));
    let sum = |size: fn(Table) -> u64| {
        let all: u64 = truth.rows.iter().map(|(table, rows)| rows * size(*table)).sum();
        (!truth.rows.is_empty()).then_some(all)
    };
    let whole = match ladder {
        Ladder::File => truth.files.is_complete.then(|| {
            let files = 0..truth.files.len();
            files.filter(|file| truth.looks_at(truth.files.table(*file))).count() as u64
        }),
        Ladder::Row => sum(|_| 1),
        Ladder::Cell | Ladder::Kind => sum(|table| table.definition().columns.len() as u64),
        Ladder::Value => None,
    };
    rung.unwrap_or(&none).score(ladder, units, whole)
}

/// What is counted on a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Unit {
    File(u32),
    Row(Spot),
    Value(u64),
    Item(u32),
}

fn unit(ladder: Ladder, number: u32, item: &Item) -> Option<Unit> {
    Some(match ladder {
        Ladder::File => Unit::File(item.file),
        Ladder::Row => Unit::Row(item.spot),
        Ladder::Value => Unit::Value(item.value?),
        Ladder::Cell | Ladder::Kind => Unit::Item(number),
    })
}

fn decoy_at(reported: Reported, truth: &Truth) -> Option<u16> {
    let (spot, column) = match reported {
        Reported::Row(spot) => (spot, None),
        Reported::Cell(spot, column) | Reported::Kind(spot, column, _) => (spot, column),
        Reported::File(_) | Reported::Value(_) => return None,
    };
    let there = truth.by_spot.get(&spot).into_iter().flatten().map(|number| &truth.items[*number as usize]);
    let mut decoys = there.filter(|item| item.class == Class::Decoy && (column.is_none() || item.column == column));
    decoys.next().map(|item| item.kind)
}

fn decoys(judgement: &Judgement, truth: &Truth) -> Vec<(String, Ratio)> {
    let mut decoys: BTreeMap<&str, Ratio> = BTreeMap::new();
    for (number, item) in (0_u32..).zip(&truth.items).filter(|(_, item)| item.class == Class::Decoy) {
        let ratio = decoys.entry(&truth.kinds[usize::from(item.kind)]).or_default();
        ratio.of += 1;
        ratio.hits += u64::from(judgement.decoys.contains(&number));
    }
    decoys.into_iter().map(|(kind, ratio)| (kind.to_owned(), ratio)).collect()
}

fn counted(findings: &[Finding], located: &[Located], truth: &Truth) -> Vec<CountLine> {
    let mut sums: BTreeMap<(Table, Option<u16>, Option<&str>), u64> = BTreeMap::new();
    for located in located.iter().filter(|located| located.how == How::Count) {
        let finding = &findings[located.finding as usize];
        let place = (located.table, located.column, finding.kind.as_deref());
        *sums.entry(place).or_default() += finding.count.unwrap_or_default();
    }
    let line = |((table, column, kind), reported): ((Table, Option<u16>, Option<&str>), u64)| {
        let is_meant = |item: &&Item| {
            item.class == Class::Fault
                && item.table == table
                && (column.is_none() || item.column == column)
                && kind.is_none_or(|kind| truth.kinds[usize::from(item.kind)] == kind)
        };
        CountLine {
            table,
            column: column.map(|number| column::name(table, number).to_owned()),
            kind: kind.map(str::to_owned),
            reported,
            there: truth.items.iter().filter(is_meant).count() as u64,
        }
    };
    sums.into_iter().map(line).collect()
}

fn repeated(located: &[Located]) -> u64 {
    let mut seen = HashSet::new();
    let what =
        |located: &Located| (located.spots.first().copied(), located.file, located.column, located.kind, located.value);
    located.iter().filter(|located| located.how != How::Count && !seen.insert(what(located))).count() as u64
}

fn by_how(located: &[Located]) -> Vec<(How, u64, u64)> {
    let mut by_how: BTreeMap<How, (u64, u64)> = BTreeMap::new();
    for located in located {
        let entry = by_how.entry(located.how).or_default();
        entry.0 += 1;
        // A row that comes again is one, known by two names.
        entry.1 += u64::from(located.spots.len() > 1 && !located.how.is_exact());
    }
    by_how.into_iter().map(|(how, (all, several))| (how, all, several)).collect()
}
