"""What a dataset may be asked for, and how it refuses the rest."""

import datetime
import decimal
import pathlib

import pytest
import retailgen

POLICY = '[[rule]]\nid = "emails"\ntable = "customers"\ncolumn = "email"\nkind = "email.malformed"\nrate = 0.5\n'


def test_settings_are_told() -> None:
    dataset = retailgen.dataset(
        7, decimal.Decimal("0.01"), start_date=datetime.date(2024, 11, 25), days=7, tables="stores, customers"
    )
    assert (dataset.seed, dataset.scale, dataset.days) == (7, 0.01, 7)
    assert dataset.start_date == datetime.date(2024, 11, 25)
    assert dataset.tables == ["customers", "stores"]
    assert dataset.anomalies == "castable"
    same = retailgen.dataset(7, "0.01", start_date="2024-11-25", days=7, tables=["customers", "stores"])
    assert same.run_id == dataset.run_id
    assert repr(dataset) == "<retailgen.Dataset seed 7, scale 0.01, 2024-11-25 to 2024-12-01, anomalies castable>"


def test_every_setting_that_decides_the_files_counts() -> None:
    plain = retailgen.dataset(7, 0.01)
    others = [
        {"currencies": ["EUR", "USD"]},
        {"compression": "snappy"},
        {"delta_change_data_feed": True},
        {"delta_timestamps": "utc"},
        {"difficulty": "hard"},
        {"intensity": "high"},
        {"anomalies": "default"},
        {"anomalies": None},
    ]
    ids = {retailgen.dataset(7, 0.01, **other).run_id for other in others}
    assert len(ids | {plain.run_id}) == len(others) + 1


def test_a_policy_is_a_name_a_text_a_path_or_several(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(POLICY)
    text = retailgen.dataset(anomalies=POLICY)
    assert "email.malformed" in text.policy
    for given in (path, str(path), [path]):
        assert retailgen.dataset(anomalies=given).policy == text.policy
    both = retailgen.dataset(anomalies=["preset:till-release", POLICY])
    assert len(both.policy) > len(text.policy)
    joined = retailgen.dataset(anomalies="castable,preset:till-release")
    assert joined.policy == retailgen.dataset(anomalies=["castable", "preset:till-release"]).policy
    assert retailgen.dataset(anomalies="none").policy == retailgen.dataset(anomalies=None).policy


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"seed": -1}, "a seed is a whole number from 0 to 18446744073709551615"),
        ({"scale": 0}, "scale"),
        ({"scale": "many"}, "many"),
        ({"start_date": "2024-02-30"}, "2024-02-30"),
        ({"start_date": "2014-12-31"}, "2015-01-01"),
        ({"days": 0}, "day"),
        ({"days": 1.5}, "give a whole number of days"),
        ({"tables": "order_lines"}, "did you mean orders_lines"),
        ({"tables": []}, "no table was chosen"),
        ({"currencies": ["XXX"]}, "XXX"),
        ({"compression": "zip"}, "zip"),
        ({"delta_timestamps": "local"}, "local"),
        ({"anomalies": "defualt"}, "the built-in policies are"),
        ({"anomalies": POLICY.replace("email.malformed", "email.malformd")}, "email.malformed"),
        ({"anomalies": 7}, "a policy is a name"),
        ({"difficulty": "harder"}, "choose among easy, default, hard"),
        ({"difficulty": "hard", "anomalies": "structural"}, "goes with the policies default and castable"),
        ({"intensity": "extreme"}, "choose among low, medium, high"),
    ],
)
def test_a_setting_that_will_not_do_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(retailgen.UsageError, match=message):
        retailgen.dataset(**settings)


def test_names_that_there_are_not_are_refused() -> None:
    dataset = retailgen.dataset(7, 0.01)
    with pytest.raises(retailgen.UsageError, match="did you mean orders_header or orders_lines"):
        dataset.table("orders")
    with pytest.raises(retailgen.UsageError, match="choose among dirty, clean"):
        dataset.table("stores", face="brown")
    with pytest.raises(retailgen.UsageError, match="did you mean stores"):
        dataset.truth("store")
    with pytest.raises(retailgen.UsageError, match="threads from 1 to 1024"):
        dataset.write("never", threads=0)
    assert not pathlib.Path("never").exists()
    with pytest.raises(retailgen.RetailgenError):
        dataset.labels("store")
