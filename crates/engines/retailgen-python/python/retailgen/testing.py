"""A table with faults of a few kinds, for a test of one check."""

from collections.abc import Iterable
from dataclasses import dataclass

from retailgen._native import Dataset, Label, Table, policy_of_kinds
from retailgen.scenario import dataset


@dataclass(frozen=True)
class DirtyTable:
    """A table, the same without faults, and what is wrong with it."""

    dataset: Dataset
    """The dataset, for other tables of the same company."""

    rows: Table
    """The rows with faults."""

    clean: Table
    """The rows without, and without repeated rows; so a row may stand higher up."""

    labels: list[Label]
    """A label for each fault and each decoy."""

    def faults(self, *, kind: str | None = None, column: str | None = None) -> set[int]:
        """The rows, from 0, that have a fault: of that kind, in that column, where these are named."""
        return {label.row for label in self._wanted(kind, column) if label.row is not None}

    def assert_found(self, found: Iterable[int], *, kind: str | None = None, column: str | None = None) -> None:
        """Fails unless a check has found exactly the rows that have a fault.

        Args:
            found: The numbers of the rows, from 0, that the check reports.
            kind: The kind that the check is for; any by default.
            column: The column that it looks at; any by default.

        Raises:
            AssertionError: With each fault that was missed, and what the truth says of each row that was reported wrongly; or
                where there was nothing to find, which proves nothing.
        """
        reported = set(found)
        wanted = self.faults(kind=kind, column=column)
        if not wanted:
            raise AssertionError(f"no row of {self.rows.name} has such a fault: ask for more kinds, or a higher rate")
        lines = [f"missed {label}" for label in self._wanted(kind, column) if label.row not in reported]
        for row in sorted(reported - wanted):
            told = [str(label) for label in self.labels if label.row == row]
            lines += [f"row {row} was reported, and {' and '.join(told) or 'nothing is wrong with it'}"]
        if lines:
            raise AssertionError("\n".join(lines))

    def _wanted(self, kind: str | None, column: str | None) -> list[Label]:
        faults = (label for label in self.labels if not label.decoy)
        return [label for label in faults if kind in (None, label.kind) and column in (None, label.column)]


def dirty_table(
    name: str,
    kinds: Iterable[str],
    *,
    seed: int = 7,
    scale: float | str = 0.01,
    days: int = 7,
    rate: float = 0.05,
) -> DirtyTable:
    """A table with faults of the kinds named, in every column that they fit, or in its rows.

    Args:
        name: The table, one of `retailgen.TABLES`.
        kinds: The kinds, of those that `retailgen anomalies` lists.
        seed: All values follow from it.
        scale: The factor by which rows are multiplied.
        days: The number of days from 2024-01-01.
        rate: The share of rows that each kind hits in each column.

    Raises:
        UsageError: Where there is no such table or kind, or a kind fits nothing in the table.
        RetailgenError: Where a kind writes what a typed column cannot hold.

    >>> dirty = dirty_table("customers", ["email.malformed"])
    >>> dirty.faults(column="email") == dirty.faults()
    True
    """
    policy = policy_of_kinds(name, [kinds] if isinstance(kinds, str) else list(kinds), rate=rate)
    made = dataset(seed, scale, days=days, anomalies=policy)
    return DirtyTable(made, made.table(name), made.table(name, face="clean"), made.labels(name))
