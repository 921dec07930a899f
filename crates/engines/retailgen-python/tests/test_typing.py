"""Type stubs and docstrings say what is there."""

import ast
import inspect
import pathlib
import subprocess
import sys

import retailgen
import retailgen.testing
from retailgen import _native

EXAMPLE = """
import retailgen
from retailgen.testing import dirty_table

dataset = retailgen.dataset(seed=7, scale=0.01, tables=["stores"])
table: retailgen.Table = dataset.table("stores", face="clean", part=(1, 4))
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
    told = run("mypy", "--strict", "--no-incremental", "--package", "retailgen")
    assert told.returncode == 0, told.stdout


def test_everything_public_is_described() -> None:
    for module in (retailgen, retailgen.errors, retailgen.findings, retailgen.scenario, retailgen.testing):
        for name, item in vars(module).items():
            is_ours = inspect.isroutine(item) or (inspect.isclass(item) and item.__module__.startswith("retailgen"))
            if is_ours and not name.startswith("_"):
                assert inspect.getdoc(item), f"{module.__name__}.{name}"


def test_stubs_say_what_help_says() -> None:
    stub = ast.parse(pathlib.Path(_native.__file__).with_name("_native.pyi").read_text(encoding="utf-8"))
    looked_at = 0
    for item, owner in [(item, _native) for item in stub.body]:
        parts = [(item, owner)]
        if isinstance(item, ast.ClassDef):
            parts += [(part, getattr(owner, item.name)) for part in item.body]
        for part, of in parts:
            if isinstance(part, ast.ClassDef | ast.FunctionDef) and not part.name.startswith("__"):
                assert inspect.getdoc(getattr(of, part.name)) == ast.get_docstring(part)
                looked_at += 1
    assert looked_at > 80
