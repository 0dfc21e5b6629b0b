"""What else is open at the analysis of a month, in a line each, leading to its own page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mechanisms import alerts, credit, credit_words, ledgers, supervision, supervision_words
from mechanisms.linked_tables import Way
from mechanisms.monthly import Monthly

NO_DOCUMENT = "本市没有登记政策文件，没有目标"


@dataclass(frozen=True)
class Brief:
    """A matter in one line.

    Attributes
    ----------
    figures
        The numbers that the line prints, by what they count.
    """

    name: str
    text: str
    way: Way
    figures: tuple[tuple[str, int], ...] = ()


def briefs(found: Monthly) -> tuple[Brief, ...]:
    """Return targets, loans, alerts and supervised actions as of the day of the analysis."""
    return (_targets(found), _loans(found), _alerts(found), _actions(found))


def _targets(found: Monthly) -> Brief:
    way = Way("targets")
    if not found.dataset.documents:
        return Brief("责任目标", NO_DOCUMENT, way)
    board = supervision.board(found.question)
    pressing = supervision_words.pressing(board)
    text = supervision_words.counts(board)
    if pressing:
        text += f"；须过问{len(pressing)}项"
    return Brief("责任目标", text, way, (("目标", len(board.rows)), ("须过问", len(pressing))))


def _loans(found: Monthly) -> Brief:
    made = credit.credit(found.question)
    text = credit_words.headline(made).replace("**", "").rstrip("。")
    return Brief("信贷", text, Way("credit"))


def _alerts(found: Monthly) -> Brief:
    board = alerts.found(found.question)
    counted = Counter(each.area for each in board.pressing)
    parts = [f"{name}{counted[area]}条" for area, name in alerts.AREAS.items() if counted[area]]
    number = len(board.pressing)
    text = f"{number}条（{'、'.join(parts)}）" if parts else "没有须处置的预警"
    if board.informing:
        text += f"；另有提示{len(board.informing)}条"
    figures = (("预警", number), ("提示", len(board.informing)))
    return Brief("预警", text, Way("alerts"), figures)


def _actions(found: Monthly) -> Brief:
    entries = ledgers.entries(found.question, ledgers.SUPERVISED)
    still = [entry for entry in entries if entry.is_open]
    late = [entry for entry in still if entry.is_overdue]
    text = f"未办结{len(still)}项" if still else "没有未办结的督办事项"
    if late:
        text += f"，其中逾期{len(late)}项"
    return Brief("督办", text, Way("actions"), (("未办结", len(still)), ("逾期", len(late))))


def lines(made: tuple[Brief, ...]) -> Iterator[str]:
    """Yield the lines as sentences."""
    for each in made:
        yield f"{each.name}：{each.text}。"
