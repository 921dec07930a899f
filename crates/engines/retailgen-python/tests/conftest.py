"""What tests share: one dataset with faults, written once, and its clean twin."""

import pathlib
import sys

import pytest
import retailgen

pytest_plugins = ["pytester"]

SETTINGS = {"seed": 7, "scale": 0.01, "start_date": "2024-02-01", "days": 60}
"""All tables have rows on these days at this scale."""


@pytest.fixture(scope="session")
def dataset() -> retailgen.Dataset:
    """A dataset with every fault that a typed column can hold."""
    return retailgen.dataset(**SETTINGS)


@pytest.fixture(scope="session")
def written(dataset: retailgen.Dataset, tmp_path_factory: pytest.TempPathFactory) -> retailgen.Written:
    """Its files, with the truth beside them."""
    return dataset.write(tmp_path_factory.mktemp("written") / "data")


@pytest.fixture(scope="session")
def written_clean(tmp_path_factory: pytest.TempPathFactory) -> retailgen.Written:
    """The files of the same dataset without faults."""
    clean = retailgen.dataset(**SETTINGS, anomalies="none")
    return clean.write(tmp_path_factory.mktemp("written") / "clean")


@pytest.fixture(scope="session")
def command() -> pathlib.Path:
    """The command that the package installs."""
    return pathlib.Path(sys.executable).with_name("retailgen")
