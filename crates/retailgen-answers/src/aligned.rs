//! Tables of text with their columns side by side.

use std::fmt::{self, Write as _};

/// Writes a table, its first columns to the left and the last ones, which are figures, to the right.
pub(crate) fn aligned(table: &[Vec<String>], figures: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let columns = table.first().map_or(0, Vec::len);
    let width = |column: usize| table.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for line in table {
        let mut text = String::new();
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            if column + figures < columns {
                write!(text, "  {cell:<width$}")?;
            } else {
                write!(text, "  {cell:>width$}")?;
            }
        }
        writeln!(f, "{}", text.trim_end())?;
    }
    Ok(())
}
