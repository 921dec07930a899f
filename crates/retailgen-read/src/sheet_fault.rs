//! Workbooks that are laid out otherwise, read as the sheet that they stand for.
//!
//! The writer's list of ways stands in `retailgen-text` once more: a reader that shared it would prove nothing about it.

/// A fault of a whole workbook, by the kind of its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFault {
    /// Dates are text, the day first.
    TextDates,
    /// Numbers are text.
    TextNumbers,
    /// A hidden sheet of notes stands before the sheet of the table.
    ExtraSheet,
    /// A title stands above the header.
    TitleRow,
}

impl SheetFault {
    /// The fault of a kind; none of any other kind.
    #[must_use]
    pub fn of_kind(kind: &str) -> Option<Self> {
        match kind {
            "workbook.text_dates" => Some(Self::TextDates),
            "workbook.text_numbers" => Some(Self::TextNumbers),
            "workbook.extra_sheet" => Some(Self::ExtraSheet),
            "workbook.title_row" => Some(Self::TitleRow),
            _ => None,
        }
    }
}

/// What is to be undone in a workbook.
///
/// ```
/// use retailgen_read::{SheetFault, SheetUndoing};
///
/// let mut undoing = SheetUndoing::default();
/// undoing.add(SheetFault::TextDates, &[0]);
/// assert_ne!(undoing, SheetUndoing::default());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetUndoing {
    /// Whether a title stands above the header.
    pub has_title: bool,
    /// Whether a sheet stands before the table's.
    pub has_extra_sheet: bool,
    /// The columns, by their places, whose dates are text.
    pub text_dates: Vec<usize>,
    /// Those whose numbers are.
    pub text_numbers: Vec<usize>,
}

impl SheetUndoing {
    /// Adds a fault, with the places of the columns that it is about.
    pub fn add(&mut self, fault: SheetFault, columns: &[usize]) {
        match fault {
            SheetFault::TextDates => self.text_dates.extend(columns),
            SheetFault::TextNumbers => self.text_numbers.extend(columns),
            SheetFault::ExtraSheet => self.has_extra_sheet = true,
            SheetFault::TitleRow => self.has_title = true,
        }
    }
}
