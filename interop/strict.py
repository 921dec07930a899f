"""Text to values by the letter of the contract, with Python's standard library and nothing else.

This is what the other libraries are compared with: it knows one way to write each type and refuses all others.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}", re.ASCII)
FLOAT = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A row of a text file: its first physical line, the header being line 1, and its fields as written."""

    line: int
    fields: list[str | None]


def rows(file: Path) -> Iterator[Row]:
    """The rows of a CSV file. An empty field is null; the files of the tests hold no empty text (`""`)."""
    with file.open(encoding="utf-8", newline="") as text:
        reader = csv.reader(text, strict=True)
        width = len(next(reader))
        first = reader.line_num + 1
        for fields in reader:
            if len(fields) != width:
                raise ValueError(f"{file}, line {first}: {len(fields)} fields instead of {width}")
            yield Row(first, [field or None for field in fields])
            first = reader.line_num + 1


def header(file: Path) -> list[str]:
    """The first line of a CSV file."""
    with file.open(encoding="utf-8", newline="") as text:
        return next(csv.reader(text, strict=True))


def parser(data_type: pa.DataType) -> Callable[[str], Any]:
    """What turns the text of a field into a value of the type, or raises `ValueError`."""
    if pa.types.is_decimal(data_type):
        return partial(_decimal, data_type.precision, data_type.scale)
    if pa.types.is_integer(data_type):
        return partial(_integer, data_type.bit_width)
    return _PARSERS[data_type]


def instant(text: str) -> datetime:
    """An instant as events write it: UTC, with microseconds and a `Z`."""
    if not text.endswith("Z"):
        raise ValueError(f"{text!r} does not end with Z")
    return _timestamp(text[:-1])


def document(text: str) -> dict[str, Any]:
    """A line of JSON, which has to be one object without repeated keys or numbers that JSON does not know."""
    value = json.loads(text, object_pairs_hook=_distinct_keys, parse_constant=_refuse_constant)
    if not isinstance(value, dict):
        raise ValueError(f"{text!r} is no object")
    return value


def _full_match(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(f"{text!r} is not written as the contract says")
    return text


def _integer(bits: int, text: str) -> int:
    value = int(_full_match(INTEGER, text))
    if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
        raise ValueError(f"{text!r} does not fit {bits} bits")
    return value


def _decimal(precision: int, scale: int, text: str) -> Decimal:
    whole = precision - scale
    return Decimal(_full_match(re.compile(rf"-?\d{{1,{whole}}}\.\d{{{scale}}}", re.ASCII), text))


def _date(text: str) -> date:
    return date.fromisoformat(_full_match(DATE, text))


def _timestamp(text: str) -> datetime:
    return datetime.fromisoformat(_full_match(TIMESTAMP, text))


def _float(text: str) -> float:
    return float(_full_match(FLOAT, text))


def _bool(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


_PARSERS: dict[pa.DataType, Callable[[str], Any]] = {
    pa.string(): str,
    pa.bool_(): _bool,
    pa.float64(): _float,
    pa.date32(): _date,
    pa.timestamp("us"): _timestamp,
}


def _distinct_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError(f"a key is there twice: {[key for key, _ in pairs]}")
    return value


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")
