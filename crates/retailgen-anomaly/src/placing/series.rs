//! Series: rows that follow one another, such as the readings of one sensor.

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_schema::TableDefinition;
use retailgen_text::cell_text;

use super::eligible::Rows;
use crate::policy::series_columns;

/// Which of `rows` belong to the same series as `row`, in order.
pub fn of(batch: &RecordBatch, definition: &TableDefinition, rows: &Rows, row: usize) -> Vec<usize> {
    let columns = series_columns(definition).unwrap_or_default();
    let same = |other: &usize| columns.iter().all(|&column| is_same(batch.column(column).as_ref(), *other, row));
    rows.iter().filter(same).collect()
}

/// Whether two cells of a column hold the same.
fn is_same(column: &dyn Array, a: usize, b: usize) -> bool {
    if column.is_null(a) || column.is_null(b) {
        return column.is_null(a) && column.is_null(b);
    }
    // Their texts say it too, but making them for every reading of a block took a third of the time of its faults.
    if let Some(texts) = column.as_string_opt::<i32>() {
        return texts.value(a) == texts.value(b);
    }
    match column.as_primitive_opt::<Int64Type>() {
        Some(numbers) => numbers.value(a) == numbers.value(b),
        None => cell_text(column, a) == cell_text(column, b),
    }
}

/// The rows of a series in the order in which a run of `length` takes them: on from `row`, but from early enough that
/// it fits, and then those before it, the nearest first.
pub fn from(series: &[usize], row: usize, length: usize) -> impl Iterator<Item = usize> {
    let place = series.partition_point(|&other| other < row).min(series.len().saturating_sub(length));
    series[place..].iter().chain(series[..place].iter().rev()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_on_from_its_start_and_fits() {
        let series = [2, 5, 8, 11, 14];
        assert_eq!(from(&series, 5, 3).collect::<Vec<_>>(), [5, 8, 11, 14, 2]);
        assert_eq!(from(&series, 14, 3).collect::<Vec<_>>(), [8, 11, 14, 5, 2]);
        assert_eq!(from(&series, 2, 9).collect::<Vec<_>>(), series);
    }
}
