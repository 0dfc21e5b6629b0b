"""One firm on the page of lay-offs: all methods with their arithmetic, months, refunds."""

import streamlit as st

from mechanisms import employment_single_tables as tables
from mechanisms.employment import Employment
from mechanisms.employment_firm import FirmLayoffs, firm_layoffs
from ui import address, linked_table, skeleton
from ui.plain import plain

MOST_OPTIONS = 2000
MOST_FOUND = 50
NOBODY = "选一家企业，看各口径的计算…"


def firm(found: Employment) -> None:
    """Ask for a firm and draw it; one that the viewer may not see is not there for him."""
    number = _choose(found)
    if number is None:
        return
    shown = firm_layoffs(found, number)
    if shown is not None:
        with st.container(border=True):
            _draw(found, shown)


def _choose(found: Employment) -> int | None:
    names = dict(zip(found.register["firm"].map(str), found.register["name"], strict=True))
    asked = address.resolve("firm", ["", *names], "")
    keys = list(names) if len(names) <= MOST_OPTIONS else _matching(names, asked)
    key = st.selectbox(
        "企业",
        ["", *keys],
        key="firm",
        format_func=lambda key: names.get(key, NOBODY),
        label_visibility="collapsed",
        width=420,
    )
    address.keep("firm", key or "", unless="")
    return address.count(key or "")


def _matching(names: dict[str, str], asked: str) -> list[str]:
    """Return the firms whose names hold the text that is asked for, the chosen one among them."""
    text = st.text_input(
        "企业名称",
        key="firm_text",
        placeholder="输入企业名称中的字",
        label_visibility="collapsed",
        width=420,
    )
    wanted = " ".join((text or "").split())
    matching = [key for key, name in names.items() if wanted and wanted in name]
    return list(dict.fromkeys([*([asked] if asked else []), *matching[:MOST_FOUND]]))


def _draw(found: Employment, shown: FirmLayoffs) -> None:
    card = address.link("enterprise", firm=str(shown.firm))
    st.markdown(f"**{plain(shown.name)}**　[企业卡]({card})")
    counts = [f"{name} {_number(count)}" for name, count in tables.known_facts(shown.facts)]
    counts.append(f"从业人数 {_number(shown.headcount)}")
    member = tables.member_words(shown)
    said = f"{found.facts.label}：{'，'.join(counts)}"
    st.markdown(said + (f"。双百工业企业{plain(member)}" if member else ""))
    linked_table.draw(tables.methods(found, shown), cards=True)
    left, right = st.columns([4, 8], gap="medium")
    with left:
        linked_table.draw(tables.months(found, shown))
    with right:
        linked_table.draw(tables.refunds(shown), cards=True)
    linked_table.draw(tables.limits(found, shown), cards=True)


def _number(count: int | None) -> str:
    return "未报" if count is None else f"{count:,}"


def section() -> None:
    """Head the chooser."""
    skeleton.section("单户测算", "各口径、各上限并列，计算过程可查")
