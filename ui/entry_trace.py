"""Where an entry of a register comes from: its versions, and the lines of the newest file."""

import streamlit as st

from data import layoff_recognitions
from data.store import Question
from mechanisms import credit_origin, credit_words
from mechanisms.credit_origin import EntryOrigin, EntryVersion
from mechanisms.employment_words import recognition_words
from metrics.wording import date_text, moment_text
from ui import skeleton
from ui.plain import plain
from ui.reading_table import Cell as Shown
from ui.reading_table import Head, reading_table


def show(question: Question, register: str, key: str) -> bool:
    """Draw a recognised rate with its register; say whether the viewer may see one of this key."""
    is_shown = register == layoff_recognitions.REGISTER
    found = credit_origin.origin_in(question, register, key) if is_shown else None
    if found is None:
        return False
    newest = found.versions[0]
    said = plain(recognition_words(newest.entry))
    sent = (
        f"来自{plain(newest.source)}“{plain(newest.title)}”，{date_text(newest.published_at)}发布"
    )
    skeleton.provenance(
        f"{found.register.day}{date_text(newest.entry.day)}", newest.published_at, [newest.source]
    )
    skeleton.lead(f"**{said}**。{sent}。")
    skeleton.section("各次登记", "新近在前；第一行为现用")
    draw(found)
    skeleton.section("依据", found.register.about)
    fields = found.register.fields.values()
    rows = [[each.head, each.meaning, each.article or "—"] for each in fields]
    reading_table([Head("登记项"), Head("含义", "w"), Head("条款")], rows)
    st.markdown(f"报送单位：{found.register.supplier}。{found.register.reference}。")
    return True


def draw(found: EntryOrigin) -> None:
    """Draw every version, and the lines of the file of the newest."""
    heads = [
        Head("批次", "r"),
        Head("登记内容", "w"),
        Head("报送方"),
        Head("入库时间"),
        Head("原件"),
        Head("行", "r"),
        Head("哈希（前12位）"),
    ]
    reading_table(heads, [_version(found, each) for each in found.versions])
    newest = found.versions[0]
    lines = [[str(number), *cells] for number, cells in newest.lines]
    if lines:
        st.markdown(f":small[:gray[原件{plain(newest.file_name)}中的行：]]")
        width = max(len(line) for line in lines)
        body = [[*line, *[""] * (width - len(line))] for line in lines]
        reading_table([Head("行", "r"), *[Head(text) for text in body[0][1:]]], body[1:])


def _version(found: EntryOrigin, each: EntryVersion) -> list[Shown]:
    return [
        str(each.entry.batch),
        credit_words.entry_words(found.register, each.entry),
        f"{each.sender}（{date_text(each.published_at)}）",
        moment_text(each.received_at),
        each.file_name,
        str(each.entry.row),
        each.sha256[:12],
    ]
