//! `PostgreSQL`: a table for each table, and what psql copies into it.

use retailgen_schema::{Format, Table, TableDefinition};

use crate::{LoaderOptions, ddl, layout, literal, loaded_table::LoadedTable, types::POSTGRES};

/// What Python makes CSV of, by format: `PostgreSQL` reads text only.
const WORKBOOK: &str = "import csv, openpyxl, sys; \
    csv.writer(sys.stdout).writerows(openpyxl.load_workbook(sys.argv[1])[sys.argv[2]].values)";
const PARQUET: &str = "import sys, pyarrow.csv, pyarrow.parquet as pq; \
    pyarrow.csv.write_csv(pq.read_table(sys.argv[1], partitioning=None), sys.stdout.buffer)";
/// Of a copy, since deltalake does not find its way to every folder.
const DELTA: &str = "import shutil, sys, tempfile, deltalake, pyarrow.csv; copy = tempfile.TemporaryDirectory(); \
    table = deltalake.DeltaTable(shutil.copytree(sys.argv[1], copy.name + \"/table\")); \
    pyarrow.csv.write_csv(table.to_pyarrow_table(), sys.stdout.buffer); copy.cleanup()";

/// A script for psql. Rows of a policy with rules may break any key, so their tables have none.
pub fn render(tables: &[Table], folder: &str, options: &LoaderOptions) -> String {
    let is_clean = options.anomalies.is_none_or(|policy| policy.rules().is_empty());
    let keys = if is_clean { "" } else { "-- Without keys and NOT NULL, which not all rows of the policy keep to.\n" };
    let mut out = format!(
        "-- For psql where there is a POSIX shell: psql -v ON_ERROR_STOP=1 -f FILE\n{keys}\
         -- What is no text comes through python3 with openpyxl, pyarrow and deltalake.\n"
    );
    // What could be read as the assignment of a variable by awk is a path.
    let folder = if folder.starts_with(['/', '.']) { folder.to_owned() } else { format!("./{folder}") };
    for table in ddl::in_order_of_reference(tables) {
        let loaded = LoadedTable::new(table, options.anomalies);
        out.push('\n');
        out.push_str(&loaded.note("--"));
        out.push_str(&ddl::create_table(&loaded, &POSTGRES, is_clean.then_some(tables)));
        out.push_str(&copy(table.definition(), &folder));
    }
    out
}

/// The command that fills the table; psql wants it on one line.
fn copy(table: &TableDefinition, folder: &str) -> String {
    let name = table.name;
    let path = format!("{folder}/{}", layout::root(table));
    let program = match table.format {
        Format::Csv if table.partitions.is_empty() => None,
        Format::Csv | Format::Jsonl => Some(partitioned_rows(table, &path)),
        Format::Xlsx => Some(python(WORKBOOK, &path, name)),
        Format::Delta => Some(python(DELTA, &path, name)),
        _ => Some(python(PARQUET, &path, name)),
    };
    let source = program.map_or_else(|| literal::sql(&path), |program| format!("PROGRAM {}", literal::sql(&program)));
    let options = match table.format {
        // Each line is one field: no line has one of these characters in it.
        Format::Jsonl => r"DELIMITER E'\x01', QUOTE E'\x02'",
        _ if table.partitions.is_empty() => "HEADER true",
        _ => "HEADER false",
    };
    let columns = layout::path_columns(table).into_iter().map(|column| column.name);
    let columns: Vec<&str> = columns.chain(table.columns.iter().map(|column| column.name)).collect();
    format!("\\copy {name} ({}) FROM {source} WITH (FORMAT csv, {options})\n", columns.join(", "))
}

fn python(code: &str, path: &str, table: &str) -> String {
    format!("python3 -c {} {} {table}", literal::shell(code), literal::shell(path))
}

/// The rows of all files without their headers, each behind the columns that only the path says. A row of CSV ends where all
/// quotes are closed.
fn partitioned_rows(table: &TableDefinition, path: &str) -> String {
    let (delimiter, extension, rows) = match table.format {
        Format::Csv => {
            (",", "csv", r#"next } { if (!quoted) printf "%s", path; print; quoted = (quoted + gsub(/"/, "")) % 2 }"#)
        }
        _ => (r"\001", "jsonl", "} { print path $0 }"),
    };
    let values = layout::path_names(table, |column| {
        format!(
            r#"value = FILENAME; sub(/.*\/{column}=/, "", value); sub(/\/.*/, "", value); path = path value "{delimiter}"; "#
        )
    });
    let program = literal::shell(&format!(r#"FNR == 1 {{ path = ""; {values}{rows}"#));
    format!("find {} -name '*.{extension}' -exec awk {program} {{}} +", literal::shell(path))
}
