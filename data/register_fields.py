"""Registers as data: which fields an entry has, and what each may hold."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from data.records import FOLDER, CatalogueError, Record, parse, read_yaml
from data.vintages import CommitError
from metrics.printed_text import squeezed

FieldValue = str | Decimal | date | bool | None
FieldType = Literal["text", "day", "decimal", "choice", "bool"]

TRUTHS = {"是": True, "否": False, "true": True, "false": False, "1": True, "0": False}
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")
_LONGEST_TEXT = 2000


class RegisterError(CommitError):
    """An entry of a register is unlawful; the text says file, line, field and what to do."""


class Field(Record):
    """One field of a register's entries.

    Attributes
    ----------
    unit
        Of a decimal: the unit in which it is kept (万元).
    decimals
        Of a decimal: the most digits behind the point; more are refused, never rounded.
    least
        Of a decimal: the smallest lawful value.
    article
        The article of a document that asks for it, empty where none does.
    """

    name: str
    type: FieldType
    meaning: str
    unit: str = ""
    decimals: int = 2
    least: Decimal | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    article: str = ""

    @property
    def head(self) -> str:
        """The name with its unit, as a table's head prints it."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name


class Register(Record):
    """A declared register: what its entries are about and which fields they have.

    Attributes
    ----------
    day
        What the day of an entry means (发生日, 签约日).
    subject_kind
        Whose entries: of the region itself, or of a subject in it (a bank, a group, a park …).
    supplier
        Who supplies the entries: named where there are none.
    """

    id: str
    name: str
    about: str
    day: str
    subject_kind: Literal["region", "bank", "group", "park", "project", "department"]
    supplier: str
    reference: str
    fields: Mapping[str, Field]


def declared() -> dict[str, Register]:
    """Return the registers by id.

    Raises
    ------
    CatalogueError
        If a declaration has an unknown key or an unlawful field.

    Examples
    --------
    >>> declared()["turnover_fund"].fields["amount_wan"].head
    '金额（万元）'
    """
    return {path.stem: register(path.stem) for path in sorted(_folder().glob("*.yaml"))}


def _folder() -> Path:
    return FOLDER / "registers"


@cache
def register(key: str) -> Register:
    """Return one register.

    Raises
    ------
    CatalogueError
        If no such register is declared, or its declaration is unlawful.
    """
    path = _folder() / f"{key}.yaml"
    if not re.fullmatch(r"[a-z][a-z_]*", key) or not path.exists():
        known = "、".join(sorted(each.stem for each in path.parent.glob("*.yaml")))
        msg = f"没有台账“{key}”；可用：{known}"
        raise CatalogueError(msg)
    made = parse(Register, {"id": key, **read_yaml(path)}, path.name)
    _check_choices(made, path.name)
    return made


def _check_choices(made: Register, where: str) -> None:
    """Refuse choices of a field that is no choice, and a choice without any."""
    for key, field in made.fields.items():
        if (field.type == "choice") != bool(field.choices):
            msg = f"{where}：{key}：choices：类型为 choice 的字段须列出选项，其他类型不得列"
            raise CatalogueError(msg)


def typed(
    made: Register, values: Mapping[str, object], where: str = "登记"
) -> dict[str, FieldValue]:
    """Return the fields of an entry as values of their types; blank ones are None.

    Parameters
    ----------
    values
        By field: a value of its type, or its text. Amounts are Decimal, int or text: a float
        has lost its exact digits and is refused.
    where
        File and line, for the error.

    Raises
    ------
    RegisterError
        For an unknown field, a missing one that is required, or an unlawful value.

    Examples
    --------
    >>> fund = register("turnover_fund")
    >>> typed(fund, {"movement": "到位", "amount_wan": "1,000.50"})["amount_wan"]
    Decimal('1000.50')
    """
    if unknown := [key for key in values if key not in made.fields]:
        msg = f"{where}：{made.name}没有字段“{'、'.join(unknown)}”；可用：{'、'.join(made.fields)}"
        raise RegisterError(msg)
    return typed_fields(made.fields, values, where)


def typed_fields(
    fields: Mapping[str, Field], values: Mapping[str, object], where: str
) -> dict[str, FieldValue]:
    """Return a value of its type for every declared field; blank ones are None, others ignored.

    Raises
    ------
    RegisterError
        For a missing one that is required, or an unlawful value.
    """
    return {key: _value(field, values.get(key), where) for key, field in fields.items()}


def to_json(fields: Mapping[str, FieldValue]) -> str:
    """Return fields as JSON: decimals and days as text, exact; what is not known left out.

    Examples
    --------
    >>> to_json({"amount_wan": Decimal("1.50"), "paid": True, "note": None})
    '{"amount_wan": "1.50", "paid": true}'
    """
    kept = {
        key: value if isinstance(value, bool) else str(value)
        for key, value in fields.items()
        if value is not None
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def from_json(fields: Mapping[str, Field], text: str) -> dict[str, FieldValue]:
    """Return kept fields as values; one that is no longer declared stays as it was written."""
    kept = json.loads(text)
    return dict.fromkeys(fields) | {key: _kept(fields, key, value) for key, value in kept.items()}


def _kept(fields: Mapping[str, Field], key: str, value: str | bool) -> FieldValue:
    field = fields.get(key)
    if field is None or isinstance(value, bool):
        return value
    readers: dict[str, Callable[[str], FieldValue]] = {
        "decimal": Decimal,
        "day": date.fromisoformat,
    }
    return readers.get(field.type, str)(value)


def _value(field: Field, given: object, where: str) -> FieldValue:
    place = f"{where}：{field.name}"
    if given is None or (isinstance(given, str) and not given.strip()):
        if field.required:
            msg = f"{place}：必填，不能为空"
            raise RegisterError(msg)
        return None
    return _READERS[field.type](field, given, place)


def _text(_field: Field, given: object, place: str) -> str:
    if not isinstance(given, str) or len(given.strip()) > _LONGEST_TEXT or "\x00" in given:
        msg = f"{place}：须为文字，不超过{_LONGEST_TEXT}字，现为“{str(given)[:20]}”"
        raise RegisterError(msg)
    return given.strip()


def _choice(field: Field, given: object, place: str) -> str:
    text = str(given).strip()
    if text not in field.choices:
        msg = f"{place}：“{text[:20]}”不在选项中；可用：{'、'.join(field.choices)}"
        raise RegisterError(msg)
    return text


def _truth(_field: Field, given: object, place: str) -> bool:
    if isinstance(given, bool):
        return given
    if (text := str(given).strip().lower()) not in TRUTHS:
        msg = f"{place}：须填“是”或“否”，现为“{text[:20]}”"
        raise RegisterError(msg)
    return TRUTHS[text]


def _day(_field: Field, given: object, place: str) -> date:
    if type(given) is date:
        return given
    return read_day(given, place)


def read_day(given: object, place: str) -> date:
    """Return a written day; other spellings than 2020-06-15 are 2020/6/15 and 2020年6月15日.

    Raises
    ------
    RegisterError
        If it is none.
    """
    found = _DAY.fullmatch(squeezed(given)) if isinstance(given, str) else None
    try:
        if found is not None:
            return date(*map(int, found.groups()))
    except ValueError:  # the 30th of February
        pass
    msg = f"{place}：“{str(given)[:20]}”不是日期，请写成 2020-06-15"
    raise RegisterError(msg)


def _decimal(field: Field, given: object, place: str) -> Decimal:
    value = _exact(given)
    if value is None:
        kind = "（浮点数已失去精确位数，请以文字或十进制数提交）" if type(given) is float else ""
        msg = f"{place}：“{str(given)[:20]}”不是数{kind}；请只写数字，单位为{field.unit}"
        raise RegisterError(msg)
    if -int(value.as_tuple().exponent) > field.decimals:
        msg = f"{place}：{value} 的小数多于{field.decimals}位（单位为{field.unit}），请核对"
        raise RegisterError(msg)
    if field.least is not None and value < field.least:
        msg = f"{place}：{value} 小于{field.least}，请核对"
        raise RegisterError(msg)
    return value


def _exact(given: object) -> Decimal | None:
    if isinstance(given, Decimal) and given.is_finite():
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return Decimal(given)
    if isinstance(given, str) and _DECIMAL.fullmatch(bare := squeezed(given)):
        return Decimal(bare.replace(",", ""))
    return None


_READERS: dict[FieldType, Callable[[Field, object, str], FieldValue]] = {
    "text": _text,
    "day": _day,
    "decimal": _decimal,
    "choice": _choice,
    "bool": _truth,
}
