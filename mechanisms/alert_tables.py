"""The tables of alerts: what was found, and the rules with their thresholds; for all outlets."""

from collections.abc import Mapping, Sequence

from mechanisms.alert_board import AREAS, Alert, AlertBoard
from mechanisms.alert_handling import NOTHING, Handling, last_words
from mechanisms.alert_words import CSS, SIGNS
from mechanisms.linked_tables import Cell, Column, Table, Way
from metrics.rounding import to_decimal

Handled = Mapping[str, Handling]
COLUMNS = (
    Column("级别"),
    Column("规则"),
    Column("对象"),
    Column("地区"),
    Column("期别"),
    Column("数值"),
    Column("比较"),
    Column("理由", wide=True),
    Column("处置"),
)


def alerts(board: AlertBoard, handled: Handled, shown: Sequence[Alert], title: str) -> Table:
    """Return alerts as a table.

    The subject leads to the page that tells more, the figure to its origin, the handling to the
    alert itself.
    """
    return Table(
        "预警",
        title,
        "重的在前，再按规则；点对象看详情，点处置办理",
        COLUMNS,
        tuple(_row(alert, handled.get(alert.key, NOTHING)) for alert in shown),
        "" if shown else "没有符合条件的预警。",
    )


GROUPED = tuple(each for each in COLUMNS if each.head not in ("级别", "规则", "比较"))
"""Columns under a head that names grade and rule."""


def group_rows(shown: Sequence[Alert], handled: Handled) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of `GROUPED`."""
    kept = [at for at, column in enumerate(COLUMNS) if column.head not in ("级别", "规则", "比较")]
    rows = [_row(alert, handled.get(alert.key, NOTHING)) for alert in shown]
    return tuple(tuple(row[at] for at in kept) for row in rows)


def groups(shown: Sequence[Alert]) -> list[tuple[str, str, list[Alert]]]:
    """Return grade, rule and alerts, each rule's together, in the order of the alerts."""
    found: dict[tuple[str, str], list[Alert]] = {}
    for alert in shown:
        found.setdefault((alert.grade, alert.rule), []).append(alert)
    return [(grade, rule, members) for (grade, rule), members in found.items()]


def _row(alert: Alert, handled: Handling) -> tuple[Cell, ...]:
    return (
        Cell(f"{SIGNS[alert.grade]} {alert.grade}", css=CSS[alert.grade]),
        Cell(alert.rule_name),
        Cell(alert.subject_name, leads=alert.way),
        Cell(alert.region_name),
        Cell(alert.period.short_label.partition("（")[0]),
        Cell(alert.number, leads=alert.origin),
        Cell(alert.comparison),
        Cell(alert.reason),
        Cell(handled.words, leads=Way("alerts", {"alert": alert.key})),
    )


RULES = (
    Column("规则"),
    Column("级别"),
    Column("怎样判定", wide=True),
    Column("依据", wide=True),
    Column("触发 条", "figure"),
    Column("已判 项", "figure"),
    Column("未判", wide=True),
)


def rules(board: AlertBoard) -> Table:
    """Return every rule with its threshold, its basis, and what became of it."""
    rows = tuple(
        (
            Cell(state.entry.name),
            Cell(state.entry.grade),
            Cell(state.reading),
            Cell(state.entry.basis),
            Cell(str(state.fired), to_decimal(state.fired)),
            Cell(f"{state.judged:,}", to_decimal(state.judged)),
            Cell("、".join(state.unjudged) or "—"),
        )
        for state in board.rules
    )
    return Table("规则", "规则和门槛", "门槛可由部署单位改；改门槛即改文字", RULES, rows)


HANDLED = (
    Column("预警", wide=True),
    Column("现状"),
    Column("最近一步", wide=True),
    Column("督办编号"),
)


def handlings(board: AlertBoard, handled: Handled) -> Table:
    """Return what was done about the alerts of the board."""
    rows = tuple(
        (
            Cell(alert.reason, leads=Way("alerts", {"alert": alert.key})),
            Cell(one.words),
            Cell(last_words(one)),
            Cell("、".join(str(entry.number) for entry in one.actions) or "—"),
        )
        for alert in board.alerts
        if (one := handled.get(alert.key, NOTHING)).entry is not None
    )
    nothing = "" if rows else "还没有处置记录。"
    return Table("处置", "处置记录", "谁在何时做了什么", HANDLED, rows, nothing)


def all_tables(board: AlertBoard, handled: Handled) -> list[Table]:
    """Return the sheets of the workbook."""
    shown = board.alerts
    return [
        alerts(board, handled, shown, f"预警{len(shown)}条"),
        handlings(board, handled),
        rules(board),
    ]


def area_name(alert: Alert) -> str:
    """Return what an alert is about: region, industry, firm, target, report."""
    return AREAS[alert.area]
