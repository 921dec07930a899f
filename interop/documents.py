"""The JSON objects that are the lines of `events`: what keys they have, and reading them with the standard library."""

from typing import Any

import pyarrow as pa

import strict
from contract import definition
from dataset import Dataset

ENVELOPE = definition("events")["envelope"]
PAYLOADS = {event["name"]: event.get("payload", []) for event in definition("events")["event_type"]}
PYTHON_TYPES = {"string": str, "integer": int}
ARROW_TYPES = {"string": pa.string(), "integer": pa.int64()}
SCHEMA = pa.schema(
    [
        *(pa.field(key["name"], ARROW_TYPES[key["type"]]) for key in ENVELOPE),
        pa.field(
            "payload",
            pa.struct({key["name"]: ARROW_TYPES[key["type"]] for keys in PAYLOADS.values() for key in keys}),
        ),
    ]
)
"""Every key that an event may have, those of all payloads side by side."""


def lines(dataset: Dataset) -> list[tuple[str, int, str]]:
    """All lines, each with its file and number."""
    return [
        (dataset.name_of(file), number, line)
        for file in dataset.files("events")
        for number, line in enumerate(file.read_text("utf-8").removesuffix("\n").split("\n"), start=1)
    ]


def events(dataset: Dataset) -> list[dict[str, Any]]:
    """All events, parsed by the standard library."""
    return [strict.document(line) for _, _, line in lines(dataset)]
