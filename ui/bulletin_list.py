"""All bulletins: which one is on the page, what waits, and the table of issued ones."""

from collections.abc import Mapping, Sequence

import streamlit as st

from data import bulletin_records
from data.bulletin_records import Bulletin
from data.bulletin_states import FORM_WORDS, STATE_WORDS
from data.permissions import may
from data.store import Question
from mechanisms import bulletin_comparison, bulletin_drafting
from mechanisms.bulletin_changes import Change
from mechanisms.bulletin_comparison import touch_words
from mechanisms.bulletin_content import from_json
from mechanisms.bulletin_life import Desk, standing
from metrics.wording import date_text
from ui import address, load, skeleton
from ui.bulletin_desk import Open
from ui.plain import plain
from ui.reading_table import Cell, Head, Text, reading_table

HASH_LENGTH = 12
MOST_CHANGES = 8
HEADS = (
    Head("编号"),
    Head("标题", "w"),
    *map(Head, ("期别", "成文日期", "签发人", "数据版本", "校验码", "效力")),
    Head("与现有数据", "w"),
)
CHANGE_HEADS = (Head("单位"), Head("数据项", "w"), Head("原数 → 现数"), Head("差异"))


def choose(found: Sequence[Bulletin], desk: Desk) -> Bulletin | None:
    """Let one document be chosen; first stands what waits for the viewer, else the newest."""
    if not found:
        return None
    by_number = {str(each.id): each for each in found}
    number = address.choice(
        "bulletin",
        list(by_number),
        str(_first(found, desk).id),
        st.selectbox,
        label="通报",
        label_visibility="collapsed",
        format_func=lambda key: _label(by_number[key]),
        width=300,
    )
    return by_number[number]


def _first(found: Sequence[Bulletin], desk: Desk) -> Bulletin:
    edits = may(desk.viewer, "edit_bulletin")
    wanted = ("draft", "returned") if edits else ("submitted",)
    return next((each for each in found if each.state in wanted), found[0])


def _label(found: Bulletin) -> str:
    content = from_json(found.content)
    word = STATE_WORDS[found.state] if found.is_open else standing(found)
    form = "" if found.form == "circular" else f"{FORM_WORDS[found.form]}　"
    return f"{found.id}号　{word}　{form}{content.period_label}"


@load.shared
def touched(question: Question, content: str) -> tuple[Change, ...]:
    """Return what newer data change in an issued text; shared, not to be changed."""
    return bulletin_comparison.touched(question, from_json(content))


@load.shared
def newer_words(question: Question, number: int, content: str) -> str:
    """Return what newer data would change in a draft; shared.

    `content` is part of the key: a draft that was saved anew is another draft.
    """
    found = bulletin_records.bulletin(question.dataset, number, issued_only=False)
    return bulletin_drafting.newer_words(question, found, from_json(content))


def all_touched(question: Question, found: Sequence[Bulletin]) -> dict[int, tuple[Change, ...]]:
    """Return, for each issued document in force, what newer data would print otherwise."""
    return {each.id: touched(question, each.content) for each in found if each.in_force}


def provenance(shown: Open | None, today: str) -> None:
    """Say period, day of the data, state and data version of the document on the page."""
    if shown is None:
        skeleton.provenance(f"业务日期 {today}", None, [])
        return
    found, content = shown.found, shown.content
    frozen = "已冻结 " if found.state == "issued" else ""
    until = [f":gray[数据截至 {plain(content.until)}]"] if content.until else []
    badges = [
        *until,
        f":gray-badge[{found.id}号 {STATE_WORDS[found.state]}]",
        f":gray-badge[{frozen}数据版本{content.vintage}]",
    ]
    skeleton.provenance(content.period_label, None, [], badges)


def issued_table(
    found: Sequence[Bulletin], changed: Mapping[int, Sequence[Change]], dataset: str
) -> None:
    """Draw the issued documents: what each rests on, whether it holds, what newer data touch."""
    issued = [each for each in found if each.state == "issued"]
    skeleton.section("已签发", "点标题打开；校验码为 Word 文件 sha256 的前12位")
    if not issued:
        skeleton.empty_state("还没有签发的通报", "草稿送审后由签发人签发；签发即冻结，列在此处。")
        return
    hashes = bulletin_records.hashes(dataset)
    rows = [
        _row(each, hashes.get(each.id, {}).get("docx", ""), changed.get(each.id, ()))
        for each in issued
    ]
    reading_table(HEADS, rows)


def _row(found: Bulletin, sha256: str, changed: Sequence[Change]) -> list[Cell]:
    content = from_json(found.content)
    href = address.link("bulletins", bulletin=str(found.id))
    return [
        str(found.id),
        Text(content.printed_title, href=href),
        content.period_label,
        date_text(found.issued_on) if found.issued_on else "",
        found.state_actor,
        str(found.vintage),
        sha256[:HASH_LENGTH],
        standing(found),
        _against_now(found, changed),
    ]


def _against_now(found: Bulletin, changed: Sequence[Change]) -> Text:
    if not found.in_force or found.form == "withdrawal":
        return Text("—", "n")
    if not changed:
        return Text("一致", "n")
    return Text(f"▲ {touch_words(changed)}", "warn")


def differences(changed: Sequence[Change]) -> None:
    """Draw what newer data would print otherwise in the issued document on the page."""
    if not changed:
        return
    skeleton.section("与现有数据比较", f"{len(changed)}处不同，列前{MOST_CHANGES}处；已签发的不变")
    rows = [
        (change.unit, change.column, f"{change.old} → {change.new}", change.difference)
        for change in changed[:MOST_CHANGES]
    ]
    reading_table(CHANGE_HEADS, rows)
