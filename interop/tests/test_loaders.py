"""What `retailgen schema` prints for DuckDB, pandas and Polars loads every table with the contract's types.

For a policy that leaves cells that do not cast, it loads those as their text, and loses none.
"""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import loaders
from agreement import assert_same_table
from conftest import References
from contract import PYARROW, TABLES, contract
from dataset import Dataset, generate
from readers import duckdb_reader

RUN: dict[str, Callable[..., dict[str, pa.Table]]] = {
    "duckdb": loaders.sql,
    "pandas": loaders.python,
    "polars": loaders.python,
}

KINDS = {pa.date32(): "date.malformed", pa.timestamp("us"): "timestamp.malformed"}
BREAKABLE = [
    (table, field.name, KINDS[field.type])
    for table in TABLES
    if contract(table).format == "csv"
    for field in contract(table).schema
    if field.type in KINDS
]
BREAKABLE_IN_EVENTS = [("events", "json", "json.malformed"), ("events", "event_ts", "timestamp.malformed")]


@pytest.fixture(scope="module")
def all_broken(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A dataset under a policy of its own that leaves cells that do not cast wherever there can be any."""
    folder = tmp_path_factory.mktemp("all_broken")
    policy = folder / "mine.toml"
    rules = [
        f'[[rule]]\nid = "{table}.{column}"\ntable = "{table}"\ncolumn = "{column}"\nkind = "{kind}"\nrate = 0.02\n'
        for table, column, kind in BREAKABLE + BREAKABLE_IN_EVENTS
    ]
    policy.write_text("\n".join(rules), encoding="utf-8")
    return generate(binary, folder, str(policy))


@pytest.fixture(scope="module", params=["default", "all_broken"])
def broken(request: pytest.FixtureRequest) -> Dataset:
    """The datasets of which some cells are no values of their type."""
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("format", RUN)
def test_a_loader_defines_the_table(
    binary: Path, typed: Dataset, table: str, format: str, reference: References
) -> None:
    code = loaders.printed(binary, table, "--format", format, "--anomalies", "none", "--from", str(typed.folder))
    expected = loaders.expected(typed, table, reference(typed, table))
    loaded = RUN[format](code, *expected)
    for name, wanted in expected.items():
        assert_same_table(loaded[name], wanted)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("format", RUN)
def test_a_loader_for_a_policy_keeps_the_text_of_what_does_not_cast(
    binary: Path, broken: Dataset, table: str, format: str, reference: References
) -> None:
    source = ["--from", str(broken.folder), "--anomalies", broken.policy]
    code = loaders.printed(binary, table, "--format", format, *source)
    reading = reference(broken, table)
    mend = without_last_comma if format == "duckdb" else str
    expected = loaders.expected_with_text(broken, table, reading, mend)
    if format == "duckdb":
        # Beside the text is what of it casts.
        for name in loaders.text_columns(broken, table):
            cast = reading.values[name]
            expected[table] = expected[table].append_column(f"{name}_cast", cast)
    loaded = RUN[format](code, *expected)
    for name, wanted in expected.items():
        assert_same_table(loaded[name], wanted)
    loaders.assert_no_label_is_lost(broken, table, loaded)


def without_last_comma(line: str) -> str:
    """What DuckDB takes a line for: it lets a comma behind the last value pass."""
    return f"{line[:-2]}}}" if line.endswith(",}") else line


def test_every_column_that_can_break_is_broken(all_broken: Dataset) -> None:
    labels = all_broken.labels_where(breaks_type=True)
    wanted = {(table, column) for table, column, _ in BREAKABLE + BREAKABLE_IN_EVENTS}
    assert {(label["table"], label["column"]) for label in labels} == wanted
    assert len(wanted) > 10


@pytest.mark.parametrize("format", RUN)
def test_one_program_loads_all_tables_of_every_built_in_policy_with_no_flag(
    binary: Path, any_dataset: Dataset, format: str
) -> None:
    code = loaders.printed(binary, "--format", format, "--from", str(any_dataset.folder))
    loaded = RUN[format](code, *TABLES, "events_parsed")
    loaders.assert_whole(any_dataset, loaded)
    # A line that is no JSON is a row of nulls, and none is left out.
    assert loaded["events_parsed"].num_rows == loaded["events"].num_rows


@pytest.mark.parametrize("name", loaders.NAMES)
@pytest.mark.parametrize("format", RUN)
def test_the_name_of_the_folder_does_not_matter(
    binary: Path,
    small: Dataset,
    reference: References,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    format: str,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    # A name that a pattern would match as well.
    loaders.under_another_name(small, "star")
    folder = loaders.under_another_name(small, name)
    code = loaders.printed(binary, "--format", format, "--anomalies", "none", "--from", folder)
    wanted = loaders.expected_of_all(small, reference)
    loaders.assert_loaded(RUN[format](code, *wanted), wanted)


def test_a_view_has_each_label_beside_its_row(binary: Path, default: Dataset) -> None:
    code = loaders.printed(binary, "--format", "duckdb", "--truth", "--from", str(default.folder))
    loaded = loaders.sql(code, *(f"{table}_labels" for table in TABLES))
    labels = pq.read_table(default.truth / "labels.parquet")
    for table in TABLES:
        rows = loaded[f"{table}_labels"]
        assert rows.num_rows == pc.sum(pc.equal(labels["table"], table)).as_py() > 0
        texts = {field.name for field in rows.schema if field.type == pa.string()}
        for row in rows.to_pylist():
            if row["column"] in texts:
                assert row[row["column"]] == row["dirty_value"] or row["column"] == "json"


def test_the_printed_pyarrow_schemas_have_text_where_a_policy_leaves_what_does_not_cast(
    binary: Path, broken: Dataset
) -> None:
    namespace: dict[str, pa.Schema] = {}
    exec(loaders.printed(binary, "--format", "pyarrow", "--anomalies", broken.policy), namespace)
    for table in TABLES:
        schema = contract(table).schema
        for name in loaders.text_columns(broken, table):
            schema = schema.set(schema.get_field_index(name), pa.field(name, pa.string()))
        assert namespace[f"{table}_schema"] == schema


def test_the_printed_pyarrow_schemas_are_those_of_the_repository(binary: Path) -> None:
    namespace: dict[str, pa.Schema] = {}
    exec(loaders.printed(binary, "--format", "pyarrow", "--anomalies", "none"), namespace)
    printed = {name: value for name, value in namespace.items() if isinstance(value, pa.Schema)}
    assert printed == {name: value for name, value in vars(PYARROW).items() if isinstance(value, pa.Schema)}


def test_clean_tables_satisfy_the_keys_of_the_printed_ddl(binary: Path, none: Dataset, reference: References) -> None:
    with with_ddl(binary) as connection:
        # The order of the statements is that of the references.
        order = [
            name for (name,) in connection.sql("select table_name from duckdb_tables() order by table_oid").fetchall()
        ]
        assert set(order) >= set(TABLES)
        for table in filter(TABLES.__contains__, order):
            insert(connection, none, table, reference)
            assert connection.table(table).shape[0] == reference(none, table).values.num_rows


@pytest.mark.parametrize("table", ["customers", "products", "stores", "suppliers"])
def test_the_keys_of_the_ddl_refuse_repeated_rows(
    binary: Path, castable: Dataset, table: str, reference: References
) -> None:
    with with_ddl(binary) as connection, pytest.raises(duckdb.ConstraintException):
        insert(connection, castable, table, reference)


def with_ddl(binary: Path) -> duckdb.DuckDBPyConnection:
    """A database in which the printed statements have been run."""
    connection = duckdb_reader.connect()
    connection.execute(loaders.printed(binary, "--format", "ddl"))
    return connection


def insert(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str, reference: References) -> None:
    """Put all rows of a table into the one of that name."""
    connection.register("rows", loaders.with_path_columns(dataset, table, reference(dataset, table).values))
    connection.execute(f"insert into {table} by name from rows")
