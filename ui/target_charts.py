"""Figures of targets: completion against the course, and the course of one target."""

from collections.abc import Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from mechanisms.supervision import FAILED, Row
from mechanisms.supervision_course import Curve, Mark
from mechanisms.supervision_dossier import County
from mechanisms.supervision_words import LAMP_SIGNS
from metrics.targets import Lamp, Verdict
from metrics.wording import as_given, figure
from ui.curve_marks import EndLabel, end_labels, fan, short
from ui.plot_style import layout
from ui.style import ACCENT, INK, INK_2

STEADY = "#6E8FB8"
LAMP_MARKS = {Lamp.BEHIND: "#B07508", Lamp.FAR_BEHIND: "#B3261E", Lamp.ON_PACE: STEADY}
LAMP_TEXTS = {Lamp.BEHIND: "#855600", Lamp.FAR_BEHIND: "#A3211A", Lamp.ON_PACE: "#0B6A4C"}
NEED = LATE = "#B3261E"
LATE_TEXT = "#A3211A"
ROOM = 1.04
FLAT = 0.8
APART = 0.16
"""Least distance of two labels at the right end, as a share of the span."""


def bullets(rows: Sequence[Row]) -> go.Figure:
    """Return completion against the course: a bar for each target, a line where it should be."""
    return _bullets([(row.target.name, row.verdict) for row in rows])


def county_bars(counties: Sequence[County]) -> go.Figure:
    """Return the same for the counties of one target, the furthest behind on top."""
    known = [(each.name, each.verdict) for each in counties if each.part is not None]
    return _bullets(sorted(known, key=lambda pair: pair[1].completion_pct or 0))


def _bullets(pairs: Sequence[tuple[str, Verdict]]) -> go.Figure:
    drawn = [pair for pair in pairs if pair[1].completion_pct is not None][::-1]
    made = go.Figure(layout=layout(max(150, 34 * len(drawn) + 44)))
    places = list(range(len(drawn)))
    done = [min(max(float(found.completion_pct or 0), 0.0), 100.0) for _, found in drawn]
    made.add_trace(_grounds(places))
    made.add_trace(_bars(drawn, places, done))
    made.add_trace(_should(drawn, places))
    for place, (_, verdict) in zip(places, drawn, strict=True):
        _bullet_label(made, place, verdict)
    made.update_layout(barmode="overlay", margin={"r": 124, "t": 22})
    made.update_xaxes(
        range=[0, 100 * ROOM],
        tickvals=[0, 25, 50, 75, 100],
        ticksuffix="%",
        showline=False,
        ticks="",
    )
    made.update_yaxes(
        tickvals=places,
        ticktext=[short(name) for name, _ in drawn],
        showgrid=False,
        zeroline=False,
    )
    return made


def _grounds(places: list[int]) -> go.Bar:
    return go.Bar(
        x=[100] * len(places),
        y=places,
        orientation="h",
        width=0.62,
        marker={"color": "#E8EBEF"},
        hoverinfo="skip",
    )


def _bars(pairs: Sequence[tuple[str, Verdict]], places: list[int], done: list[float]) -> go.Bar:
    return go.Bar(
        x=done,
        y=places,
        orientation="h",
        width=0.4,
        marker={"color": [_mark(found) for _, found in pairs]},
        customdata=[_hover(*pair) for pair in pairs],
        hovertemplate="%{customdata[0]}<br>完成%{customdata[1]}%，序时%{customdata[2]}%"
        "<extra></extra>",
    )


def _mark(verdict: Verdict) -> str:
    """Return the colour of a bar: that of its lamp, of an overdue target that of the limit."""
    return LATE if verdict.status in FAILED else LAMP_MARKS.get(verdict.lamp, STEADY)


def _hover(name: str, verdict: Verdict) -> list[str]:
    return [name, figure(verdict.completion_pct, 1), figure(verdict.pace_pct, 1)]


def _should(pairs: Sequence[tuple[str, Verdict]], places: list[int]) -> go.Scatter:
    return go.Scatter(
        x=[
            None if found.pace_pct is None else min(float(found.pace_pct), 100.0)
            for _, found in pairs
        ],
        y=places,
        mode="markers",
        marker={"symbol": "line-ns", "size": 22, "line": {"width": 2.2, "color": INK}},
        hoverinfo="skip",
    )


def _bullet_label(made: go.Figure, place: int, verdict: Verdict) -> None:
    word = f"{LAMP_SIGNS[verdict.lamp]} {verdict.lamp}" if verdict.lamp else str(verdict.status)
    colour = LATE_TEXT if verdict.status in FAILED else LAMP_TEXTS.get(verdict.lamp, INK_2)
    made.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=4,
        y=place,
        showarrow=False,
        align="left",
        text=f'{figure(verdict.completion_pct, 1)}　<span style="color:{colour}">{word}</span>',
        font={"size": 12, "color": INK},
    )


def trajectory(curve: Curve, decimals: int) -> go.Figure:
    """Return the course of a target: figures, even course, estimate with its fan, the need."""
    made = go.Figure(layout=layout(330, margin={"r": 74, "t": 14}))
    fan(made, curve.ahead)
    _pace(made, curve)
    _need(made, curve)
    _actual(made, curve, decimals)
    if curve.target is not None:
        made.add_hline(y=curve.target, line={"color": INK, "width": 1})
    _ends(made, curve, decimals)
    _time_axis(made, curve)
    made.update_yaxes(tickformat=",", exponentformat="none")
    if starts_at_zero(curve):
        made.update_yaxes(rangemode="tozero")
    return made


def starts_at_zero(curve: Curve) -> bool:
    """Say whether the axis of amounts begins at zero; a high, flat course would vanish there."""
    values = [mark.value for mark in (*curve.actual, *curve.pace)]
    values += [] if curve.target is None else [float(curve.target)]
    return min(values) <= 0 or min(values) < FLAT * max(values)


def _line(marks: Sequence[Mark], **line: object) -> go.Scatter:
    return go.Scatter(
        x=[mark.day for mark in marks],
        y=[mark.value for mark in marks],
        mode="lines",
        line=line,
        hoverinfo="skip",
    )


def _pace(made: go.Figure, curve: Curve) -> None:
    if not curve.pace:
        return
    made.add_trace(_line(curve.pace, color=INK_2, width=1.4, dash="dot"))
    middle = curve.pace[len(curve.pace) // 2] if curve.planned else _middle(curve.pace)
    ahead = _is_ahead(curve)
    _label(
        made,
        middle.day,
        middle.value,
        "分月计划" if curve.planned else "序时进度线",
        INK_2,
        below=ahead,
        left=not ahead,
    )


def _is_ahead(curve: Curve) -> bool:
    """Say whether most figures lie above the even course: its label then stands below it."""
    first, last = curve.pace[0], curve.pace[-1]
    days = max((last.day - first.day).days, 1)
    slope = (last.value - first.value) / days
    above = [m.value > first.value + slope * (m.day - first.day).days for m in curve.actual[1:]]
    return sum(above) * 2 > len(above)


def _middle(marks: Sequence[Mark]) -> Mark:
    first, last = marks[0], marks[-1]
    day = first.day + (last.day - first.day) / 2
    return Mark(day, (first.value + last.value) / 2, "")


def _need(made: go.Figure, curve: Curve) -> None:
    if not curve.needed:
        return
    made.add_trace(_line(curve.needed, color=NEED, width=1.6, dash="dash"))
    middle = _middle(curve.needed)
    _label(made, middle.day, middle.value, f"<b>须月均 {curve.needed_words}</b>", NEED)


def _actual(made: go.Figure, curve: Curve, decimals: int) -> None:
    made.add_trace(
        go.Scatter(
            x=[mark.day for mark in curve.actual],
            y=[mark.value for mark in curve.actual],
            mode="lines+markers",
            line={"color": ACCENT, "width": 2.4},
            marker={"size": 6, "color": ACCENT},
            customdata=[
                [mark.label, figure(mark.value, decimals, thousands=True)] for mark in curve.actual
            ],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}" + curve.unit + "<extra></extra>",
        )
    )


def _ends(made: go.Figure, curve: Curve, decimals: int) -> None:
    """Label the lines where they end: target, estimate, last figure."""
    last = curve.actual[-1]
    printed = figure(last.value, decimals, thousands=True)
    ends: list[EndLabel] = []
    if curve.target is not None:
        ends.append((curve.target, f"<b>目标<br>{as_given(curve.target)}</b>", INK))
    if curve.ahead:
        total = curve.ahead[-1][1]
        landing = figure(total, decimals, thousands=True)
        ends.append((total, f"<b>预计<br>{landing}</b>", ACCENT))
    if _is_late(curve, last.day):
        ends.append((last.value, f"<b>{last.day.month}月<br>{printed}</b>", ACCENT))
    else:
        words = f"<b>{last.day.month}月 {printed}</b>"
        _label(made, last.day, last.value, words, ACCENT, below=True, left=False)
    values = [mark.value for mark in (*curve.actual, *curve.pace)] + [end[0] for end in ends]
    end_labels(made, ends, (max(values) - min(values)) * APART)


def _is_late(curve: Curve, day: date) -> bool:
    """Say whether a day lies in the last fifth of the picture, where a label finds no room."""
    first, last = _span(curve)
    return (day - first).days > 0.8 * (last - first).days


def _span(curve: Curve) -> tuple[date, date]:
    days = [mark.day for mark in (*curve.actual, *curve.pace, *curve.needed)]
    days += [point[0] for point in curve.ahead]
    return min(days), max(days)


def _label(
    made: go.Figure,
    day: date,
    value: float,
    text: str,
    colour: str,
    *,
    below: bool = False,
    left: bool = True,
) -> None:
    made.add_annotation(
        x=day,
        y=value,
        text=text,
        showarrow=False,
        xanchor="right" if left else "left",
        yanchor="top" if below else "bottom",
        xshift=2,
        yshift=-4 if below else 4,
        bgcolor="rgba(255,255,255,.75)",
        borderpad=1,
        font={"size": 12, "color": colour},
    )


def _time_axis(made: go.Figure, curve: Curve) -> None:
    first, last = _span(curve)
    ticks = _ticks(first, last)
    several = first.year != last.year and (last - first).days > 400
    made.update_xaxes(
        tickvals=ticks,
        ticktext=[f"{day.year}年{day.month}月" if several else f"{day.month}月" for day in ticks],
        range=[first - timedelta(days=2), last + timedelta(days=3)],
        hoverformat="%Y年%-m月",
    )


def _ticks(first: date, last: date) -> list[date]:
    """Return at most five month ends from the first figure to the deadline."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in (1, 2, 3, 6, 12, 24) if months / step <= 4), 36)
    found: list[date] = []
    day = last
    while day > first and len(found) < 5:
        found.append(day)
        count = day.year * 12 + day.month - 1 - step
        after = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
        day = after - timedelta(days=1)
    return found[::-1]
