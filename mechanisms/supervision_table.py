"""The board of targets as a table and as a 督办单, from which files are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data.policy_words import STATUS_WORDS
from mechanisms import supervision_words as words
from mechanisms.bulletin_content import (
    ColumnKind,
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.policy_library import article_words
from mechanisms.supervision import FAILED, SILENT, Board, Row, SupervisionError
from mechanisms.supervision_words import WITHOUT_FIGURE
from metrics.rounding import Value, half_up
from metrics.targets import Lamp, State
from metrics.wording import date_text, figure, signed


@dataclass(frozen=True)
class Column:
    """A column of the board's table: its head and what it prints of a row."""

    head: str
    unit: str
    kind: ColumnKind
    decimals: int
    cell: Callable[[Row], ContentCell]


def _text(text: str) -> ContentCell:
    return ContentCell(text, None)


def _number(row: Row, value: Value) -> ContentCell:
    """Return an amount as it is printed on the screen, and the same number for a sheet."""
    if value is None:
        return _text(WITHOUT_FIGURE)
    printed = words.amount(row, value, row.verdict.target)
    plain = printed.replace(",", "").replace("\u2212", "-")
    return ContentCell(printed, plain)


def _actual(row: Row) -> ContentCell:
    if row.verdict.actual is None or row.target.kind == "event":
        return _text(words.actual_figure(row))
    return _number(row, row.verdict.actual)


def _pct(value: Value, *, sign: bool = False) -> ContentCell:
    rounded = half_up(value, 1)
    if rounded is None:
        return _text(WITHOUT_FIGURE)
    return ContentCell(signed(rounded, 1) if sign else figure(rounded, 1), str(rounded))


def _landing(row: Row) -> ContentCell:
    return _number(row, None if row.landing is None else row.landing.total)


COLUMNS = (
    Column("编号", "", "text", 0, lambda row: _text(row.id)),
    Column("依据", "", "text", 0, lambda row: _text(article_words(row.target.article))),
    Column("目标", "", "text", 0, lambda row: _text(row.target.name)),
    Column("状态", "", "text", 0, lambda row: _text(str(row.verdict.status))),
    Column("进度灯", "", "text", 0, lambda row: _text(words.lamp_words(row.verdict))),
    Column("目标值", "", "text", 0, lambda row: _text(words.target_figure(row))),
    Column("已完成", "", "figure", 1, _actual),
    Column("完成率", "%", "figure", 1, lambda row: _pct(row.verdict.completion_pct)),
    Column("序时", "%", "figure", 1, lambda row: _pct(row.verdict.pace_pct)),
    Column("比序时±", "百分点", "signed", 1, lambda row: _pct(row.verdict.pace_gap_pp, sign=True)),
    Column("须月均", "", "figure", 1, lambda row: _number(row, row.verdict.required_per_month)),
    Column("近三月均", "", "figure", 1, lambda row: _number(row, row.verdict.recent_per_month)),
    Column("预计到期", "", "figure", 1, _landing),
    Column("缺口", "", "figure", 1, lambda row: _number(row, row.shortfall)),
    Column("牵头单位", "", "text", 0, lambda row: _text(row.lead)),
    Column("时限", "", "text", 0, lambda row: _text(words.deadline_short(row))),
)
OF_NOTICE = ("目标", "状态", "进度灯", "目标值", "已完成", "完成率", "须月均", "时限")


def table(board: Board, rows: Sequence[Row], heads: Sequence[str] = ()) -> ContentTable:
    """Return some rows of the board as a table.

    Parameters
    ----------
    heads
        The columns to show; empty is all.
    """
    chosen = [column for column in COLUMNS if not heads or column.head in heads]
    columns = tuple(ContentColumn("", c.head, c.unit, c.kind, c.decimals) for c in chosen)
    made = tuple(
        ContentRow(row.id, tuple(c.cell(row) for c in chosen), whole=False, listed=False)
        for row in rows
    )
    return ContentTable(title(board), columns, made, wide=len(chosen) > len(OF_NOTICE))


def title(board: Board) -> str:
    """Return the title of the board: whose, of what document, up to which day."""
    mark = f"（{board.dataset.kind_label}）" if board.dataset.kind == "simulated" else ""
    return f"{board.dataset.name}目标督办表{mark}"


def document_words(board: Board) -> str:
    """Return the title of the document with its status, said once."""
    title, status = board.document.title, STATUS_WORDS[board.document.status]
    return title if status in title else f"{title}（{status}）"


def provenance(board: Board) -> str:
    """Return the line of origin: document and status, day of the data, day and version asked."""
    until = "尚无数据" if board.published_at is None else date_text(board.published_at)
    parts = [
        f"文件：{document_words(board)}",
        f"数据截至：{until}",
        f"数据时点：{date_text(board.question.as_of)}",
        f"数据版本：第{board.question.vintage}版",
        f"性质：{board.dataset.kind_label}",
    ]
    return "　".join(parts)


def notice(board: Board, department: str) -> Content:
    """Return the 督办单 for one department: its targets, what they lack, what is asked of it.

    Raises
    ------
    SupervisionError
        If no target of the document names the department.
    """
    rows = [row for row in board.worst_first if department in row.target.owners]
    if not rows:
        known = "、".join(board.departments)
        msg = f"{board.document.title}中没有责任单位“{department}”；可用：{known}"
        raise SupervisionError(msg)
    return Content(
        template="target_notice",
        form="circular",
        city=board.dataset.name,
        kind_label=board.dataset.kind_label,
        simulated=board.dataset.kind == "simulated",
        period="" if board.period is None else board.period.code,
        period_label="" if board.period is None else board.period.label,
        title=f"关于{board.dataset.name}重点目标推进情况的督办单",
        recipients=department,
        paragraphs=tuple(_paragraphs(board, rows)),
        tables=(table(board, rows, OF_NOTICE),),
        notes=words.notes(board),
        provenance=provenance(board),
        as_of=board.question.as_of.isoformat(),
        vintage=board.question.vintage,
    )


def _paragraphs(board: Board, rows: Sequence[Row]) -> list[str]:
    pressing = [row for row in rows if is_pressing(row)]
    first = (
        f"根据{document_words(board)}，你单位负责（含配合）的目标共{len(rows)}项。"
        f"截至{date_text(board.question.as_of)}，需要督办的{len(pressing)}项。"
    )
    listed = [f"{number}．{_matter(row)}" for number, row in enumerate(pressing, start=1)]
    last = (
        "请逐项说明原因、措施和完成时间，并按月报送进度和佐证。"
        if pressing
        else "请继续按月报送进度和佐证。"
    )
    return [first, *listed, last]


def is_pressing(row: Row) -> bool:
    """Say whether a target needs a word: behind, overdue, breached, or without figures."""
    behind = row.verdict.lamp in (Lamp.BEHIND, Lamp.FAR_BEHIND)
    return behind or row.verdict.status in (*FAILED, *SILENT)


def _matter(row: Row) -> str:
    """Say of one target: where it is written, what it demands, where it stands, what to do."""
    lamp = f"，进度{row.verdict.lamp}" if row.verdict.lamp else ""
    unit = row.verdict.unit if row.verdict.actual is not None else ""
    unit = "" if row.target.kind == "event" else unit
    silent = row.verdict.status == State.NOT_REPORTED
    stands = "至今" if silent else f"现为{words.actual_figure(row)}{unit}，"
    return (
        f"{row.target.name}（{article_words(row.target.article)}，{words.deadline_in_brackets(row)}）。"
        f"目标：{words.target_figure(row)}；"
        f"{stands}{row.verdict.status}{lamp}。{words.lacks(row)}{words.to_do(row)}"
    )
