"""Streams: lazy, restartable, without the interpreter's lock, and taken by every Arrow library."""

import threading
import time

import deltalake
import duckdb
import pandas
import polars
import pyarrow
import pytest
import retailgen


def test_a_first_batch_comes_of_a_table_that_would_never_end() -> None:
    huge = retailgen.dataset(seed=7, scale=1000)
    for face in ("dirty", "clean"):
        reader = pyarrow.RecordBatchReader.from_stream(huge.table("customers", face=face))
        assert reader.read_next_batch().num_rows >= 8000  # a block, without those who have been erased
    labels = pyarrow.RecordBatchReader.from_stream(huge.truth("customers"))
    assert labels.read_next_batch().num_rows >= 4096


def test_each_call_gives_a_new_stream(dataset: retailgen.Dataset) -> None:
    table = dataset.table("customers")
    first, second = (pyarrow.RecordBatchReader.from_stream(table) for _ in range(2))
    batch = first.read_next_batch()
    assert second.read_all() == pyarrow.concat_tables([pyarrow.Table.from_batches([batch]), first.read_all()])


def test_the_schema_is_told_without_a_stream(dataset: retailgen.Dataset) -> None:
    for name in retailgen.TABLES:
        table = dataset.table(name)
        assert pyarrow.schema(table) == pyarrow.table(table).schema
        assert pyarrow.schema(table).names == table.columns == list(table.schema)
    assert dataset.table("stores").schema["store_id"] == "Int64"
    assert repr(dataset.table("events", face="clean")) == "<retailgen.Table events, clean: json>"


def test_other_threads_run_while_batches_are_made() -> None:
    table = retailgen.dataset(seed=7, scale=0.1).table("orders_lines")
    reading = threading.Thread(target=lambda: pyarrow.RecordBatchReader.from_stream(table).read_all())
    reading.start()
    steps = 0
    while reading.is_alive():
        time.sleep(0.001)
        steps += 1
    assert steps > 10


def test_duckdb_queries_a_stream_as_a_table(dataset: retailgen.Dataset) -> None:
    orders, lines = dataset.table("orders_header"), dataset.table("orders_lines", face="clean")
    rows = pyarrow.table(lines).num_rows
    connection = duckdb.connect()
    for _ in range(2):
        assert connection.sql("select count(*) from lines").fetchall() == [(rows,)]
    joined = connection.sql("select count(distinct order_id) from orders join lines using (order_id)").fetchone()
    assert joined[0] > 0
    assert orders.columns[0] == "order_id"


def test_data_frames_are_made_of_a_stream(dataset: retailgen.Dataset) -> None:
    table = dataset.table("stores")
    expected = pyarrow.table(table)
    assert polars.DataFrame(table).to_arrow().to_pylist() == expected.to_pylist()
    assert list(pandas.DataFrame.from_arrow(table)["store_id"]) == expected["store_id"].to_pylist()


def test_deltalake_writes_a_stream(dataset: retailgen.Dataset, tmp_path) -> None:
    table = dataset.table("products")
    deltalake.write_deltalake(tmp_path / "products", table)
    assert deltalake.DeltaTable(tmp_path / "products").to_pyarrow_table().num_rows == pyarrow.table(table).num_rows


def test_what_a_typed_column_cannot_hold_is_refused(tmp_path) -> None:
    dataset = retailgen.dataset(seed=7, scale=0.01, days=7, anomalies="default")
    with pytest.raises(retailgen.RetailgenError, match='record batches of the table customers cannot hold .* "castable"'):
        dataset.table("customers")
    with pytest.raises(retailgen.RetailgenError, match="cannot hold"):
        dataset.truth("stores", "customers")
    assert pyarrow.table(dataset.table("customers", face="clean")).num_rows > 0
