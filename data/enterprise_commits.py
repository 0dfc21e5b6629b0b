"""Taking firms into the register: who is who, and what one batch says of them."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, func, insert, select
from stdnum.cn import uscc as codes
from stdnum.exceptions import ValidationError

from data import catalogue, loading, schema, vintages
from data.loading import Head
from data.name_initials import initials
from data.vintages import CommitError

SIZES = ("大型", "中型", "小型", "微型", "")
REQUIRED = ("name", "region", "industry", "row")
OPTIONAL: dict[str, Any] = {
    "firm": 0,
    "uscc": "",
    "former_uscc": "",
    "size": "",
    "founded": None,
    "tags": "",
}
_WRITTEN = (
    "firm",
    "batch",
    "uscc",
    "name",
    "region",
    "industry",
    "size",
    "founded",
    "tags",
    "row",
    "initials",
)
_PORTION = 5_000
"""Codes asked for at once: databases take a limited number of values in a statement."""


class EnterpriseError(CommitError):
    """A row of the register is unlawful; the text says file, line and what to do."""


def commit(connection: Connection, dataset_kind: str, head: Head, firms: pd.DataFrame) -> int:
    """Write one batch of firms in the caller's transaction and return its vintage.

    Parameters
    ----------
    firms
        One row a firm: `name`, `region` (code), `industry` (division, `C13`), `row` (line of the
        file); optionally `uscc`, `size` (大型 …), `founded` (day), `tags` (text, parted by 、).
        Who it is: `firm` (its number, where it is known), else `uscc`, else `former_uscc` (the
        code that it had before); a row with none that is known is a new firm.

    Raises
    ------
    EnterpriseError
        If a row is unlawful, two rows are one firm, or a code is another firm's; nothing is
        written then.
    CommitError
        If the kinds of dataset and batch do not go together.
    """
    rows = _completed(firms, head.file_name)
    _check(rows, head.file_name)
    numbers = _numbered(connection, rows, head.file_name)
    new = np.sort(numbers[numbers > _last(connection)]).tolist()
    sequence = loading.open_batch(connection, dataset_kind, head, len(rows))
    if new:
        connection.execute(
            insert(schema.enterprise), [{"id": each, "batch": sequence} for each in new]
        )
    if len(rows):
        connection.execute(insert(schema.enterprise_version), _written(rows, numbers, sequence))
    return sequence


def _completed(firms: pd.DataFrame, file_name: str) -> pd.DataFrame:
    """Return the rows with all columns, texts without blanks around them."""
    unknown = set(firms.columns) - {*REQUIRED, *OPTIONAL}
    absent = set(REQUIRED) - set(firms.columns)
    if unknown or absent:
        msg = f"{file_name}：企业登记的列不对：多 {sorted(unknown)}，缺 {sorted(absent)}"
        raise EnterpriseError(msg)
    missing = {name: value for name, value in OPTIONAL.items() if name not in firms}
    rows = firms.reset_index(drop=True).assign(**missing)
    texts = ("uscc", "former_uscc", "name", "region", "industry", "size", "tags")
    cleaned: dict[str, Any] = {name: [_text(value) for value in rows[name]] for name in texts}
    return rows.assign(**cleaned, firm=rows["firm"].fillna(0).astype("int64"))


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()


def _check(rows: pd.DataFrame, file_name: str) -> None:
    """Refuse the first unlawful row."""
    for column, is_lawful, words in _RULES:
        for value in dict.fromkeys(rows[column]):
            if not is_lawful(value):
                place = rows.loc[rows[column] == value, "row"].iloc[0]
                msg = f"{file_name}：第{place}行：{words.format(value)}"
                raise EnterpriseError(msg)


def is_code(text: str) -> bool:
    """Say whether a text is a unified social credit code, by its own check digit.

    Examples
    --------
    >>> is_code("91350100M000100Y43"), is_code("91350100M000100Y4Z")
    (True, False)
    """
    try:
        return bool(codes.validate(text) == text)
    except ValidationError:
        return False


_RULES: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("name", bool, "企业名称必填，不能为空{}"),
    (
        "region",
        lambda code: code in catalogue.regions(),
        "区划代码“{}”没有登记，请改正或先登记该单位",
    ),
    (
        "industry",
        lambda code: code in catalogue.industries(),
        "行业“{}”不是工业大类代码，应形如 C13",
    ),
    ("size", SIZES.__contains__, "规模“{}”不在选项中；可用：大型、中型、小型、微型，不知道的留空"),
    (
        "uscc",
        lambda code: not code or is_code(code),
        "统一社会信用代码“{}”不对（18位、校验码），请核对",
    ),
)


def _numbered(connection: Connection, rows: pd.DataFrame, file_name: str) -> npt.NDArray[np.int64]:
    """Return the number of each row's firm; new firms are numbered on from the last."""
    vintages.one_writer(connection)
    last = _last(connection)
    owners = _owners(connection, {*rows["uscc"], *rows["former_uscc"]} - {""})
    numbers = [_named(row, owners, last, file_name) for row in rows.itertuples(index=False)]
    found = np.array(numbers, dtype=np.int64)
    is_new = found == 0
    found[is_new] = np.arange(last + 1, last + 1 + int(is_new.sum()))
    _check_twice(rows, found, file_name)
    return found


def _last(connection: Connection) -> int:
    return connection.scalar(select(func.max(schema.enterprise.c.id))) or 0


def _owners(connection: Connection, wanted: Iterable[str]) -> dict[str, int]:
    """Return whose each code is or ever was, withdrawn batches included: who is who stays."""
    table = schema.enterprise_version.c
    owners: dict[str, int] = {}
    for portion in portions(sorted(wanted)):
        query = select(table.uscc, table.firm).where(table.uscc.in_(portion)).distinct()
        owners |= {row.uscc: row.firm for row in connection.execute(query)}
    return owners


def portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the values in portions that a statement can take."""
    for start in range(0, len(values), _PORTION):
        yield values[start : start + _PORTION]


def _named(row: Any, owners: dict[str, int], last: int, file_name: str) -> int:  # noqa: ANN401
    """Return the firm of a row, 0 for a new one."""
    by_code, before = owners.get(row.uscc, 0), owners.get(row.former_uscc, 0)
    where = f"{file_name}：第{row.row}行"
    if not 0 <= row.firm <= last:
        msg = f"{where}：没有编号为 {row.firm} 的企业；新企业请不填编号"
        raise EnterpriseError(msg)
    if row.former_uscc and not before:
        msg = f"{where}：原代码“{row.former_uscc}”没有登记过，请核对"
        raise EnterpriseError(msg)
    known = {number for number in (row.firm, by_code, before) if number}
    if len(known) > 1:
        listed = "、".join(map(str, sorted(known)))
        msg = f"{where}：编号、代码、原代码分属企业 {listed}，请核对是哪一家"
        raise EnterpriseError(msg)
    return known.pop() if known else 0


def _check_twice(rows: pd.DataFrame, numbers: npt.NDArray[np.int64], file_name: str) -> None:
    """Refuse a firm that stands twice, by its number or, being new, by its code."""
    filled = rows["uscc"].where(rows["uscc"] != "")
    twice = pd.Series(numbers).duplicated() | (filled.duplicated() & filled.notna())
    if twice.any():
        row = rows.loc[twice].iloc[0]
        msg = f"{file_name}：第{row['row']}行：“{row['name']}”在同一批次中重复，请只保留一行"
        raise EnterpriseError(msg)


def _written(
    rows: pd.DataFrame, numbers: npt.NDArray[np.int64], sequence: int
) -> list[dict[str, object]]:
    given = rows.assign(
        firm=numbers,
        batch=sequence,
        founded=rows["founded"].map(_day).astype(object),
        tags=[_tags(text) for text in rows["tags"]],
        initials=[initials(name) for name in rows["name"]],
    )
    columns = [given[name].astype(object) for name in _WRITTEN]
    return [dict(zip(_WRITTEN, values, strict=True)) for values in zip(*columns, strict=True)]


def _day(value: object) -> date | None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    return pd.Timestamp(value).date()  # type: ignore[arg-type]


def _tags(text: str) -> str:
    tags = dict.fromkeys(tag.strip() for tag in text.split("、") if tag.strip())
    return json.dumps(list(tags), ensure_ascii=False)
