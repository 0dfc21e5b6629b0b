"""What a ledger says in words: headline, tiles, how an entry stands, where it came from, notes."""

from mechanisms.ledger_board import LedgerBoard, is_done
from mechanisms.ledgers import Entry
from mechanisms.linked_tables import Way
from mechanisms.record_kinds import KINDS
from mechanisms.tiles import Tile
from metrics.periods import Period
from metrics.wording import date_text

DIRECT = "直接交办"
LONGEST_QUOTE = 24


def headline(found: LedgerBoard) -> str:
    """Say how many are open, overdue and waiting, and which is overdue the longest."""
    if not found.entries:
        return f"此时点没有{found.ledger.name}。"
    name, waits = found.ledger.name, _waiting_words(found)
    parts = [f"逾期{found.count('overdue')}项", *_near_words(found)]
    parts += [f"{waits}{found.count('waiting')}项"] if waits else []
    first = f"**{name}未办结{found.count('open')}项**，其中{'、'.join(parts)}"
    done = f"已办结{found.count('done')}项，按期{found.count('in_time')}项"
    return f"{first}；{done}。{_worst_words(found)}"


def _near_words(found: LedgerBoard) -> list[str]:
    soon = found.ledger.soon
    return [] if soon is None else [f"{soon.days}天内到期{found.count('near')}项"]


def _waiting_words(found: LedgerBoard) -> str:
    """Return what the states are called in which somebody is to judge; empty without any."""
    return "、".join(each.name for each in found.ledger.states.values() if each.stops_clock)


def _worst_words(found: LedgerBoard) -> str:
    worst = found.worst
    if worst is None:
        return "没有逾期。"
    whose = f"{worst.owner}：" if worst.owner else ""
    return f"逾期最久：**{whose}{_quoted(worst.title)}，逾期{worst.days_late}天**。"


def _quoted(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def tiles(found: LedgerBoard) -> list[Tile]:
    """Return the counts; none for an empty ledger."""
    if not found.entries:
        return []
    overdue, soon = found.count("overdue"), found.ledger.soon
    worst = found.worst
    made = [
        Tile("未办结", str(found.count("open")), "项", note=f"共{len(found.entries)}项"),
        Tile(
            "■ 逾期" if overdue else "逾期",
            str(overdue),
            "项",
            change=f"最久{worst.days_late}天" if worst else "",
            tone="bad" if overdue else "none",
        ),
    ]
    if soon is not None:
        made.append(Tile(f"{soon.days}天内到期", str(found.count("near")), "项"))
    if waits := _waiting_words(found):
        made.append(Tile(waits, str(found.count("waiting")), "项", note="不计责任单位逾期"))
    in_time = f"按期{found.count('in_time')}项"
    made.append(Tile("已办结", str(found.count("done")), "项", note=in_time))
    return made


def due_words(found: Entry) -> str:
    """Say how an entry stands to its deadline.

    What has ended, or waits for a judgement, is named by the step that stopped the clock.
    """
    if found.deadline is None or found.state.void:
        return "—"
    if found.is_overdue:
        return f"逾期{found.days_late}天"
    if found.days_left is not None:
        return f"还剩{found.days_left}天" if found.days_left else "今日到期"
    step = _stopped_by(found)
    return f"逾期{found.days_late}天{step}" if found.days_late else f"按期{step}"


def _stopped_by(found: Entry) -> str:
    moves = [each for each in found.history if found.ledger.step(each.step).leads_to]
    return found.ledger.step(moves[-1].step).name


def mark(found: Entry) -> tuple[str, str]:
    """Return the sign and the class of the style sheet with which an entry is marked."""
    if found.is_overdue:
        return "■ ", "bad"
    if found.is_near:
        return "▲ ", "warn"
    if is_done(found):
        return ("● ", "good") if found.days_late == 0 else ("○ ", "n")
    return "", ""


def source_words(found: Entry) -> str:
    """Say where an entry came from, as far as it is known.

    Examples
    --------
    >>> from datetime import date
    >>> from data.ledgers import ledger
    >>> source_words(Entry(7, ledger("supervised_actions"), "330300", "target:WZ20-T10",
    ...     date(2020, 10, 25), ()))
    '责任目标 WZ20-T10'
    """
    if not found.source:
        return DIRECT
    prefix, _, rest = found.source.partition(":")
    kind = found.ledger.source_kind(found.source)
    if prefix == "record":
        form, _, code = rest.partition(":")
        return f"{_record_name(form, kind)} {_period_label(code)}"
    return f"{kind} {rest}" if prefix == "target" else kind


def _record_name(form: str, otherwise: str) -> str:
    return next((each.name for key, each in KINDS.items() if key == form), otherwise)


def _period_label(code: str) -> str:
    try:
        return Period.parse(code).short_label
    except ValueError:
        return code


def source_way(found: Entry, *, scoped: bool) -> Way | None:
    """Return where the source of an entry is to be seen, None where it has no page.

    Parameters
    ----------
    scoped
        The viewer sees some regions only: records are not for him.
    """
    prefix, _, rest = found.source.partition(":")
    if prefix == "target":
        return Way("target", {"id": rest})
    if prefix == "alert":
        return Way("alerts", {"alert": rest})
    form, _, code = rest.partition(":")
    if prefix == "record" and form == "weekly" and not scoped:
        return Way("weekly", {"week": code})
    return None


def notes(found: LedgerBoard) -> list[str]:
    """Say how lateness is counted, what is near, and what the ledger rests on."""
    made = found.ledger
    said = ["期限当天不算逾期；逾期天数由期限和业务日期算出"]
    for state in made.states.values():
        if state.stops_clock:
            said.append(f"“{state.name}”期间不计责任单位逾期；退回后自原期限起重新计算")
    if made.soon is not None:
        said.append(f"临期指{made.soon.days}天内到期：{made.soon.basis}")
    said.append(f"依据：{made.reference}")
    said.append(f"本页为{date_text(found.question.as_of)}终的情况；每一步另记一行，不改不删")
    if found.question.scope is not None:
        said.append("县区只看到本县区的事项")
    return said
