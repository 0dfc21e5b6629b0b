"""Figures: result objects in, Plotly figures out. Built with graph_objects only."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mechanisms.circular import Ranking
from mechanisms.circular_words import biggest_moves, short_name
from metrics.periods import Period
from metrics.wording import GROWTH_DECIMALS, figure
from ui.curve_marks import name_ends
from ui.plot_style import layout
from ui.style import ACCENT, BELOW, CATEGORICAL, CONTEXT, FALL, INK, INK_2, INK_3

FIGURE_SPACE = "\u2007"
HIGHLIGHTS = 5


def ranked_bars(result: Ranking) -> go.Figure:
    """Return sorted bars of the ranked units; dark above the whole, ochre below zero."""
    rows: list[Any] = list(result.ranked.itertuples())[::-1]
    texts = [_bar_text(result, row) for row in rows]
    made = go.Figure(_bars(result, rows, texts), layout(max(120, 34 * len(rows) + 34)))
    made.update_layout(margin_t=26)
    made.update_xaxes(visible=False)
    made.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=_bar_labels(rows, texts),
        ticklabelstandoff=6,
        showgrid=False,
        zeroline=False,
    )
    if result.board.by == "growth" and result.whole.growth is not None:
        printed = figure(result.whole.growth, GROWTH_DECIMALS)
        _reference(made, result.whole.growth, f"{result.whole.name} {printed}")
    return made


def _bar_text(result: Ranking, row: Any) -> str:  # noqa: ANN401 - a row of the table
    if result.board.by == "growth":
        return figure(row.value, GROWTH_DECIMALS)
    return figure(row.value, result.indicator.decimals, thousands=True)


def _bars(result: Ranking, rows: list[Any], texts: list[str]) -> go.Bar:
    unit = "%" if result.board.by == "growth" else result.indicator.unit
    return go.Bar(
        x=[row.value for row in rows],
        y=list(range(len(rows))),
        orientation="h",
        marker={"color": [_bar_colour(result, row) for row in rows]},
        customdata=[
            [short_name(row.region_code), text, row.place]
            for row, text in zip(rows, texts, strict=True)
        ],
        hovertemplate="%{customdata[0]}：%{customdata[1]}"
        + unit
        + "<br>第%{customdata[2]}位<extra></extra>",
    )


def _bar_labels(rows: list[Any], texts: list[str]) -> list[str]:
    """Return names with figures of equal width, so that decimals stand under each other."""
    width = max((len(text) for text in texts), default=0)
    return [
        f"{short_name(row.region_code)}　<b>{text.rjust(width, FIGURE_SPACE)}</b>"
        for row, text in zip(rows, texts, strict=True)
    ]


def _bar_colour(result: Ranking, row: Any) -> str:  # noqa: ANN401 - a row of the table
    """Colour by printed figures, as the count above the whole is taken."""
    if row.value < 0:
        return FALL
    compares = result.board.by == "growth" and result.whole.growth is not None
    return BELOW if compares and not row.gap_pp > 0 else ACCENT


def _reference(made: go.Figure, at: float, label: str) -> None:
    for colour, width in (("#FFFFFF", 3.6), (INK, 1.4)):
        made.add_vline(x=at, line={"color": colour, "width": width})
    made.add_annotation(
        x=at,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=label,
        showarrow=False,
        font={"size": 12, "color": INK},
    )


def place_lines(result: Ranking, history: pd.DataFrame) -> go.Figure:
    """Return places over the year; at most five units stand out, the rest are context."""
    colours = highlighted(result, history)
    count = len(history.columns)
    made = go.Figure(
        layout=layout(
            max(150, 34 * count + 34),
            margin={"r": _label_width(history), "t": 10},
            yaxis={"range": [count + 0.5, 0.5], "showgrid": False, "zeroline": False},
        )
    )
    ordered = sorted(history.columns, key=lambda code: code in colours)
    for code in ordered:
        made.add_trace(_place_line(history, code, colours.get(code)))
    periods = [Period.parse(code) for code in history.index]
    shown = _few(len(periods))
    made.update_xaxes(
        tickvals=shown,
        ticktext=[periods[i].short_label for i in shown],
        range=[-0.3, len(periods) - 0.85],
        showline=False,
        ticks="",
    )
    made.update_yaxes(tickvals=list(range(1, count + 1)))
    _end_labels(made, history, colours)
    return made


def _at_line_ends(history: pd.DataFrame) -> dict[int, list[str]]:
    """Return the units by their place in the last period."""
    ends: dict[int, list[str]] = {}
    for code, place in zip(history.columns, history.iloc[-1], strict=True):
        if not pd.isna(place):
            ends.setdefault(int(place), []).append(str(code))
    return ends


def _label_width(history: pd.DataFrame) -> int:
    """Return the room for the longest label at the line ends, in pixels."""
    names = ["、".join(map(short_name, codes)) for codes in _at_line_ends(history).values()]
    return 44 + 13 * max((len(name) for name in names), default=0)


def _place_line(history: pd.DataFrame, code: str, colour: str | None) -> go.Scatter:
    name = short_name(code)
    labels = [Period.parse(period).short_label for period in history.index]
    strong = colour is not None
    return go.Scatter(
        x=list(range(len(history))),
        y=[None if pd.isna(v) else int(v) for v in history[code]],
        mode="lines+markers",
        line={"color": colour or CONTEXT, "width": 2.2 if strong else 1},
        marker={"size": 6 if strong else 4, "color": colour or CONTEXT},
        customdata=labels,
        hovertemplate=f"{name}　%{{customdata}}　第%{{y}}位<extra></extra>",
        connectgaps=False,
    )


def highlighted(result: Ranking, history: pd.DataFrame) -> dict[str, str]:
    """Return the units that stand out, with colours: first, biggest movers, largest total."""
    ranked = result.ranked
    wanted = list(ranked["region_code"].head(1))
    by_name = dict(zip(ranked["region_code"].map(short_name), ranked["region_code"], strict=True))
    for move in reversed(biggest_moves(result)):
        wanted += [by_name[name] for name in (move[0][:2] if move else [])]
    wanted += ranked.nlargest(1, "level")["region_code"].tolist()
    chosen = [code for code in dict.fromkeys(wanted) if code in history.columns][:HIGHLIGHTS]
    return dict(zip(chosen, CATEGORICAL, strict=False))


def highlight_words(result: Ranking) -> str:
    """Say what the coloured units are."""
    return "首位、变动最大与总量最大" if result.ranked["level"].notna().any() else "首位与变动最大"


def _end_labels(made: go.Figure, history: pd.DataFrame, colours: dict[str, str]) -> None:
    pad = len(str(len(history.columns)))
    for place, codes in _at_line_ends(history).items():
        number = str(place).rjust(pad, FIGURE_SPACE)
        names = "、".join(_label(code, colours) for code in codes)
        made.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            y=place,
            showarrow=False,
            text=f"{number} {names}",
            font={"size": 12, "color": INK_2},
        )


def _label(code: str, colours: dict[str, str]) -> str:
    name = short_name(code)
    if code not in colours:
        return name
    return f'<span style="color:{colours[code]}">●</span> <b style="color:{INK}">{name}</b>'


def _few(count: int, most: int = 5) -> list[int]:
    """Return at most five positions, first and last included."""
    if count <= most:
        return list(range(count))
    step = -(-(count - 1) // (most - 1))
    shown = list(range(0, count - 1, step))
    if count - 1 - shown[-1] < step / 2 + 0.5:
        shown.pop()
    return [*shown, count - 1]


def growth_line(periods: Sequence[Period], series: dict[str, list[float | None]]) -> go.Figure:
    """Return growth over time; the first series is the accent, the others are context."""
    made = go.Figure(layout=layout(300, margin={"r": 64, "t": 10}, hovermode="x unified"))
    labels = [period.label for period in periods]
    for number, (name, values) in enumerate(series.items()):
        colour = ACCENT if number == 0 else INK_3
        made.add_trace(
            go.Scatter(
                x=labels,
                y=values,
                mode="lines",
                connectgaps=False,
                line={"color": colour, "width": 2.2 if number == 0 else 1.2},
                customdata=[figure(value, GROWTH_DECIMALS) for value in values],
                hovertemplate=f"{name} %{{customdata}}%<extra></extra>",
            )
        )
    shown = _few(len(labels), most=4)
    made.update_xaxes(
        tickvals=[labels[i] for i in shown], ticktext=[_short_year(periods[i]) for i in shown]
    )
    colours = [ACCENT, *[INK_2] * len(series)]
    ends = [(name, series[name], colour) for name, colour in zip(series, colours, strict=False)]
    name_ends(made, ends, GROWTH_DECIMALS)
    return made


def _short_year(period: Period) -> str:
    return f"{period.end.year}年{period.end.month}月"
