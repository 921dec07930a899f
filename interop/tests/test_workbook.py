"""`exchange_rates.xlsx` is as if made in Excel: dates and numbers, and a header that stays and filters."""

from datetime import datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from contract import contract
from dataset import Dataset

TABLE = "exchange_rates"


@pytest.fixture(scope="module")
def sheet(none: Dataset) -> Worksheet:
    """The sheet of the clean workbook."""
    (file,) = none.files(TABLE)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == [TABLE]
    return book[TABLE]


def test_the_header_is_frozen_and_filters_all_rows(sheet: Worksheet) -> None:
    assert [cell.value for cell in sheet[1]] == contract(TABLE).schema.names
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions


def test_dates_are_dates(sheet: Worksheet) -> None:
    for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
        assert cell.is_date, cell.coordinate
        assert cell.number_format == "yyyy-mm-dd"
        assert isinstance(cell.value, datetime)
        assert (cell.value.hour, cell.value.minute, cell.value.second) == (0, 0, 0)


def test_rates_are_numbers_that_show_eight_decimals_and_have_no_more(sheet: Worksheet) -> None:
    rate_type = contract(TABLE).schema.field("rate_to_aud").type
    assert rate_type == pa.decimal128(18, 8)
    for (cell,) in sheet.iter_rows(min_row=2, min_col=3, max_col=3):
        assert cell.data_type == "n", cell.coordinate
        assert cell.number_format == "0.00000000"
        assert cell.value > 0
        assert float(Decimal(f"{cell.value:.8f}")) == cell.value, cell.coordinate


def test_every_day_has_seven_currencies_and_the_aud_is_one(sheet: Worksheet) -> None:
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    currencies = ["AUD", "EUR", "GBP", "JPY", "NZD", "SGD", "USD"]
    days = {date for date, _, _ in rows}
    assert len(days) == 1096
    assert {(date, currency) for date, currency, _ in rows} == {
        (day, currency) for day in days for currency in currencies
    }
    assert len(rows) == 1096 * 7
    assert {rate for _, currency, rate in rows if currency == "AUD"} == {1}


def test_faults_keep_the_types_of_cells(default: Dataset) -> None:
    (file,) = default.files(TABLE)
    sheet = openpyxl.load_workbook(file)[TABLE]
    for label in default.labels_where(table=TABLE, level="cell"):
        found = sheet[label["cell"]].value
        if label["column"] == "rate_to_aud":
            found = None if found is None else f"{found:.8f}"
        assert found == label["dirty_value"], label["cell"]
