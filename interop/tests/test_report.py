"""`retailgen report` in a real browser: it stands alone, fits any screen, and can be read by everybody."""

from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser

import browser as chromium
import report_pages
from conftest import ReportPages
from dataset import generate

SCREENS = [(width, scheme) for width in (360, 1400) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.running() as running:
        yield running


@pytest.fixture(scope="module", params=report_pages.KINDS)
def page(request: pytest.FixtureRequest, report_page: ReportPages) -> Path:
    """The example of the book, and pages about folders that have everything or lack something."""
    return report_page(request.param)


def test_it_is_html_as_the_standard_has_it(page: Path) -> None:
    html5lib.HTMLParser(strict=True).parse(page.read_text(encoding="utf-8"))
    assert page.stat().st_size < 1_000_000


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_it_says_nothing_asks_for_nothing_and_fits(browser: Browser, page: Path, width: int, scheme: str) -> None:
    with chromium.visit(browser, page, width, scheme) as visit:
        assert visit.messages == []
        assert visit.requests == [page.as_uri()]
        assert visit.evaluate(chromium.OVERFLOWING) == []
        visit.evaluate("() => document.querySelectorAll('details').forEach(details => details.open = true)")
        assert visit.evaluate(chromium.OVERFLOWING) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_words_stand_out(browser: Browser, page: Path, scheme: str) -> None:
    with chromium.visit(browser, page, 1400, scheme) as visit:
        visit.evaluate("() => document.querySelectorAll('details').forEach(details => details.open = true)")
        assert visit.evaluate(chromium.FAINT) == []


def test_its_pictures_have_words_and_its_links_lead_somewhere(browser: Browser, page: Path) -> None:
    with chromium.visit(browser, page, 1400, "light") as visit:
        pictures = visit.page.get_by_role("img")
        assert pictures.count() == visit.evaluate("() => document.querySelectorAll('svg').length")
        assert all(len(picture.get_attribute("aria-label") or "") > 10 for picture in pictures.all())
        links = visit.evaluate("() => [...document.links].map(link => link.getAttribute('href'))")
        assert links
        assert [link for link in links if visit.page.locator(f"[id='{link.removeprefix('#')}']").count() != 1] == []


def test_it_works_by_keyboard(browser: Browser, page: Path) -> None:
    focused = "() => document.activeElement.outerHTML.slice(0, 60)"
    with chromium.visit(browser, page, 1400, "light") as visit:
        visit.page.keyboard.press("Tab")
        assert 'class="skip"' in visit.evaluate(focused)
        reached = set()
        for _ in range(400):
            visit.page.keyboard.press("Tab")
            here = visit.evaluate("() => document.activeElement.tagName")
            if here == "SUMMARY" and "SUMMARY" not in reached:
                visit.page.keyboard.press("Enter")
                assert visit.evaluate("() => document.activeElement.parentElement.open")
            reached.add(here)
            if here == "BODY":
                break
        assert reached == {"A", "SUMMARY", "DIV", "BODY"}


def test_it_prints(browser: Browser, page: Path) -> None:
    with chromium.visit(browser, page, 800, "dark") as visit:
        printed = visit.page.pdf(format="A4")
        assert printed.startswith(b"%PDF")
        visit.page.emulate_media(media="print")
        assert visit.evaluate("() => getComputedStyle(document.querySelector('nav')).display") == "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_prints_dark_words_on_white_whatever_the_screen(browser: Browser, page: Path, scheme: str) -> None:
    body = """() => {
      const {color, backgroundColor} = getComputedStyle(document.body);
      return [color, backgroundColor, matchMedia('(prefers-color-scheme: dark)').matches];
    }"""
    ink, white = "rgb(28, 36, 48)", "rgb(255, 255, 255)"
    with chromium.visit(browser, page, 800, scheme) as visit:
        on_screen, _, is_dark = visit.evaluate(body)
        assert (is_dark, on_screen != ink) == (scheme == "dark", scheme == "dark")
        visit.page.emulate_media(media="print", color_scheme=scheme)
        assert visit.evaluate(body) == [ink, white, scheme == "dark"]
        # The page prints with all details open.
        visit.evaluate("() => document.querySelectorAll('details').forEach(details => details.open = true)")
        assert visit.evaluate(chromium.FAINT) == []
        assert visit.evaluate(chromium.LIGHT_ON_WHITE) == []


def test_equal_folders_have_equal_pages(binary: Path, tmp_path: Path) -> None:
    pages = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        pages.append(report_pages.report(binary, generate(binary, tmp_path / name, "default", scale="0.001")).read_bytes())
    assert pages[0] == pages[1]
