"""Under the default policy exactly those cells do not cast to their type that the truth says do not."""

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from conftest import References
from contract import TABLES, contract
from dataset import Dataset
from readers import duckdb_reader
from reference import Cell

IN_TEXT = [table for table in TABLES if contract(table).format in ("csv", "jsonl")]
IN_CSV = [table for table in TABLES if contract(table).format == "csv"]


def labelled(dataset: Dataset, table: str) -> set[Cell]:
    """The cells of which the truth says that they are no value of their type."""
    labels = dataset.labels_where(table=table, breaks_type=True)
    return {Cell(label["file"], label["line"], label["column"]) for label in labels}


@pytest.mark.parametrize("table", IN_TEXT)
def test_the_labels_are_the_cells_that_do_not_cast(default: Dataset, table: str, reference: References) -> None:
    assert reference(default, table).refused == labelled(default, table)


def test_there_are_such_cells_in_each_way_a_type_can_break(default: Dataset) -> None:
    """Otherwise the test above would have compared nothing with nothing."""
    labels = default.labels_where(breaks_type=True)
    assert {(label["table"], label["column"]) for label in labels} == {
        ("customers", "birth_date"),
        ("orders_header", "order_ts"),
        ("events", "event_ts"),
        ("events", "json"),
    }


@pytest.mark.parametrize("table", IN_TEXT)
def test_every_cell_of_the_other_policies_casts(typed: Dataset, table: str, reference: References) -> None:
    assert reference(typed, table).refused == set()


def test_castable_has_faults_but_none_that_breaks_a_type(castable: Dataset) -> None:
    assert castable.labels.num_rows > 1_000
    assert castable.labels_where(breaks_type=True) == []


def test_there_is_no_truth_where_there_are_no_faults(none: Dataset) -> None:
    assert not none.truth.exists()


@pytest.mark.parametrize("table", IN_CSV)
def test_arrow_refuses_exactly_the_files_with_such_a_cell(default: Dataset, table: str) -> None:
    convert = pa_csv.ConvertOptions(
        column_types=contract(table).schema,
        null_values=[""],
        strings_can_be_null=True,
        timestamp_parsers=[pa_csv.ISO8601],
    )
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    refused = set()
    for file in default.files(table):
        try:
            pa_csv.read_csv(file, convert_options=convert, parse_options=parse)
        except pa.ArrowInvalid:
            refused.add(default.name_of(file))
    assert refused == {cell.file for cell in labelled(default, table)}


@pytest.mark.parametrize("table", IN_CSV)
def test_the_cells_that_duckdb_rejects_are_those_labelled(default: Dataset, table: str) -> None:
    with duckdb_reader.connect() as connection:
        connection.execute(
            f"""
            create table read as
            from read_csv($files, columns = $columns, store_rejects = true, rejects_limit = 0,
                          {duckdb_reader.CSV_OPTIONS})
            """,
            {"files": [str(file) for file in default.files(table)], "columns": duckdb_reader.columns_of(table)},
        )
        rejects = connection.sql(
            """
            select replace(file_path, $folder, ''), line, column_name
            from reject_errors join reject_scans using (scan_id, file_id)
            """,
            params={"folder": f"{default.folder}/"},
        ).fetchall()
    assert {Cell(*reject) for reject in rejects} == labelled(default, table)
