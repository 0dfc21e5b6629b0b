"""What the board of targets says in words: headline, tiles, the card of one target, notes."""

from decimal import Decimal

from data.policy_records import Target
from mechanisms.policy_library import article_words
from mechanisms.supervision import DONE, FAILED, SILENT, Board, Row
from mechanisms.tiles import Arrow, Tile, Tone
from metrics.rounding import Value, half_up, to_decimal
from metrics.targets import Lamp, State, Verdict
from metrics.wording import NOT_REPORTED, as_given, date_text, figure, signed

LAMP_SIGNS = {Lamp.ON_PACE: "●", Lamp.BEHIND: "▲", Lamp.FAR_BEHIND: "■", Lamp.NONE: "○"}
WITHOUT_FIGURE = "—"
WHOLE_KINDS = ("count", "event", "each_unit", "coverage", "prohibition")
LARGE_UNITS = ("万家", "万户", "万人", "万亿元")
WHOLE_UNITS = ("家", "户", "个", "件", "项", "台", "场", "场次", "个单位")


def lamp_words(verdict: Verdict) -> str:
    """Return the lamp with its sign; empty for a target that has no course."""
    return f"{LAMP_SIGNS[verdict.lamp]} {verdict.lamp}" if verdict.lamp else ""


def decimals_of(row: Row) -> int:
    """Return how many decimals the board prints of a target's figures."""
    unit, figure_ = row.verdict.unit, row.verdict.target
    if unit.startswith(LARGE_UNITS):  # 0.9 of 1万家 would hide hundreds of them
        return 4 if figure_ is None or figure_ < 10 else 2
    is_count = row.target.kind in WHOLE_KINDS or unit in WHOLE_UNITS
    return 0 if is_count and unit != "%" else 1


def amount(row: Row, value: Value, beside: Value = None) -> str:
    """Print a figure of a target; never rounded to the figure that it has not reached.

    Parameters
    ----------
    beside
        The figure with which it is compared: where rounding would hide the difference, all
        digits are printed.
    """
    number, other = to_decimal(value), to_decimal(beside)
    if number is None:
        return NOT_REPORTED
    rounded = half_up(number, decimals_of(row))
    if rounded != number and decimals_of(row) == 0:
        rounded = half_up(number, 1)
    if other is not None and rounded == other and number != other:
        return as_given(number)
    return figure(rounded, None, thousands=True)


def target_figure(row: Row) -> str:
    """Print what a target demands, with its unit; a target without a figure says what counts."""
    target, verdict = row.target, row.verdict
    if verdict.status == State.DIRECTION_ONLY or target.comparator.endswith("_direction"):
        return "只看方向"
    if target.kind == "event":
        return "办成"
    if target.kind == "prohibition":
        return f"0{target.unit}"
    if verdict.target is None:
        return "未录入" if verdict.status == State.NO_VALUE else "待比较值"
    unit = verdict.unit or target.unit or ""
    return f"{COMPARED.get(target.comparator, '')}{as_given(verdict.target)}{unit}"


COMPARED = {
    "more_than": "超",
    "about": "约",
    "at_most": "≤",
    "less_than": "＜",
    "above_reference": "高于",
    "not_above_reference": "≤",
}


def actual_figure(row: Row) -> str:
    """Print where a target stands, without its unit."""
    verdict = row.verdict
    if verdict.actual is None:
        return NOT_REPORTED if verdict.status == State.NOT_REPORTED else WITHOUT_FIGURE
    if row.target.kind == "event":
        return "已办成" if verdict.actual else "未办成"
    return amount(row, verdict.actual, verdict.target)


def gap_words(row: Row) -> str:
    """Print the completion against the course, with its sign; a dash where there is no course."""
    gap = row.verdict.pace_gap_pp
    return WITHOUT_FIGURE if gap is None else signed(gap, 1)


def monthly(row: Row, value: Value) -> str:
    """Print an amount a month; a dash where there is none."""
    return WITHOUT_FIGURE if to_decimal(value) is None else amount(row, value)


def landing_figure(row: Row) -> str:
    """Print the landing; a dash without an estimate."""
    return WITHOUT_FIGURE if row.landing is None else amount(row, row.landing.total)


def shortfall_figure(row: Row) -> str:
    """Print what the landing lacks; a dash where it suffices or is not known."""
    return WITHOUT_FIGURE if row.shortfall is None else amount(row, row.shortfall)


def without_curve(row: Row) -> str:
    """Say why a target has no curve."""
    if row.target.kind == "event":
        return "事件类目标只看是否办成，没有进度曲线。"
    if row.target.kind == "each_unit":
        return "逐个单位判定，没有合计曲线；各单位的数见目标页“各单位”表。"
    return "还没有可以画出的进度；报送后显示。"


def deadline_short(row: Row) -> str:
    """Print the deadline for a narrow column."""
    target = row.target
    return "持续" if target.deadline is None else f"{target.deadline:%y-%m-%d}"


def deadline_words(row: Row) -> str:
    """Print the deadline; one that the document does not state is marked."""
    target = row.target
    if target.deadline is None:
        return "持续"
    return date_text(target.deadline) + ("（推定）" if target.deadline_basis == "assumed" else "")


def deadline_in_brackets(row: Row) -> str:
    """Print the deadline for a place in brackets, without brackets of its own."""
    words = deadline_words(row)
    plain = words.removesuffix("（推定）")
    return words if plain == words else f"期限推定{plain}"


def lead(board: Board) -> str:
    """Return the headline: how many stand how, what lies worst, what is asked."""
    return f"{len(board.rows)}项目标中，**{_counts(board) or '尚无进度'}**。{_worst(board)}"


def _worst(board: Board) -> str:
    """Say what lies worst: a target that can still be helped first, then a failed, a silent one."""
    behind = [r for r in board.worst_first if r.verdict.lamp in (Lamp.BEHIND, Lamp.FAR_BEHIND)]
    if behind:
        return worst_sentence(behind[0])
    waiting = [row for row in board.worst_first if row.verdict.status in (*FAILED, *SILENT)]
    if not waiting:
        return ""
    row = waiting[0]
    return f"{row.target.name}：{row.verdict.status}，{to_do(row)}"


def _counts(board: Board) -> str:
    """Say how many targets stand how; with the rest, the counts add up to all targets."""
    found = [
        *((len(board.with_lamp(lamp)), str(lamp)) for lamp in Lamp if lamp),
        (len(board.in_state(FAILED)), _only(board, FAILED, "逾期或超限")),
        (len(board.in_state(SILENT)), _only(board, SILENT, "未报待数")),
        (len(board.in_state(DONE)), "已完成"),
    ]
    said = [f"{count}项{word}" for count, word in found if count]
    rest = len(board.rows) - sum(count for count, _ in found)
    return "、".join([*said, f"其余{rest}项"] if said and rest else said)


def _only(board: Board, states: tuple[State, ...], together: str) -> str:
    """Return one word for several states, or the only one's own."""
    found = {row.verdict.status for row in board.in_state(states)}
    short = {State.OVERDUE: "逾期", State.BREACHED: "超限", State.NOT_REPORTED: "未报"}
    return short.get(next(iter(found)), together) if len(found) == 1 else together


def completion_words(verdict: Verdict) -> str:
    """Print a completion; never rounded to the hundred that it has not reached."""
    done = verdict.completion_pct
    rounded = half_up(done, 1)
    if done is not None and rounded == 100 and done < 100:
        return as_given(done)
    return figure(done, 1)


def worst_sentence(row: Row) -> str:
    """Say how far a target lies behind, what it will lack and what is needed."""
    verdict = row.verdict
    gap = figure(abs(verdict.pace_gap_pp or Decimal(0)), 1)
    text = f"{row.target.name}落后序时{gap}个百分点"
    if row.shortfall is not None:
        text += f"，预计缺口{amount(row, row.shortfall)}{verdict.unit}"
    return f"{text}{needed_words(row)}。"


def landing_words(row: Row) -> list[str]:
    """Say where a target will land and what it will lack; nothing without an estimate."""
    landing, unit = row.landing, row.verdict.unit
    if landing is None:
        return []
    said = f"到期预计{amount(row, landing.total)}{unit}"
    lack = row.shortfall
    return [said, f"缺口{amount(row, lack)}{unit}"] if lack is not None else [said]


def needed_words(row: Row) -> str:
    """Say what each month still needs, and how many times the recent pace that is."""
    verdict = row.verdict
    if verdict.required_per_month is None or verdict.months_left is None:
        return ""
    months = as_given(half_up(verdict.months_left, 1))
    needed = f"{amount(row, verdict.required_per_month)}{verdict.unit}"
    text = f"；后{months}个月须月均{needed}"
    recent = verdict.recent_per_month
    if recent is None or recent <= 0:
        return text
    return f"{text}，是近期的{figure(verdict.required_per_month / recent, 1)}倍"


def tiles(board: Board) -> tuple[Tile, ...]:
    """Return the six tiles of the board, each against a month earlier."""
    return (
        _first_tile(board),
        _lamp_tile(board, Lamp.ON_PACE, "good", note="较上月"),
        _lamp_tile(board, Lamp.BEHIND, "warn", note="较上月"),
        _lamp_tile(
            board, Lamp.FAR_BEHIND, "bad", f"落后超{as_given(board.thresholds.far_behind_pp)}点"
        ),
        _silent_tile(board),
        _landing_tile(board),
    )


def counts(board: Board) -> str:
    """Say how many targets stand how; for a line that leads to the board."""
    return f"{len(board.rows)}项：{_counts(board) or '尚无进度'}"


def pace_tile(board: Board) -> Tile:
    """Return the tile of the first page: how many targets are on their course or done."""
    running = [row for row in board.rows if row.verdict.lamp]
    good = [*board.with_lamp(Lamp.ON_PACE), *board.in_state(DONE)]
    late = len(running) - len(board.with_lamp(Lamp.ON_PACE))
    failed = len(board.in_state(FAILED))
    words = f"滞后 {late} 项" if late else "无滞后"
    note = f"逾期 {failed} 项" if failed else ""
    tone: Tone = "bad" if failed else "warn" if late else "good"
    return Tile("目标正常", str(len(good)), f"项 / {len(board.rows)}", words, "off", tone, note)


def pressing(board: Board) -> list[Row]:
    """Return the targets that wait for an act today: overdue, breached, far behind."""
    return [
        row
        for row in board.worst_first
        if row.verdict.status in FAILED or row.verdict.lamp == Lamp.FAR_BEHIND
    ]


def _first_tile(board: Board) -> Tile:
    due = [row for row in board.rows if _due_this_month(board, row)]
    failed = len(board.in_state(FAILED))
    words = f"■ 逾期超限 {failed} 项" if failed else f"本月到期 {len(due)} 项"
    note = f"已完成 {len(board.in_state(DONE))} 项"
    return Tile("督办目标", str(len(board.rows)), "项", words, "off", _tone(failed), note)


def _due_this_month(board: Board, row: Row) -> bool:
    deadline = row.target.deadline
    day = board.question.as_of
    return deadline is not None and (deadline.year, deadline.month) == (day.year, day.month)


def _lamp_tile(board: Board, lamp: Lamp, tone: Tone, note: str) -> Tile:
    now = len(board.with_lamp(lamp))
    before = sum(row.before.lamp == lamp for row in board.rows)
    words, arrow = _moved(now - before)
    return Tile(f"{LAMP_SIGNS[lamp]} {lamp}", str(now), "项", words, arrow, tone, note)


def _moved(change: int) -> tuple[str, Arrow]:
    if change == 0:
        return "持平", "off"
    return (f"增加 {change} 项", "up") if change > 0 else (f"减少 {-change} 项", "down")


def _silent_tile(board: Board) -> Tile:
    waiting = board.in_state(SILENT)
    names = "、".join(row.target.name for row in waiting[:1])
    note = f"{names[:10]}等" if len(waiting) > 1 else names[:12]
    return Tile("○ 未报待数", str(len(waiting)), "项", note=note)


def _tone(failed: int) -> Tone:
    return "bad" if failed else "none"


def _landing_tile(board: Board) -> Tile:
    judged = [row.will_attain for row in board.rows if row.will_attain is not None]
    lacking = len(judged) - sum(judged)
    words = f"另 {lacking} 项有缺口" if lacking else "无缺口"
    return Tile("预计到期完成", str(sum(judged)), f"项 / {len(judged)}", words)


def card(row: Row) -> tuple[tuple[str, str], ...]:
    """Return the card of a target: 差什么, 要做什么, 依据, each with its text."""
    return (("差什么", lacks(row)), ("要做什么", to_do(row)), ("依据", ground(row)))


def lacks(row: Row) -> str:
    """Say what a target lacks."""
    verdict, unit = row.verdict, row.verdict.unit
    simple = {
        State.NOT_REPORTED: "没有一期进度",
        State.AWAITING_ROSTER: f"缺名单：{row.target.roster or '名单'}",
        State.AWAITING_BASE: "缺基期数",
        State.AWAITING_REFERENCE: "缺比较值",
        State.NO_VALUE: "文件没有写数值，本市尚未录入",
        State.AWAITING_FINAL: "已过期限，末期数据未到",
        State.NOT_STARTED: "尚未开始",
        State.DIRECTION_ONLY: f"只看方向{f'：{verdict.direction}' if verdict.direction else ''}",
    }
    if verdict.status in simple:
        return f"{simple[verdict.status]}。"
    said = []
    if verdict.pace_gap_pp is not None and verdict.pace_gap_pp < 0:
        said.append(f"落后序时{figure(abs(verdict.pace_gap_pp), 1)}个百分点{_in_unit(row)}")
    if verdict.gap is not None and not verdict.attained and verdict.gap:
        said.append(f"距目标还差{amount(row, abs(verdict.gap))}{unit}")
    if verdict.short_units:
        said.append(f"未达到的单位{len(verdict.short_units)}个")
    if verdict.relapsed_on is not None:
        said.append(f"曾达到，{date_text(verdict.relapsed_on)}起回落")
    said += [f"到期预计缺口{amount(row, row.shortfall)}{unit}"] if row.shortfall else []
    return "；".join(said or ["不差，已达到要求" if verdict.attained else "没有落后于序时"]) + "。"


def _in_unit(row: Row) -> str:
    figure_, gap = row.verdict.target, row.verdict.pace_gap_pp
    if figure_ is None or gap is None:
        return ""
    return f"，折合{amount(row, abs(gap) * figure_ / 100)}{row.verdict.unit}"


def to_do(row: Row) -> str:
    """Say what has to be done next."""
    verdict, lead_unit = row.verdict, row.lead or "责任单位"
    if verdict.status in SILENT:
        acts = {
            State.AWAITING_ROSTER: f"由{lead_unit}提供名单，登记在数据集声明中",
            State.AWAITING_BASE: f"由{lead_unit}补报基期数",
            State.AWAITING_REFERENCE: "等比较值公布后再判定",
            State.NO_VALUE: "由本市定出数值，登记在数据集声明中",
            State.AWAITING_FINAL: f"请{lead_unit}报送期末进度和佐证",
        }
        return acts.get(verdict.status, f"请{lead_unit}报送进度和佐证") + "。"
    if verdict.status in FAILED:
        return f"由{lead_unit}说明原因和补救安排。"
    if verdict.attained:
        return "保持，按期报送。" if verdict.status == State.HOLDING else "无须再办，继续按期报送。"
    needed = needed_words(row).removeprefix("；")
    return f"{needed}，由{lead_unit}按月调度。" if needed else f"由{lead_unit}按期推进并报送。"


def to_do_line(row: Row) -> str:
    """Say in one line which target waits and for what, with its deadline."""
    return f"{row.target.name}（{deadline_in_brackets(row)}）：{lacks(row)}"


def strength_words(target: Target) -> str:
    """Return the word of strength, or that the document has none, without brackets of its own."""
    return target.strength.strip("（）")


def ground(row: Row) -> str:
    """Say where the target is written and how it is read."""
    target = row.target
    place = f"{article_words(target.article)}（{strength_words(target)}）"
    return f"{place}：{target.gist}。口径：{target.reading}"


def _behind_words(limit: str) -> str:
    return "落后于序时" if limit == "0" else f"落后超过{limit}个百分点"


def notes(board: Board) -> tuple[str, ...]:
    """Return the notes of the board."""
    behind, far = (
        as_given(x) for x in (board.thresholds.behind_pp, board.thresholds.far_behind_pp)
    )
    said = [
        "序时取数据自己的期末：月末数据按月数比，其余按天数比；有分月计划的按计划",
        f"进度灯：{_behind_words(behind)}为滞后，落后超过{far}个百分点为严重滞后"
        "（本系统设定，可在数据集声明中改）",
        "状态按文件自己的期限和数值判定，进度灯只说进行中的目标快慢，两者不相混",
        "须月均＝（目标−累计）÷剩余月数；预计到期值不改变任何已报数",
        "有总项、其中、可能重叠关系的目标分别列示，不相加",
    ]
    methods = sorted({row.landing.label for row in board.rows if row.landing is not None})
    if methods:
        said.append(f"预计到期的方法：{'、'.join(methods)}，各目标所用见目标页")
    if board.is_draft:
        said.append(f"{board.document.title}为征求意见稿，只作测算，不作考核依据")
    return tuple(said)
