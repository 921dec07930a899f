"""The SQL that the pages of the book show, and the results that stand below it."""

import re
from dataclasses import dataclass
from pathlib import Path

BOOK = Path(__file__).parent.parent / "docs"
_BLOCK = re.compile(r"^```sql\n(?P<sql>.*?)^```\n(?:\n(?P<table>(?:^\|[^\n]*\|\n)+))?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Query:
    """A statement of a page. `result` is the table right below it, the header first; None where there is none."""

    page: str
    section: str
    line: int
    sql: str
    result: list[list[str]] | None

    def __str__(self) -> str:
        """Names the place."""
        return f"{self.page}:{self.line}"


def queries(*pages: str) -> list[Query]:
    """The statements of the pages, in order; a block may hold several, of which the last has the result."""
    return [query for page in pages for query in _of_page(page)]


def _of_page(page: str) -> list[Query]:
    text = (BOOK / page).read_text("utf-8")
    found = []
    for block in _BLOCK.finditer(text):
        above = text[: block.start()]
        line, section = above.count("\n") + 1, above.rpartition("\n## ")[2].partition("\n")[0]
        statements = [part for part in re.split(r";\s*$", block["sql"], flags=re.MULTILINE) if part.strip()]
        for statement in statements:
            is_last = statement is statements[-1]
            found.append(Query(page, section, line, statement, _rows(block["table"]) if is_last else None))
    return found


def renew(query: Query, result: list[list[str]]) -> None:
    """Write a result in place of the one that stands below a query, which the page shows once."""
    page = BOOK / query.page
    text = page.read_text("utf-8")
    [block] = [block for block in _BLOCK.finditer(text) if query.sql in block["sql"]]
    header, *rows = (f"|{'|'.join(cells)}|\n" for cells in result)
    table = "".join([header, "|---" * len(result[0]) + "|\n", *rows])
    page.write_text(text[: block.start("table")] + table + text[block.end("table") :], "utf-8")


def _rows(table: str | None) -> list[list[str]] | None:
    """The cells of a table, without the line below its header."""
    if table is None:
        return None
    header, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    return [header, *rows]
