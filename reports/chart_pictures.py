"""Charts of a record as pictures for documents, drawn without a browser (matplotlib).

A picture is drawn from the figures of a `ContentChart` alone: equal charts give equal bytes on one
machine. It needs a font with Chinese letters; without one there is no picture rather than boxes.
"""

import io
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate, cycle
from threading import Lock

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mechanisms.content_charts import ContentChart, ContentSeries
from metrics.wording import NOT_REPORTED, figure
from reports.table_heads import text_width

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "HarmonyOS Sans SC",
    "SimHei",
    "FandolHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
"""Fonts with Chinese letters, the best first."""
INK, INK2, RULE, FALL = "#1A2433", "#46525F", "#D3DAE2", "#B5541C"
COLOURS = ("#1B4F8C", "#C2661A", "#4D8FA8", "#6B2E4F", "#4A4F2A")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)))
"""Lines differ by their strokes as well, for black-and-white copies."""
WIDTH_INCHES, HEIGHT_INCHES, DOTS = 6.14, 2.6, 200
"""Width of the text of an official page (156 mm)."""
BAR_INCHES, MOST_UPRIGHT, LONGEST_UPRIGHT = 0.24, 12, 4
"""Bars lie where there are more than a dozen, or their names are longer than four characters."""
MOST_MARKS, MOST_LABELS, MOST_NUMBERS = 12, 13, 14
PICTURES_KEPT = 128
_DRAWING = Lock()
"""The settings of matplotlib are those of the process: one picture at a time."""


@cache
def chinese_font() -> str:
    """Return the best font with Chinese letters on this machine, empty where there is none."""
    known = set(font_manager.fontManager.get_font_names())
    return next((name for name in FONTS if name in known), "")


def picture(chart: ContentChart) -> bytes | None:
    """Return a chart as PNG, as wide as the text of an official page.

    Returns
    -------
    bytes or None
        None where this machine has no font with Chinese letters, or nothing was reported.
    """
    reported = any(value is not None for each in chart.series for value in each.values)
    if not chinese_font() or not reported:
        return None
    return _drawn(chart, chinese_font())


@lru_cache(maxsize=PICTURES_KEPT)
def _drawn(chart: ContentChart, font: str) -> bytes:
    """Draw a chart once in the life of the process, on one thread at a time."""
    with _DRAWING, mpl.rc_context({"font.family": font}):
        return _png(chart)


def _png(chart: ContentChart) -> bytes:
    lying = _lies(chart)
    drawn = Figure(figsize=(WIDTH_INCHES, _height(chart, lying=lying)), layout="constrained")
    axes = drawn.add_subplot()
    if chart.kind == "line":
        _lines(axes, chart)
    elif chart.kind == "waterfall":
        _waterfall(axes, chart)
    else:
        _bars(axes, chart, lying=lying)
    _finish(axes, chart, lying=lying)
    made = io.BytesIO()
    drawn.savefig(made, format="png", dpi=DOTS, metadata={"Software": None})
    return made.getvalue()


def _lies(chart: ContentChart) -> bool:
    longest = max(text_width(name) for name in chart.categories)
    many = len(chart.categories) > MOST_UPRIGHT or longest > LONGEST_UPRIGHT
    return chart.kind == "bar" and many


def _height(chart: ContentChart, *, lying: bool) -> float:
    bars = len(chart.categories) * len(chart.series) * BAR_INCHES
    return max(HEIGHT_INCHES, bars + 0.5) if lying else HEIGHT_INCHES


def _numbers(series: ContentSeries) -> list[float]:
    return [float("nan") if value is None else value for value in series.values]


def _lines(axes: Axes, chart: ContentChart) -> None:
    """Draw lines that break where nothing was reported; each ends in its newest figure."""
    places = range(len(chart.categories))
    marker = "o" if len(chart.categories) <= MOST_MARKS else None
    for series, colour, dash in zip(chart.series, cycle(COLOURS), cycle(DASHES), strict=False):
        line = axes.plot(places, _numbers(series), color=colour, marker=marker, markersize=3)[0]
        line.set(linestyle=dash, linewidth=1.6, label=series.name)
    ends = [_newest(series) for series in chart.series]
    top = max(value for _, value in filter(None, ends))
    for end, colour in zip(ends, cycle(COLOURS), strict=False):
        if end is not None:
            _label(axes, end, chart.decimals, colour, above=end[1] == top)


def _newest(series: ContentSeries) -> tuple[int, float] | None:
    known = [(at, value) for at, value in enumerate(series.values) if value is not None]
    return known[-1] if known else None


def _label(
    axes: Axes, point: tuple[int, float], decimals: int, colour: str, *, above: bool
) -> None:
    """Print the newest figure of a line, of two near each other one above and one below."""
    text, step = figure(point[1], decimals), 3 if above else -9
    axes.annotate(text, point, (4, step), textcoords="offset points", color=colour, fontsize=8)


def _bars(axes: Axes, chart: ContentChart, *, lying: bool) -> None:
    """Draw bars beside each other; a single row of bars shows falls in another colour."""
    count = len(chart.series)
    thick = 0.7 / count
    for order, (series, colour) in enumerate(zip(chart.series, cycle(COLOURS), strict=False)):
        places = [at + (order - (count - 1) / 2) * thick for at in range(len(chart.categories))]
        shades = [FALL if count == 1 and value < 0 else colour for value in _numbers(series)]
        draw = axes.barh if lying else axes.bar
        made = draw(places, _numbers(series), thick, color=shades, label=series.name)
        if count == 1 or len(chart.categories) * count <= MOST_NUMBERS:
            axes.bar_label(made, _printed(chart, series), padding=2, fontsize=8, color=INK2)
            _mark_silent(axes, series, places, lying=lying)
    zero = axes.axvline if lying else axes.axhline
    zero(0, color=INK2, linewidth=0.8)


def _printed(chart: ContentChart, series: ContentSeries) -> list[str]:
    return ["" if value is None else figure(value, chart.decimals) for value in series.values]


def _mark_silent(
    axes: Axes, series: ContentSeries, places: Sequence[float], *, lying: bool
) -> None:
    """Write 未报 where a bar would stand."""
    for at, value in zip(places, series.values, strict=True):
        if value is None:
            where, across = ((0.0, at), "left") if lying else ((at, 0.0), "center")
            told = axes.annotate(NOT_REPORTED, where, (2, 2), textcoords="offset points")
            told.set(fontsize=8, ha=across, va="center" if lying else "bottom")


def _waterfall(axes: Axes, chart: ContentChart) -> None:
    """Draw parts that stand on each other, and their total from zero."""
    values = [value or 0.0 for value in chart.series[0].values]
    *parts, total = values
    ends = list(accumulate(parts))
    bottoms = [end - part for end, part in zip(ends, parts, strict=True)]
    shades = [FALL if part < 0 else COLOURS[0] for part in parts]
    made = axes.bar(
        range(len(values)), [*parts, total], 0.6, [*bottoms, 0.0], color=[*shades, INK2]
    )
    texts = [figure(value, chart.decimals) for value in chart.series[0].values]
    axes.bar_label(made, texts, padding=2, fontsize=8, color=INK2)
    axes.axhline(0, color=INK2, linewidth=0.8)


def _finish(axes: Axes, chart: ContentChart, *, lying: bool) -> None:
    axes.set_title(chart.unit, loc="left", fontsize=8, color=INK2)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(INK2 if not lying else RULE)
    axes.tick_params(length=0, labelsize=8, colors=INK2)
    axes.grid(axis="x" if lying else "y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    if lying:
        axes.margins(x=0.12)
    else:
        axes.margins(y=0.15)
    _names(axes, chart, lying=lying)
    if len(chart.series) > 1:
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=5, frameon=False, fontsize=8)


def _names(axes: Axes, chart: ContentChart, *, lying: bool) -> None:
    """Name the categories; of many, every so manieth, the newest among them."""
    count = len(chart.categories)
    step = 1 if lying else -(-count // MOST_LABELS)
    places = list(range(count - 1, -1, -step))[::-1]
    names = [chart.categories[at] for at in places]
    if lying:
        axes.set_yticks(places, names)
        axes.invert_yaxis()
        return
    turned = sum(text_width(name) for name in names) * 8 > WIDTH_INCHES * 72 * 0.85
    axes.set_xticks(places, names, rotation=35 if turned else 0, ha="right" if turned else "center")
