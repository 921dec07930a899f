"""Each line of `events` is an object with the envelope and the payload of its type, and JSON readers agree on them."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.json as pa_json
import pytest

import strict
from dataset import Dataset
from documents import ENVELOPE, PAYLOADS, PYTHON_TYPES, SCHEMA, events, lines
from readers import duckdb_reader


def assert_keys(found: dict[str, Any], keys: list[dict[str, Any]]) -> None:
    """An object has exactly these keys, in this order, with values of their types, none null that is required."""
    assert list(found) == [key["name"] for key in keys]
    for key in keys:
        value = found[key["name"]]
        if value is None:
            assert not key["required"], (key["name"], found)
        else:
            assert type(value) is PYTHON_TYPES[key["type"]], (key["name"], found)
            assert value in key.get("accepted", [value])


def test_clean_events_are_those_of_the_schema(none: Dataset) -> None:
    for event in events(none):
        payload = event.pop("payload")
        assert_keys(event, ENVELOPE)
        assert_keys(payload, PAYLOADS[event["event_type"]])


def test_lines_are_in_the_order_of_time_on_the_day_of_their_folder(none: Dataset) -> None:
    last = ("", "")
    for file, _, line in lines(none):
        instant = strict.document(line)["event_ts"]
        assert file == f"events/event_dt={instant[:10]}/events_00000.jsonl"
        assert (file, instant) >= last
        last = (file, instant)


def test_lines_are_compact(none: Dataset) -> None:
    for _, _, line in lines(none):
        assert line == json.dumps(strict.document(line), separators=(",", ":"), ensure_ascii=False)


def test_the_keys_that_are_missing_are_those_labelled(default: Dataset) -> None:
    missing = Counter()
    for file, number, line in lines(default):
        try:
            event = strict.document(line)
        except ValueError:
            continue
        missing.update((file, number, key["name"]) for key in ENVELOPE if key["name"] not in event)
    labels = default.labels_where(table="events", kind="key.missing")
    assert labels
    assert missing == Counter((label["file"], label["line"], label["column"]) for label in labels)


def _pyarrow(dataset: Dataset) -> pa.Table:
    parse = pa_json.ParseOptions(explicit_schema=SCHEMA, unexpected_field_behavior="error")
    return pa.concat_tables(pa_json.read_json(file, parse_options=parse) for file in dataset.files("events"))


def _polars(dataset: Dataset) -> pa.Table:
    schema = pl.Schema(pl.from_arrow(SCHEMA.empty_table()).schema)
    frame = pl.scan_ndjson(dataset.files("events"), schema=schema).collect()
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def _duckdb(dataset: Dataset) -> pa.Table:
    columns = {field.name: _sql_type(field.type) for field in SCHEMA}
    with duckdb_reader.connect() as connection:
        return connection.sql(
            "from read_ndjson($files, columns = $columns, hive_partitioning = false)",
            params={"files": [str(file) for file in dataset.files("events")], "columns": columns},
        ).to_arrow_table()


def _sql_type(data_type: pa.DataType) -> str:
    if pa.types.is_struct(data_type):
        fields = ", ".join(f"{field.name} {duckdb_reader.type_name(field.type)}" for field in data_type)
        return f"struct({fields})"
    return duckdb_reader.type_name(data_type)


def _pandas(dataset: Dataset) -> pa.Table:
    frames = [
        # Left to itself, pandas makes a float of a user_id that may be null, and dates of some texts.
        pd.read_json(file, lines=True, dtype_backend="pyarrow", dtype=False)
        for file in dataset.files("events")
    ]
    return pa.Table.from_pylist(pd.concat(frames).to_dict("records"), schema=SCHEMA)


@pytest.mark.parametrize("read", [_pyarrow, _polars, _duckdb, _pandas])
def test_json_readers_see_what_the_standard_library_sees(typed: Dataset, read: Callable[[Dataset], pa.Table]) -> None:
    expected = pa.Table.from_pylist(events(typed), schema=SCHEMA)
    found = read(typed).cast(SCHEMA)
    assert found.num_rows == typed.rows("events")
    assert found.equals(expected)
