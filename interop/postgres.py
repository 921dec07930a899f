"""A PostgreSQL of the tests' own: a cluster in a folder that is removed at the end, and psql to talk to it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

# Debian keeps the programs of the server out of the PATH.
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
INITDB = shutil.which("initdb") or next((str(folder / "initdb") for folder in _FOLDERS), None)
"""The program that makes a cluster, if PostgreSQL is installed."""

_NUMBERS = count()


@dataclass(frozen=True)
class Server:
    """A running server; who connects through its folder may do everything."""

    folder: Path

    def load(self, script: str, schemas: dict[str, pa.Schema | None]) -> dict[str, pa.Table]:
        """The tables that a script for psql fills in a database of its own, with the types wanted, if any are."""
        database = f"tests_{next(_NUMBERS)}"
        self._psql("postgres", "--command", f"create database {database}")
        file = self.folder / f"{database}.sql"
        file.write_text(script, encoding="utf-8")
        self._psql(database, "--file", str(file))
        return {table: self._read(database, table, schema) for table, schema in schemas.items()}

    def _read(self, database: str, table: str, schema: pa.Schema | None) -> pa.Table:
        text = self._psql(database, "--command", f"copy {table} to stdout with (format csv, header)")
        convert = pa_csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        )
        parse = pa_csv.ParseOptions(newlines_in_values=True)
        return pa_csv.read_csv(pa.py_buffer(text), parse_options=parse, convert_options=convert)

    def _psql(self, database: str, *arguments: str) -> bytes:
        # The scripts call the Python that has the packages.
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        place = ["--host", str(self.folder), "--username", "postgres", "--dbname", database]
        run = subprocess.run(
            ["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", *place, *arguments],
            check=False,
            timeout=120,
            capture_output=True,
            env=os.environ | {"PATH": path},
        )
        assert run.returncode == 0, run.stderr.decode()
        return run.stdout


@contextmanager
def server() -> Iterator[Server]:
    """A server on a socket. It refuses to run for root, so there it runs for nobody."""
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="retailgen-postgres-"))
    folder.chmod(0o755)
    if user:
        shutil.chown(folder, user)
    data = str(folder / "data")
    control = str(Path(INITDB).with_name("pg_ctl"))

    def run(*command: str) -> None:
        subprocess.run(command, check=True, timeout=120, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run(INITDB, "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(control, "start", "--pgdata", data, "--wait", "--log", f"{folder}/log", "--options", options)
        try:
            yield Server(folder)
        finally:
            run(control, "stop", "--pgdata", data, "--mode", "immediate")
    finally:
        shutil.rmtree(folder)
