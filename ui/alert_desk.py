"""Handling one alert: acknowledge it, explain it, or turn it into a supervised action."""

from datetime import date

import streamlit as st

from data.ledgers import ledger
from mechanisms import alert_handling, ledgers
from mechanisms.alert_board import Alert
from mechanisms.alert_handling import TURN, Handling
from mechanisms.bulletin_life import Desk
from ui import ledger_desk, ledger_fields, told
from ui.ledger_desk import Form
from ui.plain import plain
from ui.session import current

PLACE = "alert_desk"


def name() -> None:
    """Ask once on the page for the name of who is at work, if he may take any step."""
    ledger_desk.name(ledger(ledgers.ALERTS))


def steps(alert: Alert, one: Handling) -> None:
    """Offer the steps that the viewer may take of an alert."""
    visit, made = current(), ledger(ledgers.ALERTS)
    if ledger_desk.looks_back():
        st.markdown(f":gray[{ledger_desk.LOOKS_BACK}]")
        return
    form = Form(f"{PLACE}_{alert.key}")
    told.show(made.id)
    ledger_desk.refusal(form)
    offered = alert_handling.steps_for(Desk(visit.viewer, "", visit.dataset), alert, one)
    if not offered:
        return
    key = _choose(offered, alert, one)
    step = made.steps[key]
    with st.form(form.place, border=False):
        st.markdown(f":gray[{plain(step.meaning)}]")
        if key == TURN:
            _action_fields(form, alert, visit.dataset.today)
        ledger_desk.words(form, step.text_name, needed=step.needs_text)
        ledger_desk.files(form, step.takes_files)
        st.form_submit_button(
            step.name, type="primary", on_click=_act, args=(alert, one, key, form)
        )


def _choose(offered: tuple[str, ...], alert: Alert, one: Handling) -> str:
    """Ask for the step; after each step anew, since others are lawful then."""
    made = ledger(ledgers.ALERTS)
    version = 0 if one.entry is None else one.entry.version
    chosen = st.segmented_control(
        "处置",
        offered,
        default=offered[0],
        format_func=lambda key: made.steps[key].name,
        label_visibility="collapsed",
        key=f"{PLACE}_{alert.key}_{version}_choice",
    )
    return str(chosen or offered[0])


def _action_fields(form: Form, alert: Alert, today: date) -> None:
    made = ledger(ledgers.SUPERVISED)
    st.session_state.setdefault(
        f"{form.place}_title", f"核实{alert.rule_name}：{alert.subject_name}"
    )
    ledger_fields.ask(form.place, made, _fields(), {}, today)


def _fields() -> tuple[str, ...]:
    made = ledger(ledgers.SUPERVISED)
    return made.steps[made.opening()].fields


def _act(alert: Alert, one: Handling, key: str, form: Form) -> None:
    """Take a step with what stands in the form; `one` is what the page showed."""
    made = ledger(ledgers.ALERTS)

    def write(desk: Desk) -> str:
        text = st.session_state.get(form.text) or ""
        if key == TURN:
            values = ledger_fields.typed(form.place, _fields())
            number = alert_handling.turn(desk, alert, one, text, values)
            return f"已转督办：编号 {number}"
        alert_handling.take(desk, alert, one, key, text, ledger_desk.uploads(form))
        return f"已{made.steps[key].name}：{alert.subject_name}"

    if ledger_desk.tried(form, made, write) and key == TURN:
        ledger_fields.clear(form.place, ledger(ledgers.SUPERVISED), _fields())
