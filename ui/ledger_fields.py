"""Controls for the fields of a ledger, and reading back what was typed into them."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from data.ledgers import Ledger
from data.register_fields import Field, FieldValue
from ui.plain import plain

LONGEST_LINE = 200
_TRUTHS = ("", "是", "否")


def ask(
    place: str, made: Ledger, keys: Iterable[str], known: dict[str, FieldValue], today: date
) -> None:
    """Draw a control for each field; `place` tells the forms of a page apart."""
    for key in keys:
        _control(f"{place}_{key}", made.fields[key], known.get(key), today)


def _control(name: str, field: Field, known: FieldValue, today: date) -> None:
    label = plain(field.head) + ("" if field.required else "，可不填")
    if field.type == "day":
        st.date_input(
            label,
            known if isinstance(known, date) else None,
            min_value=date(today.year - 1, 1, 1),
            format="YYYY-MM-DD",
            help=field.meaning,
            key=name,
        )
    elif field.type in ("choice", "bool"):
        offered = ("", *field.choices) if field.choices else _TRUTHS
        st.selectbox(label, offered, help=field.meaning, key=name)
    else:
        st.text_input(label, max_chars=LONGEST_LINE, help=field.meaning, key=name)


def typed(place: str, keys: Iterable[str]) -> dict[str, object]:
    """Return what stands in the controls of a form."""
    return {key: st.session_state.get(f"{place}_{key}") for key in keys}


def clear(place: str, made: Ledger, keys: Iterable[str]) -> None:
    """Empty the controls of a form, so that it stands there as new."""
    for key in keys:
        st.session_state[f"{place}_{key}"] = None if made.fields[key].type == "day" else ""
