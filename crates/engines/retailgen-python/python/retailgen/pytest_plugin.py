"""The plugin for pytest, which finds it where the package is installed."""

from collections.abc import Callable

import pytest

from retailgen.testing import DirtyTable, dirty_table


@pytest.fixture(scope="session")
def retailgen_dirty() -> Callable[..., DirtyTable]:
    """Makes a table with faults of a few kinds: `retailgen_dirty("customers", kinds=["email.malformed"])`.

    Takes what `retailgen.testing.dirty_table` takes.
    """
    return dirty_table
