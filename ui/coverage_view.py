"""Coverage and batches as tables."""

from html import escape

import pandas as pd
import streamlit as st

from data.datasets import KIND_WORDS
from mechanisms.circular_words import short_name
from mechanisms.overview import Coverage
from metrics.periods import Period
from metrics.rounding import percent
from metrics.wording import figure, join_names, moment_text

MOST_CELLS = 36
MOST_NAMED = 6


def summary(every: list[Coverage]) -> None:
    """Draw one row an indicator: first and last period, due, present, missing."""
    head = ("指标", "首期", "末期", "应有 个", "已有 个", "覆盖 %", "说明")
    body = "".join(_summary_row(held) for held in every)
    _table(head, body, wide_last=True)


def _summary_row(held: Coverage) -> str:
    name = escape(held.indicator.name)
    if not held.periods:
        state = f"无此数据：{held.absent}" if held.absent else "此时点尚未发布或入库"
        return (
            f'<tr class="none"><td class="l">{name}</td>{"<td>—</td>" * 5}'
            f'<td class="w">{escape(state)}</td></tr>'
        )
    share = figure(percent(held.present, held.expected), 1)
    cells = (
        held.periods[0].label,
        held.periods[-1].label,
        str(held.expected),
        str(held.present),
        share,
    )
    tds = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    measure = "按增速" if held.measure == "growth" else "按总量"
    return (
        f'<tr><td class="l">{name}</td>{tds}<td class="w">{measure}{escape(_gaps(held))}</td></tr>'
    )


def _gaps(held: Coverage) -> str:
    """Name periods that nobody has, and units that miss some."""
    cells = held.cells
    units = [short_name(str(code)) for code in cells.index[~cells.all(axis=1)]]
    texts = []
    if held.unpublished:
        texts.append(f"整期未公布：{_first_few([period.label for period in held.unpublished])}")
    if units:
        texts.append(f"有缺期的单位：{_first_few(units)}")
    return "；" + "；".join(texts) if texts else ""


def _first_few(names: list[str]) -> str:
    if len(names) <= MOST_NAMED:
        return join_names(names)
    return f"{join_names(names[:MOST_NAMED])}等{len(names)}个"


def matrix(held: Coverage) -> None:
    """Draw one row a unit and one small cell a period, the newest periods last."""
    if not held.periods:
        why = f"无此数据：{held.absent}" if held.absent else "此时点尚未发布或入库"
        st.markdown(f":gray[{why}]")
        return
    shown = list(held.periods[-MOST_CELLS:])
    rows = "".join(_matrix_row(held, str(code), shown) for code in held.cells.index)
    span = f"{shown[0].label} … {shown[-1].label}"
    _table(("单位", "缺 期", span), rows, css="cov", wide_last=True)
    if len(held.periods) > MOST_CELLS:
        st.markdown(
            f":small[:gray[只画最近{MOST_CELLS}期；“缺 期”按全部{len(held.periods)}期计。]]"
        )


def _matrix_row(held: Coverage, code: str, shown: list[Period]) -> str:
    row = held.cells.loc[code]
    cells = "".join(_cell(period, bool(row[period.code])) for period in shown)
    missing = len(row) - sum(bool(value) for value in row)
    return (
        f'<tr><td class="l">{escape(_unit(held, code))}</td>'
        f'<td>{missing or "—"}</td><td style="text-align:left">{cells}</td></tr>'
    )


def _unit(held: Coverage, code: str) -> str:
    return held.ranked_set.whole_name if code == held.ranked_set.whole else short_name(code)


def _cell(period: Period, present: bool) -> str:
    css, word = ("cell", "已有") if present else ("cell no", "未报")
    return f'<span class="{css}" title="{period.label} {word}"></span>'


def batches(frame: pd.DataFrame) -> None:
    """Draw the batches as a working table."""
    view = pd.DataFrame(
        {
            "批次": frame["sequence"],
            "内容": frame["title"],
            "来源": frame["source"],
            "发布日": [
                f"{day:%Y-%m-%d}{'（推定）' if assumed else ''}"
                for day, assumed in zip(
                    frame["published_at"], frame["published_assumed"], strict=True
                )
            ],
            "入库时间": [moment_text(moment) for moment in frame["received_at"]],
            "性质": frame["kind"].map(KIND_WORDS),
            "条数": frame["rows"],
            "状态": [
                "已撤回" if reason else "有效" for reason in frame["withdrawn_reason"].fillna("")
            ],
            "原件": frame["file_name"],
            "哈希（前12位）": frame["sha256"].str[:12],
        }
    )
    st.dataframe(view, hide_index=True, height=360, row_height=34, alt="批次列表")


def _table(head: tuple[str, ...], body: str, css: str = "", *, wide_last: bool = False) -> None:
    cells = "".join(
        f"<th{_head_class(i, len(head), wide_last)}>{escape(text)}</th>"
        for i, text in enumerate(head)
    )
    st.html(
        f'<div class="ybx"><table class="yb {css}"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _head_class(position: int, count: int, wide_last: bool) -> str:
    if position == 0:
        return ' class="l"'
    if wide_last and position == count - 1:
        return ' style="text-align:left"'
    return ""
