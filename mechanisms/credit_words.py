"""What the page of loans says in words: headline, tiles, what a measure lacks, notes."""

from collections.abc import Iterator
from decimal import Decimal

from data import policies
from data.registers import Register, RegisterEntry
from mechanisms.credit import Credit, Detail
from mechanisms.credit_cases import CaseRow, Withdrawals
from mechanisms.credit_lines import Line
from mechanisms.credit_targets import Stand
from mechanisms.tiles import Arrow, Tile, Tone
from metrics.credit_withdrawals import MUST, OPEN, ReportCount
from metrics.rounding import Value, to_decimal
from metrics.targets import Lamp, State, Verdict
from metrics.wording import as_given, date_text, figure, likelihood, signed

LAMP_SIGNS = {Lamp.ON_PACE: "●", Lamp.BEHIND: "▲", Lamp.FAR_BEHIND: "■"}
LAMP_TONES: dict[Lamp, Tone] = {Lamp.ON_PACE: "good", Lamp.BEHIND: "warn", Lamp.FAR_BEHIND: "bad"}
FAILED = (State.OVERDUE, State.BREACHED)
COMPARED = {"more_than": "超", "at_most": "≤", "less_than": "＜", "about": "约"}
NO_LIMIT = "文件未定"
"""No document gives a time within which a withdrawal must be reported."""


def lamp_words(verdict: Verdict) -> str:
    """Return the lamp with its sign, of a target without one its state."""
    if verdict.lamp in LAMP_SIGNS:
        return f"{LAMP_SIGNS[verdict.lamp]} {verdict.lamp}"
    return str(verdict.status)


def tone_of(verdict: Verdict) -> Tone:
    """Return how welcome a verdict is."""
    if verdict.status in FAILED:
        return "bad"
    return "good" if verdict.attained else LAMP_TONES.get(verdict.lamp, "none")


def goal_words(stand: Stand) -> str:
    """Say what a target demands, with its unit."""
    target = stand.target
    if target.comparator == "not_above_reference":
        return "不高于上年同期"
    if target.comparator.endswith("_direction"):
        return "只看方向"
    if stand.terms.value is None:
        return "目标未录入"
    return f"{COMPARED.get(target.comparator, '')}{as_given(stand.terms.value)}{stand.terms.unit}"


def stand_words(stand: Stand) -> str:
    """Say target, state and pace in one phrase."""
    parts = [f"{stand.target.id} {goal_words(stand)}：{stand.verdict.status}"]
    if stand.verdict.completion_pct is not None:
        parts.append(f"完成{figure(stand.verdict.completion_pct, 1)}%")
    if stand.verdict.lamp and stand.verdict.pace_gap_pp is not None:
        gap = signed(stand.verdict.pace_gap_pp, 1)
        parts.append(f"比序时{gap}个百分点（{lamp_words(stand.verdict)}）")
    return "，".join(parts)


def headline(found: Credit) -> str:
    """Return the headline: where loans stand, and which withdrawals are open."""
    parts = [_loans_sentence(found), _withdrawal_sentence(found.withdrawals)]
    return "".join(part for part in parts if part)


def _loans_sentence(found: Credit) -> str:
    detail = found.lead
    if detail is None or detail.line.period is None:
        return "**还没有信贷数据**：各项由人民银行、金融监管部门和财政局提供。"
    shown = detail.line
    text = f"{detail.line.period.label}全市{shown.indicator.name}**{shown.text}{shown.unit}**"
    text += f"，{shown.compared}"
    return f"{text}{_target_sentence(detail)}。"


def _target_sentence(detail: Detail) -> str:
    stand = detail.stand
    if stand is None or stand.verdict.completion_pct is None:
        return ""
    verdict = stand.verdict
    done = figure(verdict.completion_pct, 1)
    text = f"，完成{_goal(stand)}目标的**{done}%**"
    if verdict.pace_gap_pp is not None and verdict.lamp:
        gap, word = figure(abs(verdict.pace_gap_pp), 1), "快" if verdict.pace_gap_pp >= 0 else "慢"
        text += f"，比序时{word}{gap}个百分点"
    if verdict.lamp and verdict.required_per_month is not None:
        text += f"；须月均{_amount(verdict.required_per_month)}{stand.terms.unit}"
    return text


def _goal(stand: Stand) -> str:
    year = "全年" if stand.terms.deadline is not None and _is_year(stand) else "到期"
    return f"{year}{goal_words(stand)}"


def _is_year(stand: Stand) -> bool:
    start, end = stand.terms.start, stand.terms.deadline
    return start is not None and end is not None and start.year == end.year


def _amount(value: Value) -> str:
    """Print an amount; small ones (in 万亿元, 万户) with more decimals."""
    number = to_decimal(value)
    decimals = 1 if number is None or abs(number) >= 10 else 2
    return figure(number, decimals, thousands=True)


def _withdrawal_sentence(found: Withdrawals) -> str:
    if not found.events:
        return ""
    count = found.count
    text = f"抽压断贷须报告{count.due}起" if count.due else f"抽压断贷登记{found.events}笔"
    if open_cases := len(found.unreported):
        text += f"，**{open_cases}起未报告**"
    if count.open:
        text += f"，待核实{count.open}起"
    if hit := found.listed_hit:
        text += f"；**帮扶名单企业{hit}家被收贷**"
    return f"{text}。"


def tiles(found: Credit) -> tuple[Tile, ...]:
    """Return at most six tiles: what has figures, withdrawals among them."""
    wanted = ("manufacturing_loans", "renewals", "renewal_stock", "first_time", "small_business")
    rest = ("loans", "deposits", "guarantee_multiple", "fee_rate")
    lines = [found.line(key) for key in (*wanted, *rest)]
    made = [_tile(each) for each in lines if each.period is not None]
    cases = _case_tile(found.withdrawals)
    return (*made[: 5 if cases else 6], *([cases] if cases else []))


def _tile(shown: Line) -> Tile:
    """Return a measure as a tile; what a target demands as net increase is shown as such."""
    stand = next(iter(shown.stands), None)
    net = stand is not None and stand.target.kind == "net_increase"
    value = shown.result.change if net else shown.result.value
    decimals = min(shown.decimals, 1) if shown.unit == "亿元" else shown.decimals
    change, arrow, tone = _tile_change(shown, stand)
    return Tile(
        _tile_name(shown, net=net),
        figure(value, decimals, thousands=True),
        shown.unit,
        change,
        arrow,
        tone,
        shown.period.short_label if shown.period else "",
        shown.origin,
    )


def _tile_name(shown: Line, *, net: bool) -> str:
    """Return a short name; a ratio and a net increase have names of their own."""
    if net and shown.measure.increase:
        return shown.measure.increase
    return shown.measure.name if shown.measure.over else shown.indicator.short_name


def _tile_change(shown: Line, stand: Stand | None) -> tuple[str, Arrow, Tone]:
    if stand is not None and stand.verdict.completion_pct is not None:
        done = figure(stand.verdict.completion_pct, 1)
        sign = LAMP_SIGNS.get(stand.verdict.lamp, "●" if stand.verdict.attained else "○")
        return f"{sign} 完成 {done}%", "off", tone_of(stand.verdict)
    change = shown.result.change
    if change is None or shown.measure.way not in ("balance", "flow"):
        return "", "off", "none"
    if shown.measure.way == "flow":
        return "", "off", "none"
    word = "净增" if change >= 0 else "净减"
    arrow: Arrow = "up" if change > 0 else "down" if change < 0 else "off"
    return f"{word} {figure(abs(change), 1, thousands=True)}", arrow, _tone(change)


def _tone(change: Decimal) -> Tone:
    return "up" if change > 0 else "down" if change < 0 else "none"


def _case_tile(found: Withdrawals) -> Tile | None:
    if not found.events:
        return None
    open_cases = len(found.unreported)
    change = f"■ {open_cases} 起未报告" if open_cases else "● 须报的已报"
    note = f"须报告{found.count.due}起"
    return Tile(
        "抽压断贷", str(found.events), "笔", change, "off", "bad" if open_cases else "good", note
    )


def card(detail: Detail) -> Iterator[tuple[str, str]]:
    """Yield what a measure lacks, what is to be done, and on what ground."""
    shown, stand = detail.line, detail.stand
    yield "现状", f"{shown.text}{shown.unit}，{shown.compared}"
    if stand is not None:
        yield "目标", stand_words(stand)
        yield from _to_do(stand)
    yield "公式", shown.measure.formula
    yield "依据", _ground(shown, stand)


def _to_do(stand: Stand) -> Iterator[tuple[str, str]]:
    verdict, unit = stand.verdict, stand.terms.unit
    if verdict.required_per_month is not None and verdict.lamp:
        needed = _amount(verdict.required_per_month)
        said = f"余{as_given(verdict.months_left)}个月须月均{needed}{unit}"
        if verdict.recent_per_month is not None:
            said += f"；近三月月均{_amount(verdict.recent_per_month)}{unit}"
        if verdict.best_month is not None:
            said += (
                f"；单月最高{_amount(verdict.best_month_value)}{unit}（{verdict.best_month.label}）"
            )
        yield "倒排", said
    if stand.landing is not None and verdict.lamp:
        yield "到期", landing_words(stand)


def landing_words(stand: Stand) -> str:
    """Say the landing with its interval and how probable the target is."""
    found, unit = stand.landing, stand.terms.unit
    if found is None:
        return ""
    said = f"约{_amount(found.total)}{unit}（{found.label}）"
    if found.low_80 == found.low_80:
        said += f"，80%区间{_amount(found.low_80)}—{_amount(found.high_80)}{unit}"
        if stand.terms.value is not None:
            said += f"，达到目标的可能{likelihood(found.probability(float(stand.terms.value)))}"
    return said


def _ground(shown: Line, stand: Stand | None) -> str:
    if stand is None:
        return shown.measure.article
    owners = "、".join(stand.target.lead or stand.target.owners[:1]) or "文件未写责任单位"
    return f"{shown.measure.article}；牵头{owners}；{stand.target.reading}"


def notes(found: Credit) -> tuple[str, ...]:
    """Return the notes at the foot: those that what is shown needs."""
    texts = []
    if found.line("renewals").period is not None or found.line("renewal_stock").period is not None:
        texts.append(
            "新增贷款按余额净增计（期末减上年末），不是累计发放；无还本续贷办理额是发生额，"
            "续贷余额是时点数，两者不可比，分开列示"
        )
    if any(each.stands for each in found.lines):
        texts.append("序时按数据自己的期末计；预计为推算，不是公布数")
    if found.details:
        texts.append("名义增速由两期金额算出，标注推算；公布的增速照公布数")
    if found.banks:
        texts.append("银行各项并列，不合成分数，不排名次")
    if found.withdrawals.events:
        texts.append(f"{found.withdrawals.duty.text}；{reading_words(found.withdrawals)}")
    if draft := draft_words(found):
        texts.append(draft)
    return tuple(texts) or ("各项的公式和提供部门见上表",)


def draft_words(found: Credit) -> str:
    """Say that the city's targets come from a draft; empty where they do not."""
    for key in found.dataset.documents[:1]:
        document = policies.document(key)
        if document.status == "draft_for_comment":
            return f"目标出自{document.title}，只作测算，不作考核依据"
    return ""


def reading_words(found: Withdrawals) -> str:
    """Say how the duty to report is read."""
    limits = found.duty.limits
    only = "只有抽贷触发，压贷、断贷登记" if limits.kinds == ("抽贷",) else "三类收贷都判断"
    added = "同一银行对同一企业按自然月累计" if limits.by_month else "按单笔"
    return f"{only}；{added}；以上含本数；报告时限{NO_LIMIT}"


def period_words(found: Credit) -> str:
    """Return what the provenance line says of the period."""
    if found.period is not None:
        return found.period.label
    return f"截至{date_text(found.question.as_of)}"


def is_of(row: CaseRow, chosen: str) -> bool:
    """Say whether a case belongs to a filter: all, due, listed or open."""
    return {
        "due": row.case.judgement.outcome == MUST,
        "listed": bool(row.marks),
        "open": row.case.judgement.outcome == OPEN,
    }.get(chosen, True)


def report_words(count: ReportCount) -> str:
    """Say how the duty to report is kept, with the formula."""
    if count.rate_pct is None:
        return f"没有须报告的；待核实{count.open}起，只登记{count.registered}起"
    rate = figure(count.rate_pct, 1)
    return (
        f"报告率＝已报{count.reported}÷应报{count.due}＝{rate}%；"
        f"待核实{count.open}起，只登记{count.registered}起"
    )


def entry_words(register: Register, entry: RegisterEntry) -> str:
    """Print an entry: its day and its known fields, each with its name."""
    said = [f"{register.day}{entry.day:%Y-%m-%d}"]
    for key, field in register.fields.items():
        value = entry.fields.get(key)
        if value is not None:
            said.append(f"{field.name}{_field(value)}{field.unit}")
    return "；".join(said)


def _field(value: object) -> str:
    if isinstance(value, bool):
        return "：是" if value else "：否"
    return as_given(value) if isinstance(value, Decimal) else f"：{value}"
