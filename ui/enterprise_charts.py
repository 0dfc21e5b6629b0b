"""Figures of 企业透视: what a place consists of, as bars."""

import plotly.graph_objects as go

from mechanisms.firm_drill import Drill, Line
from metrics.wording import figure
from ui.curve_marks import short
from ui.plot_style import layout
from ui.style import ACCENT, FALL, INK

FIGURE_SPACE = "\u2007"
MOST = 15
LONGEST_NAME = 9


def parts(drill: Drill) -> go.Figure:
    """Return the largest parts of a place as bars, the largest on top; below zero in ochre."""
    drawn = [line for line in drill.lines if line.value is not None][:MOST][::-1]
    texts = [figure(each.value, drill.measure.decimals, thousands=True) for each in drawn]
    made = go.Figure(_bars(drill, drawn, texts), layout(max(150, 27 * len(drawn) + 24)))
    made.update_xaxes(visible=False)
    width = max((len(text) for text in texts), default=0)
    made.update_yaxes(
        tickvals=list(range(len(drawn))),
        ticktext=[
            f"{short(each.name, LONGEST_NAME)}　<b>{text.rjust(width, FIGURE_SPACE)}</b>"
            for each, text in zip(drawn, texts, strict=True)
        ],
        ticklabelstandoff=6,
        tickfont={"size": 12, "color": INK},
        showgrid=False,
        zeroline=False,
    )
    return made


def _bars(drill: Drill, drawn: list[Line], texts: list[str]) -> go.Bar:
    named = [[each.name, text] for each, text in zip(drawn, texts, strict=True)]
    unit = drill.measure.unit
    return go.Bar(
        x=[each.value for each in drawn],
        y=list(range(len(drawn))),
        orientation="h",
        marker={"color": [FALL if (each.value or 0) < 0 else ACCENT for each in drawn]},
        customdata=named,
        hovertemplate=f"%{{customdata[0]}}：%{{customdata[1]}}{unit}<extra></extra>",
    )
