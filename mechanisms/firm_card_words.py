"""What the card of a firm says in words: headline, tiles, notes."""

from collections.abc import Iterator
from itertools import takewhile

from mechanisms.firm_card import FirmCard
from mechanisms.firm_card_figures import Line
from mechanisms.tiles import Arrow, Tile, Tone
from metrics.growth import LevelChange
from metrics.layoffs import printed_pct
from metrics.periods import Period
from metrics.rounding import Value, half_up, to_decimal
from metrics.wording import as_given, date_text, figure, join_names

NOMINAL = "名义同比"
TILED = ("output_wan", "profit_wan", "electricity_wan_kwh", "insured", "loan_balance_wan")
CLOSED = "已注销"
"""Tag of the register for a firm that is no more."""
MOST_NAMED = 2
"""More months than these are counted, not named."""
SPOKEN_FALL = 2
"""Months in a row below last year, from which on the headline speaks of them."""


def short_name(line: Line) -> str:
    """Return the name of a column without 企业, which the card is about anyway."""
    return line.column.name.removeprefix("企业")


def span(line: Line) -> Period:
    """Return the period of the figure that counts: the year so far of a flow, else the month."""
    month = line.month
    return Period.of_ytd(month.year, month.end.month) if line.is_flow else month


def whole_span(line: Line) -> tuple[Value, LevelChange]:
    """Return the figure of that period and its change over last year."""
    return (line.ytd, line.ytd_change) if line.is_flow else (line.value, line.change)


def month_names(months: tuple[Period, ...]) -> str:
    """Name months of one year: 2月、3月."""
    return join_names(month.short_label for month in months)


def identity(card: FirmCard) -> str:
    """Say who the firm is: place, division, size, day of founding, code, tags."""
    who = card.described
    parts = [who.region_name, who.industry_name, who.size]
    parts += [f"{date_text(who.founded)}成立" if who.founded else ""]
    parts += [f"统一社会信用代码 {who.uscc}" if who.uscc else "未登记统一社会信用代码"]
    return "　".join(part for part in (*parts, join_names(who.tags)) if part)


def headline(card: FirmCard) -> str:
    """Say what happened, since when, and what is asked; Markdown with **emphasis**."""
    if card.month is None:
        return "企业面板尚无任何月份的数据：由统计、税务、供电、人社等部门报送后入库。"
    if card.last_heard is None:
        return f"**截至{card.month.label}没有收到这家企业的任何月报**，请向填报单位核实是否漏报。"
    return f"{'；'.join(_happened(card))}。{_asked(card)}"


def _happened(card: FirmCard) -> Iterator[str]:
    if card.last_heard != card.month and card.last_heard is not None:
        closed = f"（登记{CLOSED}）" if CLOSED in card.described.tags else ""
        yield f"**{card.last_heard.next().label}起没有收到月报**{closed}"
        return
    yield _said(card.line(card.chosen), strong=True)
    yield from _lasting(card.line(card.chosen))
    if card.line(card.beside).value is not None:
        yield _said(card.line(card.beside))
    insured = card.line("insured")
    if insured.value is not None and insured.opening is not None:
        yield f"参保{figure(insured.value, 0, thousands=True)}人，比年初{_moved(insured)}"
    if card.loans is not None and card.loans.cases:
        count = sum(len(row.entries) for row in card.loans.cases)
        yield f"登记收贷{count}笔{as_given(card.loans.withdrawn_wan)}万元"


def _lasting(line: Line) -> Iterator[str]:
    """Say since how many months the column is zero, or lies below last year."""
    zeros = len(list(takewhile(lambda value: value == 0, reversed(line.recent))))
    if zeros and any(line.recent):
        yield f"**当月已连续{zeros}个月为零**"
    elif line.months_below >= SPOKEN_FALL:
        yield f"**当月已连续{line.months_below}个月低于上年同月**"


def told(line: Line) -> tuple[Value, LevelChange, Period]:
    """Return the year so far, or the month where a month of the year lacks, with its change."""
    value, change = whole_span(line)
    if to_decimal(value) is None and line.is_flow:
        return line.value, line.change, line.month
    return value, change, span(line)


def _said(line: Line, *, strong: bool = False) -> str:
    """Say that figure and its change, and what lacks of the year."""
    value, change, period = told(line)
    name = f"{period.short_label}{short_name(line)}"
    if to_decimal(value) is None:
        return f"{name}未报"
    mark = "**" if strong else ""
    amount = f"{figure(value, line.decimals, thousands=True)}{line.column.unit}"
    return f"{name}{mark}{amount}，{change_words(change)}{mark}{_gaps(line)}"


def _gaps(line: Line) -> str:
    """Say in brackets which months make the year, or last year, incomplete."""
    if line.missing:
        return f"（{span(line).short_label}未报全：{lacking(line)}）"
    if line.missing_year_ago:
        return f"（上年同期{_lack(line.missing_year_ago)}）"
    return ""


def lacking(line: Line) -> str:
    """Say which months of the running year lack: 缺3月, 缺2月、5月, 缺9个月."""
    return _lack(line.missing)


def _lack(months: tuple[Period, ...]) -> str:
    return f"缺{len(months)}个月" if len(months) > MOST_NAMED else f"缺{month_names(months)}"


def change_words(change: LevelChange) -> str:
    """Say a change by its own name: 名义同比下降7.8%, 扭亏为盈, 无可比数."""
    if change.nominal_pct is not None:
        return f"{NOMINAL}{change.text}"
    others = {"未报": "无上年同期数", "不可比": "上年同期为零"}
    return others.get(change.word, f"比上年同期{change.text}")


def _moved(line: Line) -> str:
    now, then = to_decimal(line.value), to_decimal(line.opening)
    if now is None or then is None:
        return ""
    moved = half_up(now - then, line.decimals)
    if not moved:
        return "持平"
    word = "增加" if moved > 0 else "减少"
    return f"{word}{figure(abs(moved), line.decimals, thousands=True)}{line.column.unit}"


def _asked(card: FirmCard) -> str:
    """Say what is to be done: reports that lack, reasons to ask for; else that nothing waits."""
    wanted = [*_reports_wanted(card)]
    unusual = card.anomalies
    if unusual is not None:
        wanted += dict.fromkeys(each.asked for each in unusual.found)
    if card.loans is not None and any(row.case.is_unreported for row in card.loans.cases):
        wanted.append("督促银行补报收贷")
    if wanted:
        return f"**请{'，'.join(wanted)}。**"
    judged = unusual is not None and not unusual.is_blind
    return "月报没有待催报、待核实的事项。" if judged else "月报没有待催报的事项。"


def _reports_wanted(card: FirmCard) -> Iterator[str]:
    if CLOSED in card.described.tags:
        return
    if card.last_heard != card.month and card.month is not None:
        yield f"催报{card.month.short_label}月报，核实是否停产、搬迁或漏报"
    elif gaps := [short_name(line) for line in card.lines if line.value is None]:
        yield f"补报{join_names(gaps)}"


def tiles(card: FirmCard) -> list[Tile]:
    """Return at most six tiles: output, profit, electricity, insured, loans, lay-off rate."""
    if card.last_heard is None:
        return []
    return [*(_tile(card.line(key)) for key in TILED), *_layoff_tile(card)]


def _tile(line: Line) -> Tile:
    """Return the year so far of a flow, the month where one of its months lacks."""
    value, change, period = told(line)
    words, note = _flow_change(line, change) if line.is_flow else _stock_change(line)
    arrow, tone = _direction(words)
    return Tile(
        label=f"{short_name(line)} {period.short_label}",
        value=figure(value, line.decimals, thousands=True),
        unit="" if to_decimal(value) is None else line.column.unit,
        change=words,
        arrow=arrow,
        tone=tone,
        note=note,
        origin=line.origin,
        chart=line.recent,
    )


def _flow_change(line: Line, change: LevelChange) -> tuple[str, str]:
    if line.value is None:
        return "", lacking(line)
    if change.word == "未报":
        return "", "无上年同期数"
    return change.text, NOMINAL if change.nominal_pct is not None else "比上年同期"


def _stock_change(line: Line) -> tuple[str, str]:
    moved = _moved(line)
    return (moved, "较年初") if moved else ("", "无年初数" if line.value is not None else "")


def _direction(words: str) -> tuple[Arrow, Tone]:
    if words.startswith(("增长", "增加", "扭亏", "减亏")):
        return "up", "up"
    if words.startswith(("下降", "减少", "由盈转亏", "增亏")):
        return "down", "down"
    return "off", "none"


def _layoff_tile(card: FirmCard) -> Iterator[Tile]:
    """Yield the rate of the first method that has one, under the name of the method."""
    rate = None if card.layoffs is None else card.layoffs.first_known
    if card.layoffs is not None and rate is not None and rate.pct is not None:
        value = printed_pct(rate.pct).removesuffix("%")
        yield Tile(f"裁员率 {card.layoffs.span}", value, "%", note=f"按{rate.method.name}")


def balance_words(card: FirmCard) -> str:
    """Say the balance of loans, its move over the year, and the balance a year ago."""
    if card.loans is None or card.loans.balance.value is None:
        return "贷款余额未报。"
    line = card.loans.balance
    amount = f"{figure(line.value, line.decimals, thousands=True)}{line.column.unit}"
    moved = f"，比年初{_moved(line)}" if line.opening is not None else ""
    return f"{line.month.label}末贷款余额{amount}{moved}；{change_words(line.change)}。"


def notes(card: FirmCard) -> tuple[str, ...]:
    """Return what a reader of the figures must know."""
    texts = [
        f"{NOMINAL}由企业月报的现价数推算，不是公布的可比价增速；上年同期为零或为负的不算百分数",
        "未报的月份留空，不按零计；累计中有一个月未报的不合计",
    ]
    if card.trend is not None:
        texts.append(f"{card.trend.column.name.removeprefix('企业')}趋势：{card.trend.words}")
    if card.anomalies is not None and card.anomalies.method:
        texts.append(f"异常：{card.anomalies.method}")
    if card.places:
        texts.append("位次只在已报的企业中排，打印值相同的同位")
    texts.append("单户数据依统计法保密，仅供有权限的人员在履职中使用")
    return tuple(texts)
