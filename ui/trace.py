"""Where a number comes from, both chains: to its rows and file, and to its card and article."""

from html import escape

import streamlit as st

from data import datasets
from data.datasets import KIND_LABELS
from data.policy_words import STATUS_WORDS
from data.store import Question
from mechanisms import tracing
from mechanisms.tracing import Trace, Version
from metrics.wording import as_given, date_text, figure, moment_text
from ui import address, indicator_card, session, skeleton
from ui.plain import plain


def find(question: Question, series: str, period: str) -> Trace | None:
    """Find a figure of the viewer's own scope, or one that the ranking page shows to him."""
    number = address.count(series)
    if number is None:
        return None
    try:
        own = tracing.trace(question, number, period)
        ranked = session.question_for("view_ranking")
        if own is not None or ranked is None:
            return own
        return tracing.trace_ranked(ranked, number, period)
    except ValueError:
        return None


def show(question: Question, found: Trace) -> None:
    """Draw the number, its versions, the lines of the file, the card and the article."""
    counts, dataset = found.current, datasets.dataset(question.dataset)
    if counts is None:
        skeleton.provenance(found.period.label, None, [], whose=dataset)
        skeleton.lead(f"**{found.title}**：所有批次均已撤回，现无有效数字。")
    else:
        skeleton.provenance(
            found.period.label,
            counts.published_at,
            [counts.source],
            _draft_badges(found),
            assumed=counts.assumed,
            whose=dataset,
        )
        skeleton.lead(_headline(found, counts))
    skeleton.section("各批次所报", "新近在前；第一个未撤回的为现用数字，已撤回的保留备查")
    _versions(found)
    if counts is not None:
        _evidence(counts)
        _file(question, counts)
    skeleton.section("依据", "口径见于何处，用于何处")
    st.markdown(f"口径：{found.indicator.reference}")
    for use in found.references:
        st.markdown(f"用途（{use.relation}）：{use.document}{use.article}　:gray[{use.gist}]")
    skeleton.section("指标卡", found.indicator.name)
    indicator_card.show(found.indicator, dataset)


def _draft_badges(found: Trace) -> list[str]:
    """Return the badge of a figure whose own meaning stands in a draft."""
    word = STATUS_WORDS["draft_for_comment"]
    return [f":yellow-badge[{word}]"] if word in found.indicator.reference else []


def _headline(found: Trace, counts: Version) -> str:
    printed = figure(counts.value, found.decimals, thousands=True)
    unit = "" if counts.value is None else found.unit
    exact = "" if counts.value is None else f"（原值 {as_given(counts.value)}{found.unit}）"
    assumed = "，发布日按发布日历推定" if counts.assumed else ""
    return (
        f"{found.title}：**{printed}{unit}**{exact}。来自{plain(counts.source)}“{plain(counts.title)}”"
        f"{plain(counts.place)}，{date_text(counts.published_at)}发布{assumed}。"
    )


def _versions(found: Trace) -> None:
    head = (
        "批次",
        "数值",
        "发布日",
        "入库时间",
        "报送方",
        "性质",
        "原件",
        "位置",
        "哈希（前12位）",
        "状态",
    )
    rows = "".join(_version_row(found, version) for version in found.versions)
    cells = "".join(f"<th>{escape(text)}</th>" for text in head)
    st.html(
        f'<div class="ybx"><table class="yb"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _version_row(found: Trace, version: Version) -> str:
    state = f"已撤回：{version.withdrawn}" if version.withdrawn else "有效"
    kept = version.file_name if version.file_kept else f"{version.file_name}（原件未留存）"
    cells = (
        str(version.batch),
        as_given(version.value),
        f"{version.published_at:%Y-%m-%d}",
        moment_text(version.received_at),
        version.sender,
        KIND_LABELS.get(version.kind, version.kind),
        kept,
        version.place,
        version.sha256[:12],
        state,
    )
    css = ' class="none"' if version.withdrawn else ""
    return f"<tr{css}>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _evidence(counts: Version) -> None:
    """Show what a reported progress rests on; nothing where the figure came in a table."""
    if counts.evidence:
        skeleton.section("佐证", "报送人填写")
    for piece in counts.evidence:
        kept = f"附件 {plain(piece.file_name)}，sha256 {piece.sha256[:12]}" if piece.sha256 else ""
        st.markdown(f"{plain(piece.text)}　:gray[{plain(piece.actor)}　{kept}]")


def _file(question: Question, counts: Version) -> None:
    """Show the line of the kept file; neighbours only to those who may see every unit."""
    around = 2 if question.scope is None else 0
    sheet = counts.sheet if counts.column else None
    lines = tracing.file_lines(counts.sha256, counts.row, around, sheet=sheet)
    skeleton.section("原件所在行", f"{plain(counts.file_name)}，sha256 {counts.sha256}")
    if not lines:
        st.markdown(":gray[原件未留存、读不出来，或与入库时的哈希不符；请按哈希在收件目录中查找。]")
        return
    rows = "".join(_line(number, parts, counts.row) for number, parts in lines)
    st.html(f'<div class="ybx"><table class="yb"><tbody>{rows}</tbody></table></div>')


def _line(number: int, parts: list[str], row: int) -> str:
    css = ' class="city"' if number == row else ""
    cells = "".join(f"<td>{escape(part)}</td>" for part in parts)
    return f'<tr{css}><td class="l n">第{number}行</td>{cells}</tr>'
