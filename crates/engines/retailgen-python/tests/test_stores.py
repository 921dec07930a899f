"""Runs in an object store, by the command and a server that speaks S3."""

import collections.abc
import os
import pathlib
import signal
import subprocess
import time
from typing import Any

import boto3
import moto.server
import pytest

BUCKET = "lake"
RUN = ["--seed", "7", "--scale", "0.01", "--start-date", "2024-02-01", "--days", "30"]
"""A run with all tables, in some hundred files."""


class Lake:
    """A bucket, and the command that reaches it."""

    def __init__(self, endpoint: str, command: pathlib.Path) -> None:
        settings = {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ALLOW_HTTP": "true",
        }
        self.environment = os.environ | settings
        self.command = command
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
        self.client.create_bucket(Bucket=BUCKET)

    def run(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        line = [str(self.command), *map(str, words)]
        environ = self.environment | environment
        return subprocess.run(line, capture_output=True, text=True, check=False, env=environ)

    def write(self, *words: object) -> None:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr

    def start(self, *words: object) -> subprocess.Popen[str]:
        # Under `nohup`, which ignores SIGHUP, the command leaves all signals as they are.
        heeding = lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL)  # noqa: E731
        line = [str(self.command), *map(str, words)]
        return subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env=self.environment, preexec_fn=heeding)

    def keys(self, below: str) -> set[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{below}/")
        return {found["Key"].removeprefix(f"{below}/") for page in pages for found in page.get("Contents", [])}

    def objects(self, below: str) -> dict[str, bytes]:
        def content(key: str) -> bytes:
            found: bytes = self.client.get_object(Bucket=BUCKET, Key=f"{below}/{key}")["Body"].read()
            return found

        return {key: content(key) for key in self.keys(below)}

    def unfinished_uploads(self) -> list[object]:
        return list(self.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []))

    def wait_for(self, running: subprocess.Popen[str], below: str, files: int) -> None:
        """Until a run has put so many files."""
        while len(self.keys(below)) < files:
            assert running.poll() is None
            time.sleep(0.02)


def files(folder: pathlib.Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def lake(command: pathlib.Path) -> collections.abc.Iterator[Lake]:
    """A server that is gone after the tests, on a port that was free."""
    server = moto.server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Lake(f"http://{host}:{port}", command)
    server.stop()


@pytest.fixture(scope="module")
def local(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The run on the disk, with its truth beside it."""
    folder = tmp_path_factory.mktemp("stores") / "data"
    lake.write(*RUN, "--out", folder, "--quiet")
    return folder


@pytest.fixture(scope="module")
def stored(lake: Lake) -> str:
    """The run in the bucket."""
    lake.write(*RUN, "--out", f"s3://{BUCKET}/stored/data", "--quiet")
    return f"s3://{BUCKET}/stored/data"


def test_objects_are_the_files_of_a_local_run(lake: Lake, local: pathlib.Path, stored: str) -> None:
    assert lake.objects("stored/data") == files(local)
    assert lake.objects("stored/data.truth") == files(local.with_name("data.truth"))
    assert lake.unfinished_uploads() == []


def test_what_reads_a_folder_reads_a_store(
    lake: Lake, local: pathlib.Path, stored: str, tmp_path: pathlib.Path
) -> None:
    said = [lake.run("verify", place, "--json") for place in (stored, local)]
    assert [(done.returncode, done.stderr) for done in said] == [(0, ""), (0, "")]
    assert said[0].stdout == said[1].stdout

    lake.write("heal", stored, "--out", tmp_path / "healed", "--quiet")
    lake.write("heal", local, "--out", f"s3://{BUCKET}/healed", "--quiet")
    assert lake.objects("healed") == files(tmp_path / "healed")

    found = tmp_path / "found.csv"
    found.write_text("file,line\ncustomers.csv,2\n", encoding="utf-8")
    said = [lake.run("score", found, "--data", place) for place in (stored, local)]
    assert said[0].stdout == said[1].stdout
    said = [lake.run("answers", place, "--json") for place in (stored, local)]
    assert said[0].returncode == 0, said[0].stderr
    assert said[0].stdout == said[1].stdout
    lake.write("report", stored, "--out", tmp_path / "stored.html", "--quiet")


def test_a_second_run_is_refused_and_replaces_its_own_objects_only(lake: Lake) -> None:
    def write(seed: int, *words: str) -> subprocess.CompletedProcess[str]:
        settings = ["--scale", "0.001", "--days", "3", "--out", f"s3://{BUCKET}/again/data", "--quiet"]
        return lake.run("--seed", seed, *settings, *words)

    assert write(7).returncode == 0
    before = lake.objects("again")
    refused = write(8)
    assert refused.returncode == 2
    assert "holds another run (seed 7 → 8)" in refused.stderr
    assert write(7).returncode == 0
    assert lake.objects("again") == before

    lake.client.put_object(Bucket=BUCKET, Key="again/data/orders_lines/notes.txt", Body=b"mine")
    assert write(8, "--overwrite").returncode == 0
    assert lake.keys("again/data") >= {"orders_lines/notes.txt", "_manifest.json"}
    found = lake.run("verify", f"s3://{BUCKET}/again/data")
    assert (found.returncode, found.stdout.count("notes.txt")) == (3, 1)


def test_a_place_with_objects_of_others_is_refused(lake: Lake) -> None:
    lake.client.put_object(Bucket=BUCKET, Key="theirs/notes.txt", Body=b"mine")
    for words in ([], ["--overwrite"]):
        refused = lake.run(*RUN, "--out", f"s3://{BUCKET}/theirs", *words)
        assert refused.returncode == 2
        assert "is not empty and was not written by retailgen (it holds \"notes.txt\")" in refused.stderr
    assert lake.keys("theirs") == {"notes.txt"}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_run_that_is_stopped_is_unfinished_and_begins_again(
    lake: Lake, local: pathlib.Path, number: signal.Signals, code: int
) -> None:
    below = f"stopped/{number.name}"
    running = lake.start(*RUN, "--out", f"s3://{BUCKET}/{below}/data", "--threads", "1")
    lake.wait_for(running, f"{below}/data", 5)
    running.send_signal(number)
    running.communicate(timeout=60)
    assert running.returncode == code
    assert "_manifest.json" not in lake.keys(f"{below}/data")
    assert lake.run("verify", f"s3://{BUCKET}/{below}/data").returncode == 2
    assert lake.unfinished_uploads() == []
    lake.write(*RUN, "--out", f"s3://{BUCKET}/{below}/data", "--quiet")
    assert lake.objects(f"{below}/data") == files(local)


def test_a_large_file_goes_in_parts(lake: Lake, tmp_path: pathlib.Path) -> None:
    settings = ["--tables", "customers", "--scale", "3", "--anomalies", "none", "--quiet"]
    lake.write(*settings, "--out", f"s3://{BUCKET}/large")
    lake.write(*settings, "--out", tmp_path / "large")
    assert (tmp_path / "large" / "customers.csv").stat().st_size > 32 << 20
    assert lake.objects("large") == files(tmp_path / "large")
    # Its tag tells of several parts.
    assert "-" in lake.client.head_object(Bucket=BUCKET, Key="large/customers.csv")["ETag"]


def test_what_keeps_a_run_from_a_store_is_told(lake: Lake) -> None:
    nowhere = lake.run(*RUN, "--out", "s3://no-such-bucket/data")
    assert nowhere.returncode == 1
    assert "s3://no-such-bucket/" in nowhere.stderr
    assert "the store has no such bucket; make it first, or look at the address" in nowhere.stderr

    deaf = lake.run(*RUN, "--out", f"s3://{BUCKET}/deaf", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert deaf.returncode == 1
    assert "look at credentials, endpoint and network" in deaf.stderr
    assert "Connection refused" in deaf.stderr

    for words, why in [
        (["--out", f"s3://{BUCKET}"], "names no place in a bucket; add one, as in s3://bucket/data_raw"),
        (["--out", f"s3://{BUCKET}/a/../b"], "holds an empty name, `.`, `..`"),
        (["--out", f"s3://{BUCKET}/parts", "--parts", "2", "--part", "1"], "only a folder can be named here"),
        (["--out", f"s3://{BUCKET}/stored/data", "--append", "--days", "1"], "only a folder can be named here"),
    ]:
        refused = lake.run(*words)
        assert (refused.returncode, why in refused.stderr) == (2, True), refused.stderr


def test_a_file_address_is_a_folder(lake: Lake, tmp_path: pathlib.Path) -> None:
    settings = ["--tables", "stores", "--scale", "0.001", "--quiet"]
    lake.write(*settings, "--out", f"file://{tmp_path}/data")
    assert (tmp_path / "data" / "stores.csv").exists()
    lake.write("verify", f"file://{tmp_path}/data", "--quiet")
