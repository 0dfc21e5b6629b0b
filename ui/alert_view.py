"""The page of alerts: what is chosen, the table, one alert in full, the rules."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from data.store import Question
from mechanisms import alert_handling, alert_tables, alert_words, alerts
from mechanisms.alert_board import AREAS, Alert, AlertBoard
from mechanisms.alert_handling import NOTHING, Handling
from mechanisms.linked_tables import Cell
from metrics.wording import date_text
from ui import address, alert_desk, exports, linked_table, load, skeleton
from ui.plain import plain
from ui.session import current

GROUPS = {"open": "待处置", "told": "提示", "done": "已处置", "all": "全部"}
EVERYWHERE = "all"
MOST = 5
BADGES = {"须报告": "red", "预警": "yellow", "提示": "gray"}
Builder = Callable[[AlertBoard, Mapping[str, Handling]], bytes]


@load.shared
def found_for(question: Question, hidden: tuple[str, ...]) -> AlertBoard:
    """Return the alerts of a question; shared, not to be changed."""
    return alerts.found(question, hidden=hidden)


def board_of(question: Question) -> AlertBoard:
    """Return the board of this visit's viewer, without what he may not see."""
    return found_for(question, alerts.hidden_rules(current().viewer))


def choose() -> tuple[str, str]:
    """Ask what is shown: by handling, and by what it is about."""
    areas: dict[str, str] = {EVERYWHERE: "全部对象"} | {str(k): name for k, name in AREAS.items()}
    area = address.choice(
        "area",
        list(areas),
        EVERYWHERE,
        st.selectbox,
        label="对象",
        label_visibility="collapsed",
        format_func=areas.__getitem__,
        width=130,
    )
    group = address.choice(
        "group",
        list(GROUPS),
        "open",
        st.segmented_control,
        label="筛选",
        label_visibility="collapsed",
        format_func=GROUPS.__getitem__,
    )
    return group, area


def export_popover(board: AlertBoard, handled: Mapping[str, Handling], build: Builder) -> None:
    """Offer the tables as a workbook, to those who may export."""
    name = f"{board.dataset.name}_预警_{board.on}"
    made = exports.Offer("预警（.xlsx）", name, "xlsx", partial(build, board, handled))
    exports.popover(board.dataset, [made])


def provenance(board: AlertBoard) -> None:
    """Say the day, that rules made it, and the kind of the data."""
    skeleton.provenance(f"截至{date_text(board.on)}", None, ["各期已发布数字，按下列规则判定"])


def table(board: AlertBoard, handled: Mapping[str, Handling], group: str, area: str) -> None:
    """Draw the alerts of a group, rule after rule; of many the first, the others on request."""
    shown = [a for a in board.alerts if _is_of(a, handled.get(a.key, NOTHING), group, area)]
    if not shown:
        st.markdown(f":gray[没有“{GROUPS[group]}”的预警。]")
    for grade, key, members in alert_tables.groups(shown):
        entry = alerts.rule(key)
        title = f"{alert_words.SIGNS[grade]} {grade}　{entry.name}　{len(members)}条"
        skeleton.section(title, plain(alerts.reading(entry, board.dataset)))
        _rows(alert_tables.group_rows(members[:MOST], handled))
        if len(members) > MOST:
            with st.expander(f"其余{len(members) - MOST}条"):
                _rows(alert_tables.group_rows(members[MOST:], handled))


def _rows(rows: Sequence[Sequence[Cell]]) -> None:
    linked_table.rows(alert_tables.GROUPED, rows, cards=True)


def _is_of(alert: Alert, handled: Handling, group: str, area: str) -> bool:
    if area not in (EVERYWHERE, alert.area):
        return False
    return {
        "open": not alert.is_information and handled.is_open,
        "told": alert.is_information,
        "done": not handled.is_open,
        "all": True,
    }[group]


def card(board: AlertBoard, handled: Mapping[str, Handling]) -> None:
    """Draw the alert of the address in full, with what was done and what can be done."""
    key = address.keep("alert", st.query_params.get("alert", ""), unless="")
    if not key:
        return
    alert = board.alert(key)
    if alert is None:
        st.info("这条预警在所选时点没有触发，或不在您的权限范围内。")
        return
    one = handled.get(key, NOTHING)
    with st.container(border=True):
        _facts(board, alert, one)
        alert_desk.steps(alert, one)


def _facts(board: AlertBoard, alert: Alert, one: Handling) -> None:
    badge = f":{BADGES[alert.grade]}-badge[{alert_words.SIGNS[alert.grade]} {alert.grade}]"
    st.markdown(
        f"**{plain(alert.rule_name)}　{plain(alert.subject_name)}**　{badge}　"
        f":gray-badge[{plain(one.words)}]"
    )
    st.markdown(plain(alert.reason))
    entry = alerts.rule(alert.rule)
    reading = alerts.reading(entry, board.dataset)
    parts = [f"**数值**　{_linked(Cell(alert.number, leads=alert.origin))}"]
    if alert.comparison not in reading:
        parts.append(f"**比较**　{plain(alert.comparison)}")
    parts += [f"**判定**　{plain(reading)}", f"**依据**　{plain(entry.basis)}"]
    st.markdown("\n\n".join(parts))
    _course(one)
    more = _linked(Cell("查看相关页面", leads=alert.way))
    st.markdown(f":small[{more}　[收起]({address.link('alerts')})]")


def _linked(cell: Cell) -> str:
    to = linked_table.href(cell)
    return f"[{plain(cell.text)}]({to})" if to else plain(cell.text)


def _course(one: Handling) -> None:
    """Say every step that was taken, and where it was handed on."""
    said = [alert_handling.last_words(one)] if one.entry is not None else []
    if one.entry is None and one.earlier is not None:
        said.append(f"上期同一对象：{one.earlier.state.name}，{one.earlier.last.text}".rstrip("，"))
    lines = [f"**处置**　{plain(text)}" for text in said if text]
    for action in one.actions:
        to = address.link("actions", entry=str(action.number))
        lines.append(f"**督办**　[编号{action.number}　{plain(action.title)}]({to})")
    if lines:
        st.markdown("\n\n".join(lines))


def rules(board: AlertBoard) -> None:
    """Draw the rules with thresholds and basis."""
    linked_table.draw(alert_tables.rules(board), cards=True)
