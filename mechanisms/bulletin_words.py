"""The sentences of a bulletin: plain official Chinese, written from `Ranking` results."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from mechanisms import circular_words
from mechanisms.board_table import NOT_COMPARABLE
from mechanisms.circular import Ranking
from mechanisms.circular_words import DIGITS, short_name
from metrics.wording import GROWTH_DECIMALS, figure, growth, join_names

ENDS = 3
"""How many places at either end a summary names."""


def headline(result: Ranking) -> str:
    """Return the headline of a board without markup."""
    return circular_words.headline(result).replace("**", "")


def summary(boards: Sequence[Ranking], *, with_whole: bool = True) -> str:
    """Return the paragraph of one indicator: the whole's figures, then places board by board.

    Parameters
    ----------
    boards
        Boards of one indicator with ranked units, in the order in which they are spoken of.
    with_whole
        Whether the whole's figures are said; not where another paragraph has said them.
    """
    whole = headline(boards[0]).partition("。")[0] + "。" if with_whole else ""
    return f"{boards[0].indicator.name}。{whole}{''.join(map(places_sentence, boards))}"


def places_sentence(result: Ranking) -> str:
    """Say who leads, who is last, who has no growth after a loss and who did not report."""
    rows: list[Any] = list(result.ranked.itertuples())
    tops = [row for row in rows if row.place <= ENDS]
    parts = [_leaders(result, tops), _tail(result, rows, len(tops))]
    if result.board.by == "growth":
        parts += [f"{name}{word}，不计增速，不排位次" for name, word in worded(result).items()]
    if result.silent:
        parts.append(f"{join_names(result.silent)}未报，不参与排名")
    way = "增速" if result.board.by == "growth" else "总量"
    return f"按{way}，{'；'.join(part for part in parts if part)}。"


def worded(result: Ranking) -> dict[str, str]:
    """Return the words that stand for a growth after a loss, as 扭亏为盈, by unit that has one."""
    rows = result.table[result.table["status"] == NOT_COMPARABLE]
    words = zip(rows["region_code"], rows["growth_text"], strict=True)
    return {short_name(code): word for code, word in words}


def _leaders(result: Ranking, tops: Sequence[Any]) -> str:
    if len({row.place for row in tops}) == len(tops):
        return f"{_figures(result, tops)}{_from_the_top(len(tops))}"
    phrases = []
    for place, rows in groupby(tops, key=lambda row: row.place):
        units = list(rows)
        together = "并列" if len(units) > 1 else "居"
        phrases.append(f"{_figures(result, units)}{together}第{place}位")
    return "，".join(phrases)


def _from_the_top(count: int) -> str:
    return "居首位" if count == 1 else f"居前{DIGITS[count]}位"


def _tail(result: Ranking, rows: Sequence[Any], after: int) -> str:
    """Name the last units that were not named before; equal units are named together."""
    if len(rows) == after:
        return ""
    first = rows[max(after, len(rows) - ENDS)].place
    last = [row for row in rows[after:] if row.place >= first]
    if len(last) > ENDS:
        return f"{_figures(result, last)}列第{first}位及以后"
    words = "居末位" if len(last) == 1 else f"居后{DIGITS[len(last)]}位"
    return f"{_figures(result, last)}{words}"


def _figures(result: Ranking, rows: Sequence[Any]) -> str:
    return join_names(f"{short_name(row.region_code)}（{_figure(result, row)}）" for row in rows)


def _figure(result: Ranking, row: Any) -> str:  # noqa: ANN401 - a row of the table
    if result.board.by == "growth":
        return growth(row.growth_pct, GROWTH_DECIMALS)
    return f"{figure(row.level, result.indicator.decimals)}{result.indicator.unit}"
