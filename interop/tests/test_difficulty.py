"""How difficult the rules of the default policy are, by the bench of simple checks: measured, and held."""

from collections import Counter
from pathlib import Path

import pytest

import bench
from dataset import generate

SEEDS = (5, 6, 7)
ENOUGH = 20
"""So many faults of a rule tell its recall; fewer, as small tables have at this scale, may lie well or badly."""


def measure(binary: Path, folder: Path, scale: str, *seeds: int) -> bench.Bench:
    """Generate datasets and run the bench on each."""
    counts = bench.Bench()
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        with bench.load(binary, generate(binary, place, "default", scale=scale, seed=seed)) as connection:
            counts.run(connection)
    return counts


def test_the_recorded_difficulty_is_what_is_measured(
    binary: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if pytestconfig.getoption("renew_difficulty"):
        found = measure(binary, tmp_path, "0.1", *SEEDS).difficulty()
        bench.RECORD.write_text(bench.record(found), "utf-8")
        return
    recorded = bench.recorded()
    found = measure(binary, tmp_path, "0.02", SEEDS[0]).difficulty()
    assert found.keys() == recorded.keys()
    plenty = {rule: finding.kind for rule, finding in found.items() if finding.faults >= ENOUGH}
    assert len(plenty) >= 45
    # What many rows show takes many rows, so here a statistical check may miss its rule. A cheaper one may not find it.
    statistical = {rule for rule in plenty if recorded[rule] == "statistics"}
    exact = {rule: kind for rule, kind in plenty.items() if rule not in statistical}
    assert exact == {rule: recorded[rule] for rule in exact}
    seen = Counter(plenty[rule] for rule in statistical)
    assert set(seen) <= {"statistics", "oracle"}
    assert seen["statistics"] >= 10


def test_the_bench_is_as_wide_as_it_says() -> None:
    checks = bench.checks()
    assert len({check.name for check in checks}) == len(checks) >= 80
    assert Counter(check.kind for check in checks).keys() == set(bench.CLASSES)
