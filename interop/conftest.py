"""The datasets that the tests read, each generated once, and what the summary says of what could not be tested."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

import browser
import html_checker
import postgres
import processes
import report_pages
import warehouse
from dataset import Dataset, generate
from reference import Reading, read
from tools import Scores

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

HAS_JAVA = shutil.which("java") is not None
"""Whether Spark can run. It, PostgreSQL, Chromium and the checker of HTML are the only things that the suite may go without."""

collect_ignore = [] if HAS_JAVA else ["tests/test_spark.py", "tests/test_spark_answers.py"]
if postgres.INITDB is None:
    collect_ignore.append("tests/test_postgres.py")
if browser.CHROMIUM is None:
    collect_ignore.append("tests/test_report.py")
if html_checker.JAR is None:
    collect_ignore.append("tests/test_html.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `interop/run -k pages --renew-pages` and `interop/run -k difficulty --renew-difficulty` write anew."""
    renewal = "measure how difficult the rules of the default policy are on three seeds, and record it"
    parser.addoption("--renew-difficulty", action="store_true", help=renewal)
    parser.addoption("--renew-pages", action="store_true", help="write the results of the pages' queries into the pages")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes: each may hold a Java and a browser. What writes pages is one process, since they write the same files."""
    renews = config.getoption("renew_pages") or config.getoption("renew_difficulty")
    return 0 if renews else min(2, len(os.sched_getaffinity(0)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> processes.Groups:
    """Tests that share what is dear run in one process."""
    return processes.Groups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first."""
    items.sort(key=processes.place)


@pytest.fixture(scope="session")
def binary() -> Path:
    """The command under test: `interop/run` builds it and sets RETAILGEN."""
    return Path(os.environ["RETAILGEN"])


def _policy(name: str):
    @pytest.fixture(scope="session", name=name)
    def dataset(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
        return generate(binary, tmp_path_factory.mktemp(name), name)

    return dataset


none = _policy("none")
castable = _policy("castable")
default = _policy("default")


@pytest.fixture(scope="session", params=["none", "castable"])
def typed(request: pytest.FixtureRequest) -> Dataset:
    """The datasets of which every cell is a value of its type."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session", params=["none", "castable", "default"])
def any_dataset(request: pytest.FixtureRequest) -> Dataset:
    """Each dataset."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def small(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A clean month with a few rows in every table, to be copied."""
    window = ["--start-date", "2024-11-01", "--days", "30"]
    return generate(binary, tmp_path_factory.mktemp("small"), "none", *window, scale="0.002")


@pytest.fixture(scope="session")
def compressed(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Dataset]:
    """The clean shipments in each codec of Parquet, by its name."""
    return {
        codec: generate(binary, tmp_path_factory.mktemp(codec), "none", "--tables", "shipments", "--compression", codec)
        for codec in ("zstd", "snappy", "none")
    }


@pytest.fixture(scope="session")
def clean(none: Dataset) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables under `none`, in SQL."""
    with warehouse.load(none) as connection:
        yield connection


@pytest.fixture(scope="session")
def dirty(default: Dataset) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables under `default`, in SQL."""
    with warehouse.load(default) as connection:
        yield connection


@pytest.fixture(scope="session")
def scores(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """What each example finds under `default`, where kinds have faults enough to tell tools apart."""
    larger = generate(binary, tmp_path_factory.mktemp("larger"), "default", scale="0.05")
    return Scores(binary, larger, tmp_path_factory.mktemp("scores"))


class ReportPages:
    """The pages of `report_pages`, each made once."""

    def __init__(self, binary: Path, folders: pytest.TempPathFactory) -> None:
        """Nothing is made yet."""
        self._binary, self._folders = binary, folders
        self._made: dict[str, Path] = {}

    def __call__(self, kind: str) -> Path:
        """The page of a kind."""
        if kind not in self._made:
            self._made[kind] = report_pages.page(kind, self._binary, self._folders.mktemp("report"))
        return self._made[kind]


@pytest.fixture(scope="session")
def report_page(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> ReportPages:
    """Makes pages of reports."""
    return ReportPages(binary, tmp_path_factory)


@pytest.fixture(scope="session")
def spark() -> Iterator["SparkSession"]:
    """Spark, stopped at the end."""
    # Not installed everywhere.
    from readers import spark_reader

    session = spark_reader.session()
    yield session
    session.stop()


class References:
    """What the tables hold by the letter of the contract; each read once."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._readings: dict[tuple[Path, str], Reading] = {}

    def __call__(self, dataset: Dataset, table: str) -> Reading:
        """The values of a table, and the cells that are none."""
        place = (dataset.folder, table)
        if place not in self._readings:
            self._readings[place] = read(dataset, table)
        return self._readings[place]


@pytest.fixture(scope="session")
def reference() -> References:
    """Reads a table as the contract has it."""
    return References()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell of what did not run."""
    if not HAS_JAVA:
        terminalreporter.section("not tested")
        terminalreporter.line("Spark: there is no `java` on the PATH, which it needs")
    if postgres.INITDB is None:
        terminalreporter.section("not tested")
        terminalreporter.line("PostgreSQL: it is not installed (apt-get install postgresql)")
    if browser.CHROMIUM is None:
        terminalreporter.section("not tested")
        terminalreporter.line("the report in a browser: Chromium is not installed (apt-get install chromium)")
    if html_checker.JAR is None:
        terminalreporter.section("not tested")
        terminalreporter.line("pages by a checker of HTML: there is no `npm` or no `java` on the PATH, which it needs")
