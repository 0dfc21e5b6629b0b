"""What the board of alerts says in words: headline, tiles, notes."""

from collections import Counter
from collections.abc import Iterator, Mapping

from data.alert_rules import alert_rules
from mechanisms.alert_board import AREAS, Alert, AlertBoard
from mechanisms.alert_handling import NOTHING, Handling
from mechanisms.tiles import Tile, Tone
from metrics.wording import date_text

Handled = Mapping[str, Handling]
DUTY, ALARM, INFORMATION = "须报告", "预警", "提示"
SIGNS = {DUTY: "■", ALARM: "▲", INFORMATION: "○"}
CSS = {DUTY: "bad", ALARM: "warn", INFORMATION: "n"}
MOST_NAMED = 3


def open_alerts(board: AlertBoard, handled: Handled) -> list[Alert]:
    """Return the alerts that ask for an act and wait for one."""
    return [alert for alert in board.pressing if handled.get(alert.key, NOTHING).is_open]


def headline(board: AlertBoard, handled: Handled) -> str:
    """Say how many alerts wait, which are the gravest, and what only informs."""
    day, waiting = date_text(board.on), open_alerts(board, handled)
    if not board.alerts:
        return f"截至{day}，各条规则都没有预警。"
    if not waiting:
        done = (
            f"须处置的预警{len(board.pressing)}条都已处置" if board.pressing else "没有须处置的预警"
        )
        return f"截至{day}，**{done}**；另有{len(board.informing)}条提示，只供了解。"
    parts = f"截至{day}，**待处置预警{len(waiting)}条**（{_by_rule(waiting)}）"
    return f"{parts}；另有{len(board.informing)}条提示，只供了解。{_first(waiting)}"


def _by_rule(alerts: list[Alert]) -> str:
    counts = Counter(alert.rule_name for alert in alerts)
    named = [f"{name}{number}条" for name, number in list(counts.items())[:MOST_NAMED]]
    rest = len(alerts) - sum(list(counts.values())[:MOST_NAMED])
    return "、".join([*named, *([f"其余{rest}条"] if rest else [])])


def _first(alerts: list[Alert]) -> str:
    """Name the gravest."""
    first = alerts[0]
    return f"首先看**{first.subject_name}**：{first.rule_name}，{first.number}。"


def tiles(board: AlertBoard, handled: Handled) -> tuple[Tile, ...]:
    """Return what waits in all, and by whom it is about."""
    if not board.alerts:
        return ()
    waiting = open_alerts(board, handled)
    done = len(board.pressing) - len(waiting)
    tone: Tone = "bad" if any(alert.grade == DUTY for alert in waiting) else "warn"
    first = Tile(
        "待处置", str(len(waiting)), "条", _duty_words(waiting), "off",
        tone if waiting else "good", f"已处置{done}条",
    )  # fmt: skip
    return (first, *_area_tiles(board, waiting))


def _duty_words(waiting: list[Alert]) -> str:
    duties = sum(alert.grade == DUTY for alert in waiting)
    return f"■ 须报告 {duties} 条" if duties else ""


def _area_tiles(board: AlertBoard, waiting: list[Alert]) -> Iterator[Tile]:
    for area, name in AREAS.items():
        found = board.of_area(area)
        pressing = sum(alert.area == area for alert in waiting)
        told = sum(alert.is_information for alert in found)
        yield Tile(name, str(pressing), "条", note=f"另有提示{told}条" if told else "")


def notes(board: AlertBoard) -> list[str]:
    """Say what grades mean, what is compared, and what was not judged."""
    said = [
        "“须报告”为文件规定的报告义务，“预警”须处置，“提示”只供了解；没有综合打分",
        "累计增速为公布数，不由两期总量推算；周度同比由周报推算，按春节对齐",
        "未报、历史不足的不判定，也不当作零",
        f"自身历史：{alert_rules().series.basis}",
        f"只用{date_text(board.on)}及以前发布的数；次日有新数，预警随之重算，处置记录按同一预警保留",
    ]
    if board.question.scope is not None:
        said.append("县区只看本县区的预警；与其他县区的比较只列中位数")
    return said
