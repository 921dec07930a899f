"""The bench of simple checks: which of them find what a rule of the policy does, and so how difficult the rule is.

`checks.toml` says what the classes of checks mean. A check finds a rule where it gives nine in ten of its faults and, of
1,000 rows that bear no fault, one at most. Labels and rows are joined by file and row.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

import loaders
from contract import TABLES, contract, definition
from dataset import Dataset
from readers import duckdb_reader

CLASSES = ("value", "row", "cross", "statistics")
"""The cheapest first."""

RECALL = 0.9
FALSE_ALARMS = 0.001


@dataclass(frozen=True)
class Check:
    """One check: `sql` gives the file and the row of what it finds in `table`."""

    name: str
    kind: str
    table: str
    sql: str


@dataclass(frozen=True)
class Finding:
    """The class of the cheapest check that finds a rule, the check, and its recall; `oracle` where none does."""

    kind: str
    check: str
    recall: float
    faults: int


def checks() -> list[Check]:
    """All checks of the bench."""
    document = tomllib.loads((Path(__file__).parent / "checks.toml").read_text("utf-8"))
    return [
        Check(
            name=check["id"],
            kind=check["class"],
            table=check["table"],
            sql=check.get("sql") or f"select file, row from {check['table']} where {check['where']}",
        )
        for check in document["check"]
    ]


def load(binary: Path, dataset: Dataset) -> duckdb.DuckDBPyConnection:
    """A database with all tables of a dataset, each row with its file and its place there, and the labels."""
    connection = duckdb_reader.connect()
    placed = [table for table in TABLES if contract(table).format != "delta"]
    connection.execute(
        loaders.printed(binary, *placed, "--format", "duckdb", "--with-place", "--from", str(dataset.folder))
    )
    for table in TABLES:
        if table not in placed:
            _load_delta(connection, dataset, table)
            continue
        columns = "* exclude (_file, _row), _file as file, _row as row"
        if table == "events":
            keys = [key["name"] for key in definition(table)["envelope"]]
            parsed = ", ".join(f"case when json_valid(json) then json ->> '{key}' end as {key}" for key in keys)
            columns += f", {parsed.replace(' end as user_id', ' end::bigint as user_id')}"
        connection.execute(f"create temp table placed as select {columns} from {table}_placed")
        connection.execute(f"drop view if exists {table}_parsed")
        connection.execute(f"drop view if exists {table}_placed")
        connection.execute(f"drop view {table}")
        connection.execute(f"alter table placed rename to {table}")
    connection.register("all_labels", dataset.labels)
    connection.execute("""
        create table labels as
        select distinct rule_id as rule, "table", file, row from all_labels where rule_id is not null
    """)
    return connection


def _load_delta(connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: str) -> None:
    """The rows of the latest version, with their places in its data files."""
    parts = [str(file) for file in dataset.files(table) if file.name.startswith("part-")]
    connection.execute(
        f"""
        create table {table} as
        select * exclude (filename, file_row_number), replace(filename, $folder, '') as file, file_row_number as row
        from read_parquet($files, filename = true, file_row_number = true, union_by_name = true)
        where replace(filename, $folder, '') in (
            select replace(filename, $folder, '') from delta_scan($folder || '{table}', filename = true)
        )
        """,
        {"files": parts, "folder": f"{dataset.folder}/"},
    )


class Bench:
    """Counts over several datasets."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self.checks = checks()
        self._faults: dict[str, int] = {}
        self._tables: dict[str, str] = {}
        self._found: dict[tuple[str, str], int] = {}
        self._alarms: dict[str, int] = {}
        self._clean: dict[str, int] = {}

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Add what the checks find in a dataset."""
        rules = connection.sql('select rule, any_value("table"), count(*) from labels group by 1').fetchall()
        for rule, table, faults in rules:
            self._faults[rule] = self._faults.get(rule, 0) + faults
            self._tables[rule] = table
        for table in TABLES:
            [(rows,)] = connection.sql(f"""
                select count(*) from {table} anti join (from labels where "table" = '{table}') using (file, row)
            """).fetchall()
            self._clean[table] = self._clean.get(table, 0) + rows
        for check in self.checks:
            connection.execute(f"create or replace temp table found as select distinct file, row from ({check.sql})")
            of_table = f"""(from labels where "table" = '{check.table}')"""
            for rule, found in connection.sql(f"""
                select rule, count(*) from {of_table} semi join found using (file, row) group by 1
            """).fetchall():
                self._found[check.name, rule] = self._found.get((check.name, rule), 0) + found
            false_alarms = f"select count(*) from found anti join {of_table} using (file, row)"
            [(alarms,)] = connection.sql(false_alarms).fetchall()
            self._alarms[check.name] = self._alarms.get(check.name, 0) + alarms

    def false_alarms(self, check: Check) -> float:
        """The share of the rows without a fault that a check reports."""
        return self._alarms[check.name] / max(self._clean[check.table], 1)

    def recall(self, check: Check, rule: str) -> float:
        """The share of a rule's faults that a check reports."""
        return self._found.get((check.name, rule), 0) / self._faults[rule]

    def faults(self, rule: str) -> int:
        """How many faults of a rule there were."""
        return self._faults[rule]

    def difficulty(self) -> dict[str, Finding]:
        """What it takes to find each rule."""
        quiet = [check for check in self.checks if self.false_alarms(check) <= FALSE_ALARMS]
        return {rule: self._cheapest(rule, quiet) for rule in sorted(self._faults)}

    def _cheapest(self, rule: str, quiet: Iterable[Check]) -> Finding:
        of_table = [(check, self.recall(check, rule)) for check in quiet if check.table == self._tables[rule]]
        best = max(of_table, key=lambda pair: pair[1], default=None)
        for kind in CLASSES:
            found = [(check, recall) for check, recall in of_table if check.kind == kind and recall >= RECALL]
            if found:
                check, recall = max(found, key=lambda pair: pair[1])
                return Finding(kind, check.name, recall, self._faults[rule])
        name, recall = (best[0].name, best[1]) if best else ("", 0.0)
        return Finding("oracle", name, recall, self._faults[rule])


RECORD = Path(__file__).parent.parent / "crates" / "retailgen-anomaly" / "policies" / "difficulty.toml"
"""What the command shows of each rule."""


def record(found: dict[str, Finding]) -> str:
    """What was measured, as the file has it."""
    lines = [
        "# The cheapest class of checks that finds each rule of default.toml; behind it the check, its recall, the faults.",
        "# Measured on three seeds at scale .1; `interop/run -k difficulty --renew-difficulty` writes it.",
        "",
    ]
    lines += [
        f'"{rule}" = "{finding.kind}" # {finding.check}, {finding.recall:.3f} of {finding.faults}'
        for rule, finding in found.items()
    ]
    return "\n".join(lines) + "\n"


def recorded() -> dict[str, str]:
    """The class of each rule that the file has."""
    return tomllib.loads(RECORD.read_text("utf-8"))
