"""Bulletins beside newer data: what an issued one would say today, how a draft follows."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import inf

from data import bulletin_templates
from data.bulletin_records import Bulletin
from data.records import CatalogueError
from data.store import Question
from mechanisms import bulletin_writing
from mechanisms.bulletin_changes import Change, changes
from mechanisms.bulletin_content import BulletinError, Content, from_json
from mechanisms.bulletin_corrections import FIGURES, correction
from mechanisms.bulletin_table import field_of_key
from metrics.periods import Period
from metrics.wording import MINUS

PRINTED = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
NO_NUMBER = inf
"""How far a figure moved that was, or became, a word: further than any other."""


def touched(question: Question, issued: Content) -> tuple[Change, ...]:
    """Return what an issued bulletin would print otherwise from the data of a question.

    A withdrawal has no figures and is never touched. Where the bulletin could not be written
    at all any more, one change without a key says so.
    """
    same_data = (issued.as_of, issued.vintage) == (question.as_of.isoformat(), question.vintage)
    if issued.form == "withdrawal" or same_data:
        return ()
    figures = _figures_only(issued)
    try:
        template = bulletin_templates.template(issued.template)
        return changes(figures, bulletin_writing.recompose(question, template, figures))
    except (BulletinError, CatalogueError) as error:
        why = f"按现有数据不能成文：{error}"
        return (Change("", issued.city, "全部数字", "已印发", "无", why, ""),)


def _figures_only(content: Content) -> Content:
    """Leave out tables of words, such as the list of changes in a correction."""
    kept = [table for table in content.tables if any(column.key for column in table.columns)]
    return replace(content, tables=tuple(kept))


def touch_words(found: Sequence[Change]) -> str:
    """Say how many figures and places changed, and which figure changed most.

    Examples
    --------
    >>> change = Change("430581", "武冈市", "增加值增速（%）", "11.6", "11.4", "降低0.2个百分点",
    ...                 "value_added.growth.growth_pct@2025-Y09")
    >>> touch_words([change])
    '1个数字有变，最大：武冈市增加值增速（%） 11.6→11.4（降低0.2个百分点）'
    """
    if found and not found[0].key:
        return found[0].difference
    figures = [change for change in found if field_of_key(change.key) in FIGURES]
    places = sum(field_of_key(change.key) == "place" for change in found)
    phrases = (
        [f"{len(figures)}个数字有变，最大：{_moved(max(figures, key=_size))}"] if figures else []
    )
    phrases += [f"位次变化{places}个"] if places else []
    return "；".join(phrases) or (f"{len(found)}处有变" if found else "")


def _moved(change: Change) -> str:
    difference = "" if change.difference.startswith("由") else f"（{change.difference}）"
    return f"{change.unit}{change.column} {change.old}→{change.new}{difference}"


def _size(change: Change) -> float:
    """Return how far a figure moved: a rate in points, a total in per cent of what it was."""
    old, new = _number(change.old), _number(change.new)
    if old is None or new is None:
        return NO_NUMBER
    step = abs(new - old)
    if field_of_key(change.key) != "level":
        return float(step)
    return float(step / abs(old) * 100) if old else NO_NUMBER


def _number(text: str) -> Decimal | None:
    plain = text.replace(MINUS, "-").replace(",", "")
    return Decimal(plain) if PRINTED.fullmatch(plain) else None


def as_of_now(question: Question, draft: Content, target: Bulletin | None, reason: str) -> Content:
    """Write the text of a draft anew from the data of a question, as if it were begun now.

    Parameters
    ----------
    target, reason
        What a correction corrects, and why.

    Raises
    ------
    BulletinError
        If the data no longer allow it, as when nothing is left to correct.
    """
    template, period = bulletin_templates.template(draft.template), Period.parse(draft.period)
    if target is None:
        return bulletin_writing.compose(question, template, period)
    issued = _figures_only(from_json(target.content))
    changed = touched(question, issued)
    return correction(question, template, period, issued, changed, reason)


def follow(draft: Content, now: Content) -> Content:
    """Return a draft with the tables of `now`, its text rewritten where nobody has edited it.

    Title, recipients and edited paragraphs are kept; see `hand_written`. Where the number of
    written paragraphs is no longer the same, the edited ones stand at the end.
    """
    kept = {draft.paragraphs[place] for place in hand_written(draft)}
    if len(now.generated) == len(draft.generated):
        anew = dict(zip(draft.generated, now.generated, strict=True))
        paragraphs = tuple(anew.get(text, text) for text in draft.paragraphs)
    else:
        edited = (text for text in draft.paragraphs if text in kept)
        paragraphs = (*now.generated, *edited)
    return replace(now, title=draft.title, recipients=draft.recipients, paragraphs=paragraphs)


def hand_written(content: Content) -> tuple[int, ...]:
    """Return which paragraphs somebody wrote or edited: they do not follow newer data."""
    written = set(content.generated)
    return tuple(i for i, text in enumerate(content.paragraphs) if text not in written)
