"""The first page: the city's main figures, what is new, what needs attention."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from data import catalogue, datasets, store
from data.datasets import Dataset
from data.store import Question
from mechanisms import circular
from mechanisms.circular import Board, Ranking
from mechanisms.circular_words import assumed_note, short_name
from mechanisms.overview import Arrival, arrivals, due_periods
from mechanisms.tiles import Arrow, Origin, Tile, Tone
from metrics.growth import change_of_growth, growth_phrase
from metrics.periods import Period
from metrics.rounding import half_up
from metrics.wording import GROWTH_DECIMALS, date_text, figure, growth, join_names

MOST_TILES = 6
YEARS_OF_LINE = 3
LEAST_POINTS = 6


@dataclass(frozen=True)
class Attention:
    """Something to look at: who, and the figure that says why."""

    subject: str
    text: str


@dataclass(frozen=True, eq=False)
class Briefing:
    """What the first page shows; every figure comes from published facts."""

    period: Period
    published_at: date | None
    assumed: bool
    sources: tuple[str, ...]
    late_badges: tuple[str, ...]
    headline: str
    tiles: tuple[Tile, ...]
    line_title: str
    line_reading: str
    line_periods: tuple[Period, ...]
    lines: dict[str, list[float | None]]
    attention: tuple[Attention, ...]
    attention_rule: str
    ranking_state: str
    arrivals: tuple[Arrival, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Main:
    """The city's newest figure of one indicator, and the one before."""

    key: str
    name: str
    full_name: str
    unit: str
    decimals: int
    period: Period
    growth: float | None
    previous_growth: float | None
    level: float | None
    growth_series: int
    level_series: int


def briefing(question: Question) -> Briefing:
    """Return the briefing of a dataset; a scoped viewer gets the city's and its own figures."""
    dataset = datasets.dataset(question.dataset)
    mains = list(_mains(question, dataset))
    key = mains[0].key if mains else dataset.circular.indicators[0]
    board = Board(key, "growth" if not dataset.why_absent(key, "growth") else "total")
    result = circular.ranking(question, board, mains[0].period if mains else None)
    lines, periods = _lines(question, dataset, key)
    return Briefing(
        period=result.period,
        published_at=result.published_at,
        assumed=result.assumed,
        sources=tuple(source.source for source in result.sources),
        late_badges=_late(dataset, result),
        headline=_headline(mains, result),
        tiles=tuple(_tile(main, mains[0].period) for main in mains[:MOST_TILES]),
        line_title=f"{result.indicator.name}增速",
        line_reading=f"累计同比，%（{result.indicator.growth_basis}）；断线为未公布",
        line_periods=periods,
        lines=lines,
        attention=tuple(_attention(result)),
        attention_rule=(
            f"负增长、位次下降{dataset.checks.attention_place_fall}位及以上、未报、核对不符"
        ),
        ranking_state=_ranking_state(result),
        arrivals=tuple(arrivals(question)),
        notes=_notes(dataset, result, lines),
    )


def _mains(question: Question, dataset: Dataset) -> Iterator[_Main]:
    """Yield the city's newest figures, indicators of the circular first."""
    wanted = dict.fromkeys((*dataset.circular.indicators, *dataset.indicators))
    facts = store.known(
        question, indicators=wanted, measures=["growth", "level"], regions=[dataset.region]
    )
    facts = facts[facts["value"].notna()]
    for key in wanted:
        rows = facts[facts["indicator"] == key].to_dict("records")
        if rows:
            newest = max(Period.parse(str(row["period"])) for row in rows)
            cells = {(str(row["measure"]), str(row["period"])): row for row in rows}
            yield _main(dataset, key, newest, cells)


def _main(
    dataset: Dataset, key: str, period: Period, cells: Mapping[tuple[str, str], Mapping[Any, Any]]
) -> _Main:
    indicator = dataset.indicator(key)
    before = indicator.previous(period).code

    def value(measure: str, code: str) -> float | None:
        cell = cells.get((measure, code))
        return None if cell is None else float(cell["value"])

    def series(measure: str) -> int:
        cell = cells.get((measure, period.code))
        return 0 if cell is None else int(cell["series"])

    return _Main(
        key,
        indicator.short_name,
        indicator.name,
        indicator.unit,
        indicator.decimals,
        period,
        value("growth", period.code),
        value("growth", before),
        value("level", period.code),
        series("growth"),
        series("level"),
    )


def _headline(mains: list[_Main], result: Ranking) -> str:
    if not mains:
        return f"{result.dataset.name}在此时点之前没有已发布的数字。"
    return "".join([_main_sentence(mains), _range_sentence(result)])


def _main_sentence(mains: list[_Main]) -> str:
    first = mains[0]
    change = change_of_growth(first.growth, first.previous_growth)
    moved = "" if change.points is None else f"，比上期{change.text}"
    subject = f"{first.period.short_label}，全市{first.full_name}"
    text = f"{subject}同比**{growth_phrase(first.growth)}**{moved}"
    others = [main for main in mains[1:3] if main.growth is not None]
    if not others:
        return f"{text}。"
    said = "，".join(f"{main.name}{growth_phrase(main.growth)}" for main in others)
    period = others[0].period
    when = "" if period == first.period else f"{period.short_label}"
    return f"{text}；{when}{said}。"


def _range_sentence(result: Ranking) -> str:
    if result.question.scope is not None:
        return _own_sentence(result)
    if result.board.by != "growth" or result.ranked.empty or result.spread.above is None:
        return ""
    first, last = result.ranked.iloc[0], result.ranked.iloc[-1]
    unit = f"{result.spread.count}{result.ranked_set.unit_word}"
    return (
        f"{unit}中**{result.spread.above}个高于{result.whole.name}**，"
        f"{short_name(first['region_code'])}（{growth(first['growth_pct'])}）最高，"
        f"{short_name(last['region_code'])}（{growth(last['growth_pct'])}）最低。"
    )


def _own_sentence(result: Ranking) -> str:
    """Say the scoped viewer's own figure: places need the figures of all others."""
    seen = _in_scope(result)
    rows = seen[seen["growth_pct"].notna()].to_dict("records")
    said = [f"{short_name(str(r['region_code']))}{growth_phrase(r['growth_pct'])}" for r in rows]
    return f"{'，'.join(said)}。" if said else ""


def _in_scope(result: Ranking) -> pd.DataFrame:
    """Return the competing units whose figures a scoped viewer may see."""
    scope = result.question.scope or ()
    return result.table[result.table["competes"] & result.table["region_code"].isin(scope)]


def _tile(main: _Main, page_period: Period) -> Tile:
    when = "" if main.period == page_period else main.period.short_label
    if main.growth is None:
        return Tile(
            main.name,
            figure(main.level, 1, thousands=True),
            main.unit,
            note=when or "余额",
            origin=Origin(main.level_series, main.period.code),
        )
    change = change_of_growth(main.growth, main.previous_growth)
    arrow, tone = _direction(change.word)
    words = "" if change.points is None else _words(change.word, change.points)
    return Tile(
        f"{main.name}增速",
        figure(main.growth, 1),
        "%",
        words,
        arrow,
        tone,
        when or ("较上期" if words else ""),
        Origin(main.growth_series, main.period.code),
    )


def _direction(word: str) -> tuple[Arrow, Tone]:
    directions: dict[str, tuple[Arrow, Tone]] = {"加快": ("up", "up"), "回落": ("down", "down")}
    return directions.get(word, ("off", "none"))


def _words(word: str, points: Decimal) -> str:
    return word if word == "持平" else f"{word} {figure(abs(points), 1)} 个百分点"


def _lines(
    question: Question, dataset: Dataset, key: str
) -> tuple[dict[str, list[float | None]], tuple[Period, ...]]:
    """Return growth of the city, and of the province where known, over the last years."""
    wholes = [ranked.whole for ranked in dataset.ranked_sets if key in ranked.indicators]
    codes = list(dict.fromkeys([dataset.region, *wholes]))
    facts = store.known(question, indicators=[key], measures=["growth"], regions=codes)
    facts = facts[facts["value"].notna()]
    known = [Period.parse(str(code)) for code in facts["period"].unique()]
    periods = _recent(due_periods(dataset.indicator(key), known))
    values = facts.set_index(["region_code", "period"])["value"].to_dict()
    return {
        _line_name(dataset, code): [values.get((code, period.code)) for period in periods]
        for code in codes
        if sum((code, period.code) in values for period in periods) >= LEAST_POINTS
    }, periods


def _recent(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    if not periods:
        return ()
    first = periods[-1].end.year - YEARS_OF_LINE + 1
    return tuple(period for period in periods if period.end.year >= first)


def _line_name(dataset: Dataset, code: str) -> str:
    return "全市" if code == dataset.region else catalogue.regions()[code].short_name


def _ranking_state(result: Ranking) -> str:
    period, name = result.period.short_label, result.indicator.short_name
    if result.question.scope is not None:
        return f"{period}{name}"
    if result.ranked.empty:
        return "尚无可排名的数字"
    silent = "全部已报" if not result.silent else f"{join_names(result.silent)}未报"
    return f"{period}{name}，{len(result.ranked)}{result.ranked_set.unit_word}，{silent}"


def _late(dataset: Dataset, result: Ranking) -> tuple[str, ...]:
    """Mark figures that the release calendar expects and that are not there."""
    rule = catalogue.release_calendar()[dataset.calendar]
    following = result.indicator.following(result.period)
    due = rule.published_at(f"{following.end:%Y-%m}")
    days = (min(result.question.as_of, dataset.today) - due).days
    return (f":yellow-badge[▲ 逾期 {days} 天]",) if days > 0 else ()


def _attention(result: Ranking) -> Iterator[Attention]:
    """Yield what stands out by published figures: decliners, falls in place, silence."""
    if result.question.scope is not None:
        yield from _own_attention(result)
        return
    name = result.indicator.short_name
    for row in _decliners(result):
        text = f"{name}{growth_phrase(row['growth_pct'])}，列第{row['place']}位"
        yield Attention(short_name(str(row["region_code"])), text)
    yield from _falls(result)
    if result.silent:
        yield Attention(join_names(result.silent), f"{result.period.short_label}未报")
    if result.differs:
        yield Attention(join_names(result.differs), "公布位次与计算位次不一致")
    for finding in result.findings:
        if finding.outcome == "不符":
            yield Attention(finding.check, finding.text)


def _own_attention(result: Ranking) -> Iterator[Attention]:
    """Yield what a scoped viewer can know: what is out of sight is neither silent nor placed."""
    name, period = result.indicator.short_name, result.period.short_label
    for row in _in_scope(result).to_dict("records"):
        unit = short_name(str(row["region_code"]))
        if row["status"] == "not_reported":
            yield Attention(unit, f"{period}未报")
        elif _declines(row["growth_pct"]):
            yield Attention(unit, f"{name}{growth_phrase(row['growth_pct'])}")


def _decliners(result: Ranking) -> list[dict[Any, Any]]:
    """Return the units whose printed growth is below zero; places by total say nothing of it."""
    if result.board.by != "growth":
        return []
    rows: list[dict[Any, Any]] = result.ranked.to_dict("records")
    return [row for row in rows if _declines(row["growth_pct"])]


def _declines(growth_pct: float) -> bool:
    printed = half_up(growth_pct, GROWTH_DECIMALS)
    return printed is not None and printed < 0


def _falls(result: Ranking) -> Iterator[Attention]:
    known = result.ranked[result.ranked["place_change"].notna()]
    limit = result.dataset.checks.attention_place_fall
    for row in known[known["place_change"] <= -limit].to_dict("records"):
        fall = f"由第{row['previous_place']}位降到第{row['place']}位"
        yield Attention(short_name(str(row["region_code"])), fall)


def _notes(
    dataset: Dataset, result: Ranking, lines: dict[str, list[float | None]]
) -> tuple[str, ...]:
    made = [f"{dataset.kind_label}：{dataset.about.strip()}"]
    made.append(f"业务日期{date_text(dataset.today)}，只用此日及以前发布的数字")
    made += assumed_note(result)
    ends = [name for name, values in lines.items() if values and values[-1] is None]
    if ends:
        made.append(f"{join_names(ends)}的数字止于较早期别，其后未公布")
    return tuple(made)
