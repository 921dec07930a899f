"""Labels in memory are the labels of the truth folder."""

import decimal

import pyarrow.parquet
import pytest
import retailgen


@pytest.fixture(scope="module")
def stored(written: retailgen.Written) -> list[dict]:
    """What the truth folder says of the tables as they stand."""
    labels = pyarrow.parquet.read_table(written.truth / "labels.parquet").to_pylist()
    return [label for label in labels if label["table"] != "returns"]


def test_labels_are_those_of_the_truth_folder(dataset: retailgen.Dataset, stored: list[dict]) -> None:
    tables = [table for table in retailgen.TABLES if table != "returns"]
    stream = pyarrow.table(dataset.truth(*tables)).to_pylist()
    assert len(stream) == len(stored) > 0
    in_memory = {"line": None, "cell": None}
    for made, read in zip(stream, stored, strict=True):
        made.pop("table_row")
        assert made | {"label_id": 0} == read | in_memory | {"label_id": 0}


@pytest.mark.parametrize("table", [table for table in retailgen.TABLES if table not in ("events", "exchange_rates")])
def test_table_row_is_the_row_of_the_stream(dataset: retailgen.Dataset, table: str) -> None:
    columns = pyarrow.table(dataset.table(table)).to_pydict()
    looked_at = 0
    for label in pyarrow.table(dataset.truth(table)).to_pylist():
        value = columns[label["column"]][label["table_row"]] if label["column"] else NotImplemented
        # Python writes other types in another way than the files.
        if isinstance(value, str | int | decimal.Decimal | None) and not isinstance(value, bool):
            assert (value if value is None else str(value)) == label["dirty_value"]
            looked_at += 1
    assert looked_at > 0


def test_labels_as_objects_are_the_same(dataset: retailgen.Dataset) -> None:
    stream = pyarrow.table(dataset.truth("customers")).to_pylist()
    objects = dataset.labels("customers")
    names = ("table", "column", "kind", "decoy", "clean_value", "dirty_value", "key", "rule_id")
    seen = [{name: getattr(label, name) for name in names} | {"row": label.row} for label in objects]
    assert seen == [{name: label[name] for name in names} | {"row": label["table_row"]} for label in stream]


def test_all_tables_are_told_where_none_is_named(dataset: retailgen.Dataset) -> None:
    tables = pyarrow.table(dataset.truth())["table"].unique().to_pylist()
    assert sorted(tables) == sorted(retailgen.TABLES)
    few = retailgen.dataset(7, 0.01, days=7, tables="stores,customers")
    assert set(pyarrow.table(few.truth())["table"].to_pylist()) <= {"customers", "stores"}
