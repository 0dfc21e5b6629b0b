"""What was found in a file: tables, findings in two grades, figures that would change."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from data import catalogue, datasets
from data.datasets import Dataset
from data.intake_rules import GRADE_WORDS, Rule, intake_rules
from data.readings import FoundTable
from mechanisms.intake import Preview
from mechanisms.intake_comparison import CHANGED, FINER, NEW, SAME, printed_decimals
from mechanisms.intake_findings import IntakeFinding, measure_words
from metrics.periods import Period
from metrics.rounding import half_up
from metrics.wording import as_given, figure, join_names
from ui import skeleton
from ui.plain import plain
from ui.reading_table import Cell, Head, Text, reading_table

MOST_FINDINGS = 60
MOST_CHANGES = 60
GRADE_CSS = {"must": "bad", "explain": "warn", "note": "n"}
GRADE_SIGNS = {"must": "■", "explain": "▲", "note": "○"}
STATUS = {
    "read": Text("● 已识别", "good"),
    "empty": Text("○ 尚无数据", "n"),
    "unknown": Text("○ 不认识", "n"),
    "ignored": Text("○ 不读取", "n"),
}


def tables(shown: Preview) -> None:
    """List every table of the file: read ones first, then what was not read and why."""
    found = shown.reading.tables
    read = [table for table in found if table.status == "read"]
    skeleton.section(
        "找到的表", f"{len(found)}张，其中已识别{len(read)}张；数字按表头单位换算后入库"
    )
    heads = [Head("工作表"), Head("表 → 指标"), Head("期别"), Head("数据项（表头所印）", "w")]
    reading_table(
        [*heads, Head("行数", "r"), Head("状态")],
        [_read_row(shown, place) for place, table in enumerate(found) if table.status == "read"],
    )
    rest = [table for table in found if table.status != "read"]
    if rest:
        with st.expander(f"没有读取的{len(rest)}张表", expanded=not read):
            reading_table(
                [Head("工作表"), Head("标题"), Head("状态"), Head("原因", "w")],
                [[t.sheet, t.title, STATUS[t.status], t.reason or "—"] for t in rest],
            )
    if shown.reading.left_out:
        with st.expander(f"看到但没有读取的{len(shown.reading.left_out)}处"):
            st.markdown("\n".join(f"- {plain(text)}" for text in shown.reading.left_out))


def _read_row(shown: Preview, place: int) -> list[Cell]:
    table = shown.reading.tables[place]
    figures = shown.reading.figures
    rows = figures.loc[figures["table"] == place]
    return [
        table.sheet,
        _indicator(table, shown),
        Period.parse(table.period).label if table.period else "—",
        join_names(_without_period(head) for head in table.heads) or "—",
        _rows_words(rows),
        STATUS[table.status],
    ]


def _rows_words(rows: pd.DataFrame) -> str:
    divided = rows["industry"].ne("").any()
    return f"{rows['industry'].nunique()}个行业" if divided else f"{rows['region'].nunique()}个单位"


def _indicator(table: FoundTable, shown: Preview) -> str:
    if not table.indicator:
        return table.title
    name = _dataset(shown).indicator(table.indicator).short_name
    return table.title if table.title == name else f"{table.title} → {name}"


PRINTED_PERIOD = re.compile(r"^(\d{4}年)?\d{1,2}[-—–~～至]\d{1,2}月份?(累计)?(?=.)")


def _without_period(head: str) -> str:
    return PRINTED_PERIOD.sub("", "".join(head.split()))


def _dataset(shown: Preview) -> Dataset:
    return datasets.dataset(shown.question.dataset)


def findings(found: Sequence[IntakeFinding]) -> None:
    """Draw findings as a table: grade, cell, what stands there, what is wrong, what to do."""
    heads = [Head("等级"), Head("工作表!单元格"), Head("填报值", "r")]
    reading_table(
        [*heads, Head("问题", "w"), Head("怎么改", "w")],
        [
            [
                Text(_grade(each.rule), GRADE_CSS[each.rule.grade]),
                each.place or "—",
                each.found or "—",
                f"{each.rule.name}：{each.text}",
                each.rule.advice,
            ]
            for each in found[:MOST_FINDINGS]
        ],
    )
    if len(found) > MOST_FINDINGS:
        st.markdown(f":small[:gray[只列前{MOST_FINDINGS}处，共{len(found)}处。]]")


def one_finding(found: IntakeFinding) -> None:
    """Write one finding as a paragraph: sign and rule, cell, what stands there, what to do."""
    there = f"，填报值 {plain(found.found)}" if found.found else ""
    st.markdown(
        f":yellow-badge[▲ {found.rule.name}]　**{plain(found.place)}**{there}  \n"
        f"{plain(found.text)}。:gray[{found.rule.advice}]"
    )


def _grade(rule: Rule) -> str:
    return f"{GRADE_SIGNS[rule.grade]} {GRADE_WORDS[rule.grade]}"


def changes(shown: Preview) -> None:
    """Show what the file would do to stored figures: counts, and each figure that changes."""
    table = shown.table
    counts = {effect: int((table["effect"] == effect).sum()) for effect in (NEW, SAME, FINER)}
    changed = table[table["effect"] == CHANGED]
    words = "，".join(f"{name}{count}个" for name, count in counts.items() if count)
    reading = f"改动{len(changed)}个" + (f"，{words}" if words else "")
    skeleton.section("与已入库的相比", f"对照第{shown.question.vintage}版：{reading}")
    if changed.empty:
        return
    heads = [Head("指标"), Head("单位"), Head("期别"), Head("数据项")]
    figures = [Head("已入库", "r"), Head("本次", "r"), Head("相差", "r")]
    rows = [_change(shown, row) for row in changed.head(MOST_CHANGES).itertuples()]
    reading_table([*heads, *figures], rows)
    if len(changed) > MOST_CHANGES:
        st.markdown(f":small[:gray[只列前{MOST_CHANGES}个，共{len(changed)}个。]]")


def _change(shown: Preview, row: Any) -> list[Cell]:  # noqa: ANN401 - a row of the table
    indicator = _dataset(shown).indicator(row.indicator)
    decimals = printed_decimals(_dataset(shown), row.indicator, row.measure)
    wholes = {each.whole: each.whole_name for each in _dataset(shown).ranked_sets}
    name = wholes.get(row.region) or catalogue.regions()[row.region].short_name
    industry = f"（{catalogue.industries()[row.industry]}）" if row.industry else ""
    old, new = half_up(row.old, decimals), half_up(row.value, decimals)
    return [
        indicator.short_name,
        f"{name}{industry}",
        Period.parse(row.period).label,
        measure_words(row.measure, indicator),
        figure(row.old, decimals, thousands=True),
        figure(row.value, decimals, thousands=True),
        "—" if old is None or new is None else _difference(new - old, decimals),
    ]


def _difference(value: Decimal, decimals: int) -> str:
    return ("+" if value > 0 else "") + figure(value, decimals, thousands=True)


def rules() -> None:
    """Publish the rules by which files are checked: grade, bounds, ground."""
    rows: list[list[Cell]] = [
        [
            Text(_grade(rule), GRADE_CSS[rule.grade]),
            rule.name,
            _params(rule),
            rule.basis,
        ]
        for rule in intake_rules().rules.values()
    ]
    reading_table([Head("等级"), Head("规则"), Head("参数", "w"), Head("依据", "w")], rows)


PARAMS = {
    "ratio": "相差至少（倍）",
    "factors": "倍数",
    "within": "容许范围（倍）",
    "significant_digits": "有效数字至少",
    "share": "占比至少",
    "least": "个数至少",
    "days": "天数至多",
    "months": "参照月数",
    "points": "相差超过（百分点）",
}


def _params(rule: Rule) -> str:
    texts = []
    for name, value in rule.params.items():
        values = value if isinstance(value, tuple) else (value,)
        texts.append(f"{PARAMS[name]} {join_names(as_given(each) for each in values)}")
    return "；".join(texts) or "—"
