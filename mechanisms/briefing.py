"""The first page: the city's main figures, what is new, what needs attention."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data import catalogue, datasets, store
from data.datasets import Dataset
from data.store import Question
from mechanisms import circular
from mechanisms.attention import Attention, attention, declines
from mechanisms.board_table import Board
from mechanisms.circular import Ranking
from mechanisms.circular_notes import assumed_note
from mechanisms.circular_tiles import change_words
from mechanisms.circular_words import short_name
from mechanisms.overview import Arrival, arrivals, due_periods
from mechanisms.tiles import Arrow, Origin, Tile, Tone
from metrics.growth import change_of_growth, growth_phrase
from metrics.periods import Period
from metrics.wording import date_text, figure, growth, join_names

MOST_TILES = 6
YEARS_OF_LINE = 3
LEAST_POINTS = 6


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


def briefing(question: Question, wide: Question | None = None) -> Briefing:
    """Return the briefing of a dataset.

    Parameters
    ----------
    question
        Whose first page it is: the city's figures and the viewer's own come from its scope.
    wide
        The question under which the viewer may see rankings, None without that right. Places
        need the figures of all; of them the viewer is told only his own.
    """
    dataset = datasets.dataset(question.dataset)
    seen = wide or question
    mains = list(_mains(question, dataset))
    key = mains[0].key if mains else dataset.circular.indicators[0]
    board = Board(key, "growth" if not dataset.why_absent(key, "growth") else "total")
    result = circular.ranking(seen, board, mains[0].period if mains else None)
    growths = [b for b in circular.boards(seen) if b.board.by == "growth" and not b.absent]
    lines, periods = _lines(question, dataset, key)
    return Briefing(
        period=result.period,
        published_at=result.published_at,
        assumed=result.assumed,
        sources=tuple(source.source for source in result.sources),
        late_badges=_late(dataset, result),
        headline=_headline(mains, result, question.scope),
        tiles=tuple(_tile(main, mains[0].period) for main in mains[:MOST_TILES]),
        line_title=f"{result.indicator.name}增速",
        line_reading=f"累计同比，%（{result.indicator.growth_basis}）；断线为未公布",
        line_periods=periods,
        lines=lines,
        attention=(*_city_declines(mains), *attention(growths, question.scope)) if mains else (),
        attention_rule=_attention_rule(dataset, growths),
        ranking_state=_ranking_state(result, question.scope),
        arrivals=tuple(arrivals(question)),
        notes=_notes(dataset, result, lines),
    )


def _city_declines(mains: list[_Main]) -> Iterator[Attention]:
    """Yield the city's own indicators whose printed growth is below zero."""
    for main in mains:
        if main.growth is not None and declines(main.growth):
            text = f"{main.period.short_label}{main.name}：{growth_phrase(main.growth)}"
            yield Attention("全市", text, main.key, f"{main.period.end:%Y-%m}")


def _attention_rule(dataset: Dataset, growths: list[Ranking]) -> str:
    names = "、".join(result.indicator.short_name for result in growths)
    fall = dataset.checks.attention_place_fall
    return f"负增长、位次下降{fall}位及以上、未报、核对不符；县区只看{names or '已公布的指标'}"


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


def _headline(mains: list[_Main], result: Ranking, own: tuple[str, ...] | None) -> str:
    if not mains:
        return f"{result.dataset.name}在此时点之前没有已发布的数字。"
    return "".join([_main_sentence(mains), _range_sentence(result, own)])


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


def _range_sentence(result: Ranking, own: tuple[str, ...] | None) -> str:
    if own is not None:
        return _own_sentence(result, own)
    if result.board.by != "growth" or result.ranked.empty or result.spread.above is None:
        return ""
    first, last = result.ranked.iloc[0], result.ranked.iloc[-1]
    unit = f"{result.spread.count}{result.ranked_set.unit_word}"
    return (
        f"{unit}中**{result.spread.above}个高于{result.whole.name}**，"
        f"{short_name(first['region_code'])}（{growth(first['growth_pct'])}）最高，"
        f"{short_name(last['region_code'])}（{growth(last['growth_pct'])}）最低。"
    )


def _own_sentence(result: Ranking, own: tuple[str, ...]) -> str:
    """Say the scoped viewer's own figure, and his place where he may see the ranking."""
    table = result.table[result.table["region_code"].isin(own)]
    said = []
    for row in table[table["growth_pct"].notna()].to_dict("records"):
        place = (
            f"，列第{row['place']}位" if result.question.scope is None and row["competes"] else ""
        )
        said.append(
            f"{short_name(str(row['region_code']))}{growth_phrase(row['growth_pct'])}{place}"
        )
    return f"{'，'.join(said)}。" if said else ""


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
    words = change_words(change)
    return Tile(
        f"{main.name}增速",
        figure(main.growth, 1),
        "%",
        words,
        arrow,
        tone,
        f"{when}，较上期" if when and words else when or ("较上期" if words else ""),
        Origin(main.growth_series, main.period.code),
    )


def _direction(word: str) -> tuple[Arrow, Tone]:
    directions: dict[str, tuple[Arrow, Tone]] = {"加快": ("up", "up"), "回落": ("down", "down")}
    return directions.get(word, ("off", "none"))


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


def _ranking_state(result: Ranking, own: tuple[str, ...] | None) -> str:
    period, name = result.period.short_label, result.indicator.short_name
    if own is not None:
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
