//! Parquet files against what an independent reader makes of them, and against each other.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression as Codec, Encoding};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use proptest::prelude::*;
use retailgen_folder::{FileDigest, PendingFile};
use retailgen_schema::Table;
use retailgen_sinks::SinkError;
use retailgen_sinks::compression::Compression;
use retailgen_sinks::format::StoredRows;
use retailgen_sinks::parquet::{ParquetFile, ParquetOptions};

use crate::rows::{self, Row};

fn schema() -> SchemaRef {
    rows::schema((12, 2), (18, 8))
}

fn batch(rows: &[Row]) -> RecordBatch {
    rows::batch(&schema(), rows)
}

/// Many rows without a draw: every column has repeats, long runs apart and nulls.
fn many(rows: usize) -> RecordBatch {
    let row = |n: usize| {
        let n = n as i64;
        let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64);
        Row {
            int32: Some((mixed >> 60) as i32),
            int64: Some(n * 8 + 1),
            float64: (n % 5 != 0).then_some(mixed as f64 / 1e9),
            utf8: Some(["Australia Post", "DHL", "", "Straße, \"7\"\n"][(mixed >> 62 & 3) as usize].to_owned()),
            other: (n % 4 != 0).then(|| "late".to_owned()),
            bool: (n % 3 != 0).then_some(mixed < 0),
            date: Some(19_723 + (n / 100) as i32),
            timestamp: (n % 7 != 0).then_some(1_704_067_200_000_000 + n * 1_000_000 + (mixed >> 44)),
            price: Some(i128::from(mixed >> 48 & 0xFFF)),
            rate: Some(i128::from(mixed >> 8)),
        }
    };
    batch(&(0..rows).map(row).collect::<Vec<_>>())
}

/// Writes `batch` cut after the given rows.
fn write(path: &Path, batch: &RecordBatch, cuts: &[usize], options: &ParquetOptions) -> FileDigest {
    let mut file = ParquetFile::create(PendingFile::create(path).unwrap(), "t", batch.schema(), options).unwrap();
    let mut start = 0;
    for &cut in cuts.iter().chain([&batch.num_rows()]) {
        let end = cut.clamp(start, batch.num_rows());
        file.write(&batch.slice(start, end - start)).unwrap();
        start = end;
    }
    file.commit().unwrap()
}

fn read(path: &Path) -> (RecordBatch, Arc<ParquetMetaData>) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let (schema, metadata) = (Arc::clone(reader.schema()), Arc::clone(reader.metadata()));
    let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
    (concat_batches(&schema, &batches).unwrap(), metadata)
}

fn row() -> impl Strategy<Value = Row> {
    let price = -999_999_999_999_i128..=999_999_999_999;
    let rate = -999_999_999_999_999_999_i128..=999_999_999_999_999_999;
    (
        (
            any::<Option<i32>>(),
            any::<Option<i64>>(),
            any::<Option<f64>>(),
            any::<Option<String>>(),
            any::<Option<bool>>(),
        ),
        (any::<Option<i32>>(), any::<Option<i64>>(), proptest::option::of(price), proptest::option::of(rate)),
    )
        .prop_map(|((int32, int64, float64, utf8, bool), (date, timestamp, price, rate))| Row {
            int32,
            int64,
            float64,
            utf8,
            other: None,
            bool,
            date,
            timestamp,
            price,
            rate,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_read_back_is_what_was_written(rows in proptest::collection::vec(row(), 0..60)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let batch = batch(&rows);
        let digest = write(&path, &batch, &[], &ParquetOptions::default().with_row_group_rows(25));
        prop_assert_eq!(digest.bytes, fs::metadata(&path).unwrap().len());
        prop_assert_eq!(read(&path).0, batch);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn bytes_do_not_depend_on_how_rows_are_cut(
        mut cuts in proptest::collection::vec(0_usize..40_000, 0..12),
        group in prop_oneof![Just(128 * 1024), Just(10_000)],
    ) {
        cuts.sort_unstable();
        let folder = tempfile::tempdir().unwrap();
        let batch = many(40_000);
        let options = ParquetOptions::default().with_row_group_rows(group);
        let whole = write(&folder.path().join("whole.parquet"), &batch, &[], &options);
        let cut = write(&folder.path().join("cut.parquet"), &batch, &cuts, &options);
        prop_assert_eq!(whole, cut);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Row groups that chunks fill are copied, others are not.
    #[test]
    fn a_file_that_begins_with_rows_of_another_is_the_one_that_is_written_at_once(
        kept in 0_usize..=40_000,
        more in prop_oneof![Just(0), 1_usize..20_000],
        group in prop_oneof![Just(128 * 1024), Just(10_000), Just(8 * 1024), Just(16 * 1024)],
        compression in proptest::sample::select(Compression::ALL.to_vec()),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let rows = many(60_000);
        let options = ParquetOptions::default().with_row_group_rows(group).with_compression(compression);
        write(&path("old"), &rows.slice(0, 40_000), &[], &options);
        let at_once = write(&path("at once"), &rows.slice(0, kept + more), &[], &options);

        let begun = PendingFile::create(&path("begun")).unwrap();
        let mut begun = ParquetFile::create(begun, "t", rows.schema(), &options).unwrap();
        let old = File::open(path("old")).unwrap();
        begun.write_stored(&StoredRows { file: old, path: path("old"), rows: kept as u64 }).unwrap();
        begun.write(&rows.slice(kept, more)).unwrap();
        prop_assert_eq!(begun.commit().unwrap(), at_once);
    }
}

#[test]
fn rows_of_what_is_no_parquet_are_refused_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.parquet");
    fs::write(&path, "no Parquet").unwrap();
    let rows = many(1);
    let file = PendingFile::create(&folder.path().join("begun.parquet")).unwrap();
    let mut file = ParquetFile::create(file, "t", rows.schema(), &ParquetOptions::default()).unwrap();
    let stored = StoredRows { file: File::open(&path).unwrap(), path: path.clone(), rows: 1 };
    let error = file.write_stored(&stored).unwrap_err().to_string();
    assert!(error.contains("old.parquet"), "{error}");
}

#[test]
fn every_compression_gives_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let batch = many(20_000);
    let sizes = Compression::ALL.map(|compression| {
        let path = folder.path().join(compression.name());
        let digest = write(&path, &batch, &[], &ParquetOptions::default().with_compression(compression));
        let (back, metadata) = read(&path);
        assert_eq!(back, batch, "{compression}");
        let codec = metadata.row_group(0).column(0).compression();
        let meant = match compression {
            Compression::Zstd => matches!(codec, Codec::ZSTD(_)),
            Compression::Snappy => codec == Codec::SNAPPY,
            Compression::Gzip => matches!(codec, Codec::GZIP(_)),
            _ => codec == Codec::UNCOMPRESSED,
        };
        assert!(meant, "{compression}: {codec}");
        assert_eq!(compression.name().parse(), Ok(compression));
        digest.bytes
    });
    let [zstd, snappy, gzip, none] = sizes;
    assert!(zstd.max(gzip) < snappy && snappy < none, "{sizes:?}");
    assert!("ZSTD".parse::<Compression>().is_err());
}

#[test]
fn the_footer_is_fixed_and_has_statistics() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let batch = many(20_000);
    write(&path, &batch, &[], &ParquetOptions::default().with_row_group_rows(8_000));
    let (_, metadata) = read(&path);
    assert_eq!(metadata.file_metadata().created_by(), Some("retailgen"));
    assert!(metadata.file_metadata().key_value_metadata().is_none());
    let rows: Vec<i64> = metadata.row_groups().iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(rows, [8_000, 8_000, 4_000]);
    for group in metadata.row_groups() {
        for column in group.columns() {
            let statistics = column.statistics().unwrap();
            assert!(statistics.min_bytes_opt().is_some() && statistics.null_count_opt().is_some(), "{column:?}");
            // The page index, which tells statistics a page.
            assert!(column.column_index_offset().is_some() && column.offset_index_offset().is_some(), "{column:?}");
        }
    }
    let ids = metadata.row_group(1).column(1).statistics().unwrap();
    assert_eq!(ids.min_bytes_opt().unwrap(), 64_001_i64.to_le_bytes());
}

#[test]
fn encodings_follow_types_and_what_the_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let batch = many(20_000);
    let mut options = ParquetOptions::default();
    options.distinct.push("rate".to_owned());
    write(&path, &batch, &[], &options);
    let (_, metadata) = read(&path);
    let encodings = |name: &str| -> Vec<Encoding> {
        let index = batch.schema().index_of(name).unwrap();
        metadata.row_group(0).column(index).encodings().collect()
    };
    for name in ["int32", "int64", "date", "timestamp"] {
        assert!(encodings(name).contains(&Encoding::DELTA_BINARY_PACKED), "{name}: {:?}", encodings(name));
        assert!(!encodings(name).contains(&Encoding::RLE_DICTIONARY), "{name}: {:?}", encodings(name));
    }
    for name in ["utf8", "price"] {
        assert!(encodings(name).contains(&Encoding::RLE_DICTIONARY), "{name}: {:?}", encodings(name));
    }
    for name in ["rate", "float64"] {
        assert!(!encodings(name).contains(&Encoding::RLE_DICTIONARY), "{name}: {:?}", encodings(name));
    }
    assert!(ParquetOptions::for_table(Table::Shipments.definition()).distinct.iter().all(|name| name == "shipment_id"));
    assert!(ParquetOptions::for_table(Table::Customers.definition()).distinct.contains(&"natural_key".to_owned()));
}

#[test]
fn a_file_of_the_retailer_has_the_tables_schema_and_none_but() {
    let folder = tempfile::tempdir().unwrap();
    for table in Table::ALL {
        let definition = table.definition();
        let path = folder.path().join(definition.name);
        let empty = RecordBatch::new_empty(definition.schema());
        write(&path, &empty, &[], &ParquetOptions::for_table(definition));
        let (back, metadata) = read(&path);
        assert_eq!(back.schema(), definition.schema(), "{table}");
        assert_eq!(back.num_rows(), 0);
        assert_eq!(metadata.num_row_groups(), 0);
    }
}

#[test]
fn a_file_not_committed_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let batch = many(30_000);
    let options = ParquetOptions::default().with_row_group_rows(10_000);
    let mut file = ParquetFile::create(PendingFile::create(&path).unwrap(), "t", batch.schema(), &options).unwrap();
    file.write(&batch).unwrap();
    assert!(file.bytes() > 100_000, "{}", file.bytes());
    drop(file);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn other_columns_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let ids = |name: &str, nullable| {
        let schema = Arc::new(Schema::new(vec![Field::new(name, DataType::Int64, nullable)]));
        RecordBatch::try_new(schema, vec![Arc::new(Int64Array::from(vec![7]))]).unwrap()
    };
    let wanted = ids("order_id", true);
    let options = ParquetOptions::default();
    let mut file =
        ParquetFile::create(PendingFile::create(&path).unwrap(), "shipments", wanted.schema(), &options).unwrap();
    for (batch, difference) in [
        (ids("order_no", true), "column 1 should be order_id (Int64) and is order_no (Int64)"),
        (ids("order_id", false), "column 1 should be order_id (Int64) and is order_id (Int64, never null)"),
    ] {
        let error = file.write(&batch).unwrap_err();
        assert!(matches!(error, SinkError::SchemaMismatch { .. }), "{error}");
        assert_eq!(
            error.to_string(),
            format!("a batch of table shipments does not have the table's columns: {difference}")
        );
    }
    file.write(&wanted).unwrap();
    file.commit().unwrap();
    assert_eq!(read(&path).0, wanted);
}

#[test]
fn a_type_without_a_parquet_form_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let schema = Arc::new(Schema::new(vec![Field::new("x", DataType::Struct(Fields::empty()), true)]));
    let pending = PendingFile::create(&path).unwrap();
    match ParquetFile::create(pending, "t", schema, &ParquetOptions::default()) {
        Err(error @ SinkError::Parquet { .. }) => assert!(error.to_string().contains("t.parquet"), "{error}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
