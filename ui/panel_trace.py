"""Where a firm's figure, or a total of firms, comes from: versions, rows, file, card."""

from collections.abc import Sequence

import streamlit as st

from data.datasets import KIND_LABELS
from data.panel_columns import PanelRatio
from data.store import Question
from mechanisms import panel_tracing
from mechanisms.firm_drill_words import OWN_ONLY
from mechanisms.firm_measures import measures
from mechanisms.panel_tracing import CellPart, CellTrace, CellVersion, PanelTrace, PanelVersion
from mechanisms.tiles import CellOrigin, PanelOrigin
from metrics.rounding import percent
from metrics.wording import as_given, date_text, figure, moment_text
from ui import address, firm_measure_card, indicator_card, origin_address, skeleton
from ui.plain import plain
from ui.reading_table import Cell, Head, Text, reading_table

MOST_PARTS = 30


def show(question: Question, origin: PanelOrigin | CellOrigin) -> bool:
    """Draw where a figure comes from; say whether the viewer may see it and it is there.

    Parameters
    ----------
    question
        Of a viewer who may see firms, within his scope.
    """
    try:
        if isinstance(origin, PanelOrigin):
            firm = panel_tracing.trace_firm(question, origin)
            return firm is not None and show_firm(firm)
        cell = panel_tracing.trace_cell(question, origin)
        return cell is not None and show_cell(cell)
    except ValueError:  # the address names no month
        return False


def show_firm(found: PanelTrace) -> bool:
    """Draw a firm's figure: versions, the line of the file, the card of the column; say so."""
    counts = found.current
    skeleton.provenance(
        found.month.label, counts.published_at, [counts.source], assumed=counts.assumed
    )
    skeleton.lead(_headline(found))
    firm = address.link("enterprise", firm=str(found.firm), column=found.key)
    st.html(f'<p class="from"><a href="{firm}" target="_self">回到企业卡</a></p>')
    note = "新近在前；第一行为现用数字；已撤回的批次和没有这一项的文件不列"
    skeleton.section("各批次所报", note)
    _versions(found.versions, found.column.unit)
    _file(found)
    _card(found.key)
    return True


def _headline(found: PanelTrace) -> str:
    counts, column = found.current, found.column
    printed = figure(counts.value, column.decimals, thousands=True)
    exact = "" if counts.value is None else f"（原值 {as_given(counts.value)}{column.unit}）"
    unit = "" if counts.value is None else column.unit
    taken = "，该月数据已由此批次撤出" if counts.deleted else ""
    assumed = "，发布日按发布日历推定" if counts.assumed else ""
    return (
        f"{plain(found.title)}：**{printed}{unit}**{exact}{taken}。"
        f"来自{plain(counts.source)}“{plain(counts.title)}”第{counts.row}行，"
        f"{date_text(counts.published_at)}发布{assumed}。"
    )


def _versions(versions: Sequence[PanelVersion], unit: str) -> None:
    heads = [
        Head("批次", "r"),
        Head(f"数值 {unit}", "r"),
        Head("发布日"),
        Head("入库时间"),
        Head("报送方"),
        Head("性质"),
        Head("原件"),
        Head("行", "r"),
        Head("哈希（前12位）"),
    ]
    reading_table(heads, [_version(each) for each in versions])


def _version(each: PanelVersion) -> list[Cell]:
    value = "撤出该月" if each.deleted else as_given(each.value)
    kept = each.file_name if each.file_kept else f"{each.file_name}（原件未留存）"
    return [
        str(each.batch),
        Text(value, "n") if each.value is None else value,
        f"{each.published_at:%Y-%m-%d}",
        moment_text(each.received_at),
        each.sender,
        KIND_LABELS.get(each.kind, each.kind),
        kept,
        str(each.row),
        each.sha256[:12],
    ]


def _file(found: PanelTrace) -> None:
    counts = found.current
    skeleton.section("原件所在行", f"{plain(counts.file_name)}，sha256 {counts.sha256}")
    if not found.lines:
        st.markdown(":gray[原件未留存、读不出来，或与入库时的哈希不符；请按哈希在收件目录中查找。]")
        return
    width = max(len(cells) for _, cells in found.lines)
    heads = [Head("行", "r"), *[Head("") for _ in range(width)]]
    rows: list[list[Cell]] = []
    for number, cells in found.lines:
        css = "u" if number == counts.row else ""
        padded = [*cells, *[""] * (width - len(cells))]
        rows.append([Text(f"第{number}行", css), *[Text(cell, css) for cell in padded]])
    reading_table(heads, rows, cards=False)


def _card(key: str) -> None:
    """Draw what the column means: the card of a firm's figure."""
    measure = measures()[key]
    skeleton.section("指标卡", measure.name)
    indicator_card.lines(firm_measure_card.rows(measure))


def show_cell(found: CellTrace) -> bool:
    """Draw a total of firms: versions, the firms that make it, the card of the column; say so."""
    counts = found.current
    skeleton.provenance(found.month.label, counts.since, ["企业月报汇总"])
    skeleton.lead(_cell_headline(found))
    skeleton.section("由哪些企业合成", _parts_words(found))
    _parts(found.parts[:MOST_PARTS], found)
    if len(found.parts) > MOST_PARTS:
        with st.expander(f"其余{len(found.parts) - MOST_PARTS}家"):
            _parts(found.parts[MOST_PARTS:], found)
    skeleton.section("各版本", "自该发布日起的样子；第一行为现用")
    _cell_versions(found)
    _card(found.origin.indicator)
    return True


def _cell_headline(found: CellTrace) -> str:
    counts = found.current
    unit = "" if found.value is None else found.unit
    printed = figure(found.value, found.column.decimals, thousands=True)
    return (
        f"{found.title}：**{printed}{unit}**，{counts.n}家企业中{counts.reported}家已报。"
        f"由企业月报逐户相加，{date_text(counts.since)}发布后如此。"
    )


def _parts_words(found: CellTrace) -> str:
    shown = "分母" if isinstance(found.column, PanelRatio) else "金额或数量"
    own = f"；{OWN_ONLY}" if found.own_only else ""
    return f"按{shown}由大到小；未报的不计入合计；点数字看各户来源{own}"


def _parts(parts: Sequence[CellPart], found: CellTrace) -> None:
    is_ratio = isinstance(found.column, PanelRatio)
    heads = [
        Head("企业", "w"),
        Head(f"{'分母' if is_ratio else '数值'} {found.part_column.unit}", "r"),
        Head("占比 %", "r"),
        Head("批次", "r"),
        Head("行", "r"),
    ]
    whole = found.sums(found.current)[-1]
    rows: list[list[Cell]] = [
        [
            Text(each.name, href=address.link("enterprise", firm=str(each.firm))),
            Text(
                as_given(each.value),
                "n" if each.value is None else "",
                origin_address.href(each.origin) if each.origin else "",
            ),
            "—" if each.value is None else figure(percent(each.value, whole), 1),
            "—" if each.batch is None else str(each.batch),
            "—" if each.row is None else str(each.row),
        ]
        for each in parts
    ]
    reading_table(heads, rows)


def _cell_versions(found: CellTrace) -> None:
    heads = [Head("发布日"), Head("数据版本", "r"), Head("企业数", "r"), Head("已报", "r")]
    heads += [Head(head, "r") for head in found.sum_heads]
    reading_table(heads, [_cell_version(found, each) for each in found.versions])


def _cell_version(found: CellTrace, each: CellVersion) -> list[Cell]:
    sums = ["—" if value is None else as_given(value) for value in found.sums(each)]
    counts = (each.vintage, each.n, each.reported)
    return [f"{each.since:%Y-%m-%d}", *map(str, counts), *sums]
