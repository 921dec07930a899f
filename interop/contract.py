"""What each table is: the schema files of the repository, as Python sees them."""

import importlib.util
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMAS = REPOSITORY / "schemas"


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values are keys of another table."""

    column: str
    target_table: str
    target_column: str


@dataclass(frozen=True)
class Contract:
    """A table as `schemas/` defines it."""

    name: str
    format: str
    schema: pa.Schema
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    required: tuple[str, ...]


def _module() -> ModuleType:
    """`schemas/schemas.py`, imported from where it is, as a user would."""
    spec = importlib.util.spec_from_file_location("schemas", SCHEMAS / "schemas.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PYARROW = _module()


@cache
def definition(name: str) -> dict[str, Any]:
    """The TOML file of a table."""
    return tomllib.loads((SCHEMAS / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def contract(name: str) -> Contract:
    """A table by its name."""
    table = definition(name)
    # What a JSON document holds is a key of its own only for links and "required", not a column.
    columns = table["column"] + table.get("envelope", [])
    return Contract(
        name=name,
        format=table["format"],
        schema=getattr(PYARROW, f"{name}_schema"),
        primary_key=tuple(table["primary_key"]),
        foreign_keys=tuple(
            ForeignKey(column["name"], *column["references"].split(".")) for column in columns if "references" in column
        ),
        required=tuple(column["name"] for column in columns if column["required"]),
    )


TABLES = tuple(sorted((path.stem for path in SCHEMAS.glob("*.toml")), key=lambda name: definition(name)["position"]))
"""All tables, in the order of the contract."""
