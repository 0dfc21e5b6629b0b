"""Rows in the binary form of PostgreSQL's COPY, made column by column instead of row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
FIRST_DAY = np.datetime64("2000-01-01")
PORTION = 50_000
"""Rows made at once: the server takes some in while the next are made."""
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Field:
    """A column.

    Attributes
    ----------
    content
        The bytes of each value, one row a value, as many columns as the longest value has.
    lengths
        How many of these bytes count, −1 where there is no value.
    """

    content: Bytes
    lengths: npt.NDArray[np.int32]

    def taken(self, places: npt.NDArray[np.intp] | slice) -> "Field":
        """Return the values at some places."""
        return Field(self.content[places], self.lengths[places])


def integers(numbers: npt.NDArray[np.int64], missing: Flags | None = None) -> Field:
    """Make a column INTEGER.

    Raises
    ------
    OverflowError
        If a number does not fit.
    """
    short = numbers.astype(">i4")
    if (short != numbers).any():
        msg = f"{numbers[short != numbers][0]} 超出整数列的范围"
        raise OverflowError(msg)
    return _fixed(short, missing)


def doubles(numbers: npt.NDArray[np.float64]) -> Field:
    """Make a column DOUBLE PRECISION; NaN is no value."""
    return _fixed(numbers.astype(">f8"), np.isnan(numbers))


def days(moments: npt.NDArray[np.datetime64]) -> Field:
    """Make a column DATE."""
    return integers((moments - FIRST_DAY).astype("timedelta64[D]").astype(np.int64))


def texts(words: Sequence[str]) -> Field:
    """Make a column VARCHAR or TEXT, as UTF-8."""
    encoded = np.array([word.encode() for word in words])
    lengths = np.array([len(word.encode()) for word in words], dtype=np.int32)
    return Field(_bytes(encoded), lengths)


def _fixed(values: npt.NDArray[np.generic], missing: Flags | None) -> Field:
    lengths = np.full(len(values), values.itemsize, dtype=np.int32)
    if missing is not None:
        lengths[missing] = -1
    return Field(_bytes(values), lengths)


def _bytes(values: npt.NDArray[np.generic]) -> Bytes:
    return values.view(np.uint8).reshape(len(values), values.itemsize)


def stream(fields: Sequence[Field]) -> Iterator[bytes]:
    """Yield what COPY … FROM STDIN (FORMAT binary) takes, portion after portion."""
    yield HEAD
    for start in range(0, len(fields[0].lengths), PORTION):
        yield _rows([field.taken(slice(start, start + PORTION)) for field in fields])
    yield END


def _rows(fields: Sequence[Field]) -> bytes:
    """Return rows: the number of fields, then of each field its length and its bytes."""
    count = len(fields[0].lengths)
    number = np.full(count, len(fields), dtype=">i2")
    blocks = [_bytes(number)]
    for field in fields:
        blocks += [_bytes(field.lengths.astype(">i4")), field.content]
    table = np.concatenate(blocks, axis=1)
    if all((field.lengths == field.content.shape[1]).all() for field in fields):
        return table.tobytes()
    return table[_counting(fields)].tobytes()


def _counting(fields: Sequence[Field]) -> Flags:
    """Say which bytes of rows of full width count."""
    always = np.ones((len(fields[0].lengths), 4), dtype=bool)
    blocks = [always[:, :2]]
    for field in fields:
        blocks += [always, np.arange(field.content.shape[1]) < field.lengths[:, None]]
    return np.concatenate(blocks, axis=1)
