"""Figures of loans: a balance or total against its even path, and banks side by side."""

from collections.abc import Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from mechanisms.credit import BankRow, Detail, PathPoint
from mechanisms.credit_targets import Stand
from metrics.wording import figure, signed
from ui.curve_marks import EndLabel, end_labels, fan, short
from ui.plot_style import layout
from ui.style import ACCENT, FALL, INK, INK_2

FIGURE_SPACE = "\u2007"
TICKS = 5
LONGEST_NAME = 9


def path(detail: Detail) -> go.Figure:
    """Return a measure over its window: figures, the even path to the target, the estimate."""
    made = go.Figure(layout=layout(320, margin={"r": 92, "t": 14}))
    known = [point for point in detail.points if point.value is not None]
    ahead = _ahead(detail, known)
    fan(made, ahead)
    _even(made, detail)
    _figures(made, detail, known)
    _axis(made, [point.period.end for point in detail.points] + [each[0] for each in ahead])
    _ends(made, detail, known, ahead)
    return made


def _ahead(
    detail: Detail, known: Sequence[PathPoint]
) -> list[tuple[date, float, float, float, float, float]]:
    """Return the estimate by month in the measure's unit; empty without one or at the end."""
    stand = detail.stand
    if stand is None or stand.landing is None or not known or stand.verdict.attained:
        return []
    base = _base(stand) if stand.target.kind == "net_increase" else 0.0
    found, per = stand.landing, float(stand.per_unit)
    paths = (
        found.path,
        found.low_path,
        found.high_path,
        found.low_50_path,
        found.high_50_path,
    )
    last = known[-1]
    assert last.value is not None  # noqa: S101 - known points have figures
    rows = [(last.period.end, *[float(last.value)] * 5)]
    day = last.period.end
    for values in zip(*paths, strict=True):
        day = _month_end_after(day)
        rows.append((day, *[(value + base) / per for value in values]))
    return rows  # type: ignore[return-value]


def _base(stand: Stand) -> float:
    return 0.0 if stand.terms.base is None else float(stand.terms.base)


def _month_end_after(day: date) -> date:
    first = (day + timedelta(days=1)).replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _even(made: go.Figure, detail: Detail) -> None:
    """Draw the even path, on to the target at the deadline."""
    points = [(point.period.end, point.path) for point in detail.points if point.path is not None]
    if not points:
        return
    goal = detail.goal
    ends = [*points, *([goal] if goal is not None else [])]
    made.add_trace(
        go.Scatter(
            x=[day for day, _ in ends],
            y=[float(value) for _, value in ends],
            mode="lines",
            line={"color": INK_2, "width": 1.4, "dash": "dot"},
            hovertemplate="序时 %{y:,.1f}<extra></extra>",
        )
    )


def _figures(made: go.Figure, detail: Detail, known: Sequence[PathPoint]) -> None:
    unit, decimals = detail.line.indicator.unit, detail.line.indicator.decimals
    made.add_trace(
        go.Scatter(
            x=[point.period.end for point in known],
            y=[float(point.value or 0) for point in known],
            mode="lines+markers",
            line={"color": ACCENT, "width": 2.2},
            marker={"size": 6, "color": ACCENT},
            customdata=[
                [point.period.label, figure(point.value, decimals, thousands=True)]
                for point in known
            ],
            hovertemplate=f"%{{customdata[0]}}：%{{customdata[1]}}{unit}<extra></extra>",
        )
    )


def _axis(made: go.Figure, days: Sequence[date]) -> None:
    if not days:
        return
    first, last = min(days), max(days)
    ends = sorted(set(days))
    step = max(1, -(-(len(ends) - 1) // (TICKS - 1)))
    ticks = ends[::-1][::step][::-1]
    made.update_xaxes(
        tickvals=ticks,
        ticktext=[
            f"{day.month}月" if day.year == last.year else f"{day.year}年{day.month}月"
            for day in ticks
        ],
        range=[first - timedelta(days=6), last + timedelta(days=6)],
        hoverformat="%Y年%-m月",
    )


def _ends(
    made: go.Figure,
    detail: Detail,
    known: Sequence[PathPoint],
    ahead: Sequence[tuple[date, float, float, float, float, float]],
) -> None:
    """Label the lines at their ends, apart from each other."""
    labels: list[EndLabel] = []
    if ahead:
        text = f"<b>预计 {figure(ahead[-1][1], 1, thousands=True)}</b>"
        labels.append((ahead[-1][1], text, ACCENT))
    elif known:
        value = float(known[-1].value or 0)
        labels.append((value, f"<b>{figure(known[-1].value, 1, thousands=True)}</b>", ACCENT))
    if detail.goal is not None:
        goal = float(detail.goal[1])
        labels.append((goal, f"目标 {figure(detail.goal[1], 1, thousands=True)}", INK_2))
    span = [float(point.value or 0) for point in known] + [label[0] for label in labels]
    least = (max(span) - min(span)) * 0.09 if span else 0.0
    end_labels(made, labels, least)


def bank_bars(rows: Sequence[BankRow]) -> go.Figure:
    """Return the net increase of banks as bars, in the order of the amount; negative in ochre."""
    drawn = sorted(
        (row for row in rows if row.balance.change is not None),
        key=lambda row: (row.balance.change or 0, row.id),
    )
    texts = [signed(row.balance.change, 1) for row in drawn]
    width = max((len(text) for text in texts), default=0)
    made = go.Figure(layout=layout(max(150, 27 * len(drawn) + 24)))
    made.add_trace(
        go.Bar(
            x=[float(row.balance.change or 0) for row in drawn],
            y=list(range(len(drawn))),
            orientation="h",
            marker={"color": [FALL if (r.balance.change or 0) < 0 else ACCENT for r in drawn]},
            customdata=[[row.short_name, text] for row, text in zip(drawn, texts, strict=True)],
            hovertemplate="%{customdata[0]}：%{customdata[1]}亿元<extra></extra>",
        )
    )
    made.update_xaxes(visible=False)
    made.update_yaxes(
        tickvals=list(range(len(drawn))),
        ticktext=[
            f"{short(row.short_name, LONGEST_NAME)}　<b>{text.rjust(width, FIGURE_SPACE)}</b>"
            for row, text in zip(drawn, texts, strict=True)
        ],
        tickfont={"size": 12, "color": INK},
        showgrid=False,
        zeroline=False,
    )
    return made
