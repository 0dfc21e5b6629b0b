"""Policy documents as lists for the command line."""

from collections.abc import Mapping, Sequence

from data import policies
from data.policies import SECTION_WORDS
from data.policy_records import Document, Entry, Mechanism, Rule, Target
from data.policy_service import service_of
from data.policy_words import (
    CADENCE_WORDS,
    FORM_WORDS,
    RULE_STATUS_WORDS,
    demand_words,
)
from mechanisms.policy_comparison import CHANGE_WORDS, Difference
from mechanisms.policy_library import Reading, Summary
from mechanisms.policy_verification import STATE_WORDS, Finding
from reports.listing import Column, as_text

DOCUMENTS = (
    Column("id", "编号"),
    Column("title", "文件"),
    Column("number", "文号"),
    Column("date", "日期"),
    Column("status"),
    Column("status_word", "状态"),
    Column("valid_to", "有效期止"),
    Column("targets", SECTION_WORDS["targets"], right=True),
    Column("rules", SECTION_WORDS["rules"], right=True),
    Column("mechanisms", SECTION_WORDS["mechanisms"], right=True),
    Column("background", SECTION_WORDS["background"], right=True),
    Column("switches", "开关", right=True),
    Column("served", "已承载机制", right=True),
)


def _joined(cell: object) -> str:
    return "、".join(map(str, cell)) if isinstance(cell, list | tuple) else as_text(cell)


ENTRIES = (
    Column("id", "编号"),
    Column("article", "条款"),
    Column("what", "类别"),
    Column("name", "名称"),
    Column("says", "要求"),
    Column("figures", "文中数", _joined),
    Column("owners", "责任单位", _joined),
    Column("gist"),
    Column("reading"),
)
READINGS = (
    Column("id", "编号"),
    Column("question", "需拍板的读法"),
    Column("option"),
    Column("option_word", "现用"),
    Column("by", "由谁定"),
    Column("others", "其他选项", _joined),
    Column("entries", "涉及条目", _joined),
)
FINDINGS = (
    Column("id", "条目"),
    Column("article", "条款"),
    Column("figure", "文中数"),
    Column("state"),
    Column("state_word", "结果"),
    Column("note", "说明"),
)
DIFFERENCES = (
    Column("section", "类别"),
    Column("id", "编号"),
    Column("change"),
    Column("change_word", "变化"),
    Column("key", "字段"),
    Column("before", "原"),
    Column("after", "现"),
)


def document_row(summary: Summary) -> dict[str, object]:
    """Return one line of the list of documents."""
    found = summary.document
    head = {
        name: getattr(found, name)
        for name in ("id", "title", "number", "date", "status", "valid_to")
    }
    counts = ("targets", "rules", "mechanisms", "background", "switches", "served")
    numbers = {name: getattr(summary, name) for name in counts}
    return {**head, "status_word": summary.status_word, **numbers}


def entry_row(entry: Entry) -> dict[str, object]:
    """Return one line of a document's entries."""
    owners = getattr(entry, "owners", ())
    return {
        "id": entry.id,
        "article": entry.article,
        "what": policies.word_of(entry),
        "name": entry.name,
        "says": says(entry),
        "figures": [*entry.figures, *getattr(entry, "date_figures", ())],
        "owners": list(getattr(entry, "lead", ()) or owners),
        "gist": entry.gist,
        "reading": getattr(entry, "reading", getattr(entry, "why", "")),
    }


def says(entry: Entry) -> str:
    """Return what an entry demands, in a few words."""
    if isinstance(entry, Target):
        return demand_words(entry)
    if isinstance(entry, Rule):
        return RULE_STATUS_WORDS[entry.status]
    if isinstance(entry, Mechanism):
        lacking = service_of(entry).lacking
        where = f"{entry.served_by}（{lacking}）" if lacking else entry.served_by
        return f"{FORM_WORDS[entry.form]}，{CADENCE_WORDS[entry.cadence]}；{where}"
    return ""


def reading_row(reading: Reading) -> dict[str, object]:
    """Return one line of the readings that the authority in charge decides."""
    switch = reading.switch
    others = [each.text for each in switch.options if each.id != reading.option]
    return {
        "id": switch.id,
        "question": switch.question,
        "option": reading.option,
        "option_word": switch.option(reading.option).text,
        "by": "本数据集" if reading.chosen_here else "默认",
        "others": others,
        "entries": list(switch.entries),
    }


def switch_as_entry(reading: Reading) -> dict[str, object]:
    """Return a switch as a line among the entries."""
    switch = reading.switch
    return {
        "id": switch.id,
        "article": "",
        "what": SECTION_WORDS["switches"],
        "name": switch.question,
        "says": switch.option(reading.option).text,
        "figures": [],
        "owners": [],
        "gist": switch.option(reading.option).effect,
        "reading": reading.option,
    }


def finding_row(finding: Finding) -> dict[str, object]:
    """Return one line of a verification."""
    return {
        "id": finding.id,
        "article": finding.article,
        "figure": finding.figure,
        "state": finding.state,
        "state_word": STATE_WORDS[finding.state],
        "note": finding.note,
    }


def difference_row(found: Difference) -> dict[str, object]:
    """Return one line of a comparison."""
    return {
        "section": found.section,
        "id": found.id,
        "change": found.change,
        "change_word": CHANGE_WORDS[found.change],
        "key": found.key,
        "before": found.before,
        "after": found.after,
    }


def summary_words(found: Document, findings: Sequence[Finding]) -> str:
    """Say in one line how a verification ended."""
    wrong = sum(not each.holds for each in findings)
    looked_for = sum(bool(each.figure) for each in findings)
    end = "全部相符" if not wrong else f"{wrong} 处不符"
    return f"《{found.title}》：核对 {looked_for} 个数，{end}"


def entry_fields(entry: Entry) -> Mapping[str, object]:
    """Return all fields of one entry, as JSON knows them."""
    return entry.model_dump(mode="json", by_alias=True)
