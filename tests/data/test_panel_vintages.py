"""Panel and roll-up on both axes of time, against a model that knows nothing of files or SQL."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data import panel, panel_columns, panel_layers, panel_rollup
from tests.data.firms import firm, month_row, register, report
from tests.data.small_city import EAST, WEST

FIRMS, MONTHS = (1, 2, 3), ("2025-08", "2025-09")
DAYS = [date(2025, 10, 20) + timedelta(days=number) for number in range(3)]
PLACES = ((WEST, "C13"), (EAST, "C13"), (EAST, "C26"))
MISSING = None
COLUMNS = ("revenue_wan", "profit_wan")

halves = st.one_of(st.just(MISSING), st.integers(-6, 6).map(lambda number: number / 2))
rows = st.fixed_dictionaries(
    {
        "place": st.sampled_from(PLACES),
        "revenue_wan": halves,
        "profit_wan": halves,
        "deleted": st.sampled_from([False, False, False, True]),
    }
)
loads = st.tuples(
    st.sampled_from(DAYS),
    st.sampled_from([COLUMNS, COLUMNS[:1], COLUMNS[1:], ()]),  # which columns the file holds
    st.dictionaries(
        st.tuples(st.sampled_from(FIRMS), st.sampled_from(MONTHS)), rows, min_size=1, max_size=4
    ),
)
events = st.lists(st.one_of(loads, loads, st.integers(0, 5)), min_size=1, max_size=5)


class Model:
    """What was committed: loads by vintage, and the vintage at which each was withdrawn."""

    def __init__(self):
        self.loads = {}
        self.withdrawn = {}

    def standing(self):
        return [number for number in self.loads if number not in self.withdrawn]

    def rows(self, as_of, vintage):
        """By firm and month: the newest place and batch, each figure with the batch that said it.

        What no file holds has no figure; a row that takes the month out forgets all before it.
        """
        seen = [
            (day, number, held, given)
            for number, (day, held, given) in self.loads.items()
            if day <= as_of
            and number <= vintage
            and not self.withdrawn.get(number, vintage + 1) <= vintage
        ]
        found = {}
        for _, number, held, loaded in sorted(seen, key=lambda each: each[:2]):
            for key, row in loaded.items():
                before = found.pop(key, {"said": {}})
                if not row["deleted"]:
                    said = before["said"] | {name: (row[name], number) for name in held}
                    found[key] = {"place": row["place"], "batch": number, "said": said}
        return found

    def cells(self, as_of, vintage):
        """By month, place and indicator: what the roll-up must say."""
        members = defaultdict(list)
        for (_, month), row in self.rows(as_of, vintage).items():
            members[(month, *row["place"])].append({k: v for k, (v, _) in row["said"].items()})
        return {
            (*cell, indicator): counted(indicator, found)
            for cell, found in members.items()
            for indicator in (*panel_columns.columns(), *panel_columns.ratios())
        }


def counted(indicator, members):
    """The columns of one cell, in the order of the table."""
    ratio = panel_columns.ratios().get(indicator)
    parts = (ratio.numerator, ratio.denominator) if ratio else (indicator,)
    given = [tuple(row.get(part) for part in parts) for row in members]
    whole = [tuple(map(Fraction, values)) for values in given if None not in values]
    sizes = sorted((abs(values[-1]) for values in whole), reverse=True)
    sums = [sum(column) for column in zip(*whole, strict=True)]
    told = [
        len(members),
        len(whole),
        sums[0] if whole and not ratio else None,
        sum(sizes) if whole else None,
        sizes[0] if sizes else None,
        sizes[1] if len(sizes) > 1 else None,
    ]
    return tuple(told + (sums if whole and ratio else [None, None]))


def play(city, happened):
    """Let the events happen in the city and in the model."""
    city.forget_all()
    register(city, *(firm(f"{number}厂", row=number + 1) for number in FIRMS), published=DAYS[0])
    model = Model()
    for event in happened:
        if isinstance(event, int):
            if standing := model.standing():
                batch = standing[event % len(standing)]
                model.withdrawn[batch] = city.withdraw(batch)
        else:
            day, held, given = event
            model.loads[report(city, *written(held, given), published=day)] = event
    return model


def written(held, given):
    return [
        month_row(number, month, line, region=row["place"][0], industry=row["place"][1])
        | {name: float("nan") if row[name] is None else row[name] for name in held}
        | {"deleted": row["deleted"]}
        for line, ((number, month), row) in enumerate(given.items(), 2)
    ]


def told_rows(question):
    found = {}
    for month in MONTHS:
        for row in panel.month_rows(question, month).to_dict("records"):
            figures = {name: clear(row[name]) for name in COLUMNS}
            place = (row["region"], row["industry"])
            found[row["firm"], month] = {"place": place, "batch": row["batch"], **figures}
    return found


def told_figures(question):
    """By firm and month the figures with the batches that said them, all firms at once."""
    found = {}
    for month in MONTHS:
        said = panel.said(question, month, COLUMNS)
        origins = {name: said.origins(name)["batch"] for name in COLUMNS}
        for at, row in enumerate(said.rows.to_dict("records")):
            found[row["firm"], month] = {
                name: (clear(row[name]), batches[at])
                for name, batches in origins.items()
                if not pd.isna(batches[at])
            }
    return found


def told_by_firm(question):
    """The same from all versions of one firm after the other."""
    found = {}
    for firm_ in FIRMS:
        for month, versions in panel.reports(question, firm_).groupby("month"):
            if row := panel_layers.laid_over(versions.to_dict("records")):
                said = row["batches"].items()
                found[firm_, month] = {name: (clear(row[name]), batch) for name, batch in said}
    return found


def clear(value):
    return None if pd.isna(value) else value


def told_cells(question):
    names = ["month", *panel_rollup.CELL]
    values = [*panel_rollup.COUNTS, *panel_rollup.SUMS]
    frame = panel_rollup.cells(question)
    rows = frame[[*names, *values]].itertuples(index=False)
    return {tuple(row[:4]): tuple(map(clear, row[4:])) for row in rows}


def of_the_city(found):
    """The rows of the model as the panel gives them: what nobody said is missing."""
    return {
        key: {
            "place": row["place"],
            "batch": row["batch"],
            **{name: row["said"].get(name, (None, None))[0] for name in COLUMNS},
        }
        for key, row in found.items()
    }


def load(day, number, revenue, place=0, held=COLUMNS, **more):
    """An event: one row of one firm."""
    row = {"place": PLACES[place], "revenue_wan": revenue, "profit_wan": None, "deleted": False}
    return DAYS[day], held, {(number, MONTHS[1]): row | more}


STATISTICS, TAXES = ("revenue_wan",), ("profit_wan",)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@example(happened=[load(1, 1, 1.5), load(0, 2, 2.5), 1])
@example(happened=[load(2, 1, 1.5), load(1, 1, 2.5, 1), load(0, 1, 3.5), 0, 0])
@example(happened=[load(0, 1, 1.5), load(1, 1, 0.5, deleted=True), load(2, 2, 2.0), 1])
@example(
    happened=[
        load(0, 1, 1.5, held=STATISTICS),
        load(0, 1, None, 1, TAXES, profit_wan=2.0),
        load(1, 1, None, held=STATISTICS),
        load(2, 1, None, held=(), deleted=True),
        load(2, 1, None, held=TAXES, profit_wan=0.5),
        3,
    ]
)
@given(happened=events)
@pytest.mark.slow_on_postgres
def test_panel_and_rollup_are_the_models_at_every_vintage_and_day(city, happened):
    model = play(city, happened)
    newest = city.question().vintage
    for vintage in range(newest + 1):
        for as_of in (DAYS[0] - timedelta(days=1), *DAYS):
            question = city.question(as_of, vintage)
            assert told_rows(question) == of_the_city(model.rows(as_of, vintage))
            assert told_cells(question) == model.cells(as_of, vintage)
    said = {key: row["said"] for key, row in model.rows(as_of, vintage).items()}
    assert told_figures(question) == told_by_firm(question) == said


thirds = st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=3)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(first=thirds, second=thirds)
def test_rollup_has_the_very_bits_of_a_full_recomputation(city, first, second):
    city.forget_all()
    register(city, *(firm(f"{number}厂", row=number + 1) for number in FIRMS))
    for figures in (first, second):
        report(
            city,
            *(month_row(number, revenue_wan=figure) for number, figure in enumerate(figures, 1)),
        )
    question = city.question()
    columns = [*panel_rollup.CELL, *panel_rollup.COUNTS, *panel_rollup.SUMS]
    kept = panel_rollup.cells(question)[columns]
    made = panel_rollup.recomputed(question, "2025-09")[columns]
    order = list(panel_rollup.CELL)
    pd.testing.assert_frame_equal(
        kept.sort_values(order, ignore_index=True),
        made.sort_values(order, ignore_index=True),
        check_exact=True,
        check_dtype=False,
    )


def test_cell_that_a_firm_has_left_is_empty_from_then_on(city):
    city.forget_all()
    register(city, firm())
    report(city, month_row(revenue_wan=1.0))
    moved = report(city, month_row(revenue_wan=1.0, region=EAST, industry="C13"))
    found = panel_rollup.cells(city.question(), indicators=["revenue_wan"])
    assert found["region"].tolist() == [EAST]
    earlier = panel_rollup.cells(city.question(vintage=moved - 1), indicators=["revenue_wan"])
    assert earlier["region"].tolist() == [WEST]


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        ({}, 30),
        ({"indicators": ["revenue_wan", "profit_rate_pct"]}, 4),
        ({"months": ["2025-08"]}, 15),
        ({"regions": [EAST]}, 0),
        ({"industries": ["C13"], "indicators": ["claims"]}, 2),
        ({"indicators": []}, 0),
    ],
)
def test_cells_are_chosen_by_indicator_month_region_and_division(city, chosen, count):
    city.forget_all()
    register(city, firm())
    report(city, month_row(revenue_wan=1.0), month_row(1, "2025-08", row=3))
    assert len(panel_rollup.cells(city.question(), **chosen)) == count
