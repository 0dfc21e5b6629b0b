"""What a ranking says: its title and headline, from the same `Ranking` as tiles and notes."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from data import catalogue
from mechanisms.circular import Ranking
from metrics.growth import change_of_growth, growth_phrase
from metrics.wording import GROWTH_DECIMALS, figure, growth, join_names, place_change_phrase

MOST_NAMES = 3
DIGITS = "零一两三四五六七八九十"


def short_name(code: str) -> str:
    """Return the name of a region as tables and charts print it."""
    return catalogue.regions()[code].short_name


def title(result: Ranking) -> str:
    """Return the title of a board: indicator and way of ranking."""
    way = "增速" if result.board.by == "growth" else "总量"
    return f"{result.indicator.name}{way}排名"


def headline(result: Ranking) -> str:
    """Return the paragraph that stands first: result, who leads and ends, what moved.

    Markdown; at most two bold passages. Without figures it says what is missing and why.
    """
    if result.ranked.empty:
        return _absent_headline(result)
    sentences = [_whole_sentence(result), _order_sentence(result), _movement_sentence(result)]
    if result.silent:
        sentences.append(f"**{join_names(result.silent)}未报**，不参与排名。")
    return "".join(sentences)


def _absent_headline(result: Ranking) -> str:
    name = f"{result.dataset.name}{result.indicator.name}"
    if result.absent:
        return f"**无此数据**：{name}没有公布这项排名所需的数字。{result.absent}，本系统不推算。"
    return f"**{result.period.label}**{name}在所选时点尚未发布或入库，没有可以排名的数字。"


def _whole_sentence(result: Ranking) -> str:
    whole, indicator = result.whole, result.indicator
    end = "末" if indicator.kind == "stock" else ""
    subject = f"{_inside(result)}{result.period.short_label}{end}，{whole.name}{indicator.name}"
    level = (
        "" if whole.level is None else f"{figure(whole.level, indicator.decimals)}{indicator.unit}"
    )
    if whole.growth is None:
        return f"{subject}{level}。" if level else f"{subject}增速未报。"
    comma = "，" if level else ""
    rate = growth_phrase(whole.growth, GROWTH_DECIMALS)
    return f"{subject}{level}{comma}同比**{rate}**{_acceleration(result)}。"


def _inside(result: Ranking) -> str:
    """Say in which group places are taken, where it is not the whole set."""
    names = [g.name for g in result.ranked_set.groups if g.id == result.board.group]
    return f"{names[0]}组内排名：" if names else ""


def _acceleration(result: Ranking) -> str:
    change = change_of_growth(result.whole.growth, result.whole.previous_growth)
    if change.points is None:
        return ""
    before = result.previous.short_label if same_year(result) else result.previous.label
    return f"，与{before}持平" if change.points == 0 else f"，比{before}{change.text}"


def same_year(result: Ranking) -> bool:
    """Say whether the period compared with lies in the same year."""
    return result.previous.end.year == result.period.end.year


def _order_sentence(result: Ranking) -> str:
    rows: list[Any] = list(result.ranked.itertuples())
    leaders = "，".join(_leaders(result, [row for row in rows if row.place <= 3]))
    tail = "" if rows[-1].place <= 3 else f"；{_last_phrase(result, rows[-1])}"
    return f"{leaders}{tail}。"


def _leaders(result: Ranking, tops: Sequence[Any]) -> list[str]:
    """Say the first three places: 甲、乙居前两位，丙、丁并列第3位."""
    groups = [(place, list(rows)) for place, rows in groupby(tops, key=lambda row: row.place)]
    single = [rows[0] for _, rows in groups if len(rows) == 1]
    leading = [row for row, (_, rows) in zip(single, groups, strict=False) if rows == [row]]
    phrases = []
    if leading and len(leading) == result.spread.count:
        order = "、".join(_named_figure(result, row) for row in leading)
        return [f"依次为{order}"]
    if leading:
        names = join_names(
            f"{short_name(r.region_code)}（{_ranked_figure(result, r)}）" for r in leading
        )
        phrases.append(f"{names}居{_first_places(len(leading))}")
    for place, rows in groups:
        if len(rows) > 1:
            names = join_names(short_name(row.region_code) for row in rows)
            phrases.append(f"{names}并列第{place}位（{_ranked_figure(result, rows[0])}）")
    rest = [rows[0] for place, rows in groups if len(rows) == 1 and rows[0] not in leading]
    phrases += [
        f"{short_name(r.region_code)}第{r.place}位（{_ranked_figure(result, r)}）" for r in rest
    ]
    return phrases


def _named_figure(result: Ranking, row: Any) -> str:  # noqa: ANN401 - a row of the table
    return f"{short_name(row.region_code)}（{_ranked_figure(result, row)}）"


def _first_places(count: int) -> str:
    return "首位" if count == 1 else f"前{DIGITS[count]}位"


def _ranked_figure(result: Ranking, row: Any) -> str:  # noqa: ANN401 - a row of the table
    if result.board.by == "growth":
        return growth(row.growth_pct, GROWTH_DECIMALS)
    return f"{figure(row.level, result.indicator.decimals)}{result.indicator.unit}"


def _last_phrase(result: Ranking, last: Any) -> str:  # noqa: ANN401 - a row of the table
    name = short_name(last.region_code)
    if result.board.by == "growth":
        rate = growth_phrase(last.growth_pct, GROWTH_DECIMALS)
        return f"{name}{rate}，列第{last.place}位"
    return f"{name}（{_ranked_figure(result, last)}）列第{last.place}位"


def _movement_sentence(result: Ranking) -> str:
    phrases = []
    if result.board.by == "growth" and result.spread.above is not None:
        count = f"{result.spread.count}{result.ranked_set.unit_word}"
        phrases.append(f"{count}中**{_how_many_above(result)}**")
    phrases += _movers(result)
    return "；".join(phrases) + "。" if phrases else ""


def _how_many_above(result: Ranking) -> str:
    above, whole = result.spread.above, result.whole.name
    if above == 0:
        return f"没有高于{whole}的"
    return f"均高于{whole}" if above == result.spread.count else f"{above}个高于{whole}"


def _movers(result: Ranking) -> list[str]:
    rise, fall = biggest_moves(result)
    moves = [move for move in (rise, fall) if move is not None]
    phrases = []
    for names, change in moves:
        each = "各" if len(names) > 1 else ""
        phrases.append(f"{_few(names)}{each}{place_change_phrase(change)}")
    return ["，".join(phrases)] if phrases else []


def _few(names: list[str]) -> str:
    if len(names) <= MOST_NAMES:
        return join_names(names)
    return f"{names[0]}等{len(names)}个"


def some_names(codes: Sequence[str]) -> str:
    """Return the names of some units, or the first and how many where they are many."""
    return _few([short_name(code) for code in codes])


def biggest_moves(
    result: Ranking,
) -> tuple[tuple[list[str], int] | None, tuple[list[str], int] | None]:
    """Return the units that rose most and fell most, each with the change; None for nobody."""
    known = result.ranked[result.ranked["place_change"].notna()]
    changes = known["place_change"].astype(int)
    rise = max(changes, default=0)
    fall = min(changes, default=0)
    return (
        (_names_of(known, changes == rise), rise) if rise > 0 else None,
        (_names_of(known, changes == fall), fall) if fall < 0 else None,
    )


def _names_of(table: pd.DataFrame, chosen: pd.Series) -> list[str]:
    return [short_name(code) for code in table.loc[chosen, "region_code"]]
