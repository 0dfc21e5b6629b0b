"""What a ranking says: headline, tiles and notes, all from the same `Ranking`."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import pandas as pd

from data import catalogue
from mechanisms.circular import NOT_COMPARABLE, Ranking
from mechanisms.tiles import Arrow, Origin, Tile, Tone
from metrics.growth import GrowthChange, change_of_growth, growth_phrase, point_gap
from metrics.rounding import percent, to_decimal
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
    before = result.previous.short_label if _same_year(result) else result.previous.label
    return f"，与{before}持平" if change.points == 0 else f"，比{before}{change.text}"


def _same_year(result: Ranking) -> bool:
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


def tiles(result: Ranking) -> tuple[Tile, ...]:
    """Return at most six tiles, from the same result as the headline; none without figures."""
    if result.ranked.empty:
        return ()
    by_growth = result.board.by == "growth"
    return (
        _whole_tile(result)
        if by_growth or result.whole.growth is not None
        else _level_tile(result),
        _above_tile(result) if by_growth else _second_total_tile(result),
        _spread_tile(result) if by_growth else _share_tile(result),
        _mover_tile(result, rising=True),
        _mover_tile(result, rising=False),
        _trust_tile(result),
    )


def _second_total_tile(result: Ranking) -> Tile:
    if result.whole.growth is not None:
        return _level_tile(result)
    count = str(result.spread.count)
    return Tile("参与排名", count, result.ranked_set.unit_word, note=result.period.short_label)


def _compared_with(result: Ranking) -> str:
    return f"较{result.previous.short_label}" if _same_year(result) else "较上年全年"


def _whole_tile(result: Ranking) -> Tile:
    change = change_of_growth(result.whole.growth, result.whole.previous_growth)
    arrow, tone = _direction(change.points)
    words = change_words(change)
    return Tile(
        f"{result.whole.name}{result.indicator.short_name}增速",
        figure(result.whole.growth, GROWTH_DECIMALS),
        "%" if result.whole.growth is not None else "",
        words,
        arrow,
        tone,
        _compared_with(result) if words else "",
        _origin(result, "growth"),
    )


def _origin(result: Ranking, measure: str) -> Origin | None:
    series = result.whole.series.get(measure, 0)
    return Origin(series, result.period.code) if series else None


def _direction(number: Decimal | int | None) -> tuple[Arrow, Tone]:
    if number is None or number == 0:
        return "off", "none"
    return ("up", "up") if number > 0 else ("down", "down")


def change_words(change: GrowthChange) -> str:
    """Return a change of growth as a tile says it, empty where there is none to compare with.

    Between two declines it speaks of 降幅: 加快 under a negative figure would be read as worse.
    """
    if change.points is None or change.points == 0:
        return "" if change.points is None else "持平"
    printed = figure(abs(change.points), GROWTH_DECIMALS)
    phrase = change.text.removesuffix(f"{printed}个百分点")
    return f"{phrase} {printed} 个百分点"


def _above_tile(result: Ranking) -> Tile:
    now, before = result.spread, result.previous_spread
    change = None
    if now.above is not None and before.above is not None and before.count:
        change = now.above - before.above
    arrow, tone = _direction(change)
    words = "" if change is None else ("持平" if change == 0 else _counted(change))
    value = "未报" if now.above is None else str(now.above)
    label = f"高于{result.whole.name}"
    return Tile(label, value, f"个 / {now.count}", words, arrow, tone, _compared_with(result))


def _counted(change: int) -> str:
    return f"{'增加' if change > 0 else '减少'} {abs(change)} 个"


def _spread_tile(result: Ranking) -> Tile:
    now, before = result.spread, result.previous_spread
    gap = point_gap(now.difference, before.difference)
    words = ""
    if gap is not None:
        words = "持平" if gap == 0 else f"{'扩大' if gap > 0 else '缩小'} {figure(abs(gap), 1)}"
    ends = f"{_first_name(now.highest_regions)}—{_first_name(now.lowest_regions)}"
    value = figure(now.difference, 1)
    return Tile("首末位差距", value, "个百分点", words, "off", "none", ends)


def _first_name(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{names[0]}等"


def _level_tile(result: Ranking) -> Tile:
    indicator, whole = result.indicator, result.whole
    return Tile(
        f"{whole.name}{indicator.short_name}",
        figure(whole.level, 1, thousands=True),
        indicator.unit if whole.level is not None else "",
        note=result.period.short_label,
        origin=_origin(result, "level"),
    )


def _share_tile(result: Ranking) -> Tile:
    top = result.ranked.head(3)
    levels = [to_decimal(level) for level in top["level"].tolist()]
    known = [level for level in levels if level is not None]
    share = percent(sum(known, Decimal(0)), result.whole.level)
    names = join_names(short_name(code) for code in top["region_code"])
    if share is None or len(known) < len(levels) or not known:
        return Tile("前三位占比", "—", note="总量未全")
    return Tile("前三位占比", figure(share, 1), "%", note=names)


def _mover_tile(result: Ranking, *, rising: bool) -> Tile:
    move = biggest_moves(result)[0 if rising else 1]
    label = "升位最多" if rising else "降位最多"
    if move is None:
        return Tile(label, "—", note="与上期比无变化" if _has_previous(result) else "无上期")
    names, change = move
    rows = result.ranked[result.ranked["region_code"].map(short_name) == names[0]]
    row = rows.iloc[0]
    value = names[0] if len(names) == 1 else f"{names[0]}等{len(names)}个"
    word = f"{'上升' if rising else '下降'} {abs(change)} 位"
    note = f"第{row['previous_place']}→第{row['place']}"
    arrow, tone = _direction(change)
    return Tile(label, value, "", word, arrow, tone, note)


def _has_previous(result: Ranking) -> bool:
    return result.comparable and bool(result.ranked["previous_place"].notna().any())


def _trust_tile(result: Ranking) -> Tile:
    published = result.table["published_place"].notna().sum()
    if published and result.board.by == "growth" and not result.board.group:
        agreeing = int(published) - len(result.differs)
        tone: Tone = "none" if not result.differs else "warn"
        words = "与公布一致" if not result.differs else f"{len(result.differs)} 个不一致"
        return Tile("位次核对", str(agreeing), f"个 / {published}", words, "off", tone)
    competing = int(result.table["competes"].sum())
    words = "全部已报" if not result.silent else f"{len(result.silent)} 个未报"
    tone = "none" if not result.silent else "warn"
    return Tile("报送情况", str(len(result.ranked)), f"个 / {competing}", words, "off", tone)


def notes(result: Ranking) -> list[str]:
    """Return the notes at the foot: basis, rule, who computed the places, listed units."""
    made = []
    if result.whole.series.get("growth"):
        made.append(f"增速按{result.indicator.growth_basis}计算，不能由总量直接推算")
    made.append(_rule_note(result))
    if result.board.by == "growth":
        made.append(f"“比{result.whole.name}±”按公布精度相减")
    worded = result.table.loc[result.table["status"] == NOT_COMPARABLE, "region_code"]
    if len(worded):
        names = join_names(short_name(code) for code in worded)
        made.append(f"{names}本期或上年同期为亏损，不计算增速，以文字说明，不排位次")
    if not result.comparable and result.ranked["previous_place"].notna().any():
        before = result.previous.label
        made.append(f"{before}有数字的单位与本期不同，位次变化不作比较")
    if result.board.group:
        made.append("本表只在所选分组内排名，位次与全表不同")
    elif result.ranked_set.listed_note:
        made.append(result.ranked_set.listed_note)
    made += differing_notes([result])
    return made + assumed_note(result)


def assumed_note(result: Ranking) -> list[str]:
    """Say on what ground the day of publication is assumed, where a source prints none."""
    if not result.assumed:
        return []
    basis = catalogue.release_calendar()[result.dataset.calendar].basis
    return [f"数据截至日为推定：{basis}"]


def rule_notes(results: Sequence[Ranking], main: Ranking) -> list[str]:
    """Return how places were taken on further boards, where otherwise than on the main one."""
    others: dict[str, list[str]] = {}
    for result in results:
        if not result.ranked.empty and result.rule != main.rule:
            way = "增速" if result.board.by == "growth" else "总量"
            others.setdefault(_rule_text(result), []).append(f"{result.indicator.short_name}{way}")
    return [f"{join_names(names)}：{text}" for text, names in others.items()]


def differing_notes(results: Sequence[Ranking]) -> list[str]:
    """Return a note for each board whose published places are not the computed ones."""
    return [
        f"▲ {result.indicator.short_name}公布位次与计算位次不一致："
        f"{join_names(_differing(result))}；表中为计算位次"
        for result in results
        if result.differs
    ]


def absent_notes(results: Sequence[Ranking]) -> list[str]:
    """Return a note for each figure of the circular that the city does not publish."""
    texts: dict[tuple[str, str], list[str]] = {}
    for result in results:
        if result.absent:
            way = "增速" if result.board.by == "growth" else "总量"
            texts.setdefault((result.indicator.name, result.absent), []).append(way)
    return [f"{name}{'、'.join(ways)}无此数据：{why}" for (name, why), ways in texts.items()]


def _rule_note(result: Ranking) -> str:
    who = "位次为本系统计算"
    compares = result.board.by == "growth" and not result.board.group
    if compares and result.table["published_place"].notna().any():
        who += "，并与公布位次逐一核对"
    return f"{_rule_text(result)}；{who}"


def _rule_text(result: Ranking) -> str:
    note = result.indicator.rank_note if result.board.by == "growth" else ""
    return result.rule.text + (f"（{note}）" if note else "")


def _differing(result: Ranking) -> list[str]:
    rows: list[Any] = list(result.table[result.table["region"].isin(result.differs)].itertuples())
    return [
        f"{short_name(row.region_code)}（计算第{row.place}位，公布第{row.published_place}位）"
        for row in rows
    ]
