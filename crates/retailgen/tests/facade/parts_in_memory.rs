//! Parts of a table in memory, and parts of a plan: together they are the whole.

use crate::support::{batches, scenario, window};
use retailgen::{PartNumber, Policy, Table, arrow_array::RecordBatch};

const NUMBERS: [u32; 5] = [1, 2, 3, 7, 64];

fn part(number: u32, of: u32) -> PartNumber {
    PartNumber::new(number, of).unwrap()
}

#[test]
fn the_rows_of_all_parts_of_a_table_are_its_rows() {
    let dataset = scenario(5, "0.02", window("2024-11-20", 12)).with_anomalies(Policy::castable()).dataset();
    for table in Table::ALL {
        let whole = batches(&dataset, table);
        let dirty: Vec<_> = dataset.dirty_batches(table).unwrap().map(Result::unwrap).collect();
        for of in NUMBERS {
            let parts = || (1..=of).map(|number| part(number, of));
            let rows: Vec<Vec<RecordBatch>> =
                parts().map(|part| dataset.batches_of_part(table, part).map(Result::unwrap).collect()).collect();
            assert_eq!(rows.concat(), whole, "{table} in {of}");
            let of_parts = parts().flat_map(|part| dataset.dirty_batches_of_part(table, part).unwrap());
            let of_parts: Vec<_> = of_parts.map(Result::unwrap).collect();
            assert_eq!(of_parts.len(), dirty.len());
            for (of_part, of_whole) in of_parts.iter().zip(&dirty) {
                assert_eq!(
                    (&of_part.rows, &of_part.labels, &of_part.file),
                    (&of_whole.rows, &of_whole.labels, &of_whole.file)
                );
            }
            // No part has more than its share and a batch.
            let counts: Vec<usize> = rows.iter().map(|rows| rows.iter().map(RecordBatch::num_rows).sum()).collect();
            let largest = whole.iter().map(RecordBatch::num_rows).max().unwrap_or(0);
            let share = counts.iter().sum::<usize>() / of as usize;
            assert!(counts.iter().all(|count| *count <= share + 2 * largest), "{table} in {of}: {counts:?}");
        }
    }
}

#[test]
fn estimates_and_plans_of_parts_add_up() {
    let dataset = scenario(12, "0.004", window("2024-11-20", 20)).dataset();
    let whole = dataset.estimate().unwrap();
    for of in [2, 7] {
        let parts = (1..=of).map(|number| dataset.estimate_of_part(part(number, of)).unwrap());
        let parts: Vec<_> = parts.flatten().collect();
        for total in &whole {
            let of_table = parts.iter().filter(|estimate| estimate.table == total.table);
            assert_eq!(of_table.clone().map(|estimate| estimate.files).sum::<usize>(), total.files, "{}", total.table);
            assert_eq!(
                of_table.map(|estimate| estimate.rows.count()).sum::<u64>(),
                total.rows.count(),
                "{}",
                total.table
            );
        }
    }
}
