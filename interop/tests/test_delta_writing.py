"""Others can go on writing `returns` where the generator left off; all of this happens on copies."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from dataset import Dataset
from delta_history import TABLE, History


@pytest.fixture
def copy(none: Dataset, tmp_path: Path) -> History:
    """A copy of the clean table."""
    # `copytree` keeps the times of the log's files, by which readers travel in time.
    return History(str(shutil.copytree(none.delta(TABLE), tmp_path / TABLE)))


def test_rows_can_be_deleted(copy: History) -> None:
    before = copy.rows(3)
    metrics = copy.table().delete("reason = 'defective'")
    after = copy.rows(4)
    assert metrics["num_deleted_rows"] == len(before) - len(after) > 0
    assert after == {key: row for key, row in before.items() if row["reason"] != "defective"}


def test_rows_can_be_updated(copy: History) -> None:
    before = copy.rows(3)
    copy.table().update(predicate="return_reason_code is null", updates={"return_reason_code": "'OTHER'"})
    expected = {key: row | {"return_reason_code": row["return_reason_code"] or "OTHER"} for key, row in before.items()}
    assert copy.rows(4) == expected != before


def test_rows_can_be_appended_and_merged(copy: History) -> None:
    before = copy.rows(3)
    key, row = next(iter(before.items()))
    added = row | {"return_id": max(before) + 1}
    write_deltalake(copy.folder, pa.Table.from_pylist([added], schema=copy.schema(3)), mode="append")
    changed = row | {"reason": "other", "return_reason_code": "OTHER"}
    source = pa.Table.from_pylist([changed], schema=copy.schema(3))
    merge = copy.table().merge(source, "t.return_id = s.return_id", source_alias="s", target_alias="t")
    merge.when_matched_update_all().execute()
    assert copy.rows(5) == before | {key: changed, added["return_id"]: added}


def test_a_checkpoint_changes_nothing_that_can_be_read(copy: History) -> None:
    before = [copy.rows(version) for version in range(4)]
    copy.table().create_checkpoint()
    assert list(Path(copy.folder, "_delta_log").glob("*.checkpoint*.parquet"))
    assert [copy.rows(version) for version in range(4)] == before
    assert [commit["version"] for commit in copy.commits] == [0, 1, 2, 3]


def test_vacuum_has_nothing_to_remove_though_the_history_lies_in_the_past(copy: History) -> None:
    assert copy.table().vacuum(dry_run=True) == []


def test_vacuum_without_retention_would_remove_just_the_files_that_versions_gave_up(copy: History) -> None:
    now = set(copy.table().file_uris())
    ever = {uri for version in range(4) for uri in copy.table(version).file_uris()}
    removed = copy.table().vacuum(retention_hours=0, dry_run=True, enforce_retention_duration=False)
    assert {Path(path).name for path in removed} == {Path(uri).name for uri in ever - now}
    assert removed


def test_files_can_be_compacted(copy: History) -> None:
    before = copy.rows(3)
    copy.table().optimize.compact()
    assert copy.rows(4) == before
    assert len(copy.table().file_uris()) == 1
