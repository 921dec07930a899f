"""The data source `retailgen` for Spark 4: `spark.read.format("retailgen").option("table", "customers").load()`.

It needs pyspark and pyarrow, and this package on every worker.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow  # type: ignore[import-untyped]
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from retailgen._native import Table
from retailgen.errors import UsageError
from retailgen.scenario import dataset

_PARTS = 8
"""The partitions of a table where the option says nothing."""

_SETTINGS = ("seed", "scale", "start_date", "days", "currencies", "anomalies", "difficulty", "intensity")


class RetailgenDataSource(DataSource):
    """The rows of one table; `spark.dataSource.register(RetailgenDataSource)` makes it known.

    Options are the settings of `retailgen.dataset` that decide rows, and

    - `table`: the table; required, one of `retailgen.TABLES`
    - `face`: `dirty`, `clean`, or `truth` for the labels of the table
    - `parts`: the number of partitions, 8 by default, each made by a task of its own; the rows are the same with any number.
      Labels are one partition, since each counts the rows and labels before it.
    """

    @classmethod
    def name(cls) -> str:
        """The name of the format."""
        return "retailgen"

    def schema(self) -> StructType:
        """The columns of the table."""
        return from_arrow_schema(pyarrow.schema(table_of(self.options)))

    def reader(self, schema: StructType) -> DataSourceReader:
        """What reads the rows."""
        return RetailgenReader(dict(self.options))


class RetailgenReader(DataSourceReader):
    """Reads the rows of each partition as record batches, which are made as Spark asks for them."""

    def __init__(self, options: Mapping[str, str]) -> None:
        """Keeps the options, which are sent to the worker."""
        self.options = options

    def partitions(self) -> Sequence[InputPartition]:
        """A partition for each part of the table."""
        _, parts = table_of(self.options).part or (1, 1)
        return [InputPartition(number) for number in range(1, parts + 1)]

    def read(self, partition: InputPartition) -> Iterator[Any]:
        """The rows of a partition."""
        yield from pyarrow.RecordBatchReader.from_stream(table_of(self.options, partition.value))


def table_of(options: Mapping[str, str], number: int = 1) -> Table:
    """The part of that number, from 1, of the table that options of the data source describe; of labels, all.

    Raises:
        UsageError: Where there is no such option, or its value will not do.
        RetailgenError: Where the policy writes what a typed column cannot hold.
    """
    # Spark's options may be spelt in any case, and are in lower case here.
    settings: dict[str, Any] = {name.lower(): value for name, value in options.items()}
    name, face, parts = settings.pop("table", None), settings.pop("face", "dirty"), settings.pop("parts", None)
    if name is None:
        raise UsageError('name a table: .option("table", "customers")')
    for option in settings:
        if option not in _SETTINGS:
            raise UsageError(f"there is no option {option!r}: choose among table, face, parts, {', '.join(_SETTINGS)}")
    for option in settings.keys() & {"seed", "days"}:
        # What is no number is refused with the others.
        settings[option] = int(settings[option]) if settings[option].isdecimal() else settings[option]
    if face == "truth":
        if parts is not None:
            raise UsageError("labels are one partition: leave out the option parts")
        return dataset(**settings).truth(name)
    if parts is not None and not parts.isdecimal():
        raise UsageError(f"parts is a whole number, not {parts!r}")
    return dataset(**settings).table(name, face=face, part=(number, int(parts or _PARTS)))
