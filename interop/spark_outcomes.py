"""What Spark makes of a file with one fault: apart, since Spark is not installed everywhere."""

from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import types as spark_types

from contract import contract
from outcomes import Reader, Reading, envelope
from parquet_outcomes import shown
from readers import spark_reader

_CORRUPT = "_corrupt_record"


def reader(table: str) -> Reader:
    """Strictly a record that does not fit ends the reading, leniently it is kept apart; names of a header are checked. A Parquet file
    is read with the contract's types, leniently with its own."""
    if contract(table).format == "parquet":
        return lambda path, lenient: _parquet(table, path, lenient)
    is_csv = contract(table).format == "csv"
    texts = [spark_types.StructField(name, spark_types.StringType()) for name in envelope(table)]
    schema = spark_reader.schema(table) if is_csv else spark_types.StructType(texts)
    options = {"header": True, "multiLine": True, "escape": '"', "enforceSchema": False} if is_csv else {}

    def read(path: Path, lenient: bool) -> Reading:
        spark = _session()
        corrupt = [spark_types.StructField(_CORRUPT, spark_types.StringType())] if lenient else []
        wanted = spark_types.StructType([*schema.fields, *corrupt])
        mode = "PERMISSIVE" if lenient else "FAILFAST"
        source = spark.read.schema(wanted).options(mode=mode, **options)
        rows = [row.asDict(recursive=True) for row in (source.csv if is_csv else source.json)(str(path)).collect()]
        kept = [row for row in rows if row.pop(_CORRUPT, None) is None]
        return Reading(kept, len(rows) - len(kept))

    return read


def _parquet(table: str, path: Path, lenient: bool) -> Reading:
    source = _session().read if lenient else _session().read.schema(spark_reader.schema(table))
    return shown([row.asDict() for row in source.parquet(str(path)).collect()])


def _session() -> SparkSession:
    spark = spark_reader.session()
    # Each abort would fill a page.
    spark.sparkContext.setLogLevel("OFF")
    return spark
