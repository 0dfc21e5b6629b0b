"""Decisions of a record: entering them into the ledger 督办事项, and how they stand now."""

from collections.abc import Sequence

import streamlit as st

from data import ledgers as declarations
from mechanisms import ledgers, record_actions
from mechanisms.bulletin_life import Desk
from mechanisms.ledger_tables import region_name
from mechanisms.ledgers import SUPERVISED, Entry
from mechanisms.record_actions import LookBack
from mechanisms.record_kinds import RecordKind
from metrics.wording import date_text
from ui import address, ledger_fields, skeleton, told
from ui.ledger_desk import Form, refusal, tried
from ui.plain import plain
from ui.reading_table import Cell, Head, Text, reading_table
from ui.session import current

HEADS = (
    Head("编号"),
    Head("事项", "w"),
    Head("责任单位"),
    Head("期限"),
    Head("状态"),
    Head("办理情况", "w"),
)

NOW_HEADS = (Head("事项", "w"), Head("期限"), Head("状态"))


def enter(kind: RecordKind, code: str) -> None:
    """Offer to enter a decision, to those who may; what is refused stays in the form."""
    made, visit = declarations.ledger(SUPERVISED), current()
    step, form = made.steps[made.opening()], Form(f"decide_{kind.form}_{code}")
    places = ledgers.places(visit.viewer, visit.dataset, step.permission)
    if not places:
        return
    skeleton.section("新增督办事项", "写入督办台账；签发时连同本件冻结")
    told.show(made.id)
    refusal(form)
    with st.form(form.place):
        st.selectbox("属于", places, format_func=region_name, key=f"{form.place}_region")
        ledger_fields.ask(form.place, made, step.fields, {}, visit.dataset.today)
        st.form_submit_button("交办", on_click=_open, args=(kind, code, form))


def _open(kind: RecordKind, code: str, form: Form) -> None:
    made = declarations.ledger(SUPERVISED)
    fields = made.steps[made.opening()].fields

    def write(desk: Desk) -> str:
        number = ledgers.open_entry(
            desk,
            made.id,
            ledger_fields.typed(form.place, fields),
            record_actions.source_of(kind, code),
            region=st.session_state[f"{form.place}_region"],
        )
        return f"已交办：编号 {number}"

    if tried(form, made, write):
        ledger_fields.clear(form.place, made, fields)


def look_back(found: LookBack, kind: RecordKind) -> None:
    """Draw what came of the last decisions, before the record itself says it."""
    skeleton.section("上期督办事项", plain(record_actions.look_back_words(found, kind)))
    if found.entries:
        table(found.entries)


def now(entries: Sequence[Entry]) -> None:
    """Draw how the decisions of a signed record stand now, beside what is frozen in it."""
    if entries:
        skeleton.section("督办事项现状", "以台账为准；本件中的表是签发时的")
        reading_table(NOW_HEADS, [_row_now(each) for each in entries])


def _row_now(entry: Entry) -> list[Cell]:
    """Return what fits beside the paper; the rest is a click away."""
    _, title, _, deadline, standing, _ = _row(entry)
    return [title, deadline, standing]


def table(entries: Sequence[Entry]) -> None:
    """Draw entries: what, whose, by when, where each stands, what was said last."""
    reading_table(HEADS, [_row(each) for each in entries])


def _row(entry: Entry) -> list[Cell]:
    href = address.link("actions", entry=str(entry.number))
    standing = record_actions.standing(entry)
    return [
        str(entry.number),
        Text(entry.title, href=href),
        entry.owner,
        date_text(entry.deadline) if entry.deadline else record_actions.NONE,
        Text(f"■ {standing}", "bad") if entry.is_overdue else standing,
        record_actions.last_said(entry) or record_actions.NONE,
    ]
