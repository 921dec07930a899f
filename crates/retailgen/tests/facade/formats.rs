//! Formats: what stands in each file, read back strictly, is the generated rows under the table's schema.

use std::{collections::BTreeMap, fs, sync::LazyLock};

use crate::support::{
    contents::{is_derived, read, table_of, texts},
    files, scenario, window, world_of,
    written::Written,
};
use arrow_csv::ReaderBuilder;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use retailgen::{Dataset, Table};
use retailgen_schema::Format;

struct Fixture {
    dataset: Dataset,
    files: BTreeMap<String, Vec<u8>>,
}

static WRITTEN: LazyLock<Fixture> = LazyLock::new(|| {
    let scenario = scenario(21, "0.01", window("2024-02-10", 30));
    Fixture { dataset: scenario.dataset(), files: Written::new(&scenario, 2).files() }
});

#[test]
fn csv_files_cast_strictly_to_the_rows() {
    let mut seen = 0;
    for (path, bytes) in &WRITTEN.files {
        let definition = table_of(path).definition();
        if definition.format != Format::Csv {
            continue;
        }
        let reader = ReaderBuilder::new(definition.schema()).with_header(true).build(bytes.as_slice()).unwrap();
        let cells: Vec<_> = reader.flat_map(|batch| texts(&batch.unwrap())).collect();
        assert!(cells.into_iter().eq(generated(path)), "{path}");
        seen += 1;
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn other_files_hold_the_rows_in_cells_of_their_types() {
    let mut formats = BTreeMap::<String, usize>::new();
    for (path, bytes) in WRITTEN.files.iter().filter(|(path, _)| !is_derived(path)) {
        let format = table_of(path).definition().format;
        if format != Format::Csv {
            // Reading a workbook refuses a date that is text, and a number that is not one of the column's scale.
            assert!(read(path, bytes).rows.into_iter().map(|row| row.cells).eq(generated(path)), "{path}");
            *formats.entry(format.to_string()).or_default() += 1;
        }
    }
    let expected = [("delta", 7), ("jsonl", 30), ("parquet", 1), ("xlsx", 1)];
    assert_eq!(formats, expected.map(|(format, files)| (format.to_owned(), files)).into());
}

/// The cells of a file's rows as they were generated.
fn generated(path: &str) -> Vec<Vec<Option<String>>> {
    static GENERATED: LazyLock<BTreeMap<String, Vec<Vec<Option<String>>>>> = LazyLock::new(|| {
        let (world, window) = (world_of(&WRITTEN.dataset), WRITTEN.dataset.scenario().window());
        let all = Table::ALL.into_iter().flat_map(|table| files(&world, window, table));
        all.map(|file| (file.path, file.batches.iter().flat_map(texts).collect())).collect()
    });
    GENERATED[path].clone()
}

#[test]
fn a_parquet_files_schema_is_the_definitions() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("shipments.parquet");
    fs::write(&place, &WRITTEN.files["shipments.parquet"]).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(&place).unwrap()).unwrap();
    assert_eq!(*reader.schema(), Table::Shipments.definition().schema());
    for batch in reader.build().unwrap() {
        assert_eq!(batch.unwrap().schema(), Table::Shipments.definition().schema());
    }
}
