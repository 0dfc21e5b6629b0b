"""Cells as numbers: what a cell of a received table says, and in which way.

Only what clearly is a number is read as one. Text is taken digit by digit, so nothing is lost to
binary arithmetic: the value is the double nearest to the decimal that was written.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import IntEnum
from numbers import Real

import numpy as np
from numpy.typing import NDArray


class NumberState(IntEnum):
    """What a cell says.

    NUMBER: a finite number, or text that is a plain decimal (all that a text table can hold).
    CONVERTED: text that clearly is a number but is written otherwise: full-width digits,
    thousands commas, a plus, a printed minus, a percent sign, blanks around it.
    BLANK: no figure: nothing, blanks, or a dash, dots or a slash standing for nothing.
    NOT_REPORTED: expressly 未报.
    NOT_FINITE: NaN or infinite, as number or as text, or too large for a double.
    DAY, TRUTH: a day, hour or span of time; a truth value. TEXT: anything else.
    """

    NUMBER = 0
    CONVERTED = 1
    BLANK = 2
    NOT_REPORTED = 3
    NOT_FINITE = 4
    DAY = 5
    TRUTH = 6
    TEXT = 7


@dataclass(frozen=True)
class NumberText:
    """A cell as a number; `value` is None unless the state is NUMBER or CONVERTED."""

    value: float | None
    state: NumberState


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """Many cells as numbers: values (float64, NaN where there is none) and states (int8)."""

    values: NDArray[np.float64]
    states: NDArray[np.int8]


_Read = tuple[float | None, NumberState]

_ORDINARY = str.maketrans("０１２３４５６７８９．，－＋％\u2212", "0123456789.,-+%-")
_INVISIBLE = "\u200b\ufeff"
# No exponents (a spreadsheet has already rounded what it writes so), no leading zeros (a code).
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LOOSE = re.compile(
    r"([+-]?(?:(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?|\.[0-9]+))\s*%?"
)
_NOTHING = re.compile(r"[-\u2010-\u2015\u2212－─]*|…+|\.{3,}|[/／\\]")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_NOT_REPORTED = frozenset({"未报", "未上报", "未报送", "缺报"})


def read_number(cell: object) -> NumberText:
    """Read one cell as a number.

    Parameters
    ----------
    cell
        Number, text, truth value, day or None (an empty cell, as is ``""``).

    Returns
    -------
    NumberText
        A percent sign is taken off, the number stays: ``12.3%`` is 12.3.

    Examples
    --------
    >>> read_number("１，234.5")
    NumberText(value=1234.5, state=<NumberState.CONVERTED: 1>)
    >>> read_number("未报").state.name, read_number("—").state.name
    ('NOT_REPORTED', 'BLANK')
    >>> [read_number(text).state.name for text in ("12.3亿", "约12", "1e5", "12,34", "=1+1")]
    ['TEXT', 'TEXT', 'TEXT', 'TEXT', 'TEXT']
    """
    return NumberText(*_read(cell))


def read_numbers(cells: Sequence[object]) -> NumberColumn:
    """Read many cells as numbers; floats together, only the others one by one.

    Parameters
    ----------
    cells
        Cells as `read_number` takes them.

    Returns
    -------
    NumberColumn
        As long as `cells`, in their order.

    Examples
    --------
    >>> column = read_numbers([5.95, "未报", "1,234"])
    >>> column.values.tolist(), column.states.tolist()
    ([5.95, nan, 1234.0], [0, 3, 1])
    """
    odd = [place for place, cell in enumerate(cells) if type(cell) is not float]
    plain = list(cells)
    states = np.zeros(len(plain), dtype=np.int8)
    for place in odd:
        plain[place], states[place] = _read(plain[place])
    values = np.array(plain, dtype=np.float64)  # None becomes NaN
    return NumberColumn(*_without_infinite(values, states))


def _without_infinite(
    values: NDArray[np.float64], states: NDArray[np.int8]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    lost = ~np.isfinite(values) & (states == NumberState.NUMBER)
    states[lost] = NumberState.NOT_FINITE
    values[lost] = np.nan
    return values, states


def _read(cell: object) -> _Read:
    if isinstance(cell, str):
        return _of_text(cell)
    if isinstance(cell, float):  # most cells; the question for any real number is slow
        return _finite(cell, NumberState.NUMBER)
    if isinstance(cell, bool | np.bool_):
        return None, NumberState.TRUTH
    if isinstance(cell, Real):
        return _finite(cell, NumberState.NUMBER)
    if isinstance(cell, date | time | timedelta):
        return None, NumberState.DAY
    return None, NumberState.BLANK if cell is None else NumberState.TEXT


def _of_text(text: str) -> _Read:
    if _PLAIN.fullmatch(text):
        return _finite(text, NumberState.NUMBER)
    bare = text.strip().strip(_INVISIBLE).strip()
    if loose := _LOOSE.fullmatch(bare.translate(_ORDINARY)):
        return _finite(loose[1].replace(",", ""), NumberState.CONVERTED)
    return None, _word_state(bare)


def _word_state(bare: str) -> NumberState:
    if _NOTHING.fullmatch(bare):
        return NumberState.BLANK
    if bare in _NOT_REPORTED:
        return NumberState.NOT_REPORTED
    return NumberState.NOT_FINITE if _NOT_FINITE.fullmatch(bare) else NumberState.TEXT


def _finite(number: Real | float | str, state: NumberState) -> _Read:
    try:
        value = float(number)
    except OverflowError:  # an integer beyond all doubles
        value = math.inf
    return (value, state) if math.isfinite(value) else (None, NumberState.NOT_FINITE)
