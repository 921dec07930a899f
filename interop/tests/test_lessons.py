"""The lessons in examples/lessons come to the conclusions for which they are given, and draw their pictures."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dataset import generate

LESSONS = Path(__file__).resolve().parents[2] / "examples" / "lessons"

Teach = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def teach(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Teach:
    """Gives a lesson on two clean years of a small company, and returns what it concludes."""
    tables = ("customers", "products", "orders_header", "orders_lines")
    options = [option for table in tables for option in ("-t", table)]
    years = ("--start-date", "2023-01-01", "--days", "731")
    dataset = generate(binary, tmp_path_factory.mktemp("lessons"), "none", *years, *options, scale="0.05")

    def give(name: str) -> dict[str, Any]:
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(LESSONS)
            lesson, shop = importlib.import_module(name), importlib.import_module("shop")
        picture = dataset.folder.parent / f"{name}.svg"
        conclusion = lesson.lesson(shop.connect(dataset.folder), picture)
        lines = ElementTree.parse(picture).getroot().findall("{http://www.w3.org/2000/svg}polyline")
        assert lines and all(len(line.attrib["points"].split()) > 2 for line in lines)
        return conclusion

    return give


def test_new_customers_fade_and_a_fifth_brings_most(teach: Teach) -> None:
    found = teach("lifetime_value")
    assert found["the same in its seventh month"] < 0.7 * found["share of a cohort that buys in its first month"]
    assert found["orders in months 6 and 7 against months 2 and 3"] < 0.9
    assert 0.6 < found["share of revenue from the best fifth of buyers"] < 0.85


def test_baskets_hold_rules_beyond_the_obvious(teach: Teach) -> None:
    found = teach("baskets")
    assert found["rules: lift above 1.5, beyond chance"] > 50
    assert found["rules across categories"] > 10
    assert found["strongest lift"] > 4
    # What is common is not what belongs together.
    assert found["rules among the twenty commonest pairs"] <= 14


def test_promotions_sell_the_more_the_deeper(teach: Teach) -> None:
    found = teach("promotions")
    assert found["products"] > 30
    low, high = (found[f"uplift, {end} end of the 95 % interval"] for end in ("lower", "upper"))
    assert 1.2 < low < high < 3
    assert found["uplift of the deepest discounts"] > 1.08 * found["uplift of the shallowest discounts"]
    assert found["units a line in weeks of promotion against others"] > 1.02


def test_last_year_knows_of_christmas(teach: Teach) -> None:
    found = teach("forecast")
    assert found["error of the forecast from last year"] < 0.7 * found["error of the forecast from eight weeks"]
    assert found["20 to 24 December against September and October"] > 1.25
