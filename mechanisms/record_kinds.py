"""Kinds of working records: what each is called, over which period, how it is composed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from data.bulletin_states import RECORD_WORDS, RecordForm
from data.store import Question
from mechanisms.bulletin_content import BulletinError, Content
from metrics.periods import Period, PeriodKind

Compose = Callable[[Question, Period], Content]


@dataclass(frozen=True)
class RecordKind:
    """A kind of working record.

    Attributes
    ----------
    view
        The permission for its page and for what is signed.
    page
        Address of the page on which it is written.
    periods
        Which kinds of period it may judge.
    choices
        The choices in the address of its page that show a period.
    compose
        Writes the record's content from the evidence of a period, as known on its judgement day.
    """

    form: RecordForm
    view: str
    page: str
    periods: tuple[PeriodKind, ...]
    choices: Callable[[Period], dict[str, str]]
    compose: Compose

    @property
    def name(self) -> str:
        """What a record of this kind is called."""
        return RECORD_WORDS[self.form]

    def checked(self, code: str) -> Period:
        """Return the period of a code.

        Raises
        ------
        BulletinError
            If the text is no code of a period of this kind.
        """
        try:
            period = Period.parse(code)
        except ValueError as error:
            raise BulletinError(str(error)) from error
        if period.kind not in self.periods:
            msg = f"{self.name}没有“{code}”这一期，请核对期别"
            raise BulletinError(msg)
        return period


def _composed_by(module: str) -> Compose:
    """Return the `content` of a module, which is loaded when a record is composed."""

    def compose(question: Question, period: Period) -> Content:
        content = cast("Compose", import_module(f"mechanisms.{module}").content)
        return content(question, period)

    return compose


KINDS: Mapping[RecordForm, RecordKind] = {
    "weekly": RecordKind(
        "weekly",
        "view_weekly",
        "weekly",
        (PeriodKind.WEEK,),
        lambda period: {"week": period.code},
        _composed_by("weekly_content"),
    ),
    "monthly": RecordKind(
        "monthly",
        "view_monthly",
        "monthly",
        (PeriodKind.MONTH, PeriodKind.YTD),
        lambda period: {"period": f"{period.end:%Y-%m}"},
        _composed_by("monthly_content"),
    ),
    "quarterly": RecordKind(
        "quarterly",
        "view_quarterly",
        "quarterly",
        (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YTD, PeriodKind.YEAR),
        lambda period: {"part": "quarter", "quarter": period.code},
        _composed_by("quarterly_content"),
    ),
}


def kind(form: RecordForm) -> RecordKind:
    """Return the kind of a form.

    Examples
    --------
    >>> kind("weekly").name
    '周研判'
    """
    return KINDS[form]
