"""The address bar: every choice that matters stands in the URL, as a code, not as a label.

Streamlit's own binding writes labels and drops defaults; a link kept today would then show
something else next month. So choices are written in full, in one go at the end of a run, and a
URL that changes from outside (a link, the back button) wins over what was chosen before.
"""

from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import urlencode

import streamlit as st

_WRITTEN = "address_written"
KEPT = ("dataset", "role", "county", "as_of", "vintage")
_WANTED = "address_wanted"
_PAGE = "address_page"
_WRITTEN_PAGE = "address_written_page"
MOST_DIGITS = 9


def begin() -> None:
    """Start collecting the choices of this run."""
    st.session_state[_WANTED] = {}


def enter(page: str) -> None:
    """Note which page this run is on."""
    st.session_state[_PAGE] = page


def resolve(name: str, options: Sequence[str], default: str) -> str:
    """Settle the value of a choice before its control is drawn.

    Parameters
    ----------
    name
        Name in the URL; the control's key is the same.
    options
        Lawful codes; anything else in the URL is ignored and replaced.
    default
        The code taken when neither URL nor session has a lawful one.
    """
    asked = st.query_params.get(name)
    from_outside = asked is not None and asked != _written().get(name)
    if from_outside and asked in options:
        st.session_state[name] = asked
    if st.session_state.get(name) not in options:
        st.session_state[name] = default
    return str(st.session_state[name])


def keep(name: str, value: str, *, unless: str | None = None) -> str:
    """Note the value for the URL; a value equal to `unless` is left out of it."""
    wanted = st.session_state.setdefault(_WANTED, {})
    if value != unless:
        wanted[name] = value
    return value


def choice(
    name: str,
    options: Sequence[str],
    default: str,
    draw: Callable[..., str | None],
    *,
    unless: str | None = None,
    **arguments: object,
) -> str:
    """Draw a control with a URL name and return the chosen code.

    Parameters
    ----------
    unless
        A code that is left out of the URL: a default that will not be another one next month.
    """
    resolve(name, options, default)
    value = draw(options=list(options), key=name, **arguments)
    return keep(name, value if value is not None else default, unless=unless)


def day(name: str, default: date, earliest: date, latest: date) -> date:
    """Settle a day from the URL within its bounds; what is no day becomes the default."""
    asked = st.query_params.get(name)
    if asked is not None and asked != _written().get(name):
        st.session_state[name] = _lawful_day(asked, default, earliest, latest)
    current = st.session_state.get(name)
    settled = current if isinstance(current, date) and current <= latest else default
    st.session_state[name] = settled
    return settled


def _lawful_day(text: str, default: date, earliest: date, latest: date) -> date:
    try:
        return max(earliest, min(date.fromisoformat(text), latest))
    except ValueError:
        return default


def asked(name: str) -> str:
    """Return what the URL newly asks for; empty where it says what was written there."""
    text = st.query_params.get(name, "")
    return "" if text == _written().get(name) else text


def forget(*names: str) -> None:
    """Drop choices made before, unless the URL asks for them anew."""
    for name in names:
        if not asked(name):
            st.session_state.pop(name, None)


def count(text: str) -> int | None:
    """Read a number of rows, versions or series from the URL; None for anything else.

    Longer numbers than a database can hold are none; `str.isdigit` alone would let "²" pass.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _written() -> dict[str, str]:
    written: dict[str, str] = st.session_state.get(_WRITTEN, {})
    return written


def finish() -> None:
    """Write the choices of this run into the address bar, in one message."""
    wanted = st.session_state.get(_WANTED, {})
    if dict(st.query_params) != wanted and not _stepped_back(wanted):
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = dict(wanted)
    st.session_state[_WRITTEN_PAGE] = st.session_state.get(_PAGE)


def _stepped_back(wanted: dict[str, str]) -> bool:
    """Say whether the bare address of the page just left was reached by the back button.

    Writing it in full once more would be a step forward again, and the way back a trap.
    """
    same_page = st.session_state.get(_WRITTEN_PAGE) == st.session_state.get(_PAGE)
    return not st.query_params and same_page and wanted == _written()


def link(page: str, **extra: str) -> str:
    """Return a relative address of a page that keeps the present dataset, role and day.

    Relative, so that it also works below a base path.
    """
    return join(kept(), page, **extra)


def kept() -> str:
    """Return what every link of this visit carries: dataset, role, county, day, vintage.

    Answers that hold links are cached under it.
    """
    wanted = st.session_state.get(_WANTED, {})
    return urlencode({name: wanted[name] for name in KEPT if name in wanted})


def choices_kept(**extra: str) -> dict[str, str]:
    """Return the choices that every link carries, with a page's own, for a step by the server."""
    wanted = st.session_state.get(_WANTED, {})
    return {name: wanted[name] for name in KEPT if name in wanted} | extra


def join(visit: str, page: str, **extra: str) -> str:
    """Return the relative address of a page for a visit (as from `kept`) and its own choices.

    Examples
    --------
    >>> join("dataset=shaoyang", "origin", series="1", period="2025-Y09")
    'origin?dataset=shaoyang&series=1&period=2025-Y09'
    """
    query = "&".join(part for part in (visit, urlencode(extra)) if part)
    return f"{page}?{query}"
