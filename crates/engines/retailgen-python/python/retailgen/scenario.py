"""The scenario: all that decides what a dataset holds."""

import datetime
import decimal
import os
from collections.abc import Iterable
from typing import Literal, TypeAlias

from retailgen._native import Dataset, dataset_of

Policy: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None


def dataset(
    seed: int = 42,
    scale: float | decimal.Decimal | str = 1,
    *,
    start_date: datetime.date | str = "2024-01-01",
    days: int = 366,
    tables: str | Iterable[str] | None = None,
    currencies: str | Iterable[str] | None = None,
    format: str = "native",
    compression: Literal["zstd", "snappy", "gzip", "none"] = "zstd",
    delta_change_data_feed: bool = False,
    delta_timestamps: Literal["ntz", "utc"] = "ntz",
    anomalies: Policy = "castable",
    difficulty: Literal["easy", "default", "hard"] = "default",
    intensity: Literal["low", "medium", "high"] = "medium",
) -> Dataset:
    """The dataset of a scenario. Nothing is made yet; two equal scenarios give the same values on any machine.

    Args:
        seed: All values follow from it; from 0 to 2**64 - 1.
        scale: The factor by which rows are multiplied, from 0.0001 to 1000.
        start_date: The first day, 2015-01-01 or later.
        days: The number of days, the last of which is 2039-12-31 or earlier.
        tables: The tables that `Dataset.write` writes: names, or one text with commas. All by default.
        currencies: The currencies that have exchange rates, by code. All by default.
        format: The formats of the files: "native", which the schema names, "csv", "jsonl" or "parquet", or some for some tables,
            such as "csv,events=jsonl". Rules of the policy whose faults a format cannot hold are left out, of streams and labels
            too; `Dataset.left_out` names them. Nothing else of a stream depends on it.
        compression: How Parquet files are compressed; "gzip" compresses CSV and JSON lines, too.
        delta_change_data_feed: Whether the Delta table gets a change data feed.
        delta_timestamps: The type of instants in the Delta table: "utc" for older readers.
        anomalies: The policy for faults. "castable" has faults that a typed column can hold. Only files can hold those of
            "default", which is the command's default and adds dates and numbers that do not parse, and of "structural", which
            breaks records. "none" is clean data, "preset:NAME" replays an incident. Otherwise the path of a TOML file, the text
            of one, or several of these to join.
        difficulty: How hard the faults of "default" and "castable" are to find.
        intensity: How many faults: a third of the policy's rates, the rates, or three times as many.

    Raises:
        UsageError: Where a setting is none that a scenario can have.

    >>> import retailgen
    >>> retailgen.dataset(seed=7, scale=0.01, days=7, tables=["stores"]).tables
    ['stores']
    """
    return dataset_of(
        seed=seed,
        scale=str(scale),
        start_date=str(start_date),
        days=days,
        tables=_names(tables),
        currencies=_names(currencies),
        format=format,
        compression=compression,
        delta_change_data_feed=delta_change_data_feed,
        delta_timestamps=delta_timestamps,
        anomalies=anomalies,
        difficulty=difficulty,
        intensity=intensity,
    )


def _names(given: str | Iterable[str] | None) -> list[str] | None:
    if isinstance(given, str):
        return [name.strip() for name in given.split(",")]
    return None if given is None else list(given)
