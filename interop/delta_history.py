"""The versions of `returns`, as rows by their primary key."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable

from dataset import Dataset

TABLE = "returns"

Rows = dict[int, dict[str, Any]]
"""Rows by their `return_id`, each a value by column."""


@dataclass(frozen=True)
class History:
    """The table's history, read with `deltalake`."""

    folder: str

    @classmethod
    def of(cls, dataset: Dataset) -> "History":
        """That of a dataset."""
        return cls(dataset.delta(TABLE))

    def table(self, version: int | None = None) -> DeltaTable:
        """The table as of a version, the latest if none is named."""
        return DeltaTable(self.folder, version=version)

    @cached_property
    def commits(self) -> list[dict[str, Any]]:
        """What the log says of the versions, the first one first."""
        return sorted(self.table().history(), key=lambda commit: commit["version"])

    def schema(self, version: int) -> pa.Schema:
        """The schema as of a version."""
        return pa.schema(self.table(version).schema().to_arrow())

    def rows(self, version: int) -> Rows:
        """The rows as of a version, all with all columns."""
        return rows_by_id(self.table(version).to_pyarrow_table())


def rows_by_id(table: pa.Table) -> Rows:
    """Rows by their key. A column that is not there yet is null."""
    rows = {row["return_id"]: {"return_reason_code": None} | row for row in table.to_pylist()}
    if len(rows) != table.num_rows:
        raise ValueError(f"{table.num_rows - len(rows)} rows have the key of another one")
    return rows
