"""The content of a weekly record, written from the same result as the page."""

from collections.abc import Iterator
from decimal import Decimal

from data.store import Question
from data.weekly_settings import weekly_settings
from mechanisms import price_words, weekly_tables, weekly_watch, weekly_words
from mechanisms.bulletin_content import (
    BulletinError,
    Content,
    ContentTile,
)
from mechanisms.content_charts import ContentChart, ContentSeries
from mechanisms.content_tables import content_table
from mechanisms.record_content import Evidence, Section, written
from mechanisms.weekly import Weekly, WeeklyError, week
from mechanisms.weekly_lines import WeekLine
from mechanisms.weekly_watch import Watch, watch
from mechanisms.weekly_words import change_words, plain_headline, value_words
from metrics.periods import Period
from metrics.rounding import half_up
from metrics.wording import date_text, figure

MOST_WATCHED = 5


def content(question: Question, period: Period) -> Content:
    """Return the content of the record of a week, as it was known on its day of judgement.

    Raises
    ------
    BulletinError
        If the week cannot be judged.
    """
    try:
        found = week(question, period)
    except WeeklyError as error:
        raise BulletinError(str(error)) from error
    return written(found.question, "weekly", found.week, _evidence(found))


def _evidence(found: Weekly) -> Evidence:
    watched = watch(found)
    sections = [_changes(found), *_counties(found), _costs(found), _watched(watched)]
    until = "无周度数据" if found.published_at is None else date_text(found.published_at)
    return Evidence(
        f"{found.dataset.name}工业经济周研判（{_short(found)}）",
        until,
        (*found.sources, found.prices.source),
        tuple(sections),
        tuple(_tile(found, line) for line in found.tile_lines),
        (*weekly_words.notes(found), "生产资料价格为国家统计局公布的正式数据，与本市数据分开"),
    )


def _short(found: Weekly) -> str:
    return f"{found.week.year}年{found.week.short_label}"


def _changes(found: Weekly) -> Section:
    table, lead = weekly_tables.measures(found), found.lead
    tables = (content_table(table),) if table.rows else ()
    charts = () if lead is None else (_course(found, lead),)
    return Section("本周变化", tuple(change_paragraphs(found)), charts, tables)


def change_paragraphs(found: Weekly) -> Iterator[str]:
    """Yield what changed: the headline, then the other measures one by one."""
    yield plain_headline(found)
    rest = [line for line in found.lines if line.measure.id not in _in_headline()]
    said = [text for line in rest if (text := _line_words(found, line))]
    if said:
        yield "；".join(said) + "。"


def _in_headline() -> set[str]:
    settings = weekly_settings()
    return {settings.lead, settings.beside}


def _line_words(found: Weekly, line: WeekLine) -> str:
    whole, measure = line.whole, line.measure
    if whole.value is None:
        return f"{measure.name}未报"
    text = f"{measure.name}{value_words(measure, whole.value)}"
    if year := change_words(measure, whole.year):
        text += f"，比{weekly_words.year_words(found)}{year}"
    if week_change := change_words(measure, whole.week):
        text += f"，比上周{week_change}"
    return text


def _course(found: Weekly, line: WeekLine) -> ContentChart:
    return ContentChart(
        f"{line.measure.name}周度走势",
        line.measure.unit,
        "line",
        tuple(point.week.short_label for point in line.course),
        (
            ContentSeries("本年", tuple(_number(point.value, line) for point in line.course)),
            ContentSeries("上年", tuple(_number(point.last_year, line) for point in line.course)),
        ),
        line.measure.decimals,
        f"上年为{weekly_words.year_words(found)}",
    )


def _number(value: Decimal | None, line: WeekLine) -> float | None:
    rounded = half_up(value, line.measure.decimals)
    return None if rounded is None else float(rounded)


def _counties(found: Weekly) -> Iterator[Section]:
    if found.counties:
        text = weekly_words.county_sentence(found)
        yield Section(
            "县（市、区）", (text,), tables=(content_table(weekly_tables.counties(found)),)
        )


def _costs(found: Weekly) -> Section:
    prices, most = found.prices, weekly_settings().prices.shown
    text = f"{price_words.sentence(prices)}。"
    if gap := price_words.gap_words(prices):
        text += f"{gap}。"
    tables = tuple(
        content_table(
            price_words.goods_table(prices, f"价格{title}的产品（正式数据）", goods, most)
        )
        for title, goods in (("上涨最多", prices.risen), ("下跌最多", prices.fallen))
        if goods
    )
    return Section("成本一侧", (text,), tables=tables)


def _watched(found: Watch) -> Section:
    table = weekly_watch.reasons(found, weekly_watch.AREAS, MOST_WATCHED)
    text = weekly_watch.sentence(found)
    return Section("重点关注", (text,), tables=(content_table(table),) if table.rows else ())


def _tile(found: Weekly, line: WeekLine) -> ContentTile:
    measure, whole = line.measure, line.whole
    rounded = half_up(whole.value, measure.decimals)
    compared = (
        (weekly_words.year_words(found), change_words(measure, whole.year)),
        ("上周", change_words(measure, whole.week)),
    )
    return ContentTile(
        measure.name,
        figure(whole.value, measure.decimals, thousands=True),
        measure.unit,
        None if rounded is None else str(rounded),
        tuple(f"比{base}{words}" for base, words in compared if words),
    )
