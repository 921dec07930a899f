"""Record what tools write about a small dataset, for the scorer's tests: `.venv/bin/python record_tools.py path/to/retailgen`.

`requirements.txt` pins the versions. Look at what changes before it is committed.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

RECORDED = Path(__file__).parent.parent / "crates/retailgen-score/tests/recorded"
PROGRAMS = Path(__file__).with_name("recorded_programs")
# What the importer reads of a node; a whole manifest has megabytes.
NODE = ["column_name", "attached_node", "test_metadata"]


def main(binary: Path) -> None:
    """Make the data, run every tool on it, and keep the data and what the tools have written."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        flags = ["--quiet", "--scale", "0.001", "--days", "2", "--tables", "customers,orders_header"]
        subprocess.run([binary, *flags], cwd=place, check=True)
        shutil.rmtree(RECORDED, ignore_errors=True)
        for folder in ["data_raw", "data_raw.truth"]:
            shutil.copytree(place / folder, RECORDED / folder)
        for program in sorted(PROGRAMS.glob("*.py")):
            record_program(place, program)
        record_dbt(binary, place)


def record_program(place: Path, program: Path) -> None:
    """Run a program, and keep what it writes."""
    folder = RECORDED / program.stem.replace("_", "-")
    folder.mkdir()
    # Python must not take the program for the package that it imports.
    check = place / "check.py"
    shutil.copy(program, check)
    subprocess.run([sys.executable, check, place / "data_raw"], cwd=folder, check=True)


def record_dbt(binary: Path, place: Path) -> None:
    """Run the tests of the printed dbt project, and keep results, the part of the manifest that is read, and the failures."""
    project, folder = place / "dbt", RECORDED / "dbt"
    data = place / "data_raw"
    subprocess.run([binary, "schema", "--format", "dbt", "--out", project, "--from", data], check=True)
    tables = ["customers", "orders_header"]
    select = [f"source:retailgen.{table}" for table in tables]
    dbt = Path(sys.executable).with_name("dbt")
    # Some of its tests are to fail.
    subprocess.run([dbt, "test", "--store-failures", "--profiles-dir", ".", "--select", *select], cwd=project, check=False)
    folder.mkdir()
    results = json.loads((project / "target/run_results.json").read_text(encoding="utf-8"))
    manifest = json.loads((project / "target/manifest.json").read_text(encoding="utf-8"))
    kept = ["unique_id", "status", "failures", "relation_name"]
    results["results"] = [{name: result[name] for name in kept} for result in results["results"]]
    nodes = {result["unique_id"]: manifest["nodes"][result["unique_id"]] for result in results["results"]}
    manifest = {"nodes": {name: {key: node.get(key) for key in NODE} for name, node in nodes.items()}}
    results["args"] = {}
    for name, document in [("run_results", results), ("manifest", manifest)]:
        (folder / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    with duckdb.connect(str(project / "retailgen.duckdb"), read_only=True) as database:
        for result in results["results"]:
            if result["status"] == "fail":
                relation = result["relation_name"].split(".")[-1].strip('"')
                database.execute(f"copy {result['relation_name']} to '{folder}/{relation}.csv'")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
