"""What is compiled. The package `retailgen` hands on what is meant to be used."""

import datetime
import os
import pathlib
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, final

__all__ = [
    "DATASET_VERSION",
    "TABLES",
    "Counts",
    "Dataset",
    "Finding",
    "Label",
    "Progress",
    "Score",
    "Table",
    "Verification",
    "Written",
    "WrittenFile",
    "__version__",
    "dataset_of",
    "policy_of_kinds",
    "run_command",
    "score_files",
    "verify",
]

DATASET_VERSION: Final[str]
"""The version of the values: it changes whenever any value does, for any seed."""

TABLES: Final[list[str]]
"""The names of all tables, in the order of the contract."""

__version__: Final[str]
"""The version of the package."""

@final
class Table:
    """Rows that any Arrow library reads, as often as it likes.

    `Dataset.table` and `Dataset.truth` give it. Each reading makes the rows anew, batch by batch as they are asked for, without the
    interpreter's lock. DuckDB finds a variable that holds one by its name; `polars.DataFrame`, `pyarrow.table`,
    `pandas.DataFrame.from_arrow` and `deltalake.write_deltalake` take one.
    """

    @property
    def name(self) -> str:
        """The name of the table; of labels, "labels"."""

    @property
    def face(self) -> Literal["dirty", "clean", "truth"]:
        """Which rows they are; labels have the face "truth"."""

    @property
    def part(self) -> tuple[int, int] | None:
        """Which part of the table it is, and of how many, such as `(1, 4)`; none for all rows."""

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""

    @property
    def schema(self) -> dict[str, str]:
        """The Arrow type of each column, as text, such as "Int64"."""

    def __arrow_c_schema__(self) -> object:
        """The schema, in a capsule of Arrow's C data interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A new stream over all rows, in a capsule of Arrow's C stream interface.

        The stream has the table's own schema, whatever is requested.
        """

@final
class Dataset:
    """What a scenario comes to: its tables in memory, the truth about them, and its files.

    `retailgen.dataset` gives it. What it knows is made when it is first needed, once, and takes some milliseconds at any
    scale; so ask one dataset for several tables. Threads may share it.
    """

    @property
    def seed(self) -> int:
        """The seed."""

    @property
    def scale(self) -> float:
        """The scale factor."""

    @property
    def start_date(self) -> datetime.date:
        """The first day."""

    @property
    def days(self) -> int:
        """The number of days."""

    @property
    def tables(self) -> list[str]:
        """The tables that are written, in the order of the contract."""

    @property
    def anomalies(self) -> str:
        """The name of the policy."""

    @property
    def policy(self) -> str:
        """The policy as TOML, every rule with what it leaves to defaults."""

    @property
    def left_out(self) -> list[str]:
        """The rules of the policy that are left out, by id, since the formats of their tables cannot hold such faults. Neither files
        nor streams nor labels have these.
        """

    @property
    def run_id(self) -> str:
        """The name of what is written, of 32 hex digits: equal for equal scenarios of one dataset version."""

    def table(
        self, name: str, *, face: Literal["dirty", "clean"] = "dirty", part: tuple[int, int] | None = None
    ) -> Table:
        """The rows of a table, chosen by the scenario or not, in the order of its files.

        Of the Delta table they are the rows of the latest version; of JSON lines, the lines.

        Args:
            name: One of `retailgen.TABLES`.
            face: With the faults of the policy, or without.
            part: One of several parts, such as `(1, 4)`, for workers that share the table: the rows of all parts, one after the
                other, are the table's. Each has about as many rows, in whole batches: of a small table, some parts have none.

        Raises:
            UsageError: Where there is no such table, face or part.
            RetailgenError: Where the policy writes what a typed column cannot hold, such as 31/02/2024, or asks for more faults
                than the table can have; of the latter the first part alone tells.
        """

    def truth(self, *tables: str) -> Table:
        """The labels of some tables, or of all that the scenario has: one row for each fault and each decoy.

        The columns of `labels.parquet`, and as the last one `table_row`: the row, from 0, in what `table` gives, where
        `row` is the one in its file. In memory there are no lines: `line` is null.

        Raises:
            UsageError: Where there is no such table.
            RetailgenError: Where the policy writes what a typed column cannot hold.
        """

    def labels(self, name: str, *, part: tuple[int, int] | None = None) -> list[Label]:
        """The labels of a table as objects, by row and column: for a test of one check.

        Args:
            name: One of `retailgen.TABLES`.
            part: One of several parts, as `table` takes it: rows count from 0 in what `table` gives for that part.

        Raises:
            UsageError: Where there is no such table or part.
            RetailgenError: Where the policy writes what a typed column cannot hold.
        """

    def write(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        truth: str | os.PathLike[str] | bool | None = None,
        threads: int | None = None,
        progress: bool | Callable[[Progress], object] | None = None,
    ) -> Written:
        """Writes the files of the scenario into a folder, as the command `retailgen` does.

        A folder that holds anything else is refused before it is touched. Ctrl-C ends it between two blocks; the folder is then
        marked as unfinished, and writing again starts anew.

        Args:
            path: The folder, which is made if it does not exist.
            overwrite: Whether the files of an earlier run, and no others, may be replaced.
            truth: The folder of the truth; by default the name of the data folder with `.truth` added, where there are faults.
                `False` writes none.
            threads: How many threads to use; by default one for each processor core.
            progress: `True` for a line on standard error, or what is called now and then with a `Progress`.

        Raises:
            UsageError: Where an argument will not do.
            FolderTakenError: Where the folder holds something that stays untouched.
            FolderBusyError: Where another process writes into it.
            RetailgenError: Where the system refuses.
        """

    def append(
        self,
        path: str | os.PathLike[str],
        days: int = 1,
        *,
        truth: str | os.PathLike[str] | bool | None = None,
        threads: int | None = None,
        progress: bool | Callable[[Progress], object] | None = None,
    ) -> Written:
        """Appends days to the folder that holds this dataset, finished, and to its truth, as `retailgen --append` does. The folder
        then holds `extended(days)`, with the same bytes as if that were written at once.

        Partitions of days stay as they are, and the Delta table goes on with commits of its own. An append that was interrupted
        is finished when it is done again.

        Args:
            path: The folder.
            days: How many days.
            truth: As `write` takes it; the folder of the truth that the run has.
            threads: How many threads to use; by default one for each processor core.
            progress: As `write` takes it.

        Raises:
            UsageError: Where an argument will not do, or the folder is not finished.
            FolderTakenError: Where the folder holds another dataset.
            FolderBusyError: Where another process writes into it.
            RetailgenError: Where the system refuses.
        """

    def extended(self, days: int) -> Dataset:
        """The dataset with so many more days at its end, as `append` makes it.

        Raises:
            UsageError: Where the days leave the company's life.
        """

@final
class Label:
    """What the truth says of one fault or decoy. As text it is one line."""

    @property
    def table(self) -> str:
        """The table."""

    @property
    def row(self) -> int | None:
        """The row, from 0, in what `Dataset.table` gives."""

    @property
    def column(self) -> str | None:
        """The column; none where the whole row is meant."""

    @property
    def kind(self) -> str:
        """The kind, such as "email.malformed"."""

    @property
    def decoy(self) -> bool:
        """Whether the value is right and only looks wrong."""

    @property
    def clean_value(self) -> str | None:
        """What stood there, as a file has it; none for null."""

    @property
    def dirty_value(self) -> str | None:
        """What stands there."""

    @property
    def key(self) -> str | None:
        """The key of the row, as JSON."""

    @property
    def rule_id(self) -> str | None:
        """The rule of the policy; none for a decoy."""

    @property
    def detectability(self) -> str:
        """The nearest kind of check that can see it."""

    @property
    def expected_action(self) -> str:
        """What a pipeline should do about it."""

    @property
    def text(self) -> str:
        """All of this in one line."""

@final
class Written:
    """What stands in a folder after `Dataset.write`."""

    @property
    def path(self) -> pathlib.Path:
        """The folder of the data."""

    @property
    def truth(self) -> pathlib.Path | None:
        """The folder of the truth, if one was written."""

    @property
    def files(self) -> list[WrittenFile]:
        """The files of the data, in the order of the plan."""

    @property
    def rows(self) -> int:
        """The rows of all files."""

    @property
    def bytes(self) -> int:
        """The bytes of all files."""

    @property
    def already_done(self) -> bool:
        """Whether the same had been written there before, and nothing was touched."""

    @property
    def left_out(self) -> list[str]:
        """The rules of the policy whose faults the formats cannot hold, by id; the files have none of these."""

@final
class WrittenFile:
    """One file of a folder."""

    @property
    def path(self) -> str:
        """Its path below the folder, with `/` between names."""

    @property
    def table(self) -> str:
        """The table whose rows it holds."""

    @property
    def rows(self) -> int:
        """How many rows it holds."""

    @property
    def bytes(self) -> int:
        """Its size."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of its content, in hex digits."""

@final
class Progress:
    """How far writing has come."""

    @property
    def files(self) -> int:
        """Files that stand under their names."""

    @property
    def planned_files(self) -> int:
        """Files of the plan."""

    @property
    def rows(self) -> int:
        """Rows that have been written."""

    @property
    def planned_rows(self) -> int:
        """Rows of the plan: an estimate, without rows that faults add."""

    @property
    def bytes(self) -> int:
        """Bytes that have been written."""

@final
class Verification:
    """What came of `verify`. It is true where all holds."""

    @property
    def ok(self) -> bool:
        """Whether all holds."""

    @property
    def findings(self) -> list[Finding]:
        """What does not hold; of one check in one file, the first twenty."""

    @property
    def count(self) -> int:
        """How many findings there are, those that are not listed included."""

    @property
    def files(self) -> int:
        """The files that were read."""

    @property
    def rows(self) -> int:
        """The rows of the tables as they stand."""

    @property
    def labels(self) -> int | None:
        """The labels that were held against the files; none without a truth."""

    @property
    def clean_twin(self) -> bool:
        """Whether the files were held against clean ones, made anew."""

    def __bool__(self) -> bool:
        """Whether all holds."""

@final
class Finding:
    """Something that does not hold. As text it is one line."""

    @property
    def check(self) -> str:
        """What was looked at, such as "cell.unlabelled"."""

    @property
    def side(self) -> Literal["data", "truth"]:
        """The folder in which it is."""

    @property
    def file(self) -> str:
        """The file, below that folder."""

    @property
    def table(self) -> str | None:
        """The table of the file."""

    @property
    def line(self) -> int | None:
        """The line, from 1."""

    @property
    def row(self) -> int | None:
        """The row, from 0."""

    @property
    def column(self) -> str | None:
        """The column."""

    @property
    def label_id(self) -> int | None:
        """The label that it is about."""

    @property
    def what(self) -> str:
        """What is wrong."""

    @property
    def expected(self) -> str | None:
        """What should stand there."""

    @property
    def found(self) -> str | None:
        """What stands there."""

    @property
    def text(self) -> str:
        """All of this in one line."""

@final
class Counts:
    """How many were found, missed and reported wrongly."""

    @property
    def found(self) -> int:
        """Faults that were found."""

    @property
    def missed(self) -> int:
        """Faults that were not."""

    @property
    def false_alarms(self) -> int:
        """What was reported and is right."""

    @property
    def recall(self) -> float | None:
        """The share of faults that were found; none where there are none."""

    @property
    def precision(self) -> float | None:
        """The share of what was reported that is a fault; none where nothing was."""

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""

@final
class Score:
    """Findings held against a truth. As text it is what `retailgen score` prints."""

    @property
    def level(self) -> Literal["file", "row", "cell", "value", "kind"]:
        """The level that everything but `levels` is counted on."""

    @property
    def counts(self) -> Counts:
        """The counts on that level."""

    @property
    def levels(self) -> dict[str, Counts]:
        """The counts on every level, by its name."""

    @property
    def recall(self) -> float | None:
        """The share of faults that were found."""

    @property
    def precision(self) -> float | None:
        """The share of what was reported that is a fault."""

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""

    @property
    def faults(self) -> int:
        """How many faults there were to find."""

    @property
    def kinds(self) -> dict[str, Counts]:
        """The counts of each kind of fault."""

    @property
    def columns(self) -> dict[str, Counts]:
        """The counts of each column, named as "customers.email"."""

    @property
    def tables(self) -> dict[str, Counts]:
        """The counts of each table."""

    def shortfalls(self, *thresholds: str) -> list[str]:
        """What falls short of thresholds such as "recall=0.9", a sentence each; nothing where none does."""

    def to_dict(self) -> dict[str, Any]:
        """All of it, as `retailgen score --json` prints it."""

def verify(path: str | os.PathLike[str], *, truth: str | os.PathLike[str] | bool | None = None) -> Verification:
    """Holds a folder against its manifest and, value by value, against its truth.

    After a Ctrl-C the reading goes on to its end in the background, and its outcome is dropped.

    Args:
        path: The folder of the data.
        truth: The folder of the truth; by default the one beside the data, if there is one. `False` for none: the files are then
            held against their manifest only.

    Raises:
        UsageError: Where the folder is none that has been finished.
        RetailgenError: Where something cannot be read. What can be read and does not hold is a finding.
    """

def dataset_of(
    *,
    seed: int,
    scale: str,
    start_date: str,
    days: int,
    tables: Sequence[str] | None,
    currencies: Sequence[str] | None,
    format: str,
    compression: str,
    delta_change_data_feed: bool,
    delta_timestamps: str,
    anomalies: object,
    difficulty: str,
    intensity: str,
) -> Dataset:
    """The dataset of a scenario; `retailgen.dataset` describes the arguments."""

def score_files(
    findings: Sequence[str | os.PathLike[str]],
    path: str | os.PathLike[str],
    *,
    truth: str | os.PathLike[str] | None = None,
    tables: Sequence[str] | None = None,
    level: str | None = None,
    source: str | None = None,
) -> Score:
    """Holds files of findings against the truth of a folder; `retailgen.score` describes the arguments."""

def policy_of_kinds(table: str, kinds: Sequence[str], *, rate: float) -> str:
    """The text of a policy that puts each kind into every column of a table that it fits, or into its rows.

    Raises:
        UsageError: Where there is no such table or kind, or the kind fits nothing in the table.
    """

def run_command(words: Sequence[str], /) -> int:
    """Does what a command line asks, and returns the exit code. The first word is the name of the command."""
