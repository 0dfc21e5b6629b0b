"""The house style of figures: one layout, one configuration, one way to draw."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from ui.style import FONT, HAIRLINE, INK, INK_2

_MONTHS = [f"{month}月" for month in range(1, 13)]
_DAYS = ["日", "一", "二", "三", "四", "五", "六"]
LOCALE = {
    "moduleType": "locale",
    "name": "zh-CN",
    "dictionary": {
        "Download plot as a PNG": "下载为 PNG 图片",
        "Download plot as a png": "下载为 PNG 图片",
        "Download plot": "下载图片",
        "Zoom": "缩放",
        "Pan": "平移",
        "Zoom in": "放大",
        "Zoom out": "缩小",
        "Autoscale": "自动缩放",
        "Reset axes": "重置坐标轴",
        "Double-click to zoom back out": "双击还原",
        "Taking snapshot - this may take a few seconds": "正在生成图片…",
    },
    "format": {
        "months": _MONTHS,
        "shortMonths": _MONTHS,
        "days": [f"星期{day}" for day in _DAYS],
        "shortDays": [f"周{day}" for day in _DAYS],
        "date": "%Y-%m-%d",
    },
}
CONFIG = {
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "locale": "zh-CN",
    "locales": {"zh-CN": LOCALE},
}


def layout(height: int, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - Plotly takes anything
    """Return the common layout, with an axis pair and changes on top."""
    tick = {"size": 12, "color": INK_2}
    base: dict[str, Any] = {
        "height": height,
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 4, "r": 8, "t": 6, "b": 4},
        "separators": ".,",
        "dragmode": False,
        "showlegend": False,
        "bargap": 0.36,
        "hoverlabel": {
            "bgcolor": "#FFF",
            "bordercolor": INK_2,
            "font": {"family": FONT, "size": 13, "color": INK},
            "align": "left",
        },
        "xaxis": {
            "showgrid": False,
            "zeroline": False,
            "showline": True,
            "linecolor": INK_2,
            "ticks": "outside",
            "ticklen": 4,
            "tickangle": 0,
            "automargin": True,
            "fixedrange": True,
            "tickfont": tick,
        },
        "yaxis": {
            "gridcolor": HAIRLINE,
            "zeroline": True,
            "zerolinecolor": INK_2,
            "showline": False,
            "automargin": True,
            "fixedrange": True,
            "tickfont": tick,
        },
    }
    for key, value in changes.items():
        base[key] = base[key] | value if isinstance(base.get(key), dict) else value
    return base


class DrawnOnce(go.Figure):  # type: ignore[misc]  # Plotly is untyped
    """A finished figure whose dictionary is made once: it is shared and drawn on every rerun.

    Making it anew took a third of the ranking page's time; the figure must not be changed.
    """

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as a dictionary, the same one each time."""
        if not hasattr(self, "_ready"):
            self._ready: dict[str, Any] = super().to_dict()
        return self._ready


WITH_TOOLS = CONFIG | {"displayModeBar": "hover"}
"""For the pages on which figures are studied and taken along as pictures."""


def draw(figure_: go.Figure, alt: str, key: str, *, tools: bool = False) -> None:
    """Put a figure on the page in the project's own style; `tools` offers it as a picture."""
    config = WITH_TOOLS if tools else CONFIG
    st.plotly_chart(figure_, theme=None, config=config, alt=alt, key=key)
