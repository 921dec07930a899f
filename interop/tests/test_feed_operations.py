"""Operations beside a feed's days, applied as pipelines apply them: by MERGE, by the page's query, as messages of Debezium."""

import csv
import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from contract import contract
from pages import queries

# At the end of a year customers are erased, so that rows are deleted.
FIRST = date(2024, 12, 29)
DAYS = [FIRST + timedelta(days=day) for day in range(7)]
TABLES = ("customers", "products", "stores", "suppliers", "shipments")
SOURCE = ["version", "connector", "name", "ts_ms", "snapshot", "db", "schema", "table", "txId", "lsn"]


def _feed(binary: Path, landing: Path, *flags: str) -> Path:
    command = [binary, "feed", "--seed", "7", "--scale", "0.03", "--start-date", str(FIRST), "--days", str(len(DAYS)), "-q", "--out", landing, *flags]
    subprocess.run(command, check=True, timeout=300)
    return landing


@pytest.fixture(scope="module")
def cdc(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feed with faults, on time."""
    return _feed(binary, tmp_path_factory.mktemp("cdc") / "landing", "--changes", "cdc", "--on-time")


@pytest.fixture(scope="module")
def debezium(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same feed, told by messages."""
    return _feed(binary, tmp_path_factory.mktemp("debezium") / "landing", "--changes", "debezium", "--on-time")


def _csv(path: Path | str) -> str:
    return f"read_csv('{path}', all_varchar = true, nullstr = '', delim = ',', quote = '\"', header = true, parallel = false)"


def _snapshot(folder: Path, table: str) -> str:
    """The rows of a delivery, cells of CSV as text; of a row that is there twice the first, since copies come later."""
    key = contract(table).primary_key[0]
    is_parquet = contract(table).format == "parquet"
    rows = f"read_parquet('{folder}/{table}.parquet')" if is_parquet else _csv(folder / f"{table}.csv")
    return f"""(
        select * exclude place from (select *, row_number() over () as place from {rows})
        qualify row_number() over (partition by {key} order by place) = 1
    )"""


@pytest.mark.parametrize("table", TABLES)
def test_a_merge_a_day_gives_the_last_snapshot(cdc: Path, table: str) -> None:
    key = contract(table).primary_key[0]
    with duckdb.connect() as connection:
        connection.execute(f"create table state as from {_snapshot(cdc / 'initial', table)}")
        types = {name: kind for name, kind, *_ in connection.execute("describe state").fetchall()}
        before = connection.sql("from state").count("*").fetchall()
        for day in DAYS:
            operations = _csv(cdc / day.isoformat() / "changes" / f"{table}.csv")
            cells = ", ".join(f"{name}::{kind} as {name}" for name, kind in types.items())
            connection.execute(f"""
                merge into state using (select op, {cells} from {operations}) as change on (state.{key} = change.{key})
                when matched and op = 'D' then delete
                when matched then update set {", ".join(f"{name} = change.{name}" for name in types)}
                when not matched then insert ({", ".join(types)}) values ({", ".join(f"change.{name}" for name in types)})
            """)
            whole = _snapshot(cdc / day.isoformat(), table)
            assert connection.sql(f"from state except all (from {whole})").fetchall() == []
            assert connection.sql(f"(from {whole}) except all from state").fetchall() == []
        if table in ("customers", "shipments"):
            assert connection.sql("from state").count("*").fetchall() > before


@pytest.mark.parametrize("table", TABLES)
def test_numbers_and_times_rise(cdc: Path, table: str) -> None:
    last, found = 0, 0
    for day in DAYS:
        time = ""
        with (cdc / day.isoformat() / "changes" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["op"] in "IUD"
                assert int(row["seq"]) > last
                assert row["changed_at"] >= time
                assert row["changed_at"].startswith(f"{day}T")
                last, time, found = int(row["seq"]), row["changed_at"], found + 1
    # In a week nothing may happen to stores.
    assert found > 0 or table == "stores"


def test_the_query_of_the_page_gives_the_last_snapshot(binary: Path, tmp_path: Path) -> None:
    landing = _feed(binary, tmp_path / "landing", "--changes", "cdc", "--anomalies", "none")
    [query] = queries("second-load.md")
    latest = query.sql.replace("'operations/", f"'{landing}/")
    assert latest != query.sql
    whole = _snapshot(landing / DAYS[-1].isoformat(), "products")
    first = _snapshot(landing / "initial", "products")
    assert duckdb.sql(f"({latest}) except all (from {whole})").fetchall() == []
    assert duckdb.sql(f"(from {whole}) except all ({latest})").fetchall() == []
    assert duckdb.sql(f"(from {whole}) except all (from {first})").fetchall() != []


def _messages(landing: Path, table: str) -> Iterator[tuple[date, dict[str, Any]]]:
    for day in DAYS:
        for line in (landing / day.isoformat() / "changes" / f"{table}.jsonl").read_text("utf-8").splitlines():
            yield day, json.loads(line)


def _text(value: object, kind: pa.DataType) -> str:
    """A value as CSV has it; text where a fault has left it out of its type, and for decimals."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).lower()
    if pa.types.is_date(kind):
        return (date(1970, 1, 1) + timedelta(days=value)).isoformat()
    if pa.types.is_timestamp(kind):
        return (datetime(1970, 1, 1) + timedelta(microseconds=value)).isoformat(timespec="microseconds")
    return f"{value:.6f}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize("table", TABLES)
def test_messages_have_the_form_of_the_connector(debezium: Path, table: str) -> None:
    key, columns = contract(table).primary_key[0], contract(table).schema.names
    last, deleted = 0, None
    for day, message in _messages(debezium, table):
        assert list(message) == ["key", "value"]
        assert list(message["key"]) == [key]
        if deleted is not None:
            assert message == {"key": deleted, "value": None}
            deleted = None
            continue
        value = message["value"]
        assert list(value) == ["before", "after", "source", "op", "ts_ms"]
        images = {"c": (False, True), "u": (True, True), "d": (True, False)}[value["op"]]
        assert (value["before"] is not None, value["after"] is not None) == images
        for image in (value["before"], value["after"]):
            assert image is None or (list(image) == columns and image[key] == message["key"][key])
        assert value["before"] != value["after"]
        source = value["source"]
        assert list(source) == SOURCE
        assert (source["connector"], source["snapshot"], source["table"]) == ("postgresql", "false", table)
        assert source["lsn"] > last
        assert datetime.fromtimestamp(source["ts_ms"] / 1_000, UTC).date() == day
        assert value["ts_ms"] >= source["ts_ms"]
        last, deleted = source["lsn"], message["key"] if value["op"] == "d" else None
    assert deleted is None
    assert last > 0 or table == "stores"


@pytest.mark.parametrize("table", ["customers", "products"])
def test_messages_folded_by_key_are_the_last_snapshot(debezium: Path, table: str) -> None:
    schema = contract(table).schema

    def snapshot(name: str) -> dict[int, list[str]]:
        with (debezium / name / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            _, *rows = csv.reader(file)
        # Of a row that is there twice the first.
        return {int(row[0]): row for row in reversed(rows)}

    state, operations = snapshot("initial"), 0
    for _, message in _messages(debezium, table):
        [key] = message["key"].values()
        if message["value"] is None or message["value"]["after"] is None:
            state.pop(key, None)
        else:
            after = message["value"]["after"]
            state[key] = [_text(after[field.name], field.type) for field in schema]
        operations += 1
    assert state == snapshot(DAYS[-1].isoformat())
    assert operations > 0
