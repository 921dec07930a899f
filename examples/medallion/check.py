"""Run a script on a database and print its last result: what `duckdb DATABASE < SCRIPT` does, with the Python package."""

import sys
from pathlib import Path

import duckdb

database, script = sys.argv[1:]
with duckdb.connect(database) as connection:
    for row in connection.execute(Path(script).read_text("utf-8")).fetchall():
        print(*row, sep=": ")
