"""When a table as a library has read it is the table of the contract."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc


def as_schema(schema: pa.Schema, read: pa.Table) -> pa.Table:
    """What was read, cast to the types of a schema; fails where a name, the order or a value does not fit.

    A library's own name for a type is none of the matter (`large_string`), a lost digit is.
    """
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
    """The rows in an order that depends on nothing but them; what is in a struct becomes a column."""
    flat = rows.flatten()
    return flat.sort_by([(name, "ascending") for name in flat.schema.names])


def _exactly(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_decimal(wanted) and pa.types.is_floating(column.type):
        return _decimals_of_floats(column, wanted)
    return pc.cast(column, wanted, safe=True)


def _decimals_of_floats(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    """The decimals that a spreadsheet's numbers stand for: each the nearest double to the decimal of that scale."""
    floats = column.to_pylist()
    decimals = [None if value is None else Decimal(f"{value:.{wanted.scale}f}") for value in floats]
    strays = [
        value for value, exact in zip(floats, decimals, strict=True) if value is not None and float(exact) != value
    ]
    assert not strays, f"not numbers of {wanted.scale} decimals: {strays[:5]}"
    return pa.chunked_array([decimals], wanted)


def assert_same_table(found: pa.Table, expected: pa.Table) -> None:
    """Two tables have the same columns in the same order, of the same types, and the same rows in any order."""
    plain = pa.schema([pa.field(field.name, _plain(field.type)) for field in found.schema])
    assert plain.equals(expected.schema), f"{plain} is not {expected.schema}"
    assert found.num_rows == expected.num_rows
    assert sorted_rows(found.cast(plain)).equals(sorted_rows(expected))


def _plain(data_type: pa.DataType) -> pa.DataType:
    """The type without the library's choice of how text lies in memory."""
    if pa.types.is_large_string(data_type) or pa.types.is_string_view(data_type):
        return pa.string()
    if pa.types.is_struct(data_type):
        return pa.struct([pa.field(field.name, _plain(field.type)) for field in data_type])
    return data_type
