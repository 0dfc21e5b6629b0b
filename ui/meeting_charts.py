"""Pictures of the meeting view: large type, nothing that depends on pale colours."""

from collections import Counter
from collections.abc import Sequence

import plotly.graph_objects as go

from mechanisms.alert_board import AlertBoard
from mechanisms.material_prices import TendayPrices, printed
from mechanisms.price_words import short_name
from mechanisms.supervision import Board
from mechanisms.weekly_lines import CountyWeek, WeekLine
from metrics.rounding import half_up
from metrics.wording import signed
from ui import target_charts, weekly_charts
from ui.charts import FIGURE_SPACE
from ui.plot_style import layout
from ui.style import ACCENT, BELOW, FALL, INK

HEIGHT = 470
FONT_SIZE, TICK_SIZE = 19, 18
MOST_BARS = 12
GOODS_A_SIDE = 5
LONGEST_NAME = 12
Bar = tuple[str, float, str]
"""Name, length, and the figure as printed."""


def enlarged(made: go.Figure, height: int = HEIGHT) -> go.Figure:
    """Return a figure in the size of the projector."""
    made.update_layout(height=height, font_size=FONT_SIZE)
    made.update_xaxes(tickfont_size=TICK_SIZE)
    made.update_yaxes(tickfont_size=TICK_SIZE)
    made.update_annotations(font_size=TICK_SIZE)
    return made


def course(line: WeekLine) -> go.Figure:
    """Return the leading measure's weeks, large."""
    made = enlarged(weekly_charts.course(line))
    return made.update_layout(margin_r=92)


def counties(found: Sequence[CountyWeek]) -> go.Figure:
    """Return the counties' growth in the order of their list; what is not known is said."""
    bars = [_county(each) for each in found]
    return _bars(bars)


def _county(county: CountyWeek) -> Bar:
    growth = half_up(county.lead.year.pct, 1)
    if growth is None:
        return county.name, 0.0, "未报" if county.lead.value is None else "无上年数"
    return county.name, float(growth), f"{signed(growth, 1)}%"


def prices(found: TendayPrices) -> go.Figure:
    """Return the goods that rose and fell most."""
    goods = [*found.risen[:GOODS_A_SIDE], *found.fallen[:GOODS_A_SIDE][::-1]]
    return _bars(
        [
            (short_name(each.good), float(printed(each) or 0), f"{signed(each.change_pct, 1)}%")
            for each in goods
        ]
    )


def rules(board: AlertBoard) -> go.Figure:
    """Return how many alerts that ask for an act each rule found."""
    counted = Counter(alert.rule_name for alert in board.pressing)
    return _bars([(name, float(count), f"{count}条") for name, count in counted.most_common()])


def targets(board: Board) -> go.Figure:
    """Return completion against the course, the targets that lie furthest behind first."""
    rows = [row for row in board.worst_first if row.verdict.pace_pct is not None]
    made = target_charts.bullets(rows[:MOST_BARS])
    return enlarged(made).update_layout(margin_r=196)


def _bars(bars: Sequence[Bar]) -> go.Figure:
    """Return level bars from zero, the first on top; below zero in ochre."""
    rows = list(bars)[::-1]
    width = max((len(text) for _, _, text in rows), default=0)
    places = list(range(len(rows)))
    made = go.Figure(
        go.Bar(
            x=[length for _, length, _ in rows],
            y=places,
            orientation="h",
            marker={"color": [_colour(length) for _, length, _ in rows]},
            customdata=[[name, text] for name, _, text in rows],
            hovertemplate="%{customdata[0]} %{customdata[1]}<extra></extra>",
        ),
        layout(HEIGHT, bargap=0.3),
    )
    made.update_xaxes(visible=False, zeroline=True, zerolinecolor=INK, zerolinewidth=1.4)
    made.update_yaxes(
        tickvals=places,
        ticktext=[
            f"{_short(name)}　<b>{text.rjust(width, FIGURE_SPACE)}</b>" for name, _, text in rows
        ],
        showgrid=False,
        zeroline=False,
        ticklabelstandoff=8,
    )
    made.add_vline(x=0, line={"color": INK, "width": 1.4})
    return enlarged(made)


def _colour(length: float) -> str:
    if length < 0:
        return FALL
    return ACCENT if length else BELOW


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
