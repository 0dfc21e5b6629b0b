"""The skeleton that all pages share: title row, provenance, headline, tiles, notes, states."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from html import escape
from typing import Literal

import streamlit as st

from data.datasets import Dataset
from mechanisms.overview import YearCoverage
from mechanisms.tiles import Tile, Tone
from metrics.checks import Finding, Outcome
from metrics.wording import date_text
from ui import address, origin_address
from ui.plain import plain
from ui.session import current

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
Colour = Literal["blue", "orange", "gray", "green", "yellow", "red"]
TONES: dict[Tone, Colour] = {
    "up": "blue",
    "down": "orange",
    "none": "gray",
    "good": "green",
    "warn": "yellow",
    "bad": "red",
}
LEAST_COLUMNS = 4
"""A few tiles are not stretched over the whole page."""
FIGURES = re.compile(r"^[−+]?[\d,.]+$")
"""A value of a tile that is no figure may be a name as it was received."""
ARROWS = {"up": "↑ ", "down": "↓ ", "off": ""}


@contextmanager
def title_row(title: str) -> Iterator[None]:
    """Draw the page's name at the left; controls drawn inside stand at the right."""
    with st.container(
        horizontal=True,
        vertical_alignment="bottom",
        horizontal_alignment="distribute",
        key="titlerow",
    ):
        st.title(title, width="content", anchor=False)
        with st.container(
            horizontal=True, vertical_alignment="bottom", width="content", key="controls"
        ):
            yield


def kind_badge(dataset: Dataset | None = None) -> str:
    """Return the badge that says whether the figures (of the visit, or another) are real."""
    dataset = dataset or current().dataset
    if dataset.kind == "simulated":
        return ":violet-badge[模拟数据]"
    return ":gray-badge[真实公开数据]"


def provenance(
    period: str,
    published_at: date | None,
    sources: Sequence[str],
    badges: Iterable[str] = (),
    *,
    assumed: bool = False,
    whose: Dataset | None = None,
) -> None:
    """Say period, day of the data, source and kind; looks back are marked.

    `whose` is the dataset of the figures where it is not the visit's.
    """
    dataset = whose or current().dataset
    parts = [f"**{f'{dataset.name}　{period}'.rstrip()}**"]
    if published_at:
        mark = "（推定）" if assumed else ""
        parts.append(f":gray[数据截至 {date_text(published_at)}{mark}]")
    if sources:
        parts.append(f":gray[来源：{_sources(sources)}]")
    line = "　".join(parts) + "　" + " ".join([kind_badge(dataset), *badges, *_looking_back()])
    st.markdown(line)


def _sources(sources: Sequence[str]) -> str:
    first = plain(sources[0])
    return first if len(sources) == 1 else f"{first}等{len(sources)}份"


def _looking_back() -> list[str]:
    visit = current()
    badges = []
    if visit.as_of != visit.dataset.today:
        badges.append(f":yellow-badge[▲ 回看：{visit.as_of.isoformat()} 及以前发布]")
    if visit.vintage != visit.newest:
        badges.append(f":yellow-badge[▲ 回看：第{visit.vintage}版]")
    return badges


def lead(text: str) -> None:
    """Write the headline paragraph."""
    with st.container(key="lead"):
        st.markdown(text)


def tiles(items: Sequence[Tile]) -> None:
    """Draw at most six tiles; below them, where each figure comes from."""
    if not items:
        return
    with st.grid(max(len(items), LEAST_COLUMNS), min_column_width=160, gap=8):
        for item in items:
            _tile(item)
    _origin_links(items)


def _origin_links(items: Sequence[Tile]) -> None:
    """Lead from the tiles' figures to their rows, files and indicator cards."""
    links = []
    for item in items:
        if item.origin is not None:
            href = origin_address.href(item.origin)
            links.append(f'<a href="{escape(href)}" target="_self">{escape(item.label)}</a>')
    if links:
        st.html(f'<p class="from">数字来源：{"　".join(links)}</p>')


def _tile(item: Tile) -> None:
    unit = f" :small[:gray[{item.unit}]]" if item.unit else ""
    st.metric(
        item.label,
        f"{item.value if FIGURES.search(item.value) else plain(item.value)}{unit}",
        f"{ARROWS[item.arrow]}{item.change}" if item.change else None,
        delta_color=TONES[item.tone],
        delta_arrow="off",
        delta_description=item.note or None,
        border=True,
        height="stretch",
        chart_data=[math.nan if value is None else value for value in item.chart] or None,
    )


def section(title: str, how_to_read: str = "") -> None:
    """Head a piece of evidence: what it is, and in grey period, unit and how to read it."""
    st.markdown(f"**{title}**　:gray[{how_to_read}]" if how_to_read else f"**{title}**")


OUTCOMES = {
    Outcome.AGREES: ":gray-badge[● 符合]",
    Outcome.DIFFERS: ":yellow-badge[▲ 不符]",
    Outcome.UNCHECKABLE: ":gray-badge[○ 无法核对]",
}


def findings(found: Sequence[Finding], held: YearCoverage) -> None:
    """Show the data checks beside a result: name, outcome in words, the figures.

    Last comes how much of the year was reported; the whole matrix stands in 数据总览.
    """
    section("数据核对", "按未舍入的数核对；只提示，不改数")
    lines = [f"{OUTCOMES[f.outcome]}　**{f.check}**　{f.text}" for f in found]
    badge = ":gray-badge[● 齐全]" if held.complete else ":gray-badge[○ 有缺]"
    st.markdown("\n\n".join([*lines, f"{badge}　**报送覆盖**　{held.text}"]))


def notes(texts: Sequence[str]) -> None:
    """Write the notes at the foot, numbered."""
    numbered = "。".join(f"{CIRCLED[i]} {text.rstrip('。')}" for i, text in enumerate(texts))
    st.markdown(f":small[:gray[注：{numbered}。]]")


def empty_state(title: str, text: str) -> None:
    """Say what is missing, who supplies it and when; never an empty chart frame."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.markdown(text)


def end() -> None:
    """Close the page: write the choices into the address bar."""
    address.finish()
