"""Holds that what the library is made of has one version in both workspaces: the engines hand on batches that it makes.

What only an engine brings, such as an older version of a package beside the library's, is its own affair.
"""

import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).parent
LIBRARY = ("retailgen", "retailgen-cli")

Package = tuple[str, str]


def packages(lock: pathlib.Path) -> dict[Package, list[str]]:
    """The packages that a lock file names, each with its dependencies as the file spells them."""
    found = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
    return {(package["name"], package["version"]): package.get("dependencies", []) for package in found}


def below(names: tuple[str, ...], locked: dict[Package, list[str]]) -> set[Package]:
    """What some packages are made of, themselves included."""
    waiting = [package for package in locked if package[0] in names]
    seen: set[Package] = set()
    while waiting:
        package = waiting.pop()
        if package in seen:
            continue
        seen.add(package)
        for dependency in locked[package]:
            # The version follows the name only where there are several.
            name, *version = dependency.split(" ")[:2]
            waiting += [other for other in locked if other[0] == name and (not version or other[1] == version[0])]
    return seen


root, engines = packages(HERE.parent.parent / "Cargo.lock"), packages(HERE / "Cargo.lock")
# What the library has there in no version belongs to a feature that only an engine turns on. What is below a package that no
# engine has belongs to the tests of the library.
known = {name for name, _ in engines}
shared = {name for name, _ in below(LIBRARY, {package: root[package] for package in root if package[0] in known})}
other = sorted(package for package in below(LIBRARY, engines) - root.keys() if package[0] in shared)
if other:
    for name, version in other:
        theirs = ", ".join(sorted(version for package, version in root if package == name))
        print(f"{name}: {version} here, {theirs} in the root workspace", file=sys.stderr)
    sys.exit("give them one version: cargo update --precise VERSION PACKAGE")
