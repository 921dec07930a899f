"""What becomes of each fault of records and files in each reader is what docs/outcomes.md says."""

import json
import re
import subprocess
from itertools import product
from pathlib import Path

import pytest

from conftest import HAS_JAVA
from dataset import Dataset
from delta_outcomes import delta_readers
from outcomes import Reader, Reading, csv_readers, json_readers, outcome, workbook_readers
from pages import BOOK
from parquet_outcomes import parquet_readers

PAGE = BOOK / "outcomes.md"
CSV, JSON, WORKBOOK, DELTA, PARQUET = "suppliers", "events", "exchange_rates", "returns", "shipments"
DAILY = "orders_lines"
"""The CSV table of those kinds that need a file a day."""
MANY = {JSON: ("json.malformed", "json"), WORKBOOK: ("workbook.error_cells", "rate_to_aud")}
"""The kinds of cells with their columns: a fifth of the rows has them, so that each of their forms is there."""
RETYPED = "parquet.retyped"
"""The kind whose rule draws a type: so many rules come to each of them."""
RULES = 12


def _amount(table: str, kind: str) -> str:
    """How many of each fault the file gets; a table with a file a day takes no count."""
    if kind in dict(MANY.values()):
        return "rate = 0.2"
    if table in (CSV, WORKBOOK):
        return "count = 1"
    if table == PARQUET:
        return "rate = 1.0"
    of_file = kind.startswith(("bom.", "column.", "delta.", "file.")) or kind == "newline.missing"
    return "rate = 1.0" if of_file else "rate = 0.01"


def _generated(binary: Path, folder: Path, table: str, rule: str) -> Path | None:
    """The one file of a table under one rule, with the kind in it, or the folder of a Delta table; None where the kind does not fit
    the table."""
    policy = "none"
    if rule:
        policy = folder / "policy.toml"
        policy.write_text(rule, "utf-8")
    days = "30" if table == DELTA else "1"
    options = ["--scale", "0.05", "--days", days, "--start-date", "2024-03-01", "--tables", table]
    command = [binary, "--quiet", "--seed", "7", *options, "--anomalies", policy, "--out", folder / "data"]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode == 2:
        return None
    ran.check_returncode()
    dataset = Dataset(folder=folder / "data", truth=folder / "data.truth", policy="")
    if rule and not dataset.labels.num_rows:
        return None
    if table == DELTA:
        return Path(dataset.delta(table))
    [file] = dataset.files(table)
    return file


def _type(folder: Path) -> str:
    """Which type a column has instead of its own."""
    labels = Dataset(folder=folder / "data", truth=folder / "data.truth", policy="").labels
    return f" as {labels['dirty_value'][0].as_py().split(': ')[1]}"


def _readers(table: str) -> dict[str, Reader]:
    if table == WORKBOOK:
        return workbook_readers(table)
    if table == DELTA:
        return delta_readers()
    readers = {JSON: json_readers, PARQUET: parquet_readers}.get(table, csv_readers)(table)
    if HAS_JAVA:
        import spark_outcomes

        readers["Spark"] = spark_outcomes.reader(table)
    return readers


def _clean_readings(binary: Path, folder: Path, table: str, readers: dict[str, Reader]) -> dict[str, list[Reading]]:
    """What each reader makes of a clean file of a table, strictly and leniently."""
    folder.mkdir()
    clean = _generated(binary, folder, table, "")
    return {name: [read(clean, lenient) for lenient in (False, True)] for name, read in readers.items()}


def _measured(binary: Path, folder: Path, first: str) -> list[list[str]]:
    """The table of outcomes: the header, then a row for each kind of fault of records and files that fits."""
    kinds = json.loads(subprocess.run([binary, "anomalies", "--json"], check=True, capture_output=True).stdout)["kinds"]
    # Nothing in a misplaced file is other than it was, and a missing one is not read.
    elsewhere = ("file.misplaced", "file.missing")
    names = [kind["kind"] for kind in kinds if kind["level"] in ("record", "file") and kind["kind"] not in elsewhere]
    if first in MANY:
        names.append(MANY[first][0])
    tables = [first, DAILY] if first == CSV else [first]
    rules = [(name, number) for name in names for number in range(RULES if (first, name) == (PARQUET, RETYPED) else 1)]
    readers = {table: _readers(table) for table in tables}
    clean = {table: _clean_readings(binary, folder / f"clean-{table}", table, readers[table]) for table in tables}
    rows = [["kind", *readers[first]]]
    seen = set()
    for (kind, number), table in product(rules, tables):
        if f"`{kind}`" in seen:
            continue
        name = dict(MANY.values()).get(kind)
        column = f'column = "{name}"\n' if name else ""
        rule = f'[[rule]]\nid = "one{number or ""}"\ntable = "{table}"\n{column}kind = "{kind}"\n'
        place = folder / f"{kind}-{table}-{number}"
        place.mkdir()
        file = _generated(binary, place, table, rule + _amount(table, kind) + "\n")
        if file is None:
            continue
        told = f"`{kind}`{_type(place) if kind == RETYPED else ''}"
        if told in seen:
            continue
        seen.add(told)
        cells = [told]
        for name, read in readers[table].items():
            strict, lenient = (
                outcome(clean, lambda read=read, lenient=lenient: read(file, lenient))
                for clean, lenient in zip(clean[table][name], (False, True), strict=True)
            )
            cells.append(strict if strict == lenient else f"{strict}/{lenient}")
        rows.append(cells)
    return rows


def _block(table: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- measured: {table} -->\n).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("table", [CSV, JSON, WORKBOOK, DELTA, PARQUET])
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_readers_do_what_the_page_says(
    binary: Path, tmp_path: Path, table: str, request: pytest.FixtureRequest
) -> None:
    measured = _measured(binary, tmp_path, table)
    page = PAGE.read_text("utf-8")
    if request.config.getoption("--renew-pages"):
        assert HAS_JAVA, "the page has a column for Spark"
        header, *rows = ("|" + "|".join(cells) + "|\n" for cells in measured)
        text = "".join(["\n", header, "|---" * len(measured[0]) + "|\n", *rows, "\n"])
        PAGE.write_text(_block(table).sub(lambda _: text, page), "utf-8")
        return
    lines = [line for line in _block(table).search(page)[0].splitlines() if line.startswith("|")]
    told = [line.strip("|").split("|") for line in lines if not line.startswith("|---")]
    wanted = [dict(zip(told[0], cells, strict=True)) for cells in told[1:]]
    found = [dict(zip(measured[0], cells, strict=True)) for cells in measured[1:]]
    if not HAS_JAVA:
        wanted = [{name: cell for name, cell in row.items() if name != "Spark"} for row in wanted]
    assert found == wanted, "docs/outcomes.md is stale: `interop/run -k outcomes --renew-pages` writes it"
