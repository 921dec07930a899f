"""`shipments.parquet` has the contract's schema to the letter, and the statistics by which readers skip rows."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contract import TABLES, contract
from dataset import Dataset

IN_PARQUET = [table for table in TABLES if contract(table).format == "parquet"]


@pytest.mark.parametrize("table", IN_PARQUET)
def test_the_schema_is_the_contract(any_dataset: Dataset, table: str) -> None:
    for file in any_dataset.files(table):
        assert pq.read_schema(file).equals(contract(table).schema, check_metadata=False)


@pytest.mark.parametrize("table", IN_PARQUET)
def test_every_row_group_has_statistics_of_every_column(any_dataset: Dataset, table: str) -> None:
    for file in any_dataset.files(table):
        metadata = pq.read_metadata(file)
        assert metadata.num_row_groups >= 1
        start = 0
        rows = pq.read_table(file)
        for group in (metadata.row_group(index) for index in range(metadata.num_row_groups)):
            part = rows.slice(start, group.num_rows)
            start += group.num_rows
            for index in range(group.num_columns):
                assert_statistics(group.column(index), part)
        assert start == metadata.num_rows


def assert_statistics(chunk: pq.ColumnChunkMetaData, part: pa.Table) -> None:
    """Minimum, maximum and nulls are those of the values."""
    values = part[chunk.path_in_schema]
    present = [value for value in values.to_pylist() if value is not None]
    statistics = chunk.statistics
    assert chunk.is_stats_set, chunk.path_in_schema
    assert statistics.null_count == values.null_count
    if present:
        assert statistics.has_min_max, chunk.path_in_schema
        assert (statistics.min, statistics.max) == (min(present), max(present)), chunk.path_in_schema


@pytest.mark.parametrize("table", IN_PARQUET)
@pytest.mark.parametrize("codec", ["zstd", "snappy", "none"])
def test_every_codec_holds_the_same(compressed: dict[str, Dataset], none: Dataset, table: str, codec: str) -> None:
    for file, plain in zip(compressed[codec].files(table), none.files(table), strict=True):
        chunk = pq.read_metadata(file).row_group(0).column(0)
        assert chunk.compression == {"none": "UNCOMPRESSED"}.get(codec, codec.upper())
        assert pq.read_table(file).equals(pq.read_table(plain))
