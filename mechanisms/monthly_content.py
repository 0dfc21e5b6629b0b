"""The content of a monthly record, written from the same result as the page."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from data.store import Question
from mechanisms import monthly_paragraphs, monthly_tables, monthly_words
from mechanisms.bulletin_content import BulletinError, Content, ContentTile
from mechanisms.content_charts import ContentChart, ContentSeries
from mechanisms.content_tables import content_table
from mechanisms.linked_tables import Table
from mechanisms.monthly import Monthly, MonthlyError, month
from mechanisms.monthly_briefs import briefs, lines
from mechanisms.monthly_pulls import PARTS, Movement
from mechanisms.monthly_trends import SeasonalLine
from mechanisms.record_content import Evidence, Section, written
from mechanisms.tiles import Tile
from metrics.periods import Period
from metrics.rounding import Value, half_up
from metrics.wording import date_text

MOST_COLUMNS = 7
"""More columns than these need a page on its side."""
CHART_MONTHS = 36


def content(question: Question, period: Period) -> Content:
    """Return the content of the record of a month, as it was known on its day of analysis.

    Raises
    ------
    BulletinError
        If the month cannot be analysed.
    """
    try:
        found = month(question, period)
    except MonthlyError as error:
        raise BulletinError(str(error)) from error
    return written(found.question, "monthly", found.period, _evidence(found))


def _evidence(found: Monthly) -> Evidence:
    until = "无数据" if found.published_at is None else date_text(found.published_at)
    return Evidence(
        f"{found.dataset.name}{found.period.label}工业经济运行分析",
        until,
        found.sources,
        tuple(_sections(found)),
        tuple(_tile(tile) for tile in monthly_words.tiles(found)),
        monthly_words.notes(found),
    )


def _sections(found: Monthly) -> Iterator[Section]:
    yield _section(
        "总体情况", monthly_words.overall(found), [monthly_tables.figures(found)], _growth(found)
    )
    yield _moved(found)
    texts = (monthly_paragraphs.industries_paragraph(found),)
    industries = [monthly_tables.movement(found.industries)]
    yield _section("行业增长面", texts, industries if found.industries.rows else [])
    yield _trend(found)
    ahead = [monthly_tables.outlook(found)]
    yield _section("到年底的走势", monthly_paragraphs.outlook_paragraphs(found), ahead)
    yield _section("目标、信贷、预警和督办", tuple(lines(briefs(found))), [])
    yield _data(found)


def _section(
    heading: str,
    texts: Sequence[str],
    tables: Sequence[Table],
    charts: Sequence[ContentChart] = (),
) -> Section:
    made = tuple(content_table(t, wide=len(t.columns) > MOST_COLUMNS) for t in tables if t.rows)
    return Section(heading, tuple(texts), tuple(charts), made)


def _growth(found: Monthly) -> list[ContentChart]:
    line = found.line
    if not line.periods:
        return []
    series = [ContentSeries("公布的累计增速", _numbers(line.values, 1))]
    if line.has_trend:
        series.append(ContentSeries("趋势", _numbers(line.trend, 1)))
    names = tuple(f"{p.end.year}年{p.end.month}月" for p in line.periods)
    note = f"{found.indicator.growth_basis}；趋势只为看走向"
    return [
        ContentChart(
            f"{found.indicator.short_name}增速", "%", "line", names, tuple(series), 1, note
        )
    ]


def _numbers(values: Sequence[Value], decimals: int) -> tuple[float | None, ...]:
    rounded = (half_up(value, decimals) for value in values)
    return tuple(None if value is None else float(value) for value in rounded)


def _moved(found: Monthly) -> Section:
    both = (found.industries, found.counties)
    texts = [monthly_paragraphs.movement_paragraph(each) for each in both]
    charts = [chart for each in both for chart in _waterfall(each)]
    return _section("谁拉动", texts, [monthly_tables.movement(found.counties)], charts)


def _waterfall(found: Movement) -> Iterator[ContentChart]:
    """Yield 拉动 as a waterfall; nothing where it was not computed."""
    pulls = found.pulls
    if not found.is_computed or pulls.total_pct is None or pulls.residual_pp is None:
        return
    bars: list[tuple[str, Decimal]] = [(r.name, r.found.pp or Decimal(0)) for r in found.pulling]
    if found.others:
        bars.append((f"其余{len(found.others)}个", found.others_pp))
    bars += [(row.name, row.found.pp or Decimal(0)) for row in found.dragging[::-1]]
    bars += [("其他及误差", pulls.residual_pp), ("全市增速", pulls.total_pct)]
    yield ContentChart(
        f"分{PARTS[found.parts]}拉动",
        "百分点",
        "waterfall",
        tuple(name for name, _ in bars),
        (ContentSeries("拉动", _numbers([value for _, value in bars], 2)),),
        2,
        f"权数为{found.base}",
    )


def _trend(found: Monthly) -> Section:
    line = monthly_paragraphs.shown_line(found)
    charts = [] if line is None else [_adjusted(line)]
    texts = (monthly_paragraphs.trend_paragraph(found),)
    return _section("起伏背后的趋势", texts, [monthly_tables.months(found)], charts)


def _adjusted(line: SeasonalLine) -> ContentChart:
    shown = slice(-CHART_MONTHS, None)
    found = line.found
    parts = (("未调整", found.values), ("调整后", found.adjusted), ("趋势", found.trend))
    known = [at for at, value in enumerate(found.values) if value is not None][shown]
    return ContentChart(
        f"{line.indicator.short_name}当月（推算）" if line.derived else line.indicator.short_name,
        line.indicator.unit,
        "line",
        tuple(f"{line.periods[at].end.year}年{line.periods[at].end.month}月" for at in known),
        tuple(
            ContentSeries(name, _numbers([values[at] for at in known], 1)) for name, values in parts
        ),
        1,
        found.method,
    )


def _data(found: Monthly) -> Section:
    texts = (
        *monthly_paragraphs.quality_paragraphs(found),
        monthly_paragraphs.departments_paragraph(found),
    )
    tables = [monthly_tables.revisions(found), monthly_tables.departments(found)]
    return _section("数据质量和部门资料", texts, tables)


def _tile(tile: Tile) -> ContentTile:
    printed = tile.value.replace("−", "-").replace(",", "")
    said = " ".join(part for part in (tile.change, tile.note) if part)
    return ContentTile(tile.label, tile.value, tile.unit, printed, (said,) if said else ())
