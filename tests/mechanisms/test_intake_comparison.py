"""Figures of a file beside what is known, against a telling figure by figure."""

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import creation, datasets, storage
from mechanisms import intake
from mechanisms.intake import Delivery
from mechanisms.intake_comparison import CHANGED, FINER, NEW, SAME, compared
from metrics.periods import Period
from tests.data.conftest import enter
from tests.data.small_city import EAST, WEST, City, declare
from tests.data.test_loading import HEAD, frame, load

PERIODS = ["2024-Y09", "2024-Y12", "2025-Y02", "2025-Y09"]
KEYS = st.tuples(
    st.sampled_from(["value_added", "revenue"]),
    st.sampled_from(["level", "growth", "published_place"]),
    st.sampled_from([WEST, EAST]),
    st.sampled_from(["", "C13"]),
    st.sampled_from(PERIODS),
)
# Near each other, so that some are equal, some only as printed, some neither.
VALUES = st.sampled_from([np.nan, 5.0, 5.001, 5.04, 5.4, 6.0])
FIGURES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=12)
DECIMALS = {"level": 2, "growth": 1, "published_place": 0}


@pytest.fixture
def city(tmp_path, monkeypatch):
    """A city that has no figures at all."""
    declare(tmp_path / "declared", "xiaocheng")
    place = {"GONGKUANG_VAR": str(tmp_path), "GONGKUANG_DATASETS": str(tmp_path / "declared")}
    enter(monkeypatch, place)
    creation.ensure("xiaocheng")
    yield City("xiaocheng")
    storage.engine("xiaocheng").dispose()


def shifted(key, period):
    return (*key[:-1], period.code)


def references(key, figures, stored):
    """Period before, a year ago, growth: of the file first, then of what is stored."""
    period = Period.parse(key[-1])
    indicator = datasets.dataset("xiaocheng").indicator(key[0])
    wanted = {
        "before": shifted(key, indicator.previous(period)),
        "year_ago": shifted(key, period.year_ago()),
        "growth": (key[0], "growth", *key[2:]),
    }
    return {name: figures.get(at, stored.get(at, np.nan)) for name, at in wanted.items()}


def effect(key, value, stored):
    if key not in stored:
        return NEW
    old = stored[key]
    if value == old or (np.isnan(value) and np.isnan(old)):
        return SAME
    decimals = DECIMALS[key[1]]
    return FINER if f"{value:.{decimals}f}" == f"{old:.{decimals}f}" else CHANGED


def newest(key, stored):
    same = [k for k in stored if k[0] == key[0] and (k[3] == "") == (key[3] == "")]
    return max((k[-1] for k in same), default="")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures=FIGURES, stored=FIGURES | st.just({}))
def test_each_figure_stands_beside_what_it_is_compared_with(city, figures, stored):
    city.forget_all()
    if stored:
        load(city, frame(stored))
    table = compared(city.question(), frame(figures))
    assert table["value"].tolist() == pytest.approx(list(figures.values()), nan_ok=True)
    for row, (key, value) in zip(table.itertuples(), figures.items(), strict=True):
        expected = references(key, figures, stored) | {"old": stored.get(key, np.nan)}
        found = {name: getattr(row, name) for name in expected}
        assert found == pytest.approx(expected, nan_ok=True)
        assert (row.effect, row.newest) == (effect(key, value, stored), newest(key, stored))
        day = None if row.effect == NEW else HEAD.published_at
        assert (None if row.effect == NEW else row.old_published.date()) == day


def test_the_first_file_of_an_empty_city_goes_in(city):
    text = "期别,单位,指标,增速（%）\n2025-09,武冈市,规上工业增加值,11.4\n"
    question = city.question(date(2025, 10, 31))
    receipt = intake.receive(question, "首份.csv", text.encode(), "page", "张三")
    shown = intake.preview(question, receipt, Delivery(published_at=date(2025, 10, 20)))
    assert shown.findings == ()
    assert intake.commit(shown, {}, "张三") == 1
