"""What arrives day by day, loaded as pipelines load it: snapshots into histories by SQL and by dbt, changes by key, late files."""

import csv
import subprocess
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

import loaders
from contract import contract
from readers import duckdb_reader

# At the end of a year customers are erased, so that rows go.
FIRST = date(2024, 12, 29)
DAYS = 7
DIMENSIONS = ("customers", "products", "stores", "suppliers")
SNAPSHOTS = (*DIMENSIONS, "shipments")


def _feed(binary: Path, landing: Path, *flags: str) -> Path:
    command = [binary, "feed", "--seed", "7", "--scale", "0.03", "--start-date", str(FIRST), "--days", str(DAYS), "-q", "--out", landing, *flags]
    subprocess.run(command, check=True, timeout=300)
    return landing


def _deliveries() -> list[tuple[str, date]]:
    """The folders of a feed with their days; the first load is as of the day before the first one."""
    days = [FIRST + timedelta(days=day) for day in range(DAYS)]
    return [("initial", FIRST - timedelta(days=1)), *((day.isoformat(), day) for day in days)]


def _history(binary: Path, truth: Path, table: str, convention: str) -> list[tuple[str, ...]]:
    printed = subprocess.run(
        [binary, "history", table, "--truth", truth, "--as", convention], check=True, capture_output=True, text=True
    )
    _, *rows = csv.reader(printed.stdout.splitlines(keepends=True))
    return sorted(tuple(row) for row in rows)


@pytest.fixture(scope="module")
def clean(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feed without faults, whose truth tells no more than its settings."""
    landing = tmp_path_factory.mktemp("clean") / "landing"
    return _feed(binary, landing, "--anomalies", "none", "--truth", str(landing.with_name("landing.truth")))


@pytest.fixture(scope="module")
def changed(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same feed with the rows alone that are new or have changed."""
    return _feed(binary, tmp_path_factory.mktemp("changed") / "landing", "--anomalies", "none", "--snapshots", "changed")


def _read(table: str, folder: Path) -> str:
    """The rows of a snapshot as SQL, all cells text."""
    if contract(table).format == "parquet":
        return f"(select columns(*)::varchar from read_parquet('{folder}/{table}.parquet'))"
    return f"read_csv('{folder}/{table}.csv', all_varchar = true, nullstr = '', delim = ',', quote = '\"', header = true)"


def _all(table: str, landing: Path) -> str:
    snapshots = (f"select *, date '{day}' as day from {_read(table, landing / name)}" for name, day in _deliveries())
    return " union all ".join(snapshots)


@pytest.mark.parametrize("table", DIMENSIONS)
def test_sql_folds_the_snapshots_into_the_history(binary: Path, clean: Path, table: str) -> None:
    key = contract(table).primary_key[0]
    columns = duckdb.sql(f"from {_read(table, clean / 'initial')}").columns
    rows = duckdb.sql(f"""
        with snapshots as ({_all(table, clean)}),
        compared as (
            select *, row({", ".join(columns)}) as now, lag(now) over (partition by {key} order by day) as before
            from snapshots
        ),
        versions as (select * from compared where before is null or now is distinct from before),
        gone as (
            select {key}, (select min(day) from snapshots where day > latest) as day
            from (select {key}, max(day) as latest from snapshots group by {key})
        )
        select {", ".join(f"versions.{column}" for column in columns)}, row_number() over entity, versions.day,
            coalesce(lead(versions.day) over entity, gone.day) as until, if(until is null, 'true', 'false')
        from versions join gone using ({key})
        window entity as (partition by {key} order by versions.day)
    """).fetchall()
    folded = sorted(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    assert folded == _history(binary, clean.with_name("landing.truth"), table, "plain")
    if table != "stores":
        assert len(folded) > duckdb.sql(f"from {_read(table, clean / 'initial')}").count("*").fetchall()[0][0]
    current = {row[columns.index(key)] for row in folded if row[-1] == "true"}
    gone = {row[columns.index(key)] for row in folded} - current
    assert bool(gone) == (table == "customers"), gone


_SNAPSHOT = """
{{% snapshot {table}_history %}}
{{{{ config(target_schema='main', unique_key='{key}', strategy='check', check_cols='all', hard_deletes='invalidate') }}}}
select * from read_csv('day/{table}.csv', all_varchar = true, nullstr = '', header = true)
{{% endsnapshot %}}
"""


def test_snapshots_of_dbt_are_the_history(binary: Path, clean: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "snapshots").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("name: feed\nprofile: feed\n", encoding="utf-8")
    profile = "feed: {target: dev, outputs: {dev: {type: duckdb, path: history.duckdb}}}\n"
    (project / "profiles.yml").write_text(profile, encoding="utf-8")
    tables = ("customers", "products", "suppliers")
    for table in tables:
        text = _SNAPSHOT.format(table=table, key=contract(table).primary_key[0])
        (project / "snapshots" / f"{table}.sql").write_text(text, encoding="utf-8")
    days: dict[str, dict[object, date]] = {table: {} for table in tables}
    for name, day in _deliveries():
        # A link, since dbt would parse all anew for a variable of another value.
        (project / "day").unlink(missing_ok=True)
        (project / "day").symlink_to(clean / name)
        run = loaders.dbt(project, "snapshot")
        assert run.returncode == 0, run.stdout
        with duckdb.connect(str(project / "history.duckdb"), read_only=True) as database:
            for table in tables:
                times = f"select dbt_valid_from from {table}_history union select dbt_valid_to from {table}_history"
                for (at,) in database.sql(times).fetchall():
                    days[table].setdefault(at, day)
    with duckdb.connect(str(project / "history.duckdb"), read_only=True) as database:
        for table in tables:
            columns = ", ".join(duckdb.sql(f"from {_read(table, clean / 'initial')}").columns)
            rows = database.sql(f"select {columns}, dbt_valid_from, dbt_valid_to from {table}_history").fetchall()
            told: dict[object, object] = {**days[table], None: ""}
            found = sorted(
                (*("" if cell is None else cell for cell in own), str(told[start]), str(told[end]))
                for *own, start, end in rows
            )
            assert found == _history(binary, clean.with_name("landing.truth"), table, "dbt")
            assert any(end for *_, end in found), f"some {table} have changed"


@pytest.mark.parametrize("table", SNAPSHOTS)
def test_changes_loaded_by_key_are_the_last_snapshot(clean: Path, changed: Path, table: str) -> None:
    key = contract(table).primary_key[0]
    whole = _read(table, clean / _deliveries()[-1][0])
    # Nothing tells of a row that is gone, which a pipeline keeps.
    latest = f"""
        select * exclude day from ({_all(table, changed)}) semi join {whole} using ({key})
        qualify row_number() over (partition by {key} order by day desc) = 1
    """
    assert duckdb.sql(f"({latest}) except all (from {whole})").fetchall() == []
    assert duckdb.sql(f"(from {whole}) except all ({latest})").fetchall() == []
    rows = duckdb.sql(f"from {_read(table, changed / _deliveries()[-1][0])}").count("*").fetchall()[0][0]
    assert rows * 4 < duckdb.sql(f"from {whole}").count("*").fetchall()[0][0]


def test_lines_wait_for_late_orders(binary: Path, tmp_path: Path) -> None:
    landing = _feed(binary, tmp_path / "landing", "--anomalies", "castable")
    waited = 0
    with duckdb_reader.connect() as connection:
        for number, (name, day) in enumerate(_deliveries()[1:], start=1):
            here = [landing / before for before, _ in _deliveries()[: number + 1]]
            orders = [str(file) for folder in here for file in sorted(folder.glob("orders_header/*/*.csv"))]
            lines = [str(file) for file in sorted((landing / name).glob("orders_lines/*/*.csv"))]
            share = connection.execute(
                """
                select avg((order_id not in (select order_id from read_csv($orders, all_varchar = true)
                                             where order_id is not null))::int)
                from read_csv($lines, all_varchar = true) where order_id is not null
                """,
                {"orders": orders, "lines": lines},
            ).fetchone()
            is_late = not list((landing / name).glob(f"orders_header/order_dt={day}/*"))
            waited += is_late
            assert share is not None
            assert share[0] > 0.9 if is_late else share[0] < 0.1
    assert waited > 0
