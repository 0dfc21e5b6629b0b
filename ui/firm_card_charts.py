"""Figures of a firm's card: its course with the trend, two growth rates, its place among others."""

from collections.abc import Sequence

import plotly.graph_objects as go

from mechanisms.firm_card import FirmCard
from mechanisms.firm_card_figures import Line, months_up_to
from mechanisms.firm_card_places import Place
from mechanisms.firm_card_trend import Trend
from mechanisms.firm_card_words import short_name
from metrics.distribution import Distribution
from metrics.periods import Period
from metrics.wording import NOT_REPORTED, figure
from ui.curve_marks import EndLabel, end_labels
from ui.plot_style import layout
from ui.style import ACCENT, BELOW, FALL, FALL_TEXT, INK, INK_2, INK_3

BARS = "#C9D5E1"
BETWEEN = "rgba(181,84,28,.10)"
APART = 0.08
"""Least distance of two labels at the right end, as a share of the span."""
TICKS = 4
SIDE = 0.3
EDGES = (0.05, 0.95)
"""What lies beyond these shares of a group is drawn at the edge of the strip."""


def course(shown: Trend, name: str) -> go.Figure:
    """Return three years of months as bars, gaps marked as such, and the trend as a line."""
    made = go.Figure(layout=layout(330, margin={"r": 46, "t": 14}, bargap=0.3))
    places = list(range(len(shown.months)))
    texts = [figure(value, shown.column.decimals, thousands=True) for value in shown.values]
    labels = [month.label for month in shown.months]
    made.add_trace(
        go.Bar(
            x=places,
            y=list(shown.values),
            marker={"color": [FALL if (v or 0) < 0 else BARS for v in shown.values]},
            customdata=list(zip(labels, texts, strict=True)),
            hovertemplate="%{customdata[0]}　" + name + " %{customdata[1]}"
            f"{shown.column.unit}<extra></extra>",
        )
    )
    _trend_line(made, shown, places)
    _gaps(made, shown)
    _month_axis(made, shown.months)
    made.update_yaxes(tickformat=",", exponentformat="none", rangemode="tozero")
    return made


def _trend_line(made: go.Figure, shown: Trend, places: Sequence[int]) -> None:
    """Draw the trend; it breaks where a month is 未报."""
    if not shown.made.is_adjusted:
        return
    made.add_trace(
        go.Scatter(
            x=list(places),
            y=list(shown.drawn),
            mode="lines",
            connectgaps=False,
            line={"color": ACCENT, "width": 2.4},
            customdata=[
                figure(value, shown.column.decimals, thousands=True) for value in shown.drawn
            ],
            hovertemplate="趋势 %{customdata}<extra></extra>",
        )
    )
    known = [value for value in shown.drawn if value is not None]
    end_labels(made, [(known[-1], "<b>趋势</b>", ACCENT)], 0.0)


def _gaps(made: go.Figure, shown: Trend) -> None:
    """Mark months without a figure at the foot: a gap is no zero."""
    gaps = {month.code for month in shown.gaps}
    at = [place for place, month in enumerate(shown.months) if month.code in gaps]
    if at:
        made.add_trace(
            go.Scatter(
                x=at,
                y=[0] * len(at),
                mode="markers",
                cliponaxis=False,
                marker={"symbol": "x-thin", "size": 8, "line": {"color": INK_3, "width": 1.6}},
                customdata=[shown.months[place].label for place in at],
                hovertemplate="%{customdata}　" + NOT_REPORTED + "<extra></extra>",
            )
        )


def _month_axis(made: go.Figure, months: Sequence[Period]) -> None:
    """Label the Januaries, and the newest month where it stands clear of the last of them."""
    last = len(months) - 1
    ticks = [at for at, month in enumerate(months) if month.end.month == 1]
    if not ticks or last - ticks[-1] > len(months) / 9:
        ticks.append(last)
    made.update_xaxes(
        tickvals=ticks,
        ticktext=[f"{months[at].year}年<br>{months[at].end.month}月" for at in ticks],
        range=[-0.7, last + 0.7],
    )


def beside(one: Line, other: Line) -> go.Figure:
    """Return 名义同比 of two columns over twelve months, the distance between them shaded."""
    made = go.Figure(layout=layout(330, margin={"r": 100, "t": 14}))
    months = months_up_to(one.month, len(one.growth))
    _growth(made, one, months, ACCENT, "solid", "circle")
    _growth(made, other, months, FALL, "dash", "square", shaded=True)
    ends = [*_end(one, ACCENT), *_end(other, FALL_TEXT)]
    values = [float(v) for v in (*one.growth, *other.growth) if v is not None]
    room = (max(values) - min(values) or 1.0) * APART
    end_labels(made, ends, room)
    made.update_yaxes(range=[min(*values, 0.0) - 1.5 * room, max(*values, 0.0) + room])
    steps = max(1, -(-(len(months) - 1) // (TICKS - 1)))
    ticks = list(range(len(months) - 1, -1, -steps))[::-1]
    made.update_xaxes(
        tickvals=ticks,
        ticktext=[
            f"{months[at].year}年<br>{months[at].end.month}月"
            if at == ticks[0] or months[at].year != months[at - steps].year
            else f"{months[at].end.month}月"
            for at in ticks
        ],
        range=[-0.3, len(months) - 0.7],
        showline=False,
        ticks="",
    )
    return made


def _growth(
    made: go.Figure,
    line: Line,
    months: Sequence[Period],
    colour: str,
    dash: str,
    symbol: str,
    *,
    shaded: bool = False,
) -> None:
    known = all(value is not None for value in line.growth)
    made.add_trace(
        go.Scatter(
            x=list(range(len(months))),
            y=[None if value is None else float(value) for value in line.growth],
            mode="lines+markers",
            connectgaps=False,
            fill="tonexty" if shaded and known else None,
            fillcolor=BETWEEN,
            line={"color": colour, "width": 2.2, "dash": dash},
            marker={"size": 6, "color": colour, "symbol": symbol},
            customdata=[
                [month.label, figure(value, 1)]
                for month, value in zip(months, line.growth, strict=True)
            ],
            hovertemplate="%{customdata[0]}　" + short_name(line) + " %{customdata[1]}%"
            "<extra></extra>",
        )
    )


def _end(line: Line, colour: str) -> list[EndLabel]:
    known = [value for value in line.growth if value is not None]
    if not known:
        return []
    return [(float(known[-1]), f"<b>{short_name(line)} {figure(known[-1], 1)}</b>", colour)]


def strips(places: Sequence[Place]) -> go.Figure:
    """Return one strip a group: every firm a stroke, the middle half thick, the own one marked."""
    drawn = [each for each in places if each.found is not None][::-1]
    made = go.Figure(layout=layout(64 * len(drawn) + 44, margin={"t": 20}))
    found = [each.found for each in drawn if each.found is not None]
    low, high = _range(found)
    for height, each in enumerate(found):
        _strip(made, each, height, (low, high))
    room = (high - low or 1.0) * 0.04
    made.update_xaxes(range=[low - room, high + room], ticksuffix="%", nticks=5)
    made.update_yaxes(
        tickvals=list(range(len(drawn))),
        ticktext=[f"{each.kind}<br>{_count(each)}" for each in drawn],
        range=[-0.6, len(drawn) - 0.4],
        showgrid=False,
        zeroline=False,
    )
    return made


def _count(each: Place) -> str:
    return "" if each.found is None else f"{each.found.n}家可比"


def _range(found: Sequence[Distribution]) -> tuple[float, float]:
    """Return the ends of the axis: the bulk of every group, and the firm itself."""
    ends = [_at(each.figures, share) for each in found for share in EDGES]
    own = [each.own for each in found]
    return min(*ends, *own), max(*ends, *own)


def _at(figures: Sequence[float], share: float) -> float:
    return figures[round(share * (len(figures) - 1))]


def beyond(places: Sequence[Place]) -> int:
    """Count the firms that are drawn at an edge, of the largest group."""
    found = [each.found for each in places if each.found is not None]
    low, high = _range(found)
    return max(sum(not low <= value <= high for value in each.figures) for each in found)


def _strip(made: go.Figure, each: Distribution, height: int, ends: tuple[float, float]) -> None:
    made.add_trace(
        go.Scatter(
            x=[min(max(value, ends[0]), ends[1]) for value in each.figures],
            y=[height] * each.n,
            mode="markers",
            marker={
                "symbol": "line-ns",
                "size": 16,
                "opacity": 0.55,
                "line": {"color": BELOW, "width": 1.2},
            },
            hoverinfo="skip",
        )
    )
    made.add_trace(
        go.Scatter(
            x=[each.quartiles[0], each.quartiles[2]],
            y=[height - 0.3] * 2,
            mode="lines",
            line={"color": INK_2, "width": 3},
            hovertemplate="中间一半：%{x:.1f}%<extra></extra>",
        )
    )
    _own(made, each, height, (each.own - ends[0]) / ((ends[1] - ends[0]) or 1.0))


def _own(made: go.Figure, each: Distribution, height: int, at: float) -> None:
    """Mark the firm itself; its words keep inside the picture."""
    made.add_trace(
        go.Scatter(
            x=[each.own],
            y=[height],
            mode="markers",
            marker={"symbol": "diamond", "size": 11, "color": ACCENT},
            hovertemplate=f"本企业：{figure(each.own, 1)}%<extra></extra>",
        )
    )
    made.add_annotation(
        x=each.own,
        y=height + 0.16,
        yanchor="bottom",
        xanchor="left" if at < SIDE else "right" if at > 1 - SIDE else "center",
        showarrow=False,
        text=f"<b>本企业 {figure(each.own, 1)}</b>　第{each.place}位",
        font={"size": 12, "color": INK},
    )


def alt(card: FirmCard) -> str:
    """Say what the picture of the course shows, for those who cannot see it."""
    line = card.line(card.chosen)
    value = figure(line.value, line.decimals, thousands=True)
    return f"{card.described.name}{short_name(line)}三年走势，{line.month.label}为{value}"
