"""Figures written in bulk come back as they were, with their cells; or nothing is written."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data import loading, schema, storage, store
from data.loading import Head
from data.vintages import CommitError
from tests.data.small_city import EAST, NORTH, WEST

HEAD = Head(
    title="月报卡",
    file_name="月报卡.xlsx",
    sha256="0" * 64,
    source="小城统计月报",
    kind="official",
    sender="统计局",
    published_at=date(2025, 10, 20),
    published_assumed=False,
    sheets=((2, "30工业处1"), (7, "工业处2")),
)
REGIONS, PERIODS = [NORTH, WEST, EAST], ["2025-Y08", "2025-Y09"]
KEYS = st.tuples(
    st.sampled_from(["value_added", "revenue"]),
    st.sampled_from(["level", "growth"]),
    st.sampled_from(REGIONS),
    st.sampled_from(["", "C13"]),
    st.sampled_from(PERIODS),
)
VALUES = st.one_of(st.just(np.nan), st.floats(-1e9, 1e9))
FIGURES = st.dictionaries(KEYS, VALUES, max_size=20)


def frame(figures):
    names = ["indicator", "measure", "region", "industry", "period"]
    table = pd.DataFrame(list(figures), columns=names, dtype="str")
    count = len(table)
    return table.assign(
        value=np.array(list(figures.values()), dtype="float64"),
        sheet=np.full(count, 7),
        row=np.arange(5, 5 + count),
        column=np.full(count, 2),
        table=np.zeros(count, dtype="int64"),
    )


def load(city, figures, head=HEAD):
    with storage.writing(city.key) as connection:
        return loading.load(connection, "official", head, figures)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures=FIGURES)
@example(figures={("value_added", "level", NORTH, "", "2025-Y09"): -0.0})
def test_what_was_loaded_is_known_and_nothing_else(city, figures):
    city.forget_all()
    made = load(city, frame(figures))
    question = city.question()
    found = pd.concat([store.known(question), store.known(question, industry=None)])
    names = ["indicator", "measure", "region_code", "industry", "period"]
    known = dict(zip(found[names].itertuples(index=False, name=None), found["value"], strict=True))
    assert known.keys() == figures.keys()
    np.testing.assert_equal(known, {key: value + 0.0 for key, value in figures.items()})
    assert store.batches(question)["rows"].tolist() == [len(figures)]
    assert set(found["batch"]) <= {made}


def test_each_figure_keeps_its_cell_and_the_batch_its_sheets(city):
    key = ("value_added", "growth", WEST, "", "2025-Y09")
    made = load(city, frame({key: 11.58}))
    with storage.reading(city.key) as connection:
        rows = connection.execute(select(schema.observation)).mappings().all()
        sheets = connection.execute(select(schema.batch_sheet)).all()
    assert [(row["sheet"], row["row"], row["column"]) for row in rows] == [(7, 5, 2)]
    assert str(rows[0]["period_end"]) == "2025-09-30"
    assert sheets == [(made, 2, "30工业处1"), (made, 7, "工业处2")]


def test_a_figure_that_stands_twice_leaves_nothing(city):
    key = ("value_added", "growth", WEST, "", "2025-Y09")
    once = frame({key: 11.58})
    with pytest.raises(CommitError, match=r"第5行.*2025年1—9月.*重复"):
        load(city, pd.concat([once, once]))
    assert city.count(schema.vintage) == city.count(schema.batch) == 0


def test_simulated_figures_do_not_enter_a_real_city(city):
    simulated = Head(**(HEAD.__dict__ | {"kind": "simulated"}))
    with pytest.raises(CommitError, match="模拟数据与真实数据不得混放"):
        load(city, frame({}), simulated)
    assert city.count(schema.batch) == 0
