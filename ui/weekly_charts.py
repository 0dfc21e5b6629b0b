"""Figures of the weekly judgement: this year's weeks beside last year's aligned ones."""

from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go

from mechanisms.weekly_lines import CoursePoint, WeekLine
from mechanisms.weekly_words import value_words
from ui.curve_marks import name_ends
from ui.plot_style import layout
from ui.style import ACCENT, INK_2, INK_3

SHOWN_TICKS = 5
ENDS = {"上年": INK_2, "本年": ACCENT}
"""Colours of the labels; the thin line of last year is too pale for text."""


def course(line: WeekLine, height: int = 270) -> go.Figure:
    """Return the weeks of this year and last year's aligned ones; gaps stay gaps."""
    made = go.Figure(
        layout=layout(height, margin={"r": 64, "t": 14}, hovermode="x unified", separators=".,")
    )
    labels = [point.week.short_label for point in line.course]
    lines = (
        ("上年", [point.last_year for point in line.course], INK_3, 1.3, 5),
        ("本年", [point.value for point in line.course], ACCENT, 2.4, 6),
    )
    for name, values, colour, width, size in lines:
        made.add_trace(
            go.Scatter(
                x=list(range(len(labels))),
                y=_numbers(values),
                mode="lines+markers",
                connectgaps=False,
                line={"color": colour, "width": width},
                marker={"size": size},
                customdata=[value_words(line.measure, value) for value in values],
                hovertemplate=f"{name} %{{customdata}}<extra></extra>",
            )
        )
    ends = [(name, _numbers(values), ENDS[name]) for name, values, *_ in lines]
    name_ends(made, ends, line.measure.decimals)
    _week_axis(made, line.course)
    made.update_yaxes(tickformat=f".{line.measure.decimals}f")
    return made


def _numbers(values: Sequence[Decimal | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _week_axis(made: go.Figure, points: Sequence[CoursePoint]) -> None:
    labels = [point.week.short_label for point in points]
    last = len(labels) - 1
    step = max(1, -(-last // (SHOWN_TICKS - 1)))
    shown = sorted({last - step * number for number in range(SHOWN_TICKS)} & set(range(last + 1)))
    made.update_xaxes(tickvals=shown, ticktext=[labels[place] for place in shown])
    made.update_xaxes(range=[-0.4, last + 0.4])
