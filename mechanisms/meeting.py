"""会议模式: a week as slides, one assertion each, with what it rests on and what is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from data.weekly_settings import weekly_settings
from mechanisms import price_words, supervision_words, weekly_actions, weekly_watch, weekly_words
from mechanisms.supervision import Board
from mechanisms.tiles import Arrow, Tone
from mechanisms.weekly import Weekly
from mechanisms.weekly_actions import WeekActions
from mechanisms.weekly_lines import CountyWeek, WeekLine
from mechanisms.weekly_watch import LISTS, Watch
from mechanisms.weekly_words import change_words, printed_change, value_words
from metrics.rounding import half_up
from metrics.targets import Lamp
from metrics.wording import figure, join_names, signed

Picture = Literal["course", "counties", "prices", "rules", "targets", "actions"]
MOST_NAMED = 4
FEW_NAMED = 2


@dataclass(frozen=True)
class Point:
    """A line beside the figure: its head and what it says."""

    head: str
    text: str


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    key, name
        In the address, and on the button that leads to it.
    assertion
        Its title: one statement with its figures.
    label, value, unit, change, arrow, tone, note
        The big figure, as on a tile.
    points
        At most four lines.
    ask
        What the meeting is asked to do; empty for nothing.
    is_official
        Whether its figures are official ones beside simulated ones of the city.
    """

    key: str
    name: str
    picture: Picture
    assertion: str
    label: str
    value: str
    unit: str
    points: tuple[Point, ...]
    change: str = ""
    arrow: Arrow = "off"
    tone: Tone = "none"
    note: str = ""
    ask: str = ""
    is_official: bool = False


@dataclass(frozen=True, eq=False)
class Meeting:
    """What the slides are made of; None for what the viewer may not see or the city has not."""

    week: Weekly
    watch: Watch
    targets: Board | None
    actions: WeekActions | None


def slides(meeting: Meeting) -> tuple[Slide, ...]:
    """Return the slides for which there is something to show."""
    return tuple(_slides(meeting))


def _slides(meeting: Meeting) -> Iterator[Slide]:
    found = meeting.week
    if found.lead is not None:
        yield _overall(found, found.lead)
        yield _counties(found)
    if found.prices.period is not None:
        yield _costs(found)
    yield _watched(meeting.watch)
    if meeting.targets is not None and meeting.targets.rows:
        yield _targets(meeting.targets)
    if meeting.actions is not None:
        yield _actions(meeting.actions)


def _overall(found: Weekly, lead: WeekLine) -> Slide:
    tile = next(each for each in weekly_words.tiles(found) if each.label == lead.measure.name)
    week = change_words(lead.measure, lead.whole.week)
    return Slide(
        "overall",
        "总体",
        "course",
        _overall_assertion(found, lead),
        lead.measure.name,
        tile.value,
        tile.unit,
        tuple(_overall_points(found)),
        tile.change,
        tile.arrow,
        tile.tone,
        f"比{weekly_words.year_words(found)}" + (f"；比上周{week}" if week else ""),
        weekly_words.asked(found),
    )


def _overall_assertion(found: Weekly, lead: WeekLine) -> str:
    """Say how the leading measure stands against last year, else last week, and the one beside."""
    year, week = (change_words(lead.measure, each) for each in (lead.whole.year, lead.whole.week))
    if lead.whole.value is None:
        first = f"{lead.measure.name}未报"
    elif year or week:
        first = f"{lead.measure.name}" + (f"同比{year}" if year else f"比上周{week}")
    else:
        first = f"{lead.measure.name}{value_words(lead.measure, lead.whole.value)}"
    beside = found.line(weekly_settings().beside)
    second = "" if beside is None else change_words(beside.measure, beside.whole.week)
    return first + (f"，{beside.measure.name}比上周{second}" if beside and second else "")


def _overall_points(found: Weekly) -> Iterator[Point]:
    beside = found.line(weekly_settings().beside)
    if beside is not None and beside.whole.value is not None:
        said = value_words(beside.measure, beside.whole.value)
        yield Point(beside.measure.name, said + weekly_words.most_added(found))
    for head, sign in (("比上周上升", 1), ("比上周下降", -1)):
        moved = [line for line in _others(found) if _sign(line) == sign]
        if moved:
            yield Point(head, join_names(_moved(line) for line in moved[:MOST_NAMED]))


def _others(found: Weekly) -> list[WeekLine]:
    """Return the measures told in percent, the largest move first, without the leading one."""
    lines = [line for line in found.lines if line.measure.compared == "pct"]
    others = [line for line in lines if line.measure.id != weekly_settings().lead]
    return sorted(others, key=lambda line: -abs(_printed(line)))


def _printed(line: WeekLine) -> Decimal:
    return printed_change(line.measure, line.whole.week) or Decimal(0)


def _sign(line: WeekLine) -> int:
    printed = _printed(line)
    return (printed > 0) - (printed < 0)


def _moved(line: WeekLine) -> str:
    return f"{line.measure.name}{signed(_printed(line), 1)}%"


def _counties(found: Weekly) -> Slide:
    known = [each for each in found.counties if each.lead.year.pct is not None]
    fallen = [each for each in known if _growth(each) < 0]
    return Slide(
        "counties",
        "县（市、区）",
        "counties",
        _county_assertion(found, known, fallen),
        "用电同比下降",
        str(len(fallen)),
        f"个 / 可比{len(known)}个",
        tuple(_county_points(found, fallen)),
        note="不作县（市、区）间排名",
        ask=weekly_words.asked(found),
    )


def _growth(county: CountyWeek) -> Decimal:
    return half_up(county.lead.year.pct, 1) or Decimal(0)


def _county_assertion(
    found: Weekly, known: Sequence[CountyWeek], fallen: Sequence[CountyWeek]
) -> str:
    if not known:
        return "县（市、区）用电没有可比的上年数"
    if not fallen:
        return f"可比的{len(known)}个县（市、区）用电同比没有下降"
    every = "全部" if len(fallen) == len(known) else ""
    text = f"{len(fallen)}个县（市、区）用电同比{every}下降"
    longest = next(iter(weekly_words.falling_counties(found)), None)
    return f"{text}，{longest.name}已连续{longest.falling}周" if longest else text


def _county_points(found: Weekly, fallen: Sequence[CountyWeek]) -> Iterator[Point]:
    if fallen:
        said = join_names(f"{each.name}{signed(_growth(each), 1)}%" for each in fallen[:MOST_NAMED])
        more = len(fallen) - MOST_NAMED
        yield Point("同比下降", said + (f"等{len(fallen)}个" if more > 0 else ""))
    beside = found.line(weekly_settings().beside)
    if beside is not None and (added := weekly_words.most_added(found)):
        yield Point(beside.measure.name, added.lstrip("，"))
    if silent := weekly_words.silent_counties(found):
        said = join_names(f"{each.name}（{join_names(each.unreported)}）" for each in silent)
        yield Point("未报", said)


def _costs(found: Weekly) -> Slide:
    prices = found.prices
    assertion = f"{prices.period.short_label if prices.period else ''}生产资料"
    return Slide(
        "costs",
        "成本",
        "prices",
        f"{assertion}{len(prices.risen)}种上涨、{len(prices.fallen)}种下跌",
        "比上期上涨",
        str(len(prices.risen)),
        f"种 / {len(prices.prices)}种",
        tuple(_cost_points(found)),
        note="国家统计局公布，全国平均",
        is_official=True,
    )


def _cost_points(found: Weekly) -> Iterator[Point]:
    prices = found.prices
    for head, goods in (("涨幅居前", prices.risen), ("跌幅居前", prices.fallen)):
        if goods:
            named = join_names(
                f"{price_words.short_name(each.good)}{signed(each.change_pct, 1)}%"
                for each in goods[:FEW_NAMED]
            )
            yield Point(head, named)
    for head, groups in (
        ("只涨不跌", [each.group for each in prices.groups if each.risen and not each.fallen]),
        ("只跌不涨", [each.group for each in prices.groups if each.fallen and not each.risen]),
    ):
        if groups:
            yield Point(head, join_names(groups))
    if gap := price_words.gap_words(prices):
        yield Point("缺期", gap)


def _watched(found: Watch) -> Slide:
    board = found.board
    must = sum(each.grade == "须报告" for each in board.pressing)
    text = f"触发预警{len(board.pressing)}条" if board.pressing else "没有须处置的预警"
    return Slide(
        "watch",
        "重点关注",
        "rules",
        text + (f"，其中须报告{must}条" if must else ""),
        "须处置的预警",
        str(len(board.pressing)),
        "条",
        tuple(_watched_points(found)),
        note=f"另有提示{len(board.informing)}条" if board.informing else "",
    )


def _watched_points(found: Watch) -> Iterator[Point]:
    for area in weekly_watch.AREAS:
        listed = found.of(area)
        if listed:
            named = join_names(
                f"{each.subject_name}（{weekly_watch.situation(each)}）" for each in listed[:1]
            )
            more = f"等{len(listed)}条" if len(listed) > 1 else ""
            yield Point(LISTS[area], named + more)


def _targets(board: Board) -> Slide:
    tile = supervision_words.pace_tile(board)
    return Slide(
        "targets",
        "目标",
        "targets",
        _target_assertion(board),
        "正常或已完成",
        tile.value,
        tile.unit,
        tuple(_target_points(board)),
        tile.change,
        tile.arrow,
        tile.tone,
        tile.note,
    )


def _target_assertion(board: Board) -> str:
    far = len(board.with_lamp(Lamp.FAR_BEHIND))
    failed = len(supervision_words.pressing(board)) - far
    counted = ((far, "严重滞后"), (failed, "逾期或超限"))
    parts = [f"{count}项{word}" for count, word in counted if count]
    if not parts and all(row.verdict.completion_pct is None for row in board.rows):
        return f"{len(board.rows)}项目标尚无进度"
    return f"{len(board.rows)}项目标中" + ("、".join(parts) or "没有严重滞后和逾期的")


def _target_points(board: Board) -> Iterator[Point]:
    for row in supervision_words.pressing(board)[:MOST_NAMED]:
        yield Point(row.target.name, supervision_words.lacks(row).rstrip("。"))


def _actions(found: WeekActions) -> Slide:
    late = len(found.overdue)
    text = weekly_actions.sentence(found).rstrip("。")
    return Slide(
        "actions",
        "交办",
        "actions",
        text,
        "未办结和本周交办",
        figure(len(found.decided) + len(found.left), 0),
        "项",
        tuple(_action_points(found)),
        f"■ 逾期 {late} 项" if late else "",
        tone="bad" if late else "none",
    )


def _action_points(found: WeekActions) -> Iterator[Point]:
    for each in found.overdue[:MOST_NAMED]:
        yield Point(each.owner or "未定责任单位", f"{each.title}，逾期{each.days_late}天")
