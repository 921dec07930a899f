"""Parts of a table: together they are the whole."""

import pyarrow
import pytest
import retailgen

PARTS = 3


@pytest.mark.parametrize("face", ["dirty", "clean"])
@pytest.mark.parametrize("table", retailgen.TABLES)
def test_parts_one_after_the_other_are_the_table(dataset: retailgen.Dataset, table: str, face: str) -> None:
    whole = pyarrow.table(dataset.table(table, face=face))
    parts = [pyarrow.table(dataset.table(table, face=face, part=(number, PARTS))) for number in range(1, PARTS + 1)]
    assert pyarrow.concat_tables(parts) == whole
    assert pyarrow.table(dataset.table(table, face=face, part=(1, 1))) == whole
    if table in ("orders_header", "orders_lines", "sensors", "events"):
        assert min(part.num_rows for part in parts) > whole.num_rows / PARTS * 0.8


@pytest.mark.parametrize("table", ["customers", "orders_lines"])
def test_labels_of_a_part_count_its_rows(dataset: retailgen.Dataset, table: str) -> None:
    names = ("table", "column", "kind", "decoy", "clean_value", "dirty_value", "key", "rule_id")

    def told(label: retailgen.Label, rows_before: int) -> tuple:
        row = None if label.row is None else label.row + rows_before
        return (row, *(getattr(label, name) for name in names))

    joined, rows = [], 0
    for number in range(1, PARTS + 1):
        joined += [told(label, rows) for label in dataset.labels(table, part=(number, PARTS))]
        rows += pyarrow.table(dataset.table(table, part=(number, PARTS))).num_rows
    assert joined == [told(label, 0) for label in dataset.labels(table)]
    assert joined


def test_a_table_knows_its_part(dataset: retailgen.Dataset) -> None:
    assert dataset.table("stores").part is None
    assert dataset.truth("stores").part is None
    part = dataset.table("events", part=(2, 4))
    assert part.part == (2, 4)
    assert repr(part) == "<retailgen.Table events, dirty, part 2 of 4: json>"


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ((0, 4), "there is no part 0 of 4: parts are numbered 1 to 4"),
        ((5, 4), "there is no part 5 of 4"),
        ((1, 0), "cannot have 0 parts"),
        ((-1, 4), "two whole numbers"),
        ("1/4", "two whole numbers"),
    ],
)
def test_a_part_that_there_is_not_is_refused(dataset: retailgen.Dataset, part: object, message: str) -> None:
    with pytest.raises(retailgen.UsageError, match=message):
        dataset.table("stores", part=part)
    with pytest.raises(retailgen.UsageError, match=message):
        dataset.labels("stores", part=part)
