"""Why a cell that should hold a figure cannot be taken: the rule that it breaks, and the reason."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.readings import CellValue
from metrics.number_text import NumberState, read_number
from metrics.printed_text import squeezed

NUMBERS = (NumberState.NUMBER, NumberState.CONVERTED)
GIVEN = (*NUMBERS, NumberState.NOT_REPORTED)
"""States in which a cell says something of its unit."""


@dataclass(frozen=True)
class Fault:
    """A rule of `intake_rules.yaml`, and what is wrong in one sentence."""

    check: str
    text: str


_BY_STATE = {
    NumberState.TEXT: Fault("text_in_number", "这里应填数字"),
    NumberState.DAY: Fault("text_in_number", "这里应填数字，单元格中是日期或时间"),
    NumberState.TRUTH: Fault("text_in_number", "这里应填数字，单元格中是逻辑值"),
    NumberState.NOT_FINITE: Fault("not_finite", "不是有限的数"),
}
_PERCENT = Fault("text_in_number", "这一列不是百分数")
_PLACE = Fault("place_unlawful", "位次应为正整数")


def cell_fault(cell: CellValue, state: NumberState, measure: str) -> Fault | None:
    """Return why a cell of a column is no figure, None where it is one, is blank or says 未报.

    Examples
    --------
    >>> cell_fault("约12", NumberState.TEXT, "growth").check
    'text_in_number'
    >>> cell_fault("12.3%", NumberState.CONVERTED, "growth") is None
    True
    >>> cell_fault(2.5, NumberState.NUMBER, "published_place").text
    '位次应为正整数'
    """
    if measure == "published_place" and state in NUMBERS:
        value = np.array([read_number(cell).value], dtype=np.float64)
        return None if are_places(value).all() and "%" not in squeezed(str(cell)) else _PLACE
    in_percent = state == NumberState.CONVERTED and "%" in squeezed(str(cell))
    return _PERCENT if in_percent and measure != "growth" else _BY_STATE.get(state)


def are_places(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return which numbers are places: whole and from 1 on.

    Examples
    --------
    >>> are_places(np.array([1.0, 2.5, 0.0, np.nan])).tolist()
    [True, False, False, False]
    """
    places: npt.NDArray[np.bool_] = (values >= 1) & (values == np.floor(values))
    return places


def broken_fault(reason: str) -> Fault:
    """Return the fault of a cell that holds no usable value, by the reason that its sheet gives.

    Examples
    --------
    >>> broken_fault("#DIV/0!")
    Fault(check='error_cell', text='单元格是错误值 #DIV/0!')
    >>> broken_fault("公式没有存结果").check
    'formula_without_value'
    """
    if reason.startswith("#"):
        return Fault("error_cell", f"单元格是错误值 {reason}")
    return Fault("formula_without_value", reason)
