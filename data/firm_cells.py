"""Columns of firms' files as arrays: figures, texts, months and days, thousands at once."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.firm_files import Column
from data.register_fields import RegisterError, read_day
from metrics.number_text import NumberColumn, NumberState, read_numbers
from metrics.printed_text import squeezed

Texts = npt.NDArray[np.object_]
_PLAIN = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$"
_MONTH = re.compile(r"(20[0-9]{2})(?:-|/|\.|年)?(1[0-2]|0?[1-9])月?(?:份)?")
_FIRST_DAY = re.compile(
    r"(20[0-9]{2})(?:-|/|\.|年)(1[0-2]|0?[1-9])(?:-|/|\.|月)(?:0?1)日?(?:T?00:00:00)?"
)
_TITLE_MONTH = re.compile(r"(20[0-9]{2})年(1[0-2]|0?[1-9])月")
_CUMULATIVE = re.compile(r"1(?:-|—|~|至)(?:1[0-2]|[2-9])月|累计")


def numbers(cells: Column) -> NumberColumn:
    """Read a column as figures; what is written plainly is read all at once.

    Returns
    -------
    NumberColumn
        As `metrics.number_text.read_numbers`; an empty cell of Parquet is blank, a NaN is not.

    Examples
    --------
    >>> found = numbers(pa.array(["12.5", "１，０００", "", "约3"]))
    >>> found.values.tolist(), found.states.tolist()
    ([12.5, 1000.0, nan, nan], [0, 1, 2, 7])
    """
    if not isinstance(cells, pa.Array):
        return read_numbers(cells)
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        return _of_texts(cells)
    if _is_number(cells.type):
        return _of_floats(cells)
    return read_numbers(cells.to_pylist())


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _of_floats(cells: pa.Array) -> NumberColumn:
    values = np.asarray(cells.cast(pa.float64(), safe=False).fill_null(np.nan), dtype=np.float64)
    missing = np.asarray(cells.is_null())
    states = np.where(missing, NumberState.BLANK, NumberState.NUMBER).astype(np.int8)
    states[~missing & ~np.isfinite(values)] = NumberState.NOT_FINITE
    return NumberColumn(np.where(np.isfinite(values), values, np.nan), states)


def _of_texts(cells: pa.Array) -> NumberColumn:
    plain = np.asarray(pc.match_substring_regex(cells, _PLAIN).fill_null(False))
    values = np.full(len(cells), np.nan)
    states = np.zeros(len(cells), dtype=np.int8)
    found = cells.filter(pa.array(plain)).cast(pa.float64())
    values[plain] = np.asarray(found, dtype=np.float64)
    odd = np.flatnonzero(~plain)
    rest = read_numbers(cells.take(pa.array(odd)).to_pylist())
    values[odd], states[odd] = rest.values, rest.states  # noqa: PD011 - no frame
    lost = ~np.isfinite(values) & (states == NumberState.NUMBER)
    states[lost], values[lost] = NumberState.NOT_FINITE, np.nan
    return NumberColumn(values, states)


def converted(values: npt.NDArray[np.float64], factor: Decimal) -> npt.NDArray[np.float64]:
    """Return figures in the unit of the panel; a small factor divides, which is exact to the bit.

    Examples
    --------
    >>> converted(np.array([12.3]), Decimal("0.0001")).tolist()
    [0.00123]
    """
    if factor == 1:
        return values
    return values * float(factor) if factor > 1 else values / float(1 / factor)


def texts(cells: Column) -> Texts:
    """Read a column as texts without blanks around them; a day is written 2020-01-31.

    Examples
    --------
    >>> texts([" 甲厂", 12.0, date(2020, 1, 31), ""]).tolist()
    ['甲厂', '12', '2020-01-31', '']
    """
    given = cells.to_pylist() if isinstance(cells, pa.Array) else cells
    return np.array([*map(_text, given), ""], dtype=object)[:-1]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def each_once(given: Texts, read: Callable[[str], Any]) -> Texts:
    """Read every different text once; return what was read, by place.

    Examples
    --------
    >>> each_once(np.array(["1", "2", "1"], dtype=object), int).tolist()
    [1, 2, 1]
    """
    codes, different = pd.factorize(given)
    answers = np.empty(len(different) + 1, dtype=object)
    answers[:-1] = [read(text) for text in different]
    made: Texts = answers[codes]
    return made


def month_code(text: str) -> str | None:
    """Return the code of a written month, None if it is none.

    Examples
    --------
    >>> [month_code(text) for text in ("2020年1月", "202001", "2020-01-01", "2020年1-2月")]
    ['2020-01', '2020-01', '2020-01', None]
    """
    plain = squeezed(text)
    found = _MONTH.fullmatch(plain) or _FIRST_DAY.fullmatch(plain)
    return f"{found[1]}-{int(found[2]):02d}" if found else None


def titled_month(title: Sequence[str]) -> str:
    """Return the month that stands in a title, empty where none or several do, or a 累计.

    Examples
    --------
    >>> titled_month(["企业月报（2020年1月）"]), titled_month(["2020年1-2月企业月报"])
    ('2020-01', '')
    """
    plain = [squeezed(text) for text in title]
    if any(_CUMULATIVE.search(text) for text in plain):
        return ""
    found = {(m[1], int(m[2])) for text in plain for m in _TITLE_MONTH.finditer(text)}
    return "{}-{:02d}".format(*found.pop()) if len(found) == 1 else ""


def day_of(text: str) -> date | str | None:
    """Return a written day, None for an empty text, and the text itself if it is no day.

    Examples
    --------
    >>> day_of("2011年3月5日"), day_of(""), day_of("去年")
    (datetime.date(2011, 3, 5), None, '去年')
    """
    if not text:
        return None
    try:
        return read_day(text.removesuffix("T00:00:00"), "")
    except RegisterError:
        return text
