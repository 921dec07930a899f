"""The pages of `report` and `score` are HTML, CSS and SVG by the standards, as the Nu Html Checker reads them."""

from pathlib import Path

import pytest

import html_checker
import report_pages
from conftest import ReportPages


@pytest.fixture(scope="module")
def pages(binary: Path, report_page: ReportPages, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Each kind of page, and one of `score`."""
    return [*map(report_page, report_pages.KINDS), report_pages.scored(binary, tmp_path_factory.mktemp("scored"))]


def test_the_checker_has_nothing_to_say(pages: list[Path]) -> None:
    assert len(pages) == 7
    assert html_checker.messages(*pages) == []


def test_the_checker_does_look(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    text = report_pages.EXAMPLE.read_text("utf-8")
    page.write_text(text.replace("</h1>", "</h2>", 1).replace("margin:0;", "margni:0;", 1), "utf-8")
    said = "\n".join(html_checker.messages(page))
    assert "margni" in said
    assert "End tag “h2” seen" in said
