"""The watch lists of a week: the alerts of its day of judgement, each with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from data.catalogue import indicators
from mechanisms import alerts
from mechanisms.alert_board import Alert, AlertBoard
from mechanisms.linked_tables import Cell, Column, Table
from mechanisms.weekly import Weekly
from metrics.wording import join_names

LISTS = {
    "region": "重点区域",
    "industry": "重点行业",
    "firm": "重点企业",
    "target": "重点目标",
    "data": "报送",
}
AREAS = ("region", "industry", "firm", "target")
"""The lists that are shown, in their order."""
SIGNS = {"预警": "■ 预警", "须报告": "■ 须报告", "提示": "○ 提示"}
NONE_FIRED = "没有触发的预警；能不能判定见预警页的规则。"
CSS = {"预警": "bad", "须报告": "bad", "提示": "n"}


@dataclass(frozen=True, eq=False)
class Watch:
    """What is to be watched, as known on the day of judgement.

    Attributes
    ----------
    board
        All alerts of the day, with the rules that found them.
    hidden
        Rules that the viewer may not see.
    """

    board: AlertBoard
    hidden: tuple[str, ...] = ()

    def of(self, area: str) -> tuple[Alert, ...]:
        """Return the alerts of a list: those that ask for an act, else what is for information."""
        found = [each for each in self.board.alerts if each.area == area]
        pressing = [each for each in found if not each.is_information]
        return tuple(_each_rule_first(pressing or found))


def _each_rule_first(found: Iterable[Alert]) -> list[Alert]:
    """Put the first of each rule in front, so that one rule with many alerts hides no other.

    What concerns all of the city comes after what concerns a part of it.
    """
    order: dict[str, int] = {}
    turns: list[tuple[bool, int, int, Alert]] = []
    for alert in found:
        whole = alert.area == "region" and alert.subject_name == "全市"
        turns.append((whole, order.setdefault(alert.rule, 0), len(turns), alert))
        order[alert.rule] += 1
    return [alert for _, _, _, alert in sorted(turns, key=lambda turn: turn[:3])]


def watch(found: Weekly, hidden: Iterable[str] = ()) -> Watch:
    """Return what is to be watched in a week; `hidden` are rules that the viewer may not see."""
    left_out = tuple(hidden)
    return Watch(alerts.found(found.question, on=found.judged_on, hidden=left_out), left_out)


def sentence(found: Watch) -> str:
    """Say how many alerts there are of each list, and that they are for information where so."""
    pressing, informing = len(found.board.pressing), len(found.board.informing)
    if not found.board.alerts:
        return "到研判日没有触发的预警规则。"
    counted = [
        f"{name}{count}条"
        for area, name in LISTS.items()
        if (count := sum(each.area == area for each in found.board.pressing))
    ]
    text = f"到研判日触发预警{pressing}条" + (f"，其中{join_names(counted)}" if counted else "")
    return f"{text}；另有提示{informing}条，只供了解。" if informing else f"{text}。"


def table(found: Watch, area: str, most: int) -> Table:
    """Return a list with what it is about, the figure and the grade; each leads to its evidence."""
    listed = found.of(area)
    name = LISTS[area]
    columns = (Column("对象", wide=True), Column("情况", wide=True), Column("研判"))
    rows = tuple(_row(alert) for alert in listed[:most])
    left = len(listed) - most
    reading = f"共{len(listed)}条，列{most}条" if left > 0 else ""
    return Table(name, name, reading, columns, rows, "" if rows else NONE_FIRED)


def _row(alert: Alert) -> tuple[Cell, ...]:
    return (
        Cell(alert.subject_name, leads=alert.way),
        Cell(situation(alert)),
        Cell(SIGNS[alert.grade], css=CSS[alert.grade]),
    )


def situation(alert: Alert) -> str:
    """Say in few words what an alert is: the rule, the indicator where there is one, the figure.

    The comparison and the whole reason stand on the alert's own page.
    """
    entry = indicators().get(alert.indicator)
    if entry is None:
        return f"{alert.rule_name}：{alert.number}"
    rate = "同比" if alert.number.endswith("%") else ""
    return f"{alert.rule_name}：{entry.short_name}{rate}{alert.number}"


def reasons(found: Watch, areas: Iterable[str], most: int) -> Table:
    """Return the lists as one table with the reason of each entry in a sentence."""
    columns = (Column("类别"), Column("对象"), Column("级别"), Column("理由", wide=True))
    rows = tuple(
        (Cell(LISTS[area]), Cell(each.subject_name), Cell(each.grade), Cell(each.reason))
        for area in areas
        for each in found.of(area)[:most]
    )
    said = f"按{found.board.on:%Y-%m-%d}已发布的数，各类列前{most}条；规则和门槛见预警"
    return Table("重点关注", "重点关注", said, columns, rows, "" if rows else NONE_FIRED)
