"""The lean reading of many figures sees what `store.known` sees."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data import store
from data.batches import Entry, SeriesKey
from data.comparables import comparables
from metrics.periods import Period
from tests.data.small_city import LATEST, WEST, Cell, submission
from tests.data.test_loading import frame, load
from tests.data.test_store import DAYS, SCOPES, check, happen, journals

INDICATORS, PERIODS = ["value_added", "revenue"], ["2025-Y09"]
NAMES = ["indicator", "measure", "region", "industry", "period"]


def told(found, periods=PERIODS):
    """By what a figure is about: value (None is 未报) and day of publication."""
    about = found.series.iloc[found.series_at].assign(
        period=np.array(periods, dtype=object)[found.period_at]
    )
    keys = list(about[NAMES].itertuples(index=False, name=None))
    assert len(set(keys)) == len(keys)
    days = pd.to_datetime(found.published).date
    return dict(zip(keys, zip(plain(found.figures), days, strict=True), strict=True))


def known(question, **asked):
    found = store.known(question, indicators=INDICATORS, **asked)
    keys = found.rename(columns={"region_code": "region"})[NAMES]
    values = zip(plain(found["value"]), found["published_at"], strict=True)
    return dict(zip(keys.itertuples(index=False, name=None), values, strict=True))


def plain(values):
    return [None if np.isnan(value) else float(value) for value in values]


def test_it_sees_what_is_known_at_every_vintage_and_day(city, backend):
    @check(backend, journals(), SCOPES)
    def holds(journal, scope):
        city.forget_all()
        for event in journal:
            happen(city, event)
        for vintage in range(len(journal) + 1):
            for as_of in DAYS:
                question = city.question(as_of, vintage, scope)
                found = comparables(question, INDICATORS, PERIODS, divided=False)
                assert told(found) == known(question)


def test_single_industries_are_seen_where_they_are_asked_for(city):
    load(city, frame({("revenue", "level", WEST, each, "2025-Y09"): 1.0 for each in ("", "C13")}))
    question = city.question()
    both = comparables(question, INDICATORS, PERIODS, divided=True)
    assert told(both) == known(question) | known(question, industry=None)
    assert len(told(both)) == 2
    assert told(comparables(question, INDICATORS, PERIODS, divided=False)) == known(question)


def test_only_the_periods_asked_for_are_read_but_the_newest_of_all_is_told(city):
    months = ("2024-Y12", "2025-Y02", "2025-Y08", "2025-Y09")
    city.commit({Cell(period=month): float(number) for number, month in enumerate(months)})
    asked = ["2025-Y08", "2024-Y12"]
    found = comparables(city.question(), INDICATORS, asked, divided=False)
    assert sorted(key[-1] for key in told(found, asked)) == ["2024-Y12", "2025-Y08"]
    assert found.newest == {("value_added", False): "2025-Y09"}


def test_a_bank_in_a_region_is_not_compared_with_the_region(city):
    of_bank = SeriesKey("official", "value_added", "growth", WEST, "", "bank", "icbc")
    figures = [Cell().entry(3.0), Entry(of_bank, Period.parse("2025-Y10"), 7.0, 3)]
    city.send(replace(submission({}), entries=tuple(figures)))
    found = comparables(city.question(), INDICATORS, [*PERIODS, "2025-Y10"], divided=False)
    assert told(found, [*PERIODS, "2025-Y10"]) == known(city.question())
    assert list(told(found).values()) == [(3.0, date(2025, 10, 20))]
    assert found.newest == {("value_added", False): "2025-Y09"}


def test_a_withdrawn_batch_is_no_newest_period(city):
    city.commit({Cell(period="2025-Y08"): 1.0})
    city.withdraw(city.commit({Cell(period="2025-Y09"): 2.0}))
    found = comparables(city.question(LATEST), INDICATORS, PERIODS, divided=False)
    assert (told(found), found.newest) == ({}, {("value_added", False): "2025-Y08"})


def test_an_empty_dataset_has_nothing_to_compare_with(city):
    found = comparables(city.question(), INDICATORS, PERIODS, divided=True)
    assert (told(found), found.newest) == ({}, {})
