"""The states of a bulletin or record, and which step leads from which to which."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from metrics.wording import moment_text

State = Literal["draft", "submitted", "returned", "issued", "abandoned"]
RecordForm = Literal["weekly", "monthly", "quarterly"]
Form = Literal["circular", "weekly", "monthly", "quarterly", "correction", "withdrawal"]
StepName = Literal["save", "submit", "send_back", "issue", "abandon"]

STATE_WORDS: Mapping[str, str] = {
    "draft": "草稿",
    "submitted": "送审",
    "returned": "退回",
    "issued": "已签发",
    "abandoned": "已废弃",
}
RECORD_WORDS: Mapping[str, str] = {
    "weekly": "周研判",
    "monthly": "月分析",
    "quarterly": "季度督导",
}
"""Forms of working records; the template of a record and of its corrections is its form."""
BULLETIN_WORD = "通报"
FORM_WORDS: Mapping[str, str] = {
    "circular": BULLETIN_WORD,
    **RECORD_WORDS,
    "correction": "更正",
    "withdrawal": "撤回",
}
OPEN: tuple[State, ...] = ("draft", "submitted", "returned")
"""States of a document that is still in the making."""
_ADVICE: Mapping[State, str] = {
    "draft": "请先送审",
    "submitted": "请由签发人签发，或退回后再改",
    "returned": "请修改后重新送审",
    "issued": "签发后一字不动，有误请另发更正或撤回",
    "abandoned": "请另起草稿",
}


class BulletinLifeError(ValueError):
    """A step that a bulletin may not take; the text says why and what to do."""


class EditConflictError(BulletinLifeError):
    """Somebody saved the draft meanwhile; nothing was written.

    Attributes
    ----------
    number, at, actor
        The version that is newest now, when it was saved and by whom.
    """

    def __init__(self, named: str, base: int, number: int, at: datetime, actor: str) -> None:
        self.number, self.at, self.actor = number, at, actor
        when = moment_text(at)
        super().__init__(
            f"{named}：{actor}已于 {when} 存为第{number}版，您依据的是第{base}版；"
            "未作改动，请对照两稿后再存"
        )


@dataclass(frozen=True)
class Step:
    """A step of a document's life: its name, the states it starts from, whether it says why."""

    word: str
    starts: tuple[State, ...]
    needs_reason: bool = False


STEPS: Mapping[StepName, Step] = {
    "save": Step("修改", ("draft", "returned")),
    "submit": Step("送审", ("draft", "returned")),
    "send_back": Step("退回", ("submitted",), needs_reason=True),
    "issue": Step("签发", ("submitted",)),
    "abandon": Step("废弃", ("draft", "returned")),
}


def may_step(state: str, name: StepName) -> bool:
    """Say whether a document in a state may take a step.

    Examples
    --------
    >>> may_step("submitted", "issue"), may_step("issued", "save")
    (True, False)
    """
    return state in STEPS[name].starts


def named(template: str, number: int) -> str:
    """Return what a document is called where something is said of it.

    Examples
    --------
    >>> named("ranking_circular", 7), named("weekly", 12)
    ('通报 7', '周研判 12')
    """
    return f"{RECORD_WORDS.get(template, BULLETIN_WORD)} {number}"


def check_step(named: str, state: State, name: StepName, reason: str = "") -> None:
    """Refuse an unlawful step, and one without the reason that it needs.

    Parameters
    ----------
    named
        What the document is called, see `named`.

    Raises
    ------
    BulletinLifeError
        If the step does not start from this state, or its reason is empty.

    Examples
    --------
    >>> check_step("通报 7", "draft", "issue")
    Traceback (most recent call last):
    data.bulletin_states.BulletinLifeError: 通报 7 现为“草稿”，不能签发；请先送审
    """
    step = STEPS[name]
    if not may_step(state, name):
        msg = f"{named} 现为“{STATE_WORDS[state]}”，不能{step.word}；{_ADVICE[state]}"
        raise BulletinLifeError(msg)
    if step.needs_reason:
        check_reason(named, step.word, reason)


def check_reason(named: str, word: str, reason: str) -> None:
    """Refuse a step without a reason.

    Raises
    ------
    BulletinLifeError
        If nothing is written.
    """
    if not reason.strip():
        msg = f"{named}：{word}必须写明原因"
        raise BulletinLifeError(msg)


def is_among(name: str, names: Iterable[str]) -> bool:
    """Whether a person is among others, however his name is spaced or its width.

    Examples
    --------
    >>> is_among("张\u3000三", ["李四", "张三"]), is_among("张三丰", ["张三"])
    (True, False)
    """
    return _letters(name) in map(_letters, names)


def _letters(name: str) -> str:
    """Return a name without blanks and unseen signs, in normal width."""
    normal = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in normal if unicodedata.category(sign)[0] not in "ZC").casefold()
