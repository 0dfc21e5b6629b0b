"""What somebody reports of a target: which figures belong to it, read and checked one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from data import attachments, catalogue
from data.attachments import AttachmentError
from data.catalogue import Indicator
from data.datasets import Dataset
from data.policy_records import Target
from metrics.printed_text import squeezed
from metrics.rounding import to_decimal

LARGEST = Decimal(10) ** 12
"""No target is counted in such figures; more is a slip of unit or point."""
LEAST_EVIDENCE = 2
ADDED_UP = ("flow", "count", "prohibition", "event")
YES, NO = ("1", "是", "已办成", "办成"), ("0", "否", "未办成")


class RecordError(ValueError):
    """A report that cannot be kept; the text says where, what and what to do."""


@dataclass(frozen=True)
class Field:
    """A figure that a report of a target holds.

    Attributes
    ----------
    measure
        The series to which it goes.
    unit
        In which it is typed and stored; empty for a part in a unit of its own.
    yes_no
        Whether it is answered by 是 or 否.
    """

    measure: str
    label: str
    unit: str
    must: bool = True
    yes_no: bool = False


@dataclass(frozen=True)
class Report:
    """What somebody reports of a target.

    Attributes
    ----------
    period
        A month (``2020-09``), a day (``2020-09-15``), or a period of the statistic.
    figures
        As typed, by measure.
    subject
        Whose: a region's code or a unit of the target's list; empty is the city.
    evidence
        What the figure rests on; `content` is a file to it, with its name.
    reason
        Why a figure that looks like a slip is right.
    """

    target: str
    period: str
    figures: Mapping[str, str]
    evidence: str
    actor: str
    sender: str
    subject: str = ""
    reason: str = ""
    file_name: str = ""
    content: bytes = b""


def indicator_of(target: Target, dataset: Dataset) -> Indicator:
    """Return the indicator under which the progress of a target is stored."""
    return dataset.indicator(target.measured_by or target.id)


def measured_words(target: Target) -> str:
    """Return why a target that statistics measure takes no report of its own, and what to do."""
    names = [catalogue.indicators()[key].name for key in target.statistics.values()]
    return (
        f"{target.id}：进度由{'、'.join(f'“{name}”' for name in names)}算出，不另行报送；"
        "请在“数据入库”中报送这些指标"
    )


def fields_of(target: Target, dataset: Dataset) -> tuple[Field, ...]:
    """Return which figures a report of a target holds."""
    unit = target.unit or ""
    if target.measured_by:
        entry = indicator_of(target, dataset)
        measure = "growth" if target.kind in ("relative", "growth") else "level"
        return (Field(measure, entry.name, "%" if measure == "growth" else entry.unit),)
    if target.kind == "event":
        return (Field("level", "是否办成", "", yes_no=True),)
    level = Field("level", _level_label(target), unit)
    if target.numerator and target.denominator and target.kind in ("ratio", "coverage"):
        return (
            Field("numerator", f"分子：{target.numerator}", ""),
            Field("denominator", f"分母：{target.denominator}", ""),
            Field("reference", "比较值（上年同期）", unit, must=False),
        )
    if target.kind == "relative" or target.comparator.endswith("_direction"):
        other = target.baseline.what if target.baseline is not None else "比较值"
        return (level, Field("reference", f"比较值：{other}", unit, must=False))
    if target.kind == "reduction":
        return (level, Field("base", "基期数", unit, must=False))
    return (level,)


def _level_label(target: Target) -> str:
    words = {"flow": "累计额", "count": "累计数", "prohibition": "累计数", "stock": "期末数"}
    return words.get(target.kind, "当期数")


def check_evidence(report: Report) -> None:
    """Refuse a report without evidence, or with a file that is not taken.

    Raises
    ------
    RecordError
        The text says what is missing or what may be sent.
    """
    if len(squeezed(report.evidence)) < LEAST_EVIDENCE:
        msg = f"{report.target}：没有写佐证；请写明数字从何而来（台账、报表、文件号等）"
        raise RecordError(msg)
    if not report.file_name:
        return
    try:
        attachments.check(report.file_name, report.content, "佐证文件")
    except AttachmentError as error:
        raise RecordError(str(error)) from error


def typed(
    target: Target, dataset: Dataset, figures: Mapping[str, str]
) -> Iterator[tuple[Field, Decimal]]:
    """Yield the figures of a report, read as decimal numbers.

    Raises
    ------
    RecordError
        If a figure is missing, unknown or no number.
    """
    if target.statistics:
        raise RecordError(measured_words(target))
    known = fields_of(target, dataset)
    given = {name: text for name, text in figures.items() if text.strip()}
    _check_measures(target, known, given)
    for each in _asked(known, given):
        yield each, _number(target, each, given[each.measure])


def _check_measures(target: Target, known: tuple[Field, ...], given: Mapping[str, str]) -> None:
    lawful = {each.measure for each in known} | {"level"}
    if unknown := sorted(set(given) - lawful):
        msg = f"{target.id}：没有数据项 {'、'.join(unknown)}；可填：{'、'.join(sorted(lawful))}"
        raise RecordError(msg)
    missing = [each.label for each in known if each.must and each.measure not in given]
    if missing and "level" not in given:
        msg = f"{target.id}：缺少{'、'.join(missing)}"
        raise RecordError(msg)


def _asked(known: tuple[Field, ...], given: Mapping[str, str]) -> list[Field]:
    """Return the fields that were filled in; a ratio may be given as such, without its parts."""
    level = [] if any(each.measure == "level" for each in known) else [Field("level", "数值", "")]
    return [each for each in (*known, *level) if each.measure in given]


def _number(target: Target, asked: Field, text: str) -> Decimal:
    plain = squeezed(text).replace(",", "").removesuffix(asked.unit or "\0")
    if asked.yes_no or (target.kind == "event" and asked.measure == "level"):
        if plain not in (*YES, *NO):
            msg = f"{target.id}：{asked.label}填“是”或“否”，现为“{text}”"
            raise RecordError(msg)
        return Decimal(int(plain in YES))
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        msg = f"{target.id}：{asked.label}“{text}”不是数字；请只填数字，如 100 或 76.9"
        raise RecordError(msg) from error
    if not number.is_finite() or to_decimal(float(number)) != number:
        msg = f"{target.id}：{asked.label}“{text}”的位数太多，最多15位有效数字"
        raise RecordError(msg)
    if abs(number) >= LARGEST:
        msg = f"{target.id}：{asked.label}“{text}”大得不合理；请核对单位“{asked.unit}”和小数点"
        raise RecordError(msg)
    if number < 0 and (target.kind in ADDED_UP or asked.measure in ("numerator", "denominator")):
        msg = f"{target.id}：{asked.label}“{text}”是负数；累计数和分子、分母不能为负"
        raise RecordError(msg)
    return number


def file_content(path: Path) -> bytes:
    """Return the content of a file of evidence.

    Raises
    ------
    RecordError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"打不开佐证文件 {path}（{error.strerror}）；请检查文件名和权限"
        raise RecordError(msg) from error
