"""The published places of real cards, reproduced."""

from dataclasses import replace

import pytest

from data import datasets, store
from mechanisms import circular
from mechanisms.circular import Board
from mechanisms.region_panel import region_panel
from metrics.rounding import half_up

pytestmark = pytest.mark.usefixtures("sqlite_samples")


def question():
    dataset = datasets.dataset("shaoyang")
    return store.Question("shaoyang", dataset.today, store.newest_vintage("shaoyang"))


def rankings(indicator, change=lambda panel: panel):
    """The growth board of every period, on a panel that `change` may have spoilt."""
    asked = question()
    panel = change(region_panel(asked, indicator))
    return [
        circular.rank_panel(asked, panel, Board(indicator), period)
        for period in panel.periods("growth")
    ]


def agreement(boards):
    """How many published places there are, and how many are the computed ones."""
    tables = [board.table[board.table["published_place"].notna()] for board in boards]
    published = sum(len(table) for table in tables)
    same = sum(int((table["place"] == table["published_place"]).sum()) for table in tables)
    return published, same


def with_growth(panel, rounded):
    growth = panel.tables["growth"].map(rounded)
    return replace(panel, tables=panel.tables | {"growth": growth})


def with_dense_ties(panel):
    return replace(panel, dataset=panel.dataset.model_copy(update={"ranking_ties": "dense"}))


def test_all_1008_published_places_of_value_added_are_reproduced():
    boards = rankings("value_added")
    assert len(boards) == 84
    assert agreement(boards) == (1008, 1008)
    assert {board.differs for board in boards} == {()}


def test_binary_rounding_would_reproduce_fewer():
    published, same = agreement(
        rankings("value_added", lambda panel: with_growth(panel, lambda value: round(value, 1)))
    )
    assert published == 1008
    assert same < 1008


def test_dense_ties_would_reproduce_fewer():
    assert agreement(rankings("value_added", with_dense_ties)) == (1008, 820)


def test_board_that_disagrees_names_the_units():
    boards = rankings("value_added", with_dense_ties)
    wrong = [board for board in boards if board.differs]
    assert sum(len(board.differs) for board in wrong) == 1008 - 820
    for board in wrong:
        table = board.table.set_index("region")
        assert all(
            table.loc[name, "place"] != table.loc[name, "published_place"] for name in board.differs
        )


def test_revenue_places_fit_the_unrounded_growth_in_95_of_96():
    boards = rankings("revenue")
    assert agreement(boards) == (96, 95)
    (board,) = [board for board in boards if board.differs]
    (name,) = board.differs
    row = board.table.set_index("region").loc[name]
    assert row["place"] != row["published_place"]


def test_revenue_places_fit_the_rounded_growth_less_well():
    rounded = rankings("revenue", lambda panel: with_growth(panel, lambda v: float(half_up(v, 1))))
    published, same = agreement(rounded)
    assert published == 96
    assert same < 95


def test_one_call_for_one_period_gives_the_same_board():
    for board in rankings("value_added")[:3]:
        alone = circular.ranking(question(), Board("value_added"), board.period)
        assert alone.table.equals(board.table)
        assert alone.sources == board.sources
