"""The foot of a bulletin: source, basis, rule, who computed, 截止日, what is absent."""

from collections.abc import Sequence
from datetime import date

from mechanisms import circular_notes, circular_rows
from mechanisms.bulletin_words import worded
from mechanisms.circular import Ranking
from metrics.periods import Period
from metrics.wording import date_text, join_names


def foot(boards: Sequence[Ranking], main: Ranking) -> list[str]:
    """Return the notes of a bulletin.

    Parameters
    ----------
    boards
        All boards that the template asks for, with and without figures.
    main
        The board that orders the table.
    """
    filled = [board for board in boards if not board.ranked.empty]
    beside = [board for board in filled if board is not main]
    made = [f"数据来源：{_sources(filled)}；数据截至{until(filled)}"]
    made += [note.removeprefix("▲ ") for note in _of_boards(boards, main, beside)]
    made += _silence(boards)
    return list(dict.fromkeys(made))


def _of_boards(boards: Sequence[Ranking], main: Ranking, beside: Sequence[Ranking]) -> list[str]:
    days = circular_notes.assumed_note(main)
    return [
        *(note for note in circular_notes.notes(main) if note not in days),
        *_assumed([main, *beside]),
        *_further_bases(beside, main),
        *_losses(beside),
        *circular_notes.rule_notes(beside, main),
        *circular_notes.differing_notes(beside),
        *circular_notes.absent_notes(boards),
    ]


def _further_bases(beside: Sequence[Ranking], main: Ranking) -> list[str]:
    """Say the basis of growth of further indicators, where it is not the main one's."""
    names: dict[str, list[str]] = {}
    for board in beside:
        basis = board.indicator.growth_basis
        if board.board.by == "growth" and basis != main.indicator.growth_basis:
            names.setdefault(basis, []).append(board.indicator.short_name)
    return [f"{join_names(each)}增速按{basis}计算" for basis, each in names.items()]


def _assumed(boards: Sequence[Ranking]) -> list[str]:
    """Say why the printed day of the data is assumed, where it is; not of older sources."""
    if not _newest(boards)[1]:
        return []
    return [note for board in boards for note in circular_notes.assumed_note(board)]


def _losses(beside: Sequence[Ranking]) -> list[str]:
    """Say of further boards which units have a word in place of a growth, and no place."""
    found = [(board, worded(board)) for board in beside if board.board.by == "growth"]
    return [
        f"{join_names(names)}{board.indicator.short_name}本期或上年同期为亏损，不计算增速，"
        "以文字说明，不排位次"
        for board, names in found
        if names
    ]


def _silence(boards: Sequence[Ranking]) -> list[str]:
    """Say which figures of the circular are published by the city but not yet at hand."""
    ways: dict[str, list[str]] = {}
    for board in boards:
        if board.ranked.empty and not board.absent:
            way = "增速" if board.board.by == "growth" else "总量"
            ways.setdefault(f"{board.period.label}{board.indicator.name}", []).append(way)
    return [f"{name}{'、'.join(each)}成文时尚未发布或入库，未列入" for name, each in ways.items()]


def _sources(boards: Sequence[Ranking]) -> str:
    found = [source.source for board in boards for source in board.sources]
    return join_names(dict.fromkeys(found)) or circular_rows.NONE


def until(boards: Sequence[Ranking]) -> str:
    """Print the day of the newest source; one taken from the release calendar says so."""
    newest, is_assumed = _newest(boards)
    if newest is None:
        return circular_rows.NONE
    return date_text(newest) + ("（推定）" if is_assumed else "")


def _newest(boards: Sequence[Ranking]) -> tuple[date | None, bool]:
    """Return the day of the newest source, and whether any source of that day is assumed."""
    sources = [source for board in boards for source in board.sources]
    newest = max((source.published_at for source in sources), default=None)
    return newest, any(s.assumed for s in sources if s.published_at == newest)


def provenance(boards: Sequence[Ranking], period: Period) -> str:
    """Return the line of origin: period, 数据截至, source, kind, version of the data."""
    filled = [board for board in boards if not board.ranked.empty]
    first = boards[0]
    parts = {
        "期别": period.label,
        "数据截至": until(filled),
        "来源": _sources(filled),
        "性质": first.dataset.kind_label,
        "数据版本": str(first.question.vintage),
    }
    return "　".join(f"{name}：{text}" for name, text in parts.items())
