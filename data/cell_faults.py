"""Why a cell that should hold a figure cannot be taken: the rule that it breaks, and the reason."""

from dataclasses import dataclass

from data.readings import CellValue
from metrics.number_text import NumberState
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


def cell_fault(cell: CellValue, state: NumberState, measure: str) -> Fault | None:
    """Return why a cell of a column is no figure, None where it is one, is blank or says 未报.

    Examples
    --------
    >>> cell_fault("约12", NumberState.TEXT, "growth").check
    'text_in_number'
    >>> cell_fault("12.3%", NumberState.CONVERTED, "growth") is None
    True
    """
    in_percent = state == NumberState.CONVERTED and "%" in squeezed(str(cell))
    return _PERCENT if in_percent and measure != "growth" else _BY_STATE.get(state)


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
