"""Judging one target on observations that somebody hands in, without any stored figure."""

from datetime import date
from pathlib import Path

from data import policies, target_rules
from data.policy_records import Target
from mechanisms.supervision_landing import landing
from mechanisms.target_observations import ObservationError, Observed, observed
from mechanisms.target_rows import Row, row
from metrics.targets import Terms, Tolerance, Verdict, judge


class JudgingError(ValueError):
    """What cannot be judged as it was put; the text says where, what, what to do."""


def judged(key: str, file: Path, as_of: str) -> tuple[Row, Verdict]:
    """Judge one target on the observations of a file.

    Parameters
    ----------
    key
        Number of the target, such as WZ20-T06.
    file
        JSON, see the manual.
    as_of
        The day of asking, such as 2020-10-20.

    Returns
    -------
    tuple
        The row as on the board, and the verdict with its remarks.

    Raises
    ------
    CatalogueError
        If there is no such target.
    JudgingError
        If the file cannot be read or is not as it must be, or the day is none.
    """
    target = policies.target(key)
    day = _day(as_of)
    try:
        found = observed(_text(file), target)
        terms = terms_of(target, found)
        verdict = judge(terms, found.readings, day, target_rules.thresholds())
    except ObservationError as error:
        raise JudgingError(str(error)) from error
    except ValueError as error:
        msg = f"观测文件：{error}"
        raise JudgingError(msg) from error
    return row(verdict, landing(terms, found.readings, verdict)), verdict


def terms_of(target: Target, found: Observed) -> Terms:
    """Return what a target demands, completed by what the observations say.

    Raises
    ------
    JudgingError
        If the observations give another figure than the document.
    """
    if found.target is not None and target.value not in (None, found.target):
        msg = f"观测文件的 target 为{found.target}，而文件已定为{target.value}；请删去这个键"
        raise JudgingError(msg)
    return Terms(
        target.id,
        target.comparator,
        target.kind,
        found.target if target.value is None else target.value,
        target.value_high,
        target.unit or "",
        target.start,
        target.deadline,
        target.better,
        tolerance_of(target),
        found.base,
        roster_known=target.roster is None or found.roster_size is not None,
        roster=found.roster if target.kind == "each_unit" else None,
        roster_size=found.roster_size,
        plan=found.plan,
        every_period=target_rules.is_every_period(target.id),
    )


def tolerance_of(target: Target) -> Tolerance | None:
    """Return how far an 左右 target may fall short: by the document's entry, else by rule."""
    said = target.tolerance
    if said is not None:
        return Tolerance(said.type, said.value, said.stated)
    return target_rules.tolerance(target.kind) if target.comparator == "about" else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"日期“{text}”无法识别；写法如 2020-10-20"
        raise JudgingError(msg) from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        msg = f"打不开 {file}（{error.strerror}）；请检查文件名和权限"
        raise JudgingError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{file}：不是 UTF-8 文本；请另存为 UTF-8 编码的 JSON"
        raise JudgingError(msg) from error
