"""The published places of real cards, reproduced."""

from dataclasses import replace

import pytest

from data import datasets, store
from mechanisms import circular
from mechanisms.board_table import Board
from mechanisms.region_panel import region_panel
from metrics.rounding import half_up

pytestmark = pytest.mark.usefixtures("sqlite_samples")


def question():
    dataset = datasets.dataset("shaoyang")
    return store.Question("shaoyang", dataset.today, store.newest_vintage("shaoyang"))


def rankings(indicator, change=lambda panel: panel, newest=None):
    """The growth boards of all periods, on a panel that `change` may have spoilt."""
    asked = question()
    panel = change(region_panel(asked, indicator))
    periods = panel.periods("growth")[:newest]
    return [circular.rank_panel(asked, panel, Board(indicator), period) for period in periods]


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


def test_dense_ties_would_reproduce_fewer_and_the_boards_name_the_units():
    boards = rankings("value_added", with_dense_ties)
    assert agreement(boards) == (1008, 820)
    assert sum(len(board.differs) for board in boards) == 1008 - 820
    for board in boards:
        places = board.table.set_index("region")[["place", "published_place"]]
        assert all(places.loc[name].nunique() == 2 for name in board.differs)


def test_revenue_places_fit_the_unrounded_growth_in_95_of_96():
    boards = rankings("revenue")
    assert agreement(boards) == (96, 95)
    (board,) = [board for board in boards if board.differs]
    assert (board.period.label, board.differs) == ("2025年1—8月", ("大祥区",))
    row = board.table.set_index("region").loc["大祥区"]
    assert (row["place"], row["published_place"]) == (8, 7)


def test_revenue_places_fit_the_rounded_growth_less_well():
    rounded = rankings("revenue", lambda panel: with_growth(panel, lambda v: float(half_up(v, 1))))
    published, same = agreement(rounded)
    assert published == 96
    assert same < 95


def test_one_call_for_one_period_gives_the_same_board():
    for board in rankings("value_added", newest=3):
        alone = circular.ranking(question(), Board("value_added"), board.period)
        assert alone.table.equals(board.table)
        assert alone.sources == board.sources
