"""What tools find that know what the schema declares is what docs/tools.md says."""

import re

import pytest

from pages import BOOK
from tools import Scores, figures

PAGE = BOOK / "tools.md"
_BLOCK = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)


def test_tools_find_what_the_page_says(scores: Scores, request: pytest.FixtureRequest) -> None:
    header, *rows = ("|" + "|".join(cells) + "|\n" for cells in figures(scores))
    text = "".join(["\n", header, "|---" * (header.count("|") - 1) + "|\n", *rows, "\n"])
    page = PAGE.read_text("utf-8")
    if request.config.getoption("--renew-pages"):
        PAGE.write_text(_BLOCK.sub(lambda _: text, page), "utf-8")
        return
    assert _BLOCK.search(page)[0] == text, "docs/tools.md is stale: `interop/run -k tools --renew-pages` writes it"
