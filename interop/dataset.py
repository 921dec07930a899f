"""A folder that `retailgen` has written, and the truth about it beside it."""

import json
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


@dataclass(frozen=True)
class Dataset:
    """The files of one run. `folder` holds the data, `truth` what is known of its faults."""

    folder: Path
    truth: Path
    policy: str

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """`_manifest.json`: every file with its table, rows, size and digest."""
        return json.loads((self.folder / "_manifest.json").read_text(encoding="utf-8"))

    @cached_property
    def labels(self) -> pa.Table:
        """The faults: one row each, decoys left out."""
        labels = pq.read_table(self.truth / "labels.parquet")
        return labels.filter(pc.invert(labels["decoy"]))

    def labels_where(self, **wanted: Any) -> list[dict[str, Any]]:
        """The faults whose columns have the values wanted."""
        labels = self.labels
        for column, value in wanted.items():
            labels = labels.filter(pc.equal(labels[column], value))
        return labels.to_pylist()

    def files(self, table: str) -> list[Path]:
        """The files of a table, in the order in which its rows are numbered."""
        return [self.folder / entry["path"] for entry in self.entries(table)]

    def entries(self, table: str) -> list[dict[str, Any]]:
        """What the manifest says of a table's files, in the order of their paths."""
        entries = [entry for entry in self.manifest["files"] if entry["table"] == table]
        return sorted(entries, key=lambda entry: entry["path"])

    def delta(self, table: str) -> str:
        """The folder of a Delta table, as its readers want it."""
        return str(self.folder / table)

    def rows(self, table: str) -> int:
        """How many rows the manifest counts in a table."""
        return sum(entry["rows"] for entry in self.entries(table))

    def name_of(self, file: Path) -> str:
        """A file as the manifest and the labels name it."""
        return file.relative_to(self.folder).as_posix()


def generate(
    binary: Path, folder: Path, policy: str, *options: str, scale: str = "0.01", seed: int = 7
) -> Dataset:
    """Run `retailgen`, into `folder / "data"`."""
    data = folder / "data"
    command = [binary, "--quiet", "--seed", str(seed), "--scale", scale, "--anomalies", policy, "--out", data, *options]
    subprocess.run(command, check=True, timeout=300)
    return Dataset(folder=data, truth=folder / "data.truth", policy=policy)
