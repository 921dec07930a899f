"""The data source `retailgen` for Spark 4: `spark.read.format("retailgen").option("table", "customers").load()`.

It needs pyspark and pyarrow, and this package on every worker.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow  # type: ignore[import-untyped]
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from retailgen._native import Table
from retailgen.errors import UsageError
from retailgen.scenario import dataset

_SETTINGS = ("seed", "scale", "start_date", "days", "currencies", "anomalies", "difficulty", "intensity")


class RetailgenDataSource(DataSource):
    """The rows of one table; `spark.dataSource.register(RetailgenDataSource)` makes it known.

    Options are the settings of `retailgen.dataset` that decide rows, and

    - `table`: the table; required, one of `retailgen.TABLES`
    - `face`: `dirty`, `clean`, or `truth` for the labels of the table

    Spark reads the rows in one task. Split them behind it, with `repartition`, where there are many.
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
    """Reads the rows as record batches, which are made as Spark asks for them."""

    def __init__(self, options: Mapping[str, str]) -> None:
        """Keeps the options, which are sent to the worker."""
        self.options = options

    def read(self, partition: InputPartition) -> Iterator[Any]:
        """The rows."""
        yield from pyarrow.RecordBatchReader.from_stream(table_of(self.options))


def table_of(options: Mapping[str, str]) -> Table:
    """The table that options of the data source describe.

    Raises:
        UsageError: Where there is no such option, or its value will not do.
        RetailgenError: Where the policy writes what a typed column cannot hold.
    """
    # Spark's options may be spelt in any case, and are in lower case here.
    settings: dict[str, Any] = {name.lower(): value for name, value in options.items()}
    name, face = settings.pop("table", None), settings.pop("face", "dirty")
    if name is None:
        raise UsageError('name a table: .option("table", "customers")')
    for option in settings:
        if option not in _SETTINGS:
            raise UsageError(f"there is no option {option!r}: choose among table, face, {', '.join(_SETTINGS)}")
    for number in settings.keys() & {"seed", "days"}:
        # What is no number is refused with the others.
        settings[number] = int(settings[number]) if settings[number].isdecimal() else settings[number]
    made = dataset(**settings)
    return made.truth(name) if face == "truth" else made.table(name, face=face)
