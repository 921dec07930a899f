"""Type stubs and docstrings say what is there."""

import inspect
import pathlib
import subprocess
import sys

import retailgen
from retailgen import _native

EXAMPLE = """
import retailgen
from retailgen.testing import dirty_table

dataset = retailgen.dataset(seed=7, scale=0.01, tables=["stores"])
table: retailgen.Table = dataset.table("stores", face="clean")
rows: int = dataset.write("data", progress=lambda progress: print(progress.rows)).rows
recall: float | None = retailgen.score([{"table": "stores", "row": 3}], "data").recall
found: set[int] = dirty_table("stores", ["null"]).faults()
reveal_type(retailgen.verify("data").findings[0].line)
dataset.table("stores", face="brown")
"""


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=False)


def test_stubs_are_what_is_there() -> None:
    told = run("mypy.stubtest", "retailgen")
    assert told.returncode == 0, told.stdout


def test_a_type_checker_knows_the_package(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "example.py"
    file.write_text(EXAMPLE)
    told = run("mypy", "--strict", "--no-incremental", str(file))
    lines = told.stdout.splitlines()
    assert 'Revealed type is "int | None"' in lines[0].replace("builtins.", "")
    assert 'incompatible type "Literal[\'brown\']"' in lines[1]
    assert "Found 1 error" in lines[2]


def test_the_package_passes_a_type_checker() -> None:
    told = run("mypy", "--strict", "--no-incremental", str(pathlib.Path(retailgen.__file__).parent))
    assert told.returncode == 0, told.stdout


def test_everything_public_is_described() -> None:
    def described(owner: object, names: list[str]) -> None:
        for name in names:
            item = getattr(owner, name)
            if callable(item) or isinstance(item, property) or inspect.isgetsetdescriptor(item):
                assert (inspect.getdoc(item) or "").endswith("."), f"{owner}.{name}"
            if inspect.isclass(item) and not issubclass(item, Exception):
                described(item, [part for part in vars(item) if not part.startswith("_")])

    described(retailgen, retailgen.__all__)
    described(_native, [name for name in dir(_native) if not name.startswith("_")])
    described(retailgen.testing, ["DirtyTable", "dirty_table"])
