"""Tables in other formats than their own: other readers find the same rows in each, and checks the same faults."""

import json
import subprocess
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from contract import TABLES, contract
from dataset import Dataset, generate

FORMATS = ["parquet", "jsonl", "csv,events=native"]
"""As the flag takes them."""

DUCKDB_TYPES = {"int32": "integer", "int64": "bigint", "double": "double", "string": "varchar", "bool": "boolean"}
"""By the names of Arrow's types; others go by the same name in both."""

COLUMNAR = [table for table in TABLES if table != "events"]
"""The tables whose rows are no documents."""


@pytest.fixture(scope="module")
def clean(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Dataset]:
    """The same rows in each format, without faults."""
    return {
        formats: generate(
            binary, tmp_path_factory.mktemp("formats"), "none", "--format", formats, scale="0.002"
        )
        for formats in FORMATS
    }


def _sorted(table: str, rows: pa.Table) -> pa.Table:
    keys = [(column, "ascending") for column in contract(table).primary_key]
    return rows.sort_by(keys).combine_chunks()


def _reference(clean: dict[str, Dataset], table: str) -> pa.Table:
    """The rows that pyarrow reads from the Parquet files, whose columns have the contract's types."""
    files = clean["parquet"].files(table)
    rows = pa.concat_tables(pq.ParquetFile(file).read() for file in files)
    assert rows.schema.equals(contract(table).schema, check_metadata=False)
    return _sorted(table, rows)


def _duckdb_type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamp"
    return {"date32[day]": "date"}.get(str(kind)) or DUCKDB_TYPES[str(kind)]


@pytest.mark.parametrize("table", COLUMNAR)
def test_duckdb_finds_the_same_rows_in_json_lines(clean: dict[str, Dataset], table: str) -> None:
    schema = contract(table).schema
    files = [str(file) for file in clean["jsonl"].files(table)]
    columns = {field.name: _duckdb_type(field.type) for field in schema}
    rows = duckdb.execute(
        "select * from read_json($1, format = 'newline_delimited', columns = $2, hive_partitioning = false)",
        [files, columns],
    ).to_arrow_table()
    assert _sorted(table, rows.cast(schema)).equals(_reference(clean, table))


@pytest.mark.parametrize("table", COLUMNAR)
def test_pyarrow_finds_the_same_rows_in_csv(clean: dict[str, Dataset], table: str) -> None:
    schema = contract(table).schema
    options = pc.ConvertOptions(
        column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
    )
    parse = pc.ParseOptions(newlines_in_values=True)
    files = clean["csv,events=native"].files(table)
    rows = pa.concat_tables(pc.read_csv(file, convert_options=options, parse_options=parse) for file in files)
    assert _sorted(table, rows.cast(schema)).equals(_reference(clean, table))


@pytest.mark.parametrize("table", ["stores", "orders_lines", "exchange_rates"])
def test_json_lines_say_what_is_a_number(clean: dict[str, Dataset], table: str) -> None:
    """Without a schema, Polars sees numbers where the columns have them, and text elsewhere."""
    rows = pl.read_ndjson(clean["jsonl"].files(table)[0])
    for field in contract(table).schema:
        if rows[field.name].null_count() == rows.height:
            continue
        is_number = pa.types.is_integer(field.type) or pa.types.is_decimal(field.type) or pa.types.is_floating(field.type)
        assert rows.schema[field.name].is_numeric() == is_number, field


def test_documents_stand_in_a_column_of_parquet(clean: dict[str, Dataset]) -> None:
    found = pa.concat_tables(pq.ParquetFile(file).read() for file in clean["parquet"].files("events"))
    lines = [line for file in clean["jsonl"].files("events") for line in file.read_text("utf-8").splitlines()]
    assert found.schema.names == ["json"]
    assert found["json"].to_pylist() == lines


def test_a_check_finds_the_same_faults_in_each_format(binary: Path, tmp_path: Path) -> None:
    """The same query, told by primary keys: what it finds, misses and blames does not hang on the format."""
    counts = {}
    for number, formats in enumerate(["native", *FORMATS]):
        data = generate(
            binary, tmp_path / str(number), "castable", "-t", "customers", "--format", formats, scale="0.05"
        )
        files = [str(file) for file in data.files("customers")]
        reader = {".csv": "read_csv", ".jsonl": "read_json", ".parquet": "read_parquet"}[Path(files[0]).suffix]
        rows = duckdb.execute(f"select customer_id from {reader}($1) where phone is null", [files]).fetchall()
        findings = tmp_path / f"{number}.jsonl"
        lines = (
            json.dumps({"table": "customers", "column": "phone", "key": {"customer_id": key}}) for (key,) in rows
        )
        findings.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [binary, "score", findings, "--data", data.folder, "--truth", data.truth, "--json"]
        run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        counts[formats] = json.loads(run.stdout)
        assert sum(column["found"] for column in counts[formats]["columns"]) > 0
    assert len({json.dumps(count, sort_keys=True) for count in counts.values()}) == 1, counts


def test_an_outcome_is_compared_in_each_format(binary: Path, tmp_path: Path) -> None:
    """A pipeline that hands on all rows as they are keeps every fault, whatever the files are."""
    kept = {}
    for number, formats in enumerate(["native", *FORMATS]):
        data = generate(
            binary, tmp_path / str(number), "castable", "-t", "customers,stores", "--format", formats, scale="0.02"
        )
        command = [
            binary, "score", "--outcome", data.folder, "--data", data.folder, "--truth", data.truth, "--json"
        ]  # fmt: skip
        run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        kept[formats] = json.loads(run.stdout)["tables"]
    assert len({json.dumps(tables, sort_keys=True) for tables in kept.values()}) == 1, kept
