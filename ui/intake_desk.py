"""The four steps of taking a file in: 选文件 → 识别 → 审核 → 入库."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from data import datasets, receipts
from data.datasets import Dataset
from data.intake_rules import intake_rules
from data.receipts import Receipt
from data.store import Question
from mechanisms import intake
from mechanisms.firm_intake import FirmPreview
from mechanisms.intake import Delivery, IntakeError, Previewed
from mechanisms.intake_findings import IntakeFinding
from ui import address, firm_intake_view, intake_view, load, skeleton, told
from ui.plain import plain

IGNORE = "（不读取）"
MOST_TEXTS = 40
EARLIEST_DAY = date(1990, 1, 1)
"""Without it, the calendar ends ten years ago and history cannot be dated."""
UPLOAD_MEGABYTES = 128
"""More than a file may have: what is too large is refused by us, in Chinese, and kept."""


def headline(question: Question, shown: Previewed | None, *, may_take_in: bool) -> str:
    """Say what the file at hand holds; without one, what waits and how files come in."""
    if shown is not None:
        return f"{plain(shown.receipt.file_name)}：{intake.summary(shown)}"
    waiting = sum(each.event == "" for each in receipts.receipts(question.dataset))
    state = f"**{waiting}份收到的文件待处理**" if waiting else "没有待处理的文件"
    if not may_take_in:
        return f"{state}。您的身份可以查看入库情况，不能上传或撤回。"
    kinds = "月报卡、填报模板或企业文件（名录、月报、名单、裁员率认定）"
    return f"{state}。上传{kinds}：原件先留存，再识别、审核，核对无误才入库。"


def chosen_receipt(question: Question, actor: str) -> Receipt | None:
    """Draw step 1 and return the file at hand: just uploaded, or named by the address."""
    megabytes = intake_rules().files.most_bytes // 1_000_000
    told.show("intake")
    file = st.file_uploader(
        f"① 选文件（.xlsx、.xls、.csv，企业数据还可以是 .parquet，不超过 {megabytes} MB）",
        key="intake_file",
        max_upload_size=UPLOAD_MEGABYTES,
    )
    if file is not None and st.session_state.get("intake_taken") != file.file_id:
        got = intake.receive(question, file.name, file.getvalue(), "page", actor)
        told.forget("intake")
        st.session_state["intake_taken"] = file.file_id
        st.session_state["intake_receipt"] = got.id
    elif asked := address.count(address.asked("receipt")):
        st.session_state["intake_receipt"] = asked
    number = st.session_state.get("intake_receipt", 0)
    found = receipts.receipt_of(question.dataset, number) if number else None
    if found is not None:
        address.keep("receipt", str(found.id))
    return found


def put_aside() -> None:
    """Let go of the file at hand; the next run starts with step 1."""
    for name in ("intake_receipt", "intake_explanations"):
        st.session_state.pop(name, None)


def delivery(receipt: Receipt) -> Delivery:
    """Ask for what the file may not say: month, day of publication, source.

    What was said of one file is not said of the next: a month left over would date it back.
    """
    month_key, day_key, source_key = (
        f"intake_{name}_{receipt.id}" for name in ("month", "day", "source")
    )
    with st.expander("资料说明（可不填，按发布日历推定）"):
        month = st.text_input("资料所属月", key=month_key, placeholder="如 2025-09")
        day = st.date_input(
            "公布日", value=None, key=day_key, format="YYYY-MM-DD", min_value=EARLIEST_DAY
        )
        source = st.text_input("来源", key=source_key, placeholder="如 市统计局月报卡")
    published = day if isinstance(day, date) else None
    return Delivery(_month(month or ""), published, source or "")


def _month(text: str) -> str:
    """Return a lawful month, or nothing and say so."""
    try:
        return f"{date.fromisoformat(f'{text.strip()}-01'):%Y-%m}" if text.strip() else ""
    except ValueError:
        st.warning(f"资料所属月“{plain(text)}”无法识别；写法如 2025-09")
        return ""


def previewed(question: Question, receipt: Receipt, said: Delivery) -> Previewed | None:
    """Read and check the file; a file that cannot be read is refused with one sentence."""
    mapped = tuple(sorted(receipts.mappings(question.dataset).items()))
    try:
        return load.intake_preview(question, replace(receipt, event="", text=""), said, mapped)
    except IntakeError as error:
        st.error(f"{plain(str(error))}　原件已留存，未入库。")
        return None


def found(shown: Previewed, dataset: Dataset, actor: str) -> None:
    """Draw step 2: the tables; one that is not known can be mapped once and for all."""
    st.subheader("② 识别", anchor=False)
    if isinstance(shown, FirmPreview):
        firm_intake_view.table(shown)
        return
    intake_view.tables(shown)
    unknown = [t.title for t in shown.reading.tables if t.status == "unknown" and t.title]
    if unknown:
        with st.expander("告诉系统一张表是什么（只说一次，以后照此识别）"):
            _map_table(shown.question, dataset, list(dict.fromkeys(unknown)), actor)


def _map_table(question: Question, dataset: Dataset, titles: list[str], actor: str) -> None:
    names = {key: entry.name for key, entry in dataset.indicators.items()} | {"": IGNORE}
    title = st.selectbox("表的标题", titles, key="map_title")
    indicator = st.selectbox(
        "指标", list(names), format_func=names.__getitem__, key="map_indicator"
    )
    st.markdown(":small[:gray[只能对应指标字典中已有的指标；新指标先登记入指标字典。]]")
    if st.button("记住", key="map_remember") and title and indicator is not None:
        receipts.map_table(question.dataset, title, indicator, actor)
        st.rerun()


def audited(shown: Previewed) -> Mapping[str, str]:
    """Draw step 3: findings, and a text for each that must be explained; return the texts."""
    st.subheader("③ 审核", anchor=False)
    if not shown.findings:
        st.markdown(":green-badge[● 全部规则通过]")
    if shown.errors:
        st.error(f"{len(shown.errors)}处强制性错误：整份未入库，原件已留存。请改正后重传。")
        intake_view.findings(shown.errors)
    if shown.notes:
        intake_view.findings(shown.notes)
    texts = _explanations(shown) if shown.to_explain and not shown.errors else {}
    if shown.errors and shown.to_explain:  # explained in the file that comes next
        skeleton.section(
            f"核实性错误{len(shown.to_explain)}处", "改正后重传的文件仍有的，要逐条说明"
        )
        intake_view.findings(shown.to_explain)
    if isinstance(shown, FirmPreview):
        firm_intake_view.changes(shown)
    elif len(shown.table):
        intake_view.changes(shown)
    with st.expander("审核规则（等级、参数、依据）"):
        intake_view.rules()
    return texts


def _explanations(shown: Previewed) -> dict[str, str]:
    skeleton.section(
        f"核实性错误{len(shown.to_explain)}处",
        "逐条写明情况才能入库；只写“核实无误”无效；同类的可以合写一条",
    )
    by_rule: dict[str, list[IntakeFinding]] = {}
    for each in shown.to_explain:
        by_rule.setdefault(each.rule.id, []).append(each)
    texts: dict[str, str] = {}
    for key, group in by_rule.items():
        texts |= _texts_of(key, group)
    return texts


def _texts_of(key: str, group: list[IntakeFinding]) -> dict[str, str]:
    """Ask for the explanations of one rule's findings: one for all, or each beside its finding.

    A text for all belongs to just these findings; others, of a further file, need their own.
    """
    name, mark = group[0].rule.name, _mark(group)
    together = len(group) > 1 and st.checkbox(
        f"“{name}”{len(group)}处合写一条说明",
        key=f"together_{mark}",
        value=len(group) > MOST_TEXTS,
    )
    if together:
        intake_view.findings(group)
        return {key: _text(f"“{name}”的说明", f"why_{mark}")}
    texts = {}
    for each in group[:MOST_TEXTS]:
        left, right = st.columns([7, 5], gap="medium", vertical_alignment="center")
        with left:
            intake_view.one_finding(each)
        with right:
            texts[each.key] = _text(f"{name}{each.place}的说明", f"why_{each.key}", hidden=True)
    return texts


def _mark(group: list[IntakeFinding]) -> str:
    return hashlib.sha256("|".join(each.key for each in group).encode()).hexdigest()


def _text(label: str, key: str, *, hidden: bool = False) -> str:
    text = st.text_area(
        label,
        key=key,
        height=68,
        placeholder="写明原因，例如：该县两户企业并表",
        label_visibility="collapsed" if hidden else "visible",
    )
    return text or ""


def decided(shown: Previewed, texts: Mapping[str, str], actor: str) -> None:
    """Draw step 4: commit, or put aside with a note; nothing is stored before the button."""
    st.subheader("④ 入库", anchor=False)
    missing = [] if shown.errors else intake.unexplained(shown, texts)
    for each, why in missing[:3]:
        st.markdown(f":small[:gray[{plain(each.place)}　{each.rule.name}：{plain(why)}]]")
    ready = not shown.errors and not missing and not shown.is_empty
    st.markdown(f":small[:gray[{_consequence(shown)}]]")
    with st.container(horizontal=True):
        if st.button("入库", key="intake_commit", type="primary", disabled=not ready):
            _commit(shown, texts, actor)
        if st.button("不入库", key="intake_refuse"):
            _refuse(shown, actor)


def _consequence(shown: Previewed) -> str:
    head = shown.head
    assumed = "（推定）" if head.published_assumed else ""
    today = datasets.dataset(shown.question.dataset).today
    late = "，晚于业务日期，到那一天才显示" if head.published_at > today else ""
    return plain(
        f"入库后成为第{shown.question.vintage + 1}版：来源“{head.source}”，报送方“{head.sender}”，"
        f"公布日{head.published_at:%Y-%m-%d}{assumed}{late}。整份一次写入，写不完则一个不写。"
    )


def _commit(shown: Previewed, texts: Mapping[str, str], actor: str) -> None:
    try:
        with st.spinner("正在入库…"):
            number = intake.commit(shown, texts, actor)
    except IntakeError as error:
        st.error(plain(str(error)))
        return
    _told(f"{shown.receipt.file_name}已入库：批次{number}，{shown.size}。")


def _refuse(shown: Previewed, actor: str) -> None:
    try:
        intake.refuse(shown, actor, "" if shown.errors else "报送人决定不入库")
    except IntakeError as error:
        st.error(plain(str(error)))
        return
    _told(f"{shown.receipt.file_name}没有入库；原件已留存，可从“收到的文件”再打开。")


def _told(text: str) -> None:
    put_aside()
    told.tell("intake", plain(text))
    st.rerun()
