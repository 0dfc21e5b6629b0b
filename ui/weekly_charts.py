"""Figures of the weekly judgement: this year's weeks beside last year's aligned ones."""

from collections.abc import Sequence

import plotly.graph_objects as go

from mechanisms.weekly_lines import CoursePoint, WeekLine
from mechanisms.weekly_words import value_words
from metrics.wording import figure
from ui.plot_style import layout
from ui.style import ACCENT, INK_2, INK_3

SHOWN_TICKS = 5


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
                y=[None if value is None else float(value) for value in values],
                mode="lines+markers",
                connectgaps=False,
                line={"color": colour, "width": width},
                marker={"size": size},
                customdata=[value_words(line.measure, value) for value in values],
                hovertemplate=f"{name} %{{customdata}}<extra></extra>",
            )
        )
        _end_label(made, line, name, [None if v is None else float(v) for v in values], colour)
    _week_axis(made, line.course)
    made.update_yaxes(tickformat=f".{line.measure.decimals}f")
    return made


def _week_axis(made: go.Figure, points: Sequence[CoursePoint]) -> None:
    labels = [point.week.short_label for point in points]
    last = len(labels) - 1
    step = max(1, -(-last // (SHOWN_TICKS - 1)))
    shown = sorted({last - step * number for number in range(SHOWN_TICKS)} & set(range(last + 1)))
    made.update_xaxes(tickvals=shown, ticktext=[labels[place] for place in shown])
    made.update_xaxes(range=[-0.4, last + 0.4])


def _end_label(
    made: go.Figure,
    line: WeekLine,
    name: str,
    values: Sequence[float | None],
    colour: str,
) -> None:
    known = [(x, y) for x, y in enumerate(values) if y is not None]
    if not known:
        return
    x, y = known[-1]
    made.add_annotation(
        x=x,
        y=y,
        xanchor="left",
        xshift=9,
        showarrow=False,
        align="left",
        text=f"<b>{name}</b><br>{figure(y, line.measure.decimals)}",
        font={"size": 12, "color": colour if colour == ACCENT else INK_2},
    )
