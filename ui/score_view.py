"""A configured composite score: the arithmetic of every cell, because it will be disputed."""

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

import streamlit as st

from data.store import Question
from mechanisms.circular import Ranking
from mechanisms.circular_words import short_name
from mechanisms.scoring import TOTAL, Scores
from metrics.wording import figure
from ui import load, skeleton


def show(question: Question, result: Ranking) -> None:
    """Draw the score of the period, where the deployer configured one."""
    found = load.scores(question, result.period.code)
    if found is None:
        return
    skeleton.section(
        found.scheme.name, f"{result.period.label}；部署单位自定，依据：{found.scheme.document}"
    )
    st.html(f'<div class="ybx">{_table(found)}</div>')


def _table(found: Scores) -> str:
    parts = found.scheme.components
    heads = "".join(f"<th>{escape(p.title)}<br>{p.weight}分</th>" for p in parts)
    order = sorted(found.places, key=lambda code: found.places[code] or len(found.places) + 1)
    rows = "".join(_row(found, code) for code in order)
    return (
        f'<table class="yb"><thead><tr><th class="l">单位</th>{heads}<th>合计</th><th>位次</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(found: Scores, code: str) -> str:
    cells = found.cells[found.cells["region_code"] == code]
    parts = "".join(_cell(row) for row in cells.to_dict("records"))
    place = found.places[code]
    shown = "—" if place is None else str(place)
    return f'<tr><td class="l">{escape(short_name(code))}</td>{parts}<td>{shown}</td></tr>'


def _cell(row: Mapping[Hashable, Any]) -> str:
    points = row["points"]
    printed = "—" if points is None else figure(points, None)
    weight = "b" if row["indicator"] == TOTAL else "span"
    arithmetic = escape(str(row["arithmetic"]))
    return f'<td><{weight}>{printed}</{weight}><br><span class="n">{arithmetic}</span></td>'
