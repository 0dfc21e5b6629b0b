"""Figures of a month: growth with its calm line, the adjusted months, who moved the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import plotly.graph_objects as go

from mechanisms.monthly_pulls import Movement, PartRow
from mechanisms.monthly_trends import GrowthLine, SeasonalLine
from metrics.periods import Period
from metrics.rounding import Value
from metrics.wording import figure, growth, signed
from ui.curve_marks import EndLabel, end_labels, short
from ui.plot_style import layout
from ui.style import ACCENT, BELOW, FALL, INK_2, INK_3

FIGURE_SPACE = "\u2007"
TICKS = 5
LABEL_GAP = 0.09
ROW_HEIGHT, FRAME = 27, 40
Floats = Sequence[float | None]
Measure = Literal["relative", "total"]


def growth_figure(line: GrowthLine) -> go.Figure:
    """Return published growth and the calm line through it; gaps stay gaps."""
    made = go.Figure(layout=layout(330, margin={"r": 74, "t": 14}, hovermode="x unified"))
    values = [None if value is None else float(value) for value in line.values]
    _line(made, line.trend, INK_3, "趋势 %{customdata}%<extra></extra>", (1.4, "dot"))
    _line(made, values, ACCENT, "公布 %{customdata}%<extra></extra>", (2.4, "solid"))
    _months(made, line.periods)
    labels = _ends((("公布", values, ACCENT, "%"), ("趋势", line.trend, INK_2, "%")), 1)
    end_labels(made, labels, _least([*values, *line.trend]))
    return made


def seasonal_figure(line: SeasonalLine, last: int) -> go.Figure:
    """Return the last months of a level: raw, adjusted and trend."""
    found = line.found
    made = go.Figure(layout=layout(330, margin={"r": 92, "t": 14}, hovermode="x unified"))
    shown = slice(-last, None)
    unit, decimals = line.indicator.unit, 1
    parts = (
        ("未调整", found.values[shown], BELOW, (1.0, "solid")),
        ("趋势", found.trend[shown], INK_3, (1.4, "dot")),
        ("调整后", found.adjusted[shown], ACCENT, (2.4, "solid")),
    )
    for name, values, colour, style in parts:
        hover = f"{name} %{{customdata}}{unit}<extra></extra>"
        _line(made, values, colour, hover, style, decimals)
    _months(made, line.periods[shown])
    ends = _ends([(name, values, colour, "") for name, values, colour, _ in parts], decimals)
    end_labels(made, ends, _least([v for _, values, _, _ in parts for v in values]))
    return made


def _line(
    made: go.Figure,
    values: Floats,
    colour: str,
    hover: str,
    style: tuple[float, str],
    decimals: int = 1,
) -> None:
    width, dash = style
    made.add_trace(
        go.Scatter(
            x=list(range(len(values))),
            y=list(values),
            mode="lines",
            connectgaps=True,
            line={"color": colour, "width": width, "dash": dash},
            customdata=[figure(value, decimals, thousands=True) for value in values],
            hovertemplate=hover,
        )
    )


def _months(made: go.Figure, periods: Sequence[Period]) -> None:
    last = len(periods) - 1
    step = max(1, -(-last // (TICKS - 1)))
    shown = list(range(last, -1, -step))[::-1]
    made.update_xaxes(
        tickvals=shown,
        ticktext=[f"{periods[at].end.year}年{periods[at].end.month}月" for at in shown],
        range=[-0.5, last + 0.5],
    )


def _ends(lines: Sequence[tuple[str, Sequence[Value], str, str]], decimals: int) -> list[EndLabel]:
    found: list[EndLabel] = []
    for name, values, colour, unit in lines:
        if values and values[-1] is not None:
            text = f"{name} <b>{figure(values[-1], decimals, thousands=True)}{unit}</b>"
            found.append((float(values[-1]), text, colour))
    return found


def _least(values: Floats) -> float:
    known = [value for value in values if value is not None]
    return (max(known) - min(known)) * LABEL_GAP if known else 0.0


@dataclass(frozen=True)
class _Bar:
    """A bar of the waterfall: its name, its length, and whether it is the total."""

    name: str
    value: Decimal
    measure: Measure = "relative"


def waterfall(found: Movement) -> go.Figure:
    """Return 拉动 of the parts, the largest first, the rest as one, the residual, the total."""
    bars = _bars(found)
    made = go.Figure(layout=layout(ROW_HEIGHT * len(bars) + FRAME, margin={"t": 6}))
    made.add_trace(
        go.Waterfall(
            orientation="h",
            x=[float(bar.value) for bar in bars],
            y=list(range(len(bars))),
            measure=[bar.measure for bar in bars],
            increasing={"marker": {"color": ACCENT}},
            decreasing={"marker": {"color": FALL}},
            totals={"marker": {"color": INK_2}},
            connector={"line": {"color": INK_3, "width": 0.8}},
            customdata=[[bar.name, signed(bar.value, 2)] for bar in bars],
            hovertemplate="%{customdata[0]}：%{customdata[1]}个百分点<extra></extra>",
        )
    )
    _names(made, [(bar.name, signed(bar.value, 2)) for bar in bars])
    return made


def _bars(found: Movement) -> list[_Bar]:
    pulls = found.pulls
    bars = [_pulled(row) for row in found.pulling]
    if found.others:
        bars.append(_Bar(f"其余{len(found.others)}个", found.others_pp))
    bars += [_pulled(row) for row in found.dragging[::-1]]
    if pulls.residual_pp is not None and pulls.total_pct is not None:
        bars.append(_Bar("其他及误差", pulls.residual_pp))
        bars.append(_Bar("全市增速", pulls.total_pct, "total"))
    return bars


def _pulled(row: PartRow) -> _Bar:
    return _Bar(row.name, row.found.pp or Decimal(0))


def growth_bars(rows: Sequence[PartRow]) -> go.Figure:
    """Return growth of some parts as bars, where there are no weights; negative in ochre."""
    values = [row.found.growth_pct or Decimal(0) for row in rows]
    made = go.Figure(layout=layout(ROW_HEIGHT * len(rows) + FRAME, margin={"t": 6}))
    made.add_trace(
        go.Bar(
            orientation="h",
            x=[float(value) for value in values],
            y=list(range(len(rows))),
            marker={"color": [FALL if value < 0 else ACCENT for value in values]},
            customdata=[[row.name, growth(row.found.growth_pct)] for row in rows],
            hovertemplate="%{customdata[0]}：%{customdata[1]}<extra></extra>",
        )
    )
    _names(made, [(row.name, figure(row.found.growth_pct, 1)) for row in rows])
    return made


def _names(made: go.Figure, labels: Sequence[tuple[str, str]]) -> None:
    """Put names with figures of equal width at the axis, so that decimals stand in a column."""
    width = max((len(text) for _, text in labels), default=0)
    texts = [f"{short(name, 9)}　<b>{text.rjust(width, FIGURE_SPACE)}</b>" for name, text in labels]
    made.update_xaxes(visible=False)
    made.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=texts,
        range=[len(labels) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
        ticklabelstandoff=6,
    )
