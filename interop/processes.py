"""Which tests run in one process: those that share what is dear to make. The processes take such groups in turn, dear ones first."""

from pathlib import PurePosixPath

import pytest
from xdist.scheduler import LoadScopeScheduling

_GROUPS = {
    "spark": ["test_spark", "test_spark_answers", "test_outcomes"],
    "scores": ["test_tools", "test_scoring"],
    "report": ["test_report", "test_html"],
}
"""Files that share more than the datasets: the session of Spark, of which there is one at most, scores of tools, pages of reports."""

_GROUP_OF = {file: group for group, files in _GROUPS.items() for file in files}

_DEAREST = ["spark", "test_answers", "scores", "test_dbt", "test_medallion", "test_feed", "test_loaders"]
"""The groups that take longest: begun last, one of them would keep the others waiting."""


def group(nodeid: str) -> str:
    """The group of a test: its file, where it is not one of several."""
    file = PurePosixPath(nodeid.partition("::")[0]).stem
    return _GROUP_OF.get(file, file)


def place(item: pytest.Item) -> int:
    """Where the test's group stands in the order; the other groups stay as they are, behind the dear ones."""
    name = group(item.nodeid)
    return _DEAREST.index(name) if name in _DEAREST else len(_DEAREST)


class Groups(LoadScopeScheduling):
    """Hands whole groups to the processes."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)
