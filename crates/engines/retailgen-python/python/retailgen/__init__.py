"""A retail company's data, made up but true to life, with labelled faults: as Arrow streams and as files.

    >>> import retailgen
    >>> dataset = retailgen.dataset(seed=7, scale=0.01)
    >>> dataset.table("customers")
    <retailgen.Table customers, dirty: ...>
"""

from retailgen._native import (
    DATASET_VERSION,
    TABLES,
    Counts,
    Dataset,
    Finding,
    Label,
    Progress,
    Score,
    Table,
    Verification,
    Written,
    WrittenFile,
    __version__,
    verify,
)
from retailgen.errors import FolderBusyError, FolderTakenError, RetailgenError, UsageError
from retailgen.findings import score
from retailgen.scenario import dataset

__all__ = [
    "DATASET_VERSION",
    "TABLES",
    "Counts",
    "Dataset",
    "Finding",
    "FolderBusyError",
    "FolderTakenError",
    "Label",
    "Progress",
    "RetailgenError",
    "Score",
    "Table",
    "UsageError",
    "Verification",
    "Written",
    "WrittenFile",
    "__version__",
    "dataset",
    "score",
    "verify",
]
