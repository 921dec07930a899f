//! Findings about the cells of any dataset, held against its wrong cells.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    How, Ladder,
    named_cell::NamedCell,
    rung::{Rung, Verdict},
};

/// A row of a table, by its number or its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RowName<'c> {
    Number(&'c str, u64),
    Key(&'c str, &'c str),
}

/// The rows in which something is wrong, by all names that they have.
pub(crate) struct WrongRows<'c> {
    /// The one name under which a row is known here that has two.
    names: HashMap<RowName<'c>, RowName<'c>>,
    tables: HashSet<&'c str>,
    has_numbers: bool,
    has_keys: bool,
    /// What is wrong in each.
    cells: HashMap<RowName<'c>, Vec<u32>>,
}

impl<'c> WrongRows<'c> {
    pub(crate) fn of(cells: &'c [NamedCell]) -> Self {
        let (mut names, mut in_rows) = (HashMap::new(), HashMap::<_, Vec<u32>>::new());
        for cell in cells {
            let table = cell.table.as_deref().unwrap_or_default();
            if let (Some(number), Some(key)) = (cell.row, cell.key.as_deref()) {
                names.insert(RowName::Key(table, key), RowName::Number(table, number));
            }
        }
        for (number, cell) in (0_u32..).zip(cells) {
            let table = cell.table.as_deref().unwrap_or_default();
            if let Some(name) = names_of(cell, table).next() {
                in_rows.entry(*names.get(&name).unwrap_or(&name)).or_default().push(number);
            }
        }
        Self {
            names,
            tables: cells.iter().map(|cell| cell.table.as_deref().unwrap_or_default()).collect(),
            has_numbers: cells.iter().any(|cell| cell.row.is_some()),
            has_keys: cells.iter().any(|cell| cell.key.is_some()),
            cells: in_rows,
        }
    }

    /// The row of an item, as all items of the row have it.
    pub(crate) fn of_item(&self, cell: &'c NamedCell) -> Option<RowName<'c>> {
        let name = names_of(cell, cell.table.as_deref().unwrap_or_default()).next()?;
        Some(*self.names.get(&name).unwrap_or(&name))
    }

    /// The row that a finding means, and by what; or why it means none.
    pub(crate) fn meant_by(&self, finding: &'c NamedCell) -> Result<(How, RowName<'c>), String> {
        let table = self.table(finding)?;
        let names = |name: &RowName| match name {
            RowName::Number(..) => self.has_numbers || self.cells.is_empty(),
            RowName::Key(..) => self.has_keys || self.cells.is_empty(),
        };
        let name = names_of(finding, table).find(names).ok_or_else(|| {
            let (there, other) = if self.has_numbers { ("row", "key") } else { ("key", "row") };
            format!("it names its {other}, and the truth knows rows by {there}")
        })?;
        let how = if matches!(name, RowName::Number(..)) { How::Row } else { How::Key };
        Ok((how, *self.names.get(&name).unwrap_or(&name)))
    }

    /// The table that a finding means: of a truth without names it is the one that there is.
    fn table(&self, finding: &'c NamedCell) -> Result<&'c str, String> {
        let mut named = self.tables.iter().filter(|name| !name.is_empty());
        match (named.next(), named.next(), finding.table.as_deref()) {
            (None, ..) => Ok(""),
            (Some(_), _, Some(name)) => Ok(name),
            (Some(only), None, None) => Ok(only),
            (Some(_), Some(_), None) => Err("it names no table, and the truth has several".to_owned()),
        }
    }
}

/// The names of a cell's row, the surest first.
fn names_of<'c>(cell: &'c NamedCell, table: &'c str) -> impl Iterator<Item = RowName<'c>> {
    let key = cell.key.as_deref().map(move |key| RowName::Key(table, key));
    cell.row.map(move |number| RowName::Number(table, number)).into_iter().chain(key)
}

/// What a finding reports: a row, the column that it names, and the kind.
type Reported<'c> = (RowName<'c>, Option<&'c str>, Option<&'c str>);

/// What came of findings on each ladder.
#[derive(Debug, Default)]
pub(crate) struct CellJudgement<'c> {
    pub(crate) rungs: BTreeMap<Ladder, Rung<Reported<'c>>>,
    pub(crate) located: BTreeMap<How, u64>,
    /// How many findings say what another has said.
    pub(crate) repeated: u64,
    seen: HashSet<Reported<'c>>,
}

impl<'c> CellJudgement<'c> {
    /// Takes a finding about a row.
    pub(crate) fn enter(
        &mut self,
        number: u32,
        finding: &'c NamedCell,
        (how, row): (How, RowName<'c>),
        rows: &WrongRows<'c>,
        cells: &[NamedCell],
    ) {
        let (column, kind) = (finding.column.as_deref(), finding.kind.as_deref());
        *self.located.entry(how).or_default() += 1;
        self.repeated += u64::from(!self.seen.insert((row, column, kind)));
        let in_row = rows.cells.get(&row).map_or(&[][..], Vec::as_slice);
        // Where a whole row is wrong, so is each of its cells.
        let is_meant = |item: &NamedCell| item.column.is_none() || item.column.as_deref() == column;
        let hits: Vec<u32> = in_row.iter().copied().filter(|item| is_meant(&cells[*item as usize])).collect();
        let of_kind: Vec<u32> =
            hits.iter().copied().filter(|item| cells[*item as usize].kind.as_deref() == kind).collect();

        let by_row = if in_row.is_empty() { Verdict::Wrong } else { Verdict::Right };
        let by_cell = match column {
            _ if !hits.is_empty() => Verdict::Right,
            None => Verdict::Coarser,
            Some(_) => Verdict::Wrong,
        };
        let with_kind = match by_cell {
            _ if kind.is_none() => Verdict::Coarser,
            Verdict::Right if of_kind.is_empty() => Verdict::Wrong,
            verdict => verdict,
        };
        self.rung(Ladder::Row).enter(number, by_row, in_row.iter().copied(), Some((row, None, None)));
        self.rung(Ladder::Cell).enter(number, by_cell, hits, Some((row, column, None)));
        self.rung(Ladder::Kind).enter(number, with_kind, of_kind, Some((row, column, kind)));
    }

    fn rung(&mut self, ladder: Ladder) -> &mut Rung<Reported<'c>> {
        self.rungs.entry(ladder).or_default()
    }
}
