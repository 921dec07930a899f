"""The lines that loaders tell of rows are true under every fault of text, and known wherever readers have no choice."""

import codecs
import csv
import io
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

import loaders
from contract import TABLES, contract
from dataset import Dataset, generate

TEXT = [table for table in TABLES if contract(table).format in ("csv", "jsonl")]
LIBRARIES = ["duckdb", "pandas", "polars"]


@pytest.fixture(scope="module", params=["default", "structural", "chaos"])
def dataset(request: pytest.FixtureRequest, binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A month under each policy that breaks something."""
    return generate(binary, tmp_path_factory.mktemp(request.param), request.param, "--days", "30")


@pytest.mark.parametrize("library", LIBRARIES)
def test_lines_below_quoted_line_breaks_are_true(
    binary: Path, tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = generate(binary, tmp_path, "default", "--days", "30", "--tables", "customers", scale="0.2")
    monkeypatch.chdir(tmp_path)
    rows = _loaded(loaders.printed(binary, "customers", "--format", library, "--with-place", "--from", "data"), library, "customers")
    [file] = large.files("customers")
    seen = Seen()
    _check(large, "customers", file, [], rows, seen)
    assert seen.unknown == 0
    assert 0 < seen.displaced < seen.known == large.rows("customers")


@pytest.mark.parametrize("library", LIBRARIES)
def test_lines_are_known_in_folders_of_any_name(
    binary: Path, small: Dataset, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = loaders.under_another_name(small, loaders.EVERYTHING)
    for table in TEXT:
        code = loaders.printed(binary, table, "--format", library, "--with-place", "--from", folder)
        rows = _loaded(code, library, table)
        assert (rows.num_rows, rows["_line"].null_count) == (small.rows(table), 0)


@dataclass
class Seen:
    """What came of the files of a dataset."""

    loaded: Counter[bool] = field(default_factory=Counter)
    """Files that were read, by whether there is a fault of text in them."""
    known: int = 0
    unknown: int = 0
    displaced: int = 0
    """Rows with a line that is not their number."""


@pytest.mark.parametrize("library", LIBRARIES)
def test_lines_are_true_or_unknown(
    binary: Path, dataset: Dataset, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Seen()
    for table in TEXT:
        source = ["--format", library, "--with-place", "--anomalies", dataset.policy, "--from", "data"]
        code = loaders.printed(binary, table, *source)
        for number, file in enumerate(dataset.files(table)):
            # Each file alone: a loader stops at the first that it cannot read.
            place = tmp_path / f"{table}-{number}"
            copy = place / "data" / dataset.name_of(file)
            copy.parent.mkdir(parents=True)
            shutil.copyfile(file, copy)
            monkeypatch.chdir(place)
            faults = _faults_of_text(dataset, file)
            try:
                rows = _loaded(code, library, table)
            except Exception:
                assert faults, f"{library} stops at {file}"
                continue
            seen.loaded[bool(faults)] += 1
            _check(dataset, table, file, faults, rows, seen)
    if dataset.policy == "default":
        assert (seen.unknown, seen.loaded[True]) == (0, 0)
        assert seen.known == sum(map(dataset.rows, TEXT))
    else:
        assert seen.loaded[True] > 5
        assert seen.known > 20 * seen.unknown
        assert seen.known > 4_000


def _loaded(code: str, library: str, table: str) -> pa.Table:
    """The rows of a table with their places, in order where there is one file."""
    if library == "duckdb":
        # Without the extensions, which text does not need and which take most of the time.
        with duckdb.connect() as connection:
            connection.execute(code)
            return connection.table(f"{table}_placed").order("_row").to_arrow_table()
    return loaders.python(code, table)[table]


def _faults_of_text(dataset: Dataset, file: Path) -> list[dict[str, Any]]:
    labels = dataset.labels_where(file=dataset.name_of(file))
    return [label for label in labels if label["level"] in ("record", "file")]


def _check(
    dataset: Dataset, table: str, file: Path, faults: list[dict[str, Any]], rows: pa.Table, seen: Seen
) -> None:
    assert rows.schema.field("_line").type == pa.int64()
    lines = rows["_line"].to_pylist()
    known = [line for line in lines if line is not None]
    assert sorted(set(known)) == known, f"{file}: lines do not rise"
    texts = [name for name in rows.schema.names if rows.schema.field(name).type in (pa.string(), pa.large_string())]
    texts = [name for name in texts if name in contract(table).schema.names]
    physical = file.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\n")
    for row in rows.to_pylist():
        if row["_line"] is not None:
            fields = _record_on(physical, row["_line"], table)
            missing = [row[name] for name in texts if row[name] and row[name] not in fields]
            assert not missing, f"{file}, line {row['_line']}: {missing}"
    # What stands above the first fault of text is as it was written.
    begin = min((label["byte"] or 0 for label in faults), default=None)
    sound = list(_lines_of_sound_rows(file.read_bytes()[:begin], table, is_whole=begin is None))
    assert lines[: len(sound)] == sound, file
    by_row = dict(enumerate(lines))
    for label in dataset.labels_where(file=dataset.name_of(file)):
        if label["row"] is not None and label["row"] < len(sound):
            assert by_row[label["row"]] == label["line"], (file, label)
    seen.known += len(known)
    seen.unknown += len(lines) - len(known)
    seen.displaced += sum(line != row + 2 for row, line in enumerate(known)) if contract(table).format == "csv" else 0


def _record_on(physical: list[bytes], line: int, table: str) -> list[str]:
    """The fields of the record that begins on a line, by the standard library."""
    if contract(table).format == "jsonl":
        return [physical[line - 1].decode().removesuffix("\r")]
    rest = b"\n".join(physical[line - 1 : line + 20]).decode()
    return next(csv.reader(io.StringIO(rest, newline=""), strict=True))


def _lines_of_sound_rows(text: bytes, table: str, is_whole: bool) -> Iterator[int]:
    """The lines on which the rows of sound text begin; a record that is cut off is none."""
    if not is_whole:
        text = text[: text.rfind(b"\n") + 1]
    if contract(table).format == "jsonl":
        yield from range(1, text.count(b"\n") + 1)
        return
    reader = csv.reader(io.StringIO(text.decode(), newline=""), strict=True)
    first = 1
    try:
        for number, _ in enumerate(reader):
            if number:
                yield first
            first = reader.line_num + 1
    except csv.Error:
        # A quoted field is cut off.
        assert not is_whole
