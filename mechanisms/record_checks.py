"""The check list beside a record in the making: it warns and never edits."""

from collections.abc import Sequence

from mechanisms.bulletin_checks import finding, frozen, own_figures, two_people
from mechanisms.bulletin_content import Content
from mechanisms.ledgers import Entry
from mechanisms.record_content import CONCLUSION
from mechanisms.record_frames import conclusions
from metrics.checks import Finding, Outcome


def check_list(
    saved: Content,
    shown: Content,
    decided: Sequence[Entry],
    writers: Sequence[str],
    signer: str,
    newer: str,
) -> list[Finding]:
    """Return what the one who signs must look at.

    Parameters
    ----------
    saved, shown
        The record as saved, and as read with its first and last section.
    writers
        Who saved a version of the draft.
    signer
        Who would sign it; empty where the viewer may not.
    newer
        What newer data would write otherwise, in words; empty where nothing.
    """
    return [
        _concluded(saved),
        _decided(decided),
        own_figures(shown),
        two_people(writers, signer),
        frozen(shown, newer),
    ]


def _concluded(saved: Content) -> Finding:
    texts = conclusions(saved)
    if not texts:
        return finding(CONCLUSION, Outcome.DIFFERS, "还没有写；没有结论不能送审")
    return finding(CONCLUSION, Outcome.AGREES, f"已写{len(texts)}段")


def _decided(entries: Sequence[Entry]) -> Finding:
    if not entries:
        return finding("督办事项", Outcome.UNCHECKABLE, "没有确定事项；签发后不再补入本件")
    text = f"{len(entries)}项，签发时随文件冻结；办理进展记在督办台账"
    return finding("督办事项", Outcome.AGREES, text)
