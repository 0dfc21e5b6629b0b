"""A configured composite score: the arithmetic of every cell, because it will be disputed."""

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

import streamlit as st

from data.store import Question
from mechanisms.circular import Ranking
from mechanisms.circular_words import short_name
from mechanisms.scoring import TOTAL, Scores
from metrics.periods import Period
from metrics.scoring_schemes import Component
from metrics.wording import figure
from ui import load, skeleton
from ui.plain import plain


def show(question: Question, result: Ranking) -> None:
    """Draw the score of the period, where the deployer configured one."""
    if not load.shows_whole_set(result):
        return
    found = load.scores(question, result.period.code)
    if found is None:
        return
    ground = f"部署单位自定，依据：{plain(found.scheme.document)}"
    skeleton.section(plain(found.scheme.name), ground)
    st.html(f'<div class="ybx">{_table(found)}</div>')


def _table(found: Scores) -> str:
    parts = found.scheme.components
    heads = "".join(map(_head, parts, found.periods))
    order = sorted(found.places, key=lambda code: found.places[code] or len(found.places) + 1)
    rows = "".join(_row(found, code) for code in order)
    return (
        f'<table class="yb"><thead><tr><th class="l">单位</th>{heads}<th>合计</th><th>位次</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )


def _head(part: Component, taken: Period | None) -> str:
    when = taken.label if taken else "尚无数字"
    return f"<th>{escape(part.title)}<br>{part.weight}分<br>{when}</th>"


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
