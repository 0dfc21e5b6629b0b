"""The headlines of the board and of a target: short, complete, and asking for something."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from data import store
from data.store import Question
from mechanisms import supervision, supervision_target_words, supervision_words
from mechanisms.supervision import FAILED, SILENT
from metrics.targets import Lamp

LONGEST = 110
DAYS = [date(2020, 1, 15), date(2020, 3, 31), date(2020, 7, 31), date(2020, 10, 25)]


@pytest.fixture(params=DAYS, ids=str)
def board(request, wenzhou):
    """The board of the rich city at several days."""
    newest = store.newest_vintage("wenzhou-2020")
    return supervision.board(Question("wenzhou-2020", request.param, newest))


def spoken(text):
    return text.replace("**", "")


def test_the_counts_of_the_headline_add_up_to_all_targets(board):
    said = spoken(supervision_words.lead(board))
    whole, counts = said.split("。")[0].split("项目标中，")
    if counts != "尚无进度":
        assert sum(map(int, re.findall(r"(\d+)项", counts))) == int(whole) == len(board.rows)


def test_headlines_are_short(board):
    assert len(spoken(supervision_words.lead(board))) <= LONGEST
    for row in board.rows:
        said = spoken(supervision_target_words.lead(row))
        assert len(said) <= LONGEST, said


def test_a_target_that_failed_or_is_silent_is_told_what_is_asked(board):
    for row in board.rows:
        if row.verdict.status in (*FAILED, *SILENT):
            assert supervision_words.to_do(row) in supervision_target_words.lead(row)


def test_overdue_targets_stand_with_all_targets_not_with_the_silent(board):
    tiles = {tile.label: tile for tile in supervision_words.tiles(board)}
    failed = len(board.in_state(FAILED))
    assert (f"■ 逾期超限 {failed} 项" == tiles["督办目标"].change) == bool(failed)
    assert not tiles["○ 未报待数"].change


def test_a_slow_target_is_shown_in_the_colour_of_its_lamp(board):
    tones = {Lamp.ON_PACE: "good", Lamp.BEHIND: "warn", Lamp.FAR_BEHIND: "bad"}
    for row in board.rows:
        for tile in supervision_target_words.tiles(row):
            if tile.label == "序时进度" and row.verdict.lamp:
                assert tile.tone == tones[row.verdict.lamp]
                assert tile.change.startswith(supervision_words.LAMP_SIGNS[row.verdict.lamp])


@pytest.mark.parametrize(
    ("unit", "target", "expected"),
    [
        ("万家", "1", 4),
        ("万家", "10", 2),
        ("万亿元", "1.1", 4),
        ("亿元", "150", 1),
        ("家", "80", 0),
    ],
)
def test_large_units_are_printed_finely_enough(unit, target, expected):
    row = SimpleNamespace(
        target=SimpleNamespace(kind="stock"),
        verdict=SimpleNamespace(unit=unit, target=Decimal(target)),
    )
    assert supervision_words.decimals_of(row) == expected


@pytest.mark.parametrize(
    ("done", "printed"), [("99.97", "99.97"), ("99.9", "99.9"), ("100", "100.0")]
)
def test_a_completion_is_never_rounded_to_the_whole(done, printed):
    assert (
        supervision_words.completion_words(SimpleNamespace(completion_pct=Decimal(done))) == printed
    )


def test_a_usual_year_and_the_likelihood_stand_beside_the_course(wenzhou):
    newest = store.newest_vintage("wenzhou-2020")
    board = supervision.board(Question("wenzhou-2020", DAYS[-1], newest))
    loans, plan = board.row("WZ20-T06"), board.row("WZ20-T04")
    said = supervision_target_words.course_words(loans)
    assert "按月数均衡（9/12个月）" in said
    assert f"应完成{loans.verdict.seasonal_pct}%（季节序时" in said
    assert supervision_target_words.course_words(plan) == "按分月计划曲线"
    landing = supervision_target_words.landing_words(loans)
    assert all(word in landing for word in ("五法平均", "80%区间", "达到目标的可能", "回测："))
    assert supervision_target_words.landing_words(board.row("WZ20-T03")) == ""
