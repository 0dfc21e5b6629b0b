"""What was found in a firms' file, and what it would change of what is stored."""

from collections.abc import Sequence

import streamlit as st

from mechanisms.firm_intake import FirmPreview, effect_words, months_words
from metrics.wording import join_names
from ui import skeleton
from ui.reading_table import Cell, Head, reading_table

MOST_CHANGES = 60
_MIDDLE = {"roster": "名单", "recognition": "年度"}


def table(shown: FirmPreview) -> None:
    """Say what kind of file it is, which columns were read, and of how many firms and months."""
    skeleton.section("认出的表", f"{shown.kind}；数字按表头单位换算后入库")
    rows: list[list[Cell]] = [
        ["工作表", shown.table.sheet or "—"],
        ["读取的列", shown.items],
        ["不读取的列", join_names(shown.table.unread) or "—"],
        ["企业", f"{shown.taken.firms:,}家，{len(shown.table.lines):,}行"],
    ]
    if shown.table.kind == "panel":
        rows.append(["月份", months_words(shown.taken.months)])
        rows.append(["数字", f"{shown.taken.figures:,}个；空格是未报，不作零"])
        if shown.taken.left_out:
            rows.append(["没有的列", f"{join_names(shown.taken.left_out)}；已入库的保持不变"])
    if shown.table.other_sheets:
        rows.append(["不读取的工作表", join_names(shown.table.other_sheets)])
    reading_table([Head("项目"), Head("内容", "w")], rows)


def changes(shown: FirmPreview) -> None:
    """Show what the file would do to what is stored: counts, and the first changes one by one.

    Of a file with errors nothing is compared.
    """
    words = effect_words(shown)
    if not words:
        return
    skeleton.section("与已入库的相比", f"对照第{shown.question.vintage}版：{words}")
    listed = shown.taken.changes
    if listed.empty:
        return
    of_months = bool((listed["month"] != "").any())
    middle = [Head(_MIDDLE.get(shown.table.kind, "月份"))] if of_months else []
    heads = [Head("行", "r"), Head("企业"), *middle, Head("数据项")]
    side = "r" if shown.table.kind == "panel" else "l"
    rows = [
        _change(row, of_months=of_months)
        for row in listed.head(MOST_CHANGES).itertuples(index=False)
    ]
    reading_table([*heads, Head("已入库", side), Head("本次", side)], rows)
    if shown.taken.changed > MOST_CHANGES:
        note = f"只列前{MOST_CHANGES}处，共{shown.taken.changed:,}处。"
        st.markdown(f":small[:gray[{note}]]")


def _change(row: Sequence[object], *, of_months: bool) -> list[Cell]:
    line, firm, month, item, old, new = map(str, row)
    return [line, firm, *([month] if of_months else []), item, old or "—", new or "—"]
