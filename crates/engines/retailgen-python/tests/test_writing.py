"""Writing folders, and verifying them."""

import pathlib
import signal
import subprocess
import sys
import textwrap

import pytest
import retailgen

SMALL = {"seed": 7, "scale": 0.001, "days": 7, "tables": ["customers", "stores"]}


def test_what_was_written_is_told(tmp_path: pathlib.Path) -> None:
    written = retailgen.dataset(**SMALL).write(tmp_path / "data")
    assert written.path == tmp_path / "data"
    assert written.truth == tmp_path / "data.truth"
    assert [file.path for file in written.files] == ["customers.csv", "stores.csv"]
    assert [file.table for file in written.files] == ["customers", "stores"]
    for file in written.files:
        assert (tmp_path / "data" / file.path).stat().st_size == file.bytes
        assert len(file.sha256) == 64
    assert written.bytes == sum(file.bytes for file in written.files)
    assert written.rows == sum(file.rows for file in written.files) > 0
    assert not written.already_done


def test_the_truth_goes_where_it_is_sent(tmp_path: pathlib.Path) -> None:
    dataset = retailgen.dataset(**SMALL)
    assert dataset.write(tmp_path / "a", truth=False).truth is None
    assert not (tmp_path / "a.truth").exists()
    assert dataset.write(tmp_path / "b", truth=tmp_path / "answers").truth == tmp_path / "answers"
    assert (tmp_path / "answers" / "labels.parquet").exists()
    clean = retailgen.dataset(**SMALL, anomalies="none")
    assert clean.write(tmp_path / "c").truth is None


def test_another_run_is_replaced_only_where_that_is_allowed(tmp_path: pathlib.Path) -> None:
    dataset, other = retailgen.dataset(**SMALL), retailgen.dataset(**SMALL | {"seed": 8})
    first = dataset.write(tmp_path / "data", threads=1)
    again = dataset.write(tmp_path / "data", threads=2)
    assert again.already_done
    assert [file.sha256 for file in again.files] == [file.sha256 for file in first.files]
    with pytest.raises(retailgen.FolderTakenError, match="seed 7 → 8"):
        other.write(tmp_path / "data")
    assert not other.write(tmp_path / "data", overwrite=True).already_done

    foreign = tmp_path / "mine"
    foreign.mkdir()
    (foreign / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="was not written by retailgen"):
        dataset.write(foreign, overwrite=True)
    assert (foreign / "notes.txt").read_text() == "mine"


def test_days_are_appended_to_what_was_written(tmp_path: pathlib.Path) -> None:
    dataset = retailgen.dataset(**SMALL | {"tables": ["orders_header", "returns", "stores"]})
    first = dataset.write(tmp_path / "data")
    second = dataset.append(tmp_path / "data", 2)
    longer = dataset.extended(2)
    at_once = longer.write(tmp_path / "at_once")
    assert [file.sha256 for file in second.files] == [file.sha256 for file in at_once.files]
    assert len(second.files) > len(first.files)
    assert retailgen.verify(tmp_path / "data").ok
    longer.append(tmp_path / "data")
    with pytest.raises(retailgen.FolderTakenError):
        dataset.append(tmp_path / "data", 9)
    with pytest.raises(retailgen.UsageError):
        dataset.append(tmp_path / "nowhere")


def test_progress_is_told_up_to_the_end(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[retailgen.Progress] = []
    written = retailgen.dataset(**SMALL).write(tmp_path / "data", progress=seen.append)
    last = seen[-1]
    assert (last.files, last.planned_files, last.rows) == (2, 2, written.rows)
    assert last.bytes == written.bytes
    assert last.planned_rows > 0

    retailgen.dataset(**SMALL).write(tmp_path / "shown", progress=True)
    shown = capsys.readouterr().err
    assert shown.endswith("2 of 2 files\n")
    retailgen.dataset(**SMALL).write(tmp_path / "hidden", progress=False)
    assert capsys.readouterr().err == ""


def test_what_progress_raises_ends_the_run(tmp_path: pathlib.Path) -> None:
    def stop(progress: retailgen.Progress) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        retailgen.dataset(seed=7, scale=1).write(tmp_path / "data", progress=stop)
    assert not (tmp_path / "data" / "_manifest.json").exists()


def test_ctrl_c_ends_a_run(tmp_path: pathlib.Path) -> None:
    program = f"""
        import retailgen
        try:
            retailgen.dataset(seed=7, scale=100).write({str(tmp_path / "data")!r}, threads=1, progress=True)
        except KeyboardInterrupt:
            print("interrupted")
    """
    running = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # The line shows that writing has begun.
    assert running.stderr.read(1)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=120)
    assert (running.returncode, out) == (0, "interrupted\n")
    assert (tmp_path / "data" / "_retailgen.inprogress").exists()
    assert not (tmp_path / "data" / "_manifest.json").exists()


def test_a_signal_ends_waiting_for_a_verification(written: retailgen.Written) -> None:
    def rings(number: int, frame: object) -> None:
        raise TimeoutError("rung")

    before = signal.signal(signal.SIGALRM, rings)
    try:
        with pytest.raises(TimeoutError, match="rung"):
            signal.setitimer(signal.ITIMER_REAL, 0.001)
            retailgen.verify(written.path)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_whole_folder_verifies(written: retailgen.Written) -> None:
    verification = retailgen.verify(written.path)
    assert verification
    assert verification.ok
    assert verification.findings == []
    assert verification.clean_twin
    assert verification.labels > 0
    assert verification.files == len(written.files)
    alone = retailgen.verify(written.path, truth=False)
    assert alone.ok
    assert alone.labels is None


def test_a_changed_value_is_found(tmp_path: pathlib.Path) -> None:
    retailgen.dataset(**SMALL).write(tmp_path / "data")
    file = tmp_path / "data" / "customers.csv"
    text = file.read_text()
    file.write_text(text.replace("@", "#", 1))
    verification = retailgen.verify(tmp_path / "data")
    assert not verification
    assert {finding.check for finding in verification.findings} == {"cell.unlabelled", "file.digest"}
    [cell] = [finding for finding in verification.findings if finding.check == "cell.unlabelled"]
    assert (cell.side, cell.file, cell.table) == ("data", "customers.csv", "customers")
    assert (cell.expected.replace("@", "#"), cell.line) == (cell.found, cell.row + 2)
    assert str(cell).startswith("cell.unlabelled: customers.csv, line")
    assert verification.count == 2


def test_a_folder_that_is_none_of_ours_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(retailgen.UsageError, match="not a folder that retailgen has finished"):
        retailgen.verify(tmp_path)
    with pytest.raises(ValueError, match="not a folder that retailgen has finished"):
        retailgen.verify(tmp_path)
