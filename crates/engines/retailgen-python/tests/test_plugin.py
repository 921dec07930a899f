"""The fixture for tests of one check."""

import pyarrow
import pytest
import retailgen
from retailgen.testing import DirtyTable, dirty_table


def test_a_fixture_makes_a_table_with_faults(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import re
        import pyarrow

        def malformed(rows):
            emails = pyarrow.table(rows)["email"].to_pylist()
            return [row for row, email in enumerate(emails) if email and not re.fullmatch(r"[^@ ]+@([a-z0-9-]+[.])+[a-z]+", email)]

        def test_a_check_that_is_right(retailgen_dirty):
            dirty = retailgen_dirty("customers", kinds=["email.malformed"], scale=0.05)
            dirty.assert_found(malformed(dirty.rows), kind="email.malformed")
            assert malformed(dirty.clean) == []

        def test_a_check_that_finds_nothing(retailgen_dirty):
            retailgen_dirty("customers", kinds=["email.malformed"]).assert_found([])
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: missed email.malformed by rule email.email.malformed: customers.csv, row *"])


def test_rows_are_told_by_kind_and_column() -> None:
    dirty = dirty_table("customers", ["null", "row.repeated"])
    assert isinstance(dirty, DirtyTable)
    phones = pyarrow.table(dirty.rows)["phone"].to_pylist()
    rows = dirty.faults(kind="null", column="phone")
    assert dirty_table("customers", "null").faults(column="phone")
    assert rows
    assert all(phones[row] is None for row in rows)
    repeated = pyarrow.table(dirty.rows).num_rows - pyarrow.table(dirty.clean).num_rows
    assert len(dirty.faults(kind="row.repeated")) == repeated > 0
    assert rows | dirty.faults(kind="row.repeated") <= dirty.faults()


def test_false_alarms_and_empty_proofs_fail() -> None:
    dirty = dirty_table("customers", ["null"])
    right = min(set(range(100)) - dirty.faults(column="phone"))
    with pytest.raises(AssertionError, match=f"row {right} was reported"):
        dirty.assert_found(dirty.faults(column="phone") | {right}, column="phone")
    with pytest.raises(AssertionError, match="no row of customers has such a fault"):
        dirty.assert_found([], kind="email.malformed")


def test_kinds_that_do_not_fit_are_refused() -> None:
    with pytest.raises(retailgen.UsageError, match="email.malformed"):
        dirty_table("customers", ["email.malformd"])
    with pytest.raises(retailgen.UsageError, match="email.malformed"):
        dirty_table("stores", ["email.malformed"])
    with pytest.raises(retailgen.UsageError, match="at least one kind"):
        dirty_table("customers", [])
    with pytest.raises(retailgen.RetailgenError, match="cannot hold"):
        dirty_table("customers", ["date.malformed"])
