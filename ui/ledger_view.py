"""The page of a ledger: its entries, and one of them with its history and the steps that follow."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from data.catalogue import regions
from data.ledger_entries import Attachment, Entry
from data.ledgers import Ledger, LedgerError
from data.store import Question
from mechanisms import ledger_board, ledger_tables, ledger_words, ledgers
from mechanisms.ledger_board import LedgerBoard
from ui import address, exports, ledger_desk, linked_table, skeleton
from ui.plain import plain

GROUPS = {
    "open": "未办结",
    "overdue": "逾期",
    "waiting": "待审核",
    "done": "已办结",
    "all": "全部",
}
Builder = Callable[[LedgerBoard], bytes]


def board_of(question: Question, ledger: str) -> LedgerBoard:
    """Return the board, read anew in each run: a step of somebody else counts at once."""
    return ledger_board.board(question, ledger)


def choose() -> str:
    """Ask for a group of entries and return its key."""
    return address.choice(
        "group",
        list(GROUPS),
        "open",
        st.segmented_control,
        label="筛选",
        label_visibility="collapsed",
        format_func=GROUPS.__getitem__,
    )


def export_popover(found: LedgerBoard, build: Builder) -> None:
    """Offer the tables as a workbook, to those who may export."""
    name = f"{found.dataset.name}_{found.ledger.name}_{found.question.as_of}"
    made = exports.Offer(f"{found.ledger.name}（.xlsx）", name, "xlsx", partial(build, found))
    exports.popover(found.dataset, [made])


def provenance(found: LedgerBoard) -> None:
    """Say which ledger, the newest step, and the kind of the data."""
    skeleton.provenance(found.ledger.name, found.newest_day, ["台账登记"])


def table(found: LedgerBoard, group: str) -> None:
    """Draw the entries of a group; on a phone each is a card."""
    shown = found.group(group)
    title = f"{found.ledger.name}（{GROUPS[group]}{len(shown)}项）"
    linked_table.draw(ledger_tables.entries(found, shown, title), cards=True)


def card(question: Question, made: Ledger) -> None:
    """Draw the entry of the address with its history and steps, if one is named."""
    asked = address.keep("entry", st.query_params.get("entry", ""), unless="")
    if not asked:
        return
    number = address.count(asked)
    try:
        found = ledgers.entry_of(question, made.id, number if number is not None else 0)
    except LedgerError as error:
        st.info(plain(str(error)))
        return
    _facts(found, scoped=question.scope is not None)
    linked_table.draw(ledger_tables.course(found), cards=True)
    _files(found)
    ledger_desk.steps(found)


def _facts(found: Entry, *, scoped: bool) -> None:
    sign, css = ledger_words.mark(found)
    badge = {"bad": "red", "warn": "yellow", "good": "green"}.get(css, "gray")
    due = f"　:{badge}-badge[{sign}{ledger_words.due_words(found)}]" if found.deadline else ""
    with st.container(border=True):
        st.markdown(
            f"**{found.number}　{plain(found.title)}**　:gray-badge[{found.state.name}]{due}"
        )
        parts = [
            f"**{plain(field.name)}**　{plain(found.text(key))}"
            for key, field in found.ledger.fields.items()
            if key != found.ledger.title and found.text(key)
        ]
        parts.append(f"**地区**　{plain(regions()[found.region].name)}")
        parts.append(f"**来源**　{_source(found, scoped=scoped)}")
        st.markdown("　　".join(parts))
        away = address.link(ledger_tables.PAGES[found.ledger.id])
        st.markdown(f":small[:gray[{plain(found.state.meaning)}]　[收起]({away})]")


def _source(found: Entry, *, scoped: bool) -> str:
    words = plain(ledger_words.source_words(found))
    way = ledger_words.source_way(found, scoped=scoped)
    return f"[{words}]({address.link(way.page, **way.choices)})" if way else words


def _files(found: Entry) -> None:
    """Offer the files of an entry, each once."""
    kept = {file.sha256: file for file in found.attachments}
    for file in kept.values():
        _file(found, file)


def _file(found: Entry, file: Attachment) -> None:
    path = file.file
    if path is None:
        st.markdown(f":gray[附件 {plain(file.file_name)} 的原件不在本机，请报系统管理员。]")
        return
    st.download_button(
        f"附件：{plain(file.file_name)}",
        data=path.read_bytes,
        file_name=file.file_name,
        mime="application/octet-stream",
        on_click="ignore",
        key=f"ledger_file_{found.number}_{file.sha256[:12]}",
    )
