"""政策库: documents, their articles and entries, and what is served by which screen."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from data import datasets, policies
from data.policy_records import Document, Entry, Form, Mechanism, Rule, Target
from data.policy_service import Service
from data.policy_words import (
    CADENCE_WORDS,
    FORM_WORDS,
    INSTRUMENT_WORDS,
    RULE_STATUS_WORDS,
    STATUS_WORDS,
    demand_words,
    validity_words,
)
from mechanisms import policy_library
from mechanisms.policy_library import Article, Duty, Reading, Served, Summary, article_words
from metrics.wording import date_text
from ui import address, skeleton
from ui.plain import plain
from ui.reading_table import Cell, Head, Text, reading_table
from ui.session import current

ALL = "all"
MOST_OWNERS = 4
VIEWS: Mapping[str, str] = {"articles": "条款", "mechanisms": "机制", "readings": "读法"}
STATUS_BADGES = {
    "draft_for_comment": ":yellow-badge[▲ 征求意见稿]",
    "in_force": ":gray-badge[现行文件]",
    "defers": ":yellow-badge[▲ 标准以外引文件为准]",
}
LIBRARY_HEADS = (
    Head("文件", "w"),
    Head("状态"),
    Head("日期"),
    Head("目标", "r"),
    Head("规则", "r"),
    Head("机制", "r"),
    Head("已承载", "r"),
    Head("待拍板读法", "r"),
)
ENTRY_HEADS = (
    Head("条款"),
    Head("编号"),
    Head("类别"),
    Head("内容", "w"),
    Head("要求", "w"),
    Head("责任单位", "w"),
    Head("读法与备选", "w"),
)
DUTY_HEADS = (
    Head("编号"),
    Head("条款"),
    Head("机制", "w"),
    Head("形式"),
    Head("频次"),
    Head("可计算的度量", "w"),
    Head("承载"),
)
SERVICE_HEADS = (
    Head("承载页面或台账", "w"),
    Head("机制", "r"),
    Head("已承载", "r"),
    Head("还缺", "w"),
)
READING_HEADS = (
    Head("编号"),
    Head("需主管部门拍板", "w"),
    Head("现用读法", "w"),
    Head("作用", "w"),
    Head("其他选项", "w"),
    Head("涉及条目", "w"),
)


def choose_document() -> Document | None:
    """Let a document be chosen, the city's own first; None for all of them."""
    found = policies.documents()
    own = next((key for key in current().dataset.documents if key in found), ALL)
    key = address.choice(
        "document",
        [ALL, *found],
        own,
        st.selectbox,
        label="文件",
        label_visibility="collapsed",
        format_func=lambda key: "全部文件" if key == ALL else _short(found[key]),
        width=380,
    )
    return found.get(key)


def _short(found: Document) -> str:
    mark = "（征求意见稿）" if found.status == "draft_for_comment" else ""
    return f"{found.prefix}　{found.title.replace('（征求意见稿）', '')}{mark}"


def choose_view() -> str:
    """Let articles, mechanisms or readings be chosen."""
    return address.choice(
        "view",
        list(VIEWS),
        next(iter(VIEWS)),
        st.segmented_control,
        label="内容",
        label_visibility="collapsed",
        format_func=VIEWS.get,
        required=True,
    )


def choose_form() -> Form | None:
    """Let one form of mechanisms be chosen; None for all."""
    chosen = address.choice(
        "form",
        [ALL, *FORM_WORDS],
        ALL,
        st.selectbox,
        label="形式",
        label_visibility="collapsed",
        format_func=lambda key: "全部形式" if key == ALL else FORM_WORDS[key],
        width=150,
    )
    return next((form for form in FORM_WORDS if form == chosen), None)


def choose_entries(articles: Sequence[Article]) -> list[Entry]:
    """Let an article and a sort of entries be chosen; the targets come first.

    Who asks for one article sees all that stands in it.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="entries"):
        chosen = address.choice(
            "article",
            [ALL, *(each.name for each in articles)],
            ALL,
            st.selectbox,
            label="条款",
            label_visibility="collapsed",
            format_func=lambda name: "全部条款" if name == ALL else article_words(name),
            width=150,
        )
        found = [e for each in articles if chosen in (ALL, each.name) for e in each.entries]
        if chosen != ALL:
            return found
        return _choose_sort(found)


def _choose_sort(entries: Sequence[Entry]) -> list[Entry]:
    counts = Counter(_sort_of(each) for each in entries)
    offered = [name for name in policies.SECTIONS if counts[name]]
    chosen = address.choice(
        "sort",
        [*offered, ALL],
        offered[0] if offered else ALL,
        st.segmented_control,
        label="类别",
        label_visibility="collapsed",
        format_func=lambda key: (
            f"全部 {len(entries)}" if key == ALL else f"{policies.SECTION_WORDS[key]} {counts[key]}"
        ),
        required=True,
    )
    return [each for each in entries if chosen in (ALL, _sort_of(each))]


def _sort_of(entry: Entry) -> str:
    return next(name for name, model in policies.SECTIONS.items() if isinstance(entry, model))


def provenance(found: Document | None, count: int) -> None:
    """Say which document, and its status, which is shown everywhere."""
    if found is None:
        skeleton.provenance(f"{count}份文件", None, [])
    else:
        skeleton.provenance(f"《{plain(found.title)}》", None, [], [STATUS_BADGES[found.status]])


def lead(summaries: Sequence[Summary], own: Sequence[str]) -> None:
    """Say what the documents hold and how much of it is served."""
    targets = sum(each.targets for each in summaries)
    rules = sum(each.rules for each in summaries)
    duties = sum(each.mechanisms for each in summaries)
    served = sum(each.served for each in summaries)
    skeleton.lead(
        f"共有目标{targets}条、规则{rules}条、工作机制{duties}项；**机制已有承载{served}项，"
        f"尚未承载{duties - served}项**。{_whose(summaries, own)}"
    )


def _whose(summaries: Sequence[Summary], own: Sequence[str]) -> str:
    """Say of one document when it was issued, of several which are the city's."""
    if len(summaries) == 1:
        found = summaries[0].document
        issued = f"{date_text(found.date)}印发" if found.date else "印发日期未见"
        until = f"有效期至{date_text(found.valid_to)}" if found.valid_to else "文件未写有效期"
        return f"{plain(found.number or '文号未见')}，{issued}，{until}。"
    titles = "".join(f"《{each.document.title}》" for each in summaries if each.document.id in own)
    name = current().dataset.name
    return f"{name}用的是{plain(titles)}。" if titles else f"{name}的数据集没有登记文件。"


def library(summaries: Sequence[Summary]) -> None:
    """Draw the table of documents."""
    skeleton.section("文件", "点文件名查看条款；数字为条数")
    reading_table(LIBRARY_HEADS, [_library_row(each) for each in summaries])


def _library_row(found: Summary) -> list[Cell]:
    document = found.document
    href = address.link("policies", document=document.id)
    css = "" if document.status == "in_force" else "warn"
    numbers = (found.targets, found.rules, found.mechanisms, found.served, found.switches)
    return [
        Text(document.title, href=href),
        Text(STATUS_WORDS[document.status], css),
        date_text(document.date) if document.date else "未见",
        *map(str, numbers),
    ]


def services(duties: Sequence[Duty]) -> None:
    """Draw which screens and registers serve how many mechanisms: the list of what is left."""
    skeleton.section("承载情况", "由机制目录与已有页面、台账对照得出，尚未承载的列在前")
    groups = policy_library.by_place(duties)
    reading_table(SERVICE_HEADS, [_service_row(each) for each in groups])


def _service_row(found: Served) -> list[Cell]:
    href = address.link(found.page) if found.page else ""
    return [
        Text(found.name, href=href),
        str(found.mechanisms),
        Text(str(found.served), "" if found.served else "n"),
        Text("；".join(found.lacking) or "—", "warn" if found.lacking else "n"),
    ]


def _place(service: Service) -> Text:
    href = address.link(service.page) if service.page else ""
    return Text(service.name, href=href)


def articles(found: Document, entries: Sequence[Entry], readings: Mapping[str, str]) -> None:
    """Draw the entries article by article, as the dataset reads them."""
    count = len({each.article for each in entries})
    skeleton.section("条款与条目", f"{count}条，{len(entries)}个条目；点目标编号看进度")
    switches = _switch_names(found)
    rows = [_entry_row(policies.chosen(each, readings), switches) for each in entries]
    reading_table(ENTRY_HEADS, rows)


def _switch_names(found: Document) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for switch in found.switches:
        for key in switch.entries:
            names.setdefault(key, []).append(switch.id)
    return names


def _entry_row(entry: Entry, switches: Mapping[str, Sequence[str]]) -> list[Cell]:
    owners = getattr(entry, "lead", ()) or getattr(entry, "owners", ())
    figures = (*entry.figures, *getattr(entry, "date_figures", ()))
    printed = f"（文中数：{'、'.join(figures)}）" if figures else ""
    return [
        article_words(entry.article),
        _number(entry),
        policies.word_of(entry),
        f"{entry.name}：{entry.gist}{printed}",
        _demand(entry),
        _owners(owners),
        _reading(entry, switches.get(entry.id, ())),
    ]


def _owners(names: Sequence[str]) -> str:
    """Return who is responsible; of long lists the first three and how many there are."""
    if len(names) <= MOST_OWNERS:
        return "、".join(names) or "—"
    return f"{'、'.join(names[:3])}等{len(names)}个单位"


def _number(entry: Entry) -> Text:
    return Text(entry.id, href=_target_address(entry) if isinstance(entry, Target) else "")


def _target_address(target: Target) -> str:
    """Return the address of a target's page: here, or in the first dataset under its document."""
    place = {"document": target.document, "id": target.id}
    if target.document in current().dataset.documents:
        return address.link("target", **place)
    found = (key for key, each in datasets.served().items() if target.document in each.documents)
    key = next(found, "")
    return address.join(f"dataset={key}", "target", **place) if key else ""


def _demand(entry: Entry) -> str:
    if isinstance(entry, Target):
        limit = f"，{date_text(entry.deadline)}前" if entry.deadline else ""
        return f"{demand_words(entry)}{limit}"
    if isinstance(entry, Rule):
        kind = f"{INSTRUMENT_WORDS[entry.instrument]}（{RULE_STATUS_WORDS[entry.status]}）"
        return f"{kind}，{validity_words(entry)}"
    if isinstance(entry, Mechanism):
        return f"{FORM_WORDS[entry.form]}，{CADENCE_WORDS[entry.cadence]}"
    return "—"


def _reading(entry: Entry, switches: Sequence[str]) -> str:
    text = getattr(entry, "reading", getattr(entry, "why", ""))
    alternatives = getattr(entry, "alternatives", ())
    others = f"备选：{'；'.join(alternatives)}。" if alternatives else ""
    named = f"待拍板：{'、'.join(switches)}。" if switches else ""
    return f"{text.rstrip('。')}。{others}{named}"


def all_mechanisms(duties: Sequence[Duty], form: Form | None) -> None:
    """Draw the mechanisms of all documents: those of a form, the long list on request."""
    if form is not None:
        mechanisms(duties, form)
        return
    with st.expander(f"工作机制逐项列出（{len(duties)}项；可先在右上选形式）"):
        mechanisms(duties, None)


def mechanisms(duties: Sequence[Duty], form: Form | None) -> None:
    """Draw mechanisms with form, cadence, measure and where they are served."""
    shown = [duty for duty in duties if form in (None, duty.mechanism.form)]
    served = sum(duty.service.served for duty in shown)
    skeleton.section(
        "工作机制", f"{len(shown)}项，已承载{served}项，尚未承载{len(shown) - served}项"
    )
    if not shown:
        st.markdown(":gray[没有这种形式的机制。]")
        return
    reading_table(DUTY_HEADS, [_duty_row(duty) for duty in shown])


def _duty_row(duty: Duty) -> list[Cell]:
    mechanism, service = duty.mechanism, duty.service
    place = _place(service)
    where = Text(f"{service.name}：{service.lacking}", "warn") if service.lacking else place
    return [
        mechanism.id,
        article_words(mechanism.article),
        f"{mechanism.name}：{mechanism.gist}",
        FORM_WORDS[mechanism.form],
        CADENCE_WORDS[mechanism.cadence],
        mechanism.measure,
        where,
    ]


def readings(found: Sequence[Reading]) -> None:
    """Draw the readings that the authority in charge decides, with the one in use."""
    chosen = sum(each.chosen_here for each in found)
    how = f"{len(found)}项；本数据集另选{chosen}项，其余用默认读法"
    skeleton.section("需主管部门拍板的读法", how)
    if not found:
        st.markdown(":gray[这份文件没有需要拍板的读法。]")
        return
    reading_table(READING_HEADS, [_switch_row(each) for each in found])


def _switch_row(reading: Reading) -> list[Cell]:
    switch = reading.switch
    option = switch.option(reading.option)
    by = "（本数据集所选）" if reading.chosen_here else "（默认）"
    others = [f"{each.text}：{each.effect}" for each in switch.options if each.id != reading.option]
    return [
        switch.id,
        switch.question,
        f"{option.text}{by}",
        option.effect,
        "；".join(others) or "—",
        "、".join(switch.entries),
    ]


def notes(found: Document | None) -> None:
    """Write the notes at the foot: whose words these are, scope, quality of the text."""
    texts = [
        "概括和读法是本平台自己的话，文中数照印发件所列；与正式文本的核对由命令行逐条完成（见用户手册）",
        "目标、规则、机制的条数由目录文件数出",
    ]
    if found is not None:
        texts += [f"适用范围：{found.scope}", found.notes]
    skeleton.notes([text for text in texts if text])
