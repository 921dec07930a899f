"""The faults of the policy `default` counted in the files by SQL, beside what the truth says of each rule."""

import json
from dataclasses import dataclass

from contract import REPOSITORY
from dataset import Dataset
from readers import duckdb_reader

SQL = REPOSITORY / "docs" / "anomaly-counts.sql"


@dataclass(frozen=True)
class Counted:
    """Rules that one query counts, and how many faults were planned, made and found."""

    rules: str
    planned: int
    realised: int
    found: int


def counted(dataset: Dataset) -> list[Counted]:
    """All queries, in their order."""
    told = {rule["rule_id"]: rule for rule in json.loads((dataset.truth / "run.json").read_text("utf-8"))["rules"]}
    with duckdb_reader.connect() as connection:
        rows = connection.execute(SQL.read_text("utf-8").replace("data_raw", str(dataset.folder))).fetchall()
    return [
        Counted(ids, *(sum(told[rule][key] for rule in ids.split(", ")) for key in ("planned", "realised")), found)
        for ids, found in rows
    ]
