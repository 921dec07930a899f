"""Files in other formats than the schema's."""

import gzip
import pathlib

import pyarrow
import pyarrow.parquet
import pytest
import retailgen

from conftest import SETTINGS

MONTH = SETTINGS | {"days": 30}


def paths(written: retailgen.Written, table: str) -> list[pathlib.Path]:
    return [written.path / file.path for file in written.files if file.table == table]


def test_parquet_files_have_the_rows_of_the_streams(tmp_path: pathlib.Path) -> None:
    dataset = retailgen.dataset(**MONTH, format="parquet")
    written = dataset.write(tmp_path / "data")
    for table in retailgen.TABLES:
        stream = pyarrow.table(dataset.table(table))
        files = [pyarrow.parquet.read_table(path, partitioning=None) for path in paths(written, table)]
        files = pyarrow.concat_tables(files).select(stream.column_names).cast(stream.schema)
        assert stream.num_rows > 0
        for name in stream.column_names:
            assert stream[name].to_pylist() == files[name].to_pylist(), f"{table}.{name}"
    assert retailgen.verify(written.path).ok


@pytest.mark.parametrize("format", ["parquet", "jsonl", "csv,events=jsonl"])
def test_labels_are_those_of_the_truth_folder(tmp_path: pathlib.Path, format: str) -> None:
    dataset = retailgen.dataset(**MONTH, format=format)
    written = dataset.write(tmp_path / "data")
    differs = ["label_id", "line", "cell"]
    stored = pyarrow.parquet.read_table(written.truth / "labels.parquet").drop_columns(differs)
    stream = pyarrow.table(dataset.truth()).drop_columns([*differs, "table_row"])
    assert stream.to_pylist() == stored.to_pylist() != []


@pytest.mark.parametrize("format", ["parquet", "jsonl", "csv,events=jsonl"])
def test_streams_do_not_depend_on_the_format(format: str) -> None:
    native, other = retailgen.dataset(**MONTH), retailgen.dataset(**MONTH, format=format)
    assert other.left_out == []
    for table in retailgen.TABLES:
        for face in ("dirty", "clean"):
            assert pyarrow.table(other.table(table, face=face)) == pyarrow.table(native.table(table, face=face)), table


def test_some_tables_have_other_formats(tmp_path: pathlib.Path) -> None:
    def endings(format: str) -> dict[str, set[str]]:
        dataset = retailgen.dataset(7, 0.001, days=7, tables=["stores", "events", "exchange_rates"], format=format)
        written = dataset.write(tmp_path / format)
        return {table: {path.suffix for path in paths(written, table)} for table in dataset.tables}

    native = {"stores": {".csv"}, "exchange_rates": {".xlsx"}, "events": {".jsonl"}}
    assert endings("native") == native
    assert endings("exchange_rates=parquet") == native | {"exchange_rates": {".parquet"}}
    assert endings("csv, events=jsonl") == native | {"exchange_rates": {".csv"}}


def test_rules_that_a_format_cannot_hold_are_told(tmp_path: pathlib.Path) -> None:
    settings = {"seed": 7, "scale": 0.01, "days": 7, "tables": ["customers"], "anomalies": "default"}
    assert retailgen.dataset(**settings).write(tmp_path / "csv").left_out == []
    dataset = retailgen.dataset(**settings, format="parquet")
    written = dataset.write(tmp_path / "parquet")
    assert "customers.birth_date.malformed" in written.left_out == dataset.left_out
    assert dataset.write(tmp_path / "parquet").left_out == written.left_out
    # What is left casts, so that a stream can have it.
    rows = pyarrow.table(dataset.table("customers"))
    assert rows == pyarrow.table(retailgen.dataset(**settings | {"anomalies": "castable"}).table("customers"))
    rules = {label["rule_id"] for label in pyarrow.table(dataset.truth("customers")).to_pylist()}
    assert rules - {None}
    assert rules.isdisjoint(written.left_out)


def test_gzip_compresses_text(tmp_path: pathlib.Path) -> None:
    settings = {"seed": 7, "scale": 0.001, "days": 7, "tables": ["customers", "events"]}
    plain = retailgen.dataset(**settings).write(tmp_path / "plain")
    zipped = retailgen.dataset(**settings, compression="gzip").write(tmp_path / "zipped")
    for table in settings["tables"]:
        for file in paths(plain, table):
            other = zipped.path / f"{file.relative_to(plain.path)}.gz"
            assert gzip.decompress(other.read_bytes()) == file.read_bytes()
    assert len(zipped.files) == len(plain.files)
    assert retailgen.verify(zipped.path).ok


@pytest.mark.parametrize(
    ("format", "message"),
    [
        ("orc", 'there is no format "orc": choose among native, csv, jsonl, parquet'),
        ("csv", "events cannot be written as csv"),
        ("sensor=csv", 'there is no table "sensor"'),
    ],
)
def test_a_format_that_there_is_not_is_refused(format: str, message: str) -> None:
    with pytest.raises(retailgen.UsageError, match=message):
        retailgen.dataset(format=format)
