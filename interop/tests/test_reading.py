"""pandas, Polars, PyArrow and DuckDB read every table with the contract's names, types and order, and its values."""

from types import ModuleType

import pytest

from agreement import as_schema, same_rows
from conftest import References
from contract import TABLES, contract
from dataset import Dataset
from readers import duckdb_reader, pandas_reader, polars_reader, pyarrow_reader

READERS = {
    "pandas": pandas_reader,
    "polars": polars_reader,
    "pyarrow": pyarrow_reader,
    "duckdb": duckdb_reader,
}
PAIRS = [
    pytest.param(table, reader, id=f"{table}-{name}")
    for table in TABLES
    for name, reader in READERS.items()
    if contract(table).format in reader.FORMATS
]
IN_CSV = [table for table in TABLES if contract(table).format == "csv"]
TYPED_FILES = [param for param in PAIRS if contract(param.values[0]).format in ("xlsx", "parquet", "delta")]


@pytest.mark.parametrize(("table", "reader"), PAIRS)
def test_every_table_is_read_as_the_contract_has_it(
    typed: Dataset, table: str, reader: ModuleType, reference: References
) -> None:
    assert_read(typed, table, reader, reference)


@pytest.mark.parametrize(("table", "reader"), TYPED_FILES)
def test_files_with_types_keep_them_under_every_fault(
    default: Dataset, table: str, reader: ModuleType, reference: References
) -> None:
    assert_read(default, table, reader, reference)


def assert_read(dataset: Dataset, table: str, reader: ModuleType, reference: References) -> None:
    """The library finds the contract's table, and as many rows as the manifest says."""
    found = as_schema(contract(table).schema, reader.read(dataset, table))
    is_delta = contract(table).format == "delta"
    assert same_rows(found, reference(dataset, table).values, ordered=not is_delta)
    # The manifest also counts files that later versions of a Delta table have given up.
    assert is_delta or found.num_rows == dataset.rows(table)


@pytest.mark.parametrize("table", IN_CSV)
def test_no_field_is_an_empty_text(any_dataset: Dataset, table: str) -> None:
    """An empty field means null, which `strict` could not tell from `""`, so there has to be none of those."""
    fields = (b',""\n', b',"",', b'\n"",')
    for file in any_dataset.files(table):
        content = file.read_bytes()
        assert not any(field in content for field in fields), file
