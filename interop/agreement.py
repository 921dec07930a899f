"""When a table as a library has read it is the table of the contract."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from contract import contract


def as_contract(table: str, read: pa.Table) -> pa.Table:
    """What was read, cast to the contract's types; fails where a name, the order or a value does not fit.

    A library's own name for a type is none of the matter (`large_string`), a lost digit is.
    """
    schema = contract(table).schema
    assert read.schema.names == schema.names
    columns = [_exactly(column, field.type) for column, field in zip(read.columns, schema, strict=True)]
    cast = pa.Table.from_arrays(columns, schema=schema)
    assert all(field.nullable for field in cast.schema)
    return cast


def same_rows(found: pa.Table, expected: pa.Table, *, ordered: bool) -> bool:
    """Whether two tables of one schema have the same rows; in the same order only where it matters."""
    if ordered:
        return found.equals(expected)
    return sorted_rows(found).equals(sorted_rows(expected))


def sorted_rows(rows: pa.Table) -> pa.Table:
    """The rows in an order that depends on nothing but them."""
    return rows.sort_by([(name, "ascending") for name in rows.schema.names])


def _exactly(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_decimal(wanted) and pa.types.is_floating(column.type):
        return _decimals_of_floats(column, wanted)
    return pc.cast(column, wanted, safe=True)


def _decimals_of_floats(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    """The decimals that a spreadsheet's numbers stand for: each the nearest double to the decimal of that scale."""
    floats = column.to_pylist()
    decimals = [None if value is None else Decimal(f"{value:.{wanted.scale}f}") for value in floats]
    strays = [value for value, exact in zip(floats, decimals, strict=True) if value is not None and float(exact) != value]
    assert not strays, f"not numbers of {wanted.scale} decimals: {strays[:5]}"
    return pa.chunked_array([decimals], wanted)
