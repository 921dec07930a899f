"""SQL over the files counts the faults that the truth says were made; docs/anomaly-counts.md has the exceptions."""

import re
from pathlib import Path

import pytest

from anomaly_counts import Counted, counted
from dataset import Dataset, generate
from pages import BOOK

PAGE = BOOK / "anomaly-counts.md"
BLOCK = re.compile(r"(?<=<!-- measured: default -->\n).*?(?=<!-- end -->)", re.DOTALL)
SCALES = ("0.01", "0.1", "1")
SAME = "the same"
BECAUSE = {
    "events.json.malformed": "DuckDB takes a trailing comma for JSON",
    "events.user_id.orphan": "a small day lacks signed-in events",
    "orders_header.order_ts.malformed": "a small day lacks store orders",
    "orders_header.row.redelivered": "the first delivery of a few lies before the window",
    "products.discontinued_dt.missing": "flags that are turned over look alike",
    "returns.product_id.mismatched": "orders have lost lines or products to other rules",
    "returns.qty.over_sold": "orders have lost lines or products to other rules",
}
"""Why a rule's counts may differ; no other rule's do."""


def _cells(counts: list[Counted]) -> dict[str, str]:
    differing = [c for c in counts if not c.planned == c.realised == c.found]
    return {c.rules: f"{c.planned} / {c.realised} / {c.found}" for c in differing}


def test_sql_finds_what_the_truth_says(
    binary: Path, default: Dataset, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    counts = counted(default)
    # That the SQL has not lost its queries.
    assert len(counts) > 40
    by_scale = {SCALES[0]: _cells(counts)}
    assert by_scale[SCALES[0]].keys() <= BECAUSE.keys()
    page = PAGE.read_text("utf-8")
    if request.config.getoption("--renew-pages"):
        for scale in SCALES[1:]:
            by_scale[scale] = _cells(counted(generate(binary, tmp_path / scale, "default", scale=scale)))
            assert by_scale[scale].keys() <= BECAUSE.keys()
        rules = sorted(set().union(*by_scale.values()))
        rows = [[f"`{rule}`", *(by_scale[s].get(rule, SAME) for s in SCALES), BECAUSE[rule]] for rule in rules]
        table = [["rule", *(f"scale {scale}" for scale in SCALES), "because"], ["---"] * 5, *rows]
        text = "\n" + "".join("|" + "|".join(cells) + "|\n" for cells in table) + "\n"
        PAGE.write_text(BLOCK.sub(lambda _: text, page), "utf-8")
        return
    told = [line.strip("|").split("|") for line in BLOCK.search(page)[0].splitlines() if line.startswith("|`")]
    smallest = {rule.strip("`"): cell for rule, cell, *_ in told if cell != SAME}
    assert by_scale[SCALES[0]] == smallest, "docs/anomaly-counts.md is stale: `interop/run -k counts --renew-pages`"
