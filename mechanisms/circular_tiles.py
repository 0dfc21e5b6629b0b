"""The tiles of a ranking: at most six figures, from the same `Ranking` as the headline."""

from decimal import Decimal

from mechanisms.circular import Ranking
from mechanisms.circular_words import biggest_moves, same_year, short_name
from mechanisms.tiles import Arrow, Origin, Tile, Tone
from metrics.growth import GrowthChange, change_of_growth, point_gap
from metrics.rounding import percent, to_decimal
from metrics.wording import GROWTH_DECIMALS, figure, join_names


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
    return f"较{result.previous.short_label}" if same_year(result) else "较上年全年"


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
