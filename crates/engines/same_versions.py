"""Holds that what both workspaces depend on has one version in both: the engines hand on batches that the library makes."""

import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).parent


def versions(lock: pathlib.Path) -> dict[str, set[str]]:
    """The versions of each package that a lock file names."""
    found: dict[str, set[str]] = {}
    for package in tomllib.loads(lock.read_text(encoding="utf-8"))["package"]:
        found.setdefault(package["name"], set()).add(package["version"])
    return found


root, engines = versions(HERE.parent.parent / "Cargo.lock"), versions(HERE / "Cargo.lock")
other = [
    f"{name}: {', '.join(sorted(engines[name]))} here, {', '.join(sorted(root[name]))} in the root workspace"
    for name in sorted(root.keys() & engines.keys())
    if not engines[name] <= root[name]
]
if other:
    print("\n".join(other), file=sys.stderr)
    sys.exit("give them one version: cargo update --precise VERSION PACKAGE")
