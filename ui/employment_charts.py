"""Figures of lay-offs: the distribution of rates, and the years side by side."""

from collections.abc import Sequence

import plotly.graph_objects as go

from mechanisms.employment import YearCount
from mechanisms.employment_groups import RateClass
from ui.plot_style import layout
from ui.style import ACCENT, CONTEXT, FALL, INK, INK_2

KEPT, EXCEEDED, OPEN = "不超过上限", "超过上限", "待核实"
COLOURS = {KEPT: ACCENT, EXCEEDED: FALL, OPEN: CONTEXT}
LEGEND = {
    "orientation": "h",
    "x": 0,
    "xanchor": "left",
    "y": 1.02,
    "yanchor": "bottom",
    "traceorder": "normal",
    "font": {"size": 12, "color": INK_2},
}


def distribution(classes: Sequence[RateClass]) -> go.Figure:
    """Return the firms by class of rate, those above their limit in ochre."""
    made = go.Figure(
        layout=layout(300, margin={"t": 34}, showlegend=True, legend=LEGEND, barmode="stack")
    )
    labels = [each.label for each in classes]
    counts = {
        KEPT: [each.kept for each in classes],
        EXCEEDED: [each.exceeded for each in classes],
        OPEN: [each.others for each in classes],
    }
    for name, heights in counts.items():
        if any(heights):
            made.add_trace(_bars(name, labels, heights))
    for label, each in zip(labels, classes, strict=True):
        if each.firms:
            _total(made, label, each.firms)
    made.update_xaxes(type="category", categoryorder="array", categoryarray=labels)
    made.update_yaxes(visible=False)
    return made


def _bars(name: str, labels: Sequence[str], heights: Sequence[int]) -> go.Bar:
    return go.Bar(
        x=list(labels),
        y=list(heights),
        name=name,
        marker={"color": COLOURS[name]},
        hovertemplate=f"裁员率%{{x}}%<br>{name}%{{y}}家<extra></extra>",
    )


def _total(made: go.Figure, label: str, count: int) -> None:
    made.add_annotation(
        x=label,
        y=count,
        yanchor="bottom",
        text=str(count),
        showarrow=False,
        font={"size": 12, "color": INK},
    )


def years(trend: Sequence[YearCount]) -> go.Figure:
    """Return the years as bars of firms: within the limit, above it, open."""
    labels = [each.facts.label.replace("（", "<br>（") for each in trend]
    counts = {
        KEPT: [each.count.kept for each in trend],
        EXCEEDED: [each.count.exceeded for each in trend],
        OPEN: [each.count.unsettled for each in trend],
    }
    made = go.Figure(
        layout=layout(
            52 * len(trend) + 60,
            margin={"t": 34},
            showlegend=True,
            legend=LEGEND,
            barmode="stack",
            bargap=0.45,
        )
    )
    for name, widths in counts.items():
        if any(widths):
            made.add_trace(_lengths(name, labels, widths))
    made.update_xaxes(visible=False)
    made.update_yaxes(
        type="category", autorange="reversed", showgrid=False, tickfont={"size": 12, "color": INK}
    )
    return made


def _lengths(name: str, labels: Sequence[str], widths: Sequence[int]) -> go.Bar:
    return go.Bar(
        y=list(labels),
        x=list(widths),
        name=name,
        orientation="h",
        marker={"color": COLOURS[name]},
        text=[str(width) if width else "" for width in widths],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        hovertemplate=f"{name}%{{x}}家<extra></extra>",
    )
