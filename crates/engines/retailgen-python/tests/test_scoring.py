"""Findings of any form, held against a truth folder."""

import json
import pathlib

import pandas
import polars
import pyarrow
import pytest
import retailgen


@pytest.fixture(scope="module")
def missing_phones(dataset: retailgen.Dataset) -> list[dict]:
    """The findings of a check for null telephone numbers, by key."""
    rows = pyarrow.table(dataset.table("customers")).to_pylist()
    found = [row["customer_id"] for row in rows if row["phone"] is None and row["customer_id"] is not None]
    return [{"table": "customers", "customer_id": key, "column": "phone"} for key in found]


def test_findings_are_counted(written: retailgen.Written, missing_phones: list[dict]) -> None:
    score = retailgen.score(missing_phones, written.path, tables="customers")
    assert score.level == "cell"
    assert score.columns["customers.phone"].found > 0
    assert 0 < score.recall < 1
    assert score.counts.found + score.counts.missed == score.faults == score.to_dict()["faults"]
    assert score.kinds["null"].found == score.counts.found
    assert set(score.tables) == {"customers"}
    assert score.levels["row"].found > 0
    assert score.shortfalls("recall=0") == []
    assert len(score.shortfalls("recall=1", "precision=0")) == 1
    assert "null" in str(score)


def test_any_form_gives_the_same_score(
    written: retailgen.Written, missing_phones: list[dict], tmp_path: pathlib.Path
) -> None:
    expected = retailgen.score(missing_phones, written.path).to_dict()
    file = tmp_path / "found.jsonl"
    file.write_text("".join(json.dumps(finding) + "\n" for finding in missing_phones))
    half = len(missing_phones) // 2
    parts = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for part, findings in zip(parts, (missing_phones[:half], missing_phones[half:]), strict=True):
        part.write_text("".join(json.dumps(finding) + "\n" for finding in findings))
    frames = [polars.DataFrame(missing_phones), pandas.DataFrame(missing_phones), pyarrow.Table.from_pylist(missing_phones)]
    forms = [file, str(file), parts, iter(missing_phones), *frames]
    for form in forms:
        assert retailgen.score(form, written.path).to_dict() == expected, type(form)
    assert retailgen.score([], written.path).counts.found == 0


def test_the_level_may_be_chosen(written: retailgen.Written, missing_phones: list[dict]) -> None:
    score = retailgen.score(missing_phones, written.path, level="row", source="neutral", truth=written.truth)
    assert score.level == "row"
    assert score.counts.found == score.levels["row"].found


def test_what_cannot_be_scored_is_refused(written: retailgen.Written, tmp_path: pathlib.Path) -> None:
    with pytest.raises(retailgen.UsageError, match="choose among"):
        retailgen.score([], written.path, level="shelf")
    with pytest.raises(retailgen.UsageError, match="choose among neutral, duckdb"):
        retailgen.score([], written.path, source="soda")
    with pytest.raises(retailgen.RetailgenError, match="truth"):
        retailgen.score([], tmp_path / "nothing")
    with pytest.raises(retailgen.RetailgenError, match="it names neither table nor file"):
        retailgen.score([{"row": 7}], written.path)
