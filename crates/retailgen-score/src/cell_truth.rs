//! The truth about the cells of any dataset, and findings held against it.
//!
//! It knows nothing of `retailgen`'s tables: a place is a row or a key and the name of a column. So it is apart from
//! [`Truth`](crate::Truth), whose ways to a row hang on them, and shares the figures and the matcher with it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    path::Path,
};

use retailgen_read::{Rows, TableFile};

use crate::{
    Counts, Group, Ladder, LadderScore, NotUnderstood, Score, ScoreError, ScoreFile,
    cell_judging::{CellJudgement, WrongRows},
    finding::complain,
    ladder::finest,
    list_file, named_cell,
    named_cell::{COLUMNS, NamedCell},
    rules,
    rung::Rung,
    score::Alarm,
};

/// What is wrong in a dataset of anybody's: its wrong cells, listed in a file or by holding two files against each other.
///
/// ```
/// use retailgen_score::{CellFindings, CellTruth, Ladder, NamedCell};
///
/// let truth = CellTruth::from_iter([NamedCell::in_row(0, "city"), NamedCell::in_row(4, "city")]);
/// let findings = CellFindings::from_iter([NamedCell::in_row(4, "city"), NamedCell::in_row(5, "name")]);
/// let score = truth.score(&findings, None)?;
/// let cells = score.on(Ladder::Cell).counts;
/// assert_eq!((cells.found, cells.missed, cells.false_alarms), (1, 1, 1));
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("missed.csv");
/// truth.write_missed(&score, &path)?;
/// assert_eq!(std::fs::read_to_string(&path)?, "table,row,key,column,kind,value\n,0,,city,,\n");
/// // Such a list is a truth too.
/// assert_eq!(CellTruth::read(&path)?.faults(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct CellTruth {
    cells: Vec<NamedCell>,
    /// All columns and the number of rows, where they are known.
    extent: Option<(Vec<String>, u64)>,
}

/// What a check reports about the cells of any dataset.
///
/// ```
/// use retailgen_score::{CellFindings, CellTruth, NamedCell};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("findings.csv");
/// std::fs::write(&path, "row,column\n3,city\n,city\n")?;
/// let findings = CellFindings::read(&[&path])?;
/// let score = CellTruth::from_iter([NamedCell::in_row(7, "city")]).score(&findings, None)?;
/// assert_eq!(score.not_understood["it names neither row nor key"].count, 1);
/// let alarms = folder.path().join("alarms.csv");
/// findings.write_false_alarms(&score, &alarms)?;
/// assert_eq!(std::fs::read_to_string(&alarms)?, "table,row,key,column,kind,value\n,3,,city,,\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct CellFindings {
    cells: Vec<NamedCell>,
    not_understood: BTreeMap<String, NotUnderstood>,
}

impl FromIterator<NamedCell> for CellTruth {
    fn from_iter<I: IntoIterator<Item = NamedCell>>(cells: I) -> Self {
        // A cell that is listed twice is one.
        let mut seen = HashSet::new();
        let is_new = |cell: &NamedCell| seen.insert(NamedCell { value: None, ..cell.clone() });
        Self { cells: cells.into_iter().filter(is_new).collect(), extent: None }
    }
}

impl FromIterator<NamedCell> for CellFindings {
    fn from_iter<I: IntoIterator<Item = NamedCell>>(cells: I) -> Self {
        Self { cells: cells.into_iter().collect(), not_understood: BTreeMap::new() }
    }
}

impl CellTruth {
    /// Reads a list of wrong cells: a file with a column `row` or `key` and, as far as they are known, `column`, `table`, `kind` and
    /// `value`.
    ///
    /// # Errors
    /// [`ScoreError::TruthTable`] where a row names no cell, [`ScoreError::UnknownFormat`] and [`ScoreError::Read`].
    pub fn read(path: &Path) -> Result<Self, ScoreError> {
        let (mut cells, mut wrong) = (Vec::new(), None);
        named_cell::read(path, |cell| match cell {
            Ok(cell) => cells.push(cell),
            Err((reason, place)) => {
                wrong.get_or_insert(format!("{place}: {reason}"));
            }
        })?;
        match wrong {
            Some(reason) => Err(ScoreError::TruthTable(reason)),
            None => Ok(cells.into_iter().collect()),
        }
    }

    /// The cells in which two files differ that have the same rows and columns in the same order, under the names of the dirty one.
    /// Blanks around and between words do not count, and null is as good as an empty text.
    ///
    /// ```
    /// use retailgen_score::CellTruth;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (dirty, clean) = (folder.path().join("dirty.csv"), folder.path().join("clean.csv"));
    /// std::fs::write(&dirty, "id,city\n1,Adelaide\n2,Peth\n3,\n")?;
    /// std::fs::write(&clean, "id,city\n1,\" Adelaide\"\n2,Perth\n3,Hobart\n")?;
    /// assert_eq!(CellTruth::between(&dirty, &clean)?.faults(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ScoreError::TruthTable`] where the files have not as many rows and columns, [`ScoreError::UnknownFormat`] and
    /// [`ScoreError::Read`].
    pub fn between(dirty: &Path, clean: &Path) -> Result<Self, ScoreError> {
        let open = |path: &Path| {
            let file = TableFile::new(path).ok_or_else(|| ScoreError::UnknownFormat(path.to_path_buf()))?;
            Ok::<_, ScoreError>(Rows::open(&file)?)
        };
        let (mut of_dirty, mut of_clean) = (open(dirty)?, open(clean)?);
        let differ = |what: &str, one: u64, other: u64| {
            let (dirty, clean) = (dirty.display(), clean.display());
            let reason =
                format!("{dirty} has {one} {what}, and {clean} has {other}: their rows and columns must be the same");
            Err(ScoreError::TruthTable(reason))
        };
        let columns = of_dirty.columns().to_vec();
        if columns.len() != of_clean.columns().len() {
            return differ("columns", columns.len() as u64, of_clean.columns().len() as u64);
        }
        let (mut cells, mut rows) = (Vec::new(), 0);
        while let Some(row) = of_dirty.next_row()? {
            let Some(clean_row) = of_clean.next_row()? else {
                let more = 1 + rest(&mut of_dirty)?;
                return differ("rows", rows + more, rows);
            };
            for (number, name) in columns.iter().enumerate() {
                let found = row.cell(number).unwrap_or_default();
                let wanted = clean_row.cell(number).unwrap_or_default();
                if !found.split_whitespace().eq(wanted.split_whitespace()) {
                    cells.push(NamedCell { value: Some(found.into()), ..NamedCell::in_row(rows, name) });
                }
            }
            rows += 1;
        }
        match rest(&mut of_clean)? {
            0 => Ok(Self { cells, extent: Some((columns, rows)) }),
            more => differ("rows", rows, rows + more),
        }
    }

    /// How many wrong cells and rows it lists.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.cells.len() as u64
    }

    /// The wrong cells and rows.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &NamedCell> {
        self.cells.iter()
    }

    /// All columns, where they are known.
    pub(crate) fn columns(&self) -> Option<&[String]> {
        self.extent.as_ref().map(|(columns, _)| columns.as_slice())
    }

    /// Holds findings against it, told by a ladder or by the finest that most findings reach: row, cell, or kind where the truth has
    /// kinds.
    ///
    /// # Errors
    /// [`ScoreError::NothingUnderstood`] where there are findings and none of them can be used, and [`ScoreError::TruthTable`] where
    /// there is no such ladder.
    pub fn score(&self, findings: &CellFindings, by: Option<Ladder>) -> Result<Score, ScoreError> {
        let rows = WrongRows::of(&self.cells);
        let mut judgement = CellJudgement::default();
        let mut not_understood = findings.not_understood.clone();
        for (number, cell) in (0_u32..).zip(&findings.cells) {
            match self.check_extent(cell).and_then(|()| rows.meant_by(cell)) {
                Ok(meant) => judgement.enter(number, cell, meant, &rows, &self.cells),
                Err(reason) => complain(&mut not_understood, reason, || example(cell)),
            }
        }
        let lost: u64 = not_understood.values().map(|lost| lost.count).sum();
        if let (true, Some((reason, first))) = (judgement.located.is_empty(), not_understood.first_key_value()) {
            let example = format!("{reason} ({})", first.example);
            return Err(ScoreError::NothingUnderstood { findings: lost, example });
        }
        let ladders = self.ladders(&judgement, &rows);
        if let Some(by) = by.filter(|by| !ladders.iter().any(|score| score.ladder == *by)) {
            let known = ladders.iter().map(|score| score.ladder.name()).collect::<Vec<_>>().join(", ");
            return Err(ScoreError::TruthTable(format!("it has no level {}: name one of {known}", by.name())));
        }
        let mut score = Score {
            headline: by.unwrap_or_else(|| finest(&ladders)),
            ladders,
            faults: self.faults(),
            submitted: judgement.located.values().sum::<u64>() + lost,
            repeated: judgement.repeated,
            located: judgement.located.iter().map(|(how, number)| (*how, *number, 0)).collect(),
            not_understood,
            ..Score::empty(rules::OF_CELLS)
        };
        self.fill_groups(&mut score, &judgement, &findings.cells);
        Ok(score)
    }

    /// Writes the wrong cells that were missed on the headline's ladder, in their order: as Parquet where the name ends in
    /// `.parquet`, as CSV otherwise.
    ///
    /// # Errors
    /// As [`Score::write_missed`].
    pub fn write_missed(&self, score: &Score, path: &Path) -> Result<(), ScoreError> {
        write(ScoreFile::MissedCells, path, score.missed.iter().map(|number| &self.cells[*number as usize]))
    }

    /// What a cell names must be in the dataset, where that is known as a whole.
    fn check_extent(&self, cell: &NamedCell) -> Result<(), String> {
        let Some((columns, rows)) = &self.extent else { return Ok(()) };
        match (cell.row, cell.column.as_deref()) {
            (Some(row), _) if row >= *rows => Err(format!("there is no row beyond {}", rows.saturating_sub(1))),
            (_, Some(name)) if !columns.iter().any(|column| column == name) => {
                Err(format!("there is no column {name:?}"))
            }
            _ => Ok(()),
        }
    }

    fn ladders<'c>(&'c self, judgement: &CellJudgement<'c>, rows: &WrongRows<'c>) -> Vec<LadderScore> {
        let none = Rung::default();
        let rung = |ladder| judgement.rungs.get(&ladder).unwrap_or(&none);
        let numbered = || (0_u32..).zip(&self.cells);
        let of_rows = numbered().filter_map(|(number, cell)| Some((number, rows.of_item(cell)?)));
        let row_count = self.extent.as_ref().map(|(_, rows)| *rows);
        let cell_count = self.extent.as_ref().map(|(columns, rows)| columns.len() as u64 * rows);
        let mut ladders = vec![
            rung(Ladder::Row).score(Ladder::Row, of_rows, row_count),
            rung(Ladder::Cell).score(Ladder::Cell, numbered(), cell_count),
        ];
        if self.cells.iter().any(|cell| cell.kind.is_some()) {
            ladders.push(rung(Ladder::Kind).score(Ladder::Kind, numbered(), cell_count));
        }
        ladders
    }

    /// The figures by kind, column and table, and what is to be listed.
    fn fill_groups(&self, score: &mut Score, judgement: &CellJudgement, findings: &[NamedCell]) {
        let none = Rung::default();
        let matching = &judgement.rungs.get(&score.headline).unwrap_or(&none).matching;
        let (mut kinds, mut columns, mut tables) = (Groups::default(), Groups::default(), Groups::default());
        for (number, cell) in (0_u32..).zip(&self.cells) {
            let is_found = matching.is_found(&number);
            let enter = |counts: &mut Counts| if is_found { counts.found += 1 } else { counts.missed += 1 };
            cell.kind.iter().for_each(|kind| enter(kinds.entry(kind.to_string()).or_default()));
            cell.table.iter().for_each(|table| enter(tables.entry(table.to_string()).or_default()));
            enter(columns.entry(column_name(cell)).or_default());
            if !is_found {
                score.missed.push(number);
            }
        }
        for (_, finding) in matching.unexpected() {
            let cell = &findings[*finding as usize];
            columns.entry(column_name(cell)).or_default().false_alarms += 1;
            if let Some(counts) = cell.table.as_deref().and_then(|table| tables.get_mut(table)) {
                counts.false_alarms += 1;
            }
            score.alarms.push(Alarm { finding: *finding, ..Alarm::default() });
        }
        score.alarms.sort_unstable();
        let groups = |groups: Groups| groups.into_iter().map(|(name, counts)| Group { name, counts }).collect();
        (score.kinds, score.columns, score.tables) = (groups(kinds), groups(columns), groups(tables));
    }
}

impl CellFindings {
    /// Reads files with the columns that [`CellTruth::read`] takes. What names no cell is counted.
    ///
    /// # Errors
    /// [`ScoreError::UnknownFormat`] where the ending of a name tells no format, and [`ScoreError::Read`].
    pub fn read<P: AsRef<Path>>(files: &[P]) -> Result<Self, ScoreError> {
        let mut findings = Self::default();
        for path in files {
            named_cell::read(path.as_ref(), |cell| match cell {
                Ok(cell) => findings.cells.push(cell),
                Err((reason, place)) => complain(&mut findings.not_understood, reason, || place),
            })?;
        }
        Ok(findings)
    }

    /// Writes what was reported wrongly on the headline's ladder, in the order of the findings, as
    /// [`CellTruth::write_missed`] does.
    ///
    /// # Errors
    /// As [`Score::write_missed`].
    pub fn write_false_alarms(&self, score: &Score, path: &Path) -> Result<(), ScoreError> {
        write(ScoreFile::FalseCells, path, score.alarms.iter().map(|alarm| &self.cells[alarm.finding as usize]))
    }
}

type Groups = BTreeMap<String, Counts>;

/// The name that a cell's column has among those of all tables.
fn column_name(cell: &NamedCell) -> String {
    let column = cell.column.as_deref().unwrap_or("(whole rows)");
    cell.table.as_deref().map_or_else(|| column.to_owned(), |table| format!("{table}.{column}"))
}

/// A finding in a message.
fn example(cell: &NamedCell) -> String {
    let row = cell.row.map(|row| row.to_string());
    let texts = [cell.table.as_deref(), row.as_deref(), cell.key.as_deref(), cell.column.as_deref()];
    let parts = COLUMNS.into_iter().zip(texts).filter_map(|(name, text)| Some(format!("{name} {}", text?)));
    parts.collect::<Vec<_>>().join(", ")
}

fn write<'c>(file: ScoreFile, path: &Path, cells: impl Iterator<Item = &'c NamedCell>) -> Result<(), ScoreError> {
    let texts = cells.map(|cell| {
        let text = |text: &'c Option<Box<str>>| text.as_deref().map(Cow::from);
        let row = cell.row.map(|row| Cow::from(row.to_string()));
        [text(&cell.table), row, text(&cell.key), text(&cell.column), text(&cell.kind), text(&cell.value)]
    });
    list_file::write(file, path, COLUMNS, texts)
}

/// How many rows are left.
fn rest(rows: &mut Rows) -> Result<u64, ScoreError> {
    let mut left = 0;
    while rows.next_row()?.is_some() {
        left += 1;
    }
    Ok(left)
}
