"""What figures of courses share: the fan of an estimate, labels at the end, names beside bars."""

import math
from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from metrics.wording import figure
from ui.style import ACCENT

BAND_80, BAND_50 = "rgba(27,79,140,.13)", "rgba(27,79,140,.22)"
LONGEST_NAME = 11

TWO_LINES = 0.16
"""Room of a label of two lines, as a share of the height of the lines."""

Ahead = Sequence[tuple[date, float, float, float, float, float]]
"""By month: the estimate, then the limits of its 80 % and of its 50 % interval (NaN: unknown)."""
EndLabel = tuple[float, str, str]
"""Height, text and colour of a label at the right end."""
NamedLine = tuple[str, Sequence[float | None], str]


def short(name: str, longest: int = LONGEST_NAME) -> str:
    """Return a name that fits beside a bar.

    Examples
    --------
    >>> short("参加购物节的本地时尚消费品企业")
    '参加购物节的本地时尚…'
    """
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def fan(made: go.Figure, ahead: Ahead) -> None:
    """Draw an estimate with its intervals; one that is not known is not drawn."""
    if not ahead:
        return
    days = [row[0] for row in ahead]
    for low, high, colour in ((2, 3, BAND_80), (4, 5, BAND_50)):
        lows, highs = _column(ahead, low), _column(ahead, high)
        if not any(map(math.isnan, lows)):
            made.add_trace(_hidden(days, lows))
            made.add_trace(_hidden(days, highs).update(fill="tonexty", fillcolor=colour))
    made.add_trace(
        go.Scatter(
            x=days,
            y=_column(ahead, 1),
            mode="lines",
            line={"color": ACCENT, "width": 1.4},
            hovertemplate="预计 %{y:,.1f}<extra></extra>",
        )
    )


def _column(ahead: Ahead, place: int) -> list[float]:
    return [float(row[place]) for row in ahead]  # type: ignore[arg-type]


def _hidden(days: Sequence[date], values: Sequence[float]) -> go.Scatter:
    return go.Scatter(x=days, y=values, mode="lines", line={"width": 0}, hoverinfo="skip")


def end_labels(made: go.Figure, labels: Sequence[EndLabel], least: float) -> None:
    """Label lines at their right end, the lower ones moved down so that none covers another.

    Parameters
    ----------
    least
        Least distance between two labels, in the unit of the axis.
    """
    for value, text, colour in parted(labels, least):
        made.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=value,
            showarrow=False,
            align="left",
            text=text,
            font={"size": 12, "color": colour},
        )


def name_ends(made: go.Figure, lines: Sequence[NamedLine], decimals: int) -> None:
    """Name lines at their right end, with their last known figure on a line of its own.

    Parameters
    ----------
    lines
        Name, figures (None is 未报) and colour of each.
    """
    ends: list[EndLabel] = []
    for name, values, colour in lines:
        known = [value for value in values if value is not None]
        if known:
            ends.append((known[-1], f"<b>{name}</b><br>{figure(known[-1], decimals)}", colour))
    heights = [value for _, values, _ in lines for value in values if value is not None]
    end_labels(made, ends, TWO_LINES * (max(heights) - min(heights)) if heights else 0.0)


def parted(labels: Sequence[EndLabel], least: float) -> list[EndLabel]:
    """Return labels from top to bottom, each at least so far below the one above.

    Examples
    --------
    >>> parted([(9.0, "预计", "b"), (10.0, "目标", "a")], 3.0)
    [(10.0, '目标', 'a'), (7.0, '预计', 'b')]
    """
    found: list[EndLabel] = []
    for value, text, colour in sorted(labels, key=lambda label: -label[0]):
        top = found[-1][0] - least if found else value
        found.append((min(value, top), text, colour))
    return found
