"""Alerts about single firms: from the signals over all firms and from the limit of lay-offs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from data import catalogue, firm_days, panel
from data.alert_rules import RuleEntry, alert_rules
from data.signal_rules import rules as signal_rules
from data.store import Question
from mechanisms import employment_near, firm_lists, firm_signals
from mechanisms.alert_board import Alert, Found, alert_key
from mechanisms.employment_firm_tables import way as employment_way
from mechanisms.employment_near import NearLimit
from mechanisms.firm_card_anomalies import MOST_AT_ONCE
from mechanisms.firm_signals import FirmSignals
from mechanisms.linked_tables import Way, card_way
from mechanisms.tiles import AnyOrigin, PanelOrigin
from metrics.periods import Period
from metrics.wording import as_given, figure, signed

STOPPED, HEADCOUNT = "stopped_firm", "headcount_drop"
SIGNAL_RULES = ("power_gap", STOPPED, HEADCOUNT)
LAYOFFS = "layoff_limit"
WAITING = "企业信号尚未计算（先在企业透视启动），规则"
UNKNOWN, ABOVE, OPEN = "缺数的企业", "已超过上限（见稳岗用工）的企业", "裁员率待核实的企业"
COLUMNS = ("output_wan", "electricity_wan_kwh", "insured")
Row = Mapping[str, Any]


def signals_of(question: Question) -> FirmSignals | None:
    """Return the signals as of a day: those kept, or of few firms computed now; else None.

    They are asked as of the newest publication about firms: up to the next one they are the same,
    and need not be computed for each day.
    """
    day = firm_days.newest_firm_day(question.within(None))
    if day is None:
        return None
    asked = replace(question, as_of=day)
    found = firm_signals.kept_signals(asked)
    if found is not None:
        return found
    months = panel.months(asked)
    if not months or len(panel.month_rows(asked.within(None), months[-1], [])) > MOST_AT_ONCE:
        return None
    return firm_signals.signals(asked)


def of_signals(question: Question) -> Iterator[Found]:
    """Yield what the rules on signals find about the firms that the viewer may see."""
    signals = signals_of(question)
    if signals is None or not signals.month:
        waiting = {WAITING: 1} if panel.months(question) else {}
        yield from (Found(key, unjudged=waiting) for key in SIGNAL_RULES)
        return
    month = Period.parse(signals.month)
    flags = {key: getattr(alert_rules().rules, key).signal for key in SIGNAL_RULES}
    firms = {int(n) for flag in flags.values() for n in signals.flagged(flag)["firm"]}
    figures = _figures(question, month, firms)
    stopped = set(signals.flagged(flags[STOPPED])["firm"])
    for key, flag in flags.items():
        rows: list[Any] = signals.flagged(flag).to_dict("records")
        if key == HEADCOUNT:  # those that stopped are told already
            rows = [row for row in rows if row["firm"] not in stopped]
        unknown = signals.unknown(flag)
        yield Found(
            key,
            tuple(_signal_alert(key, row, month, figures) for row in rows),
            len(signals.table) - unknown,
            {UNKNOWN: unknown} if unknown else {},
        )


Figures = Mapping[tuple[int, str], Mapping[str, float]]


def _figures(question: Question, month: Period, firms: set[int]) -> Figures:
    """Return figures of some firms by firm and month: in the month, and some months before."""
    rows = panel.rows_of(question, [_months_ago(month), month.code], COLUMNS)
    rows = rows.loc[rows["firm"].isin(firms)]
    found: list[Any] = rows.to_dict("records")
    return {(int(row["firm"]), str(row["month"])): row for row in found}


def _months_ago(month: Period) -> str:
    for _ in range(signal_rules().insured.months):
        month = month.previous()
    return month.code


def _signal_alert(key: str, row: Row, month: Period, figures: Figures) -> Alert:
    firm = int(row["firm"])
    now = figures.get((firm, month.code), {})
    before = figures.get((firm, _months_ago(month)), {})
    number, comparison, reason = {
        "power_gap": _power_gap,
        "stopped_firm": _stopped,
        "headcount_drop": _headcount,
    }[key](row, now, before)
    column = {"power_gap": "electricity_wan_kwh", "headcount_drop": "insured"}.get(
        key, "output_wan"
    )
    size = float(row["revenue_year_wan"])
    return _alert(
        key, (firm, str(row["name"]), str(row["region"])), month, (number, comparison, reason),
        card_way(firm, column), PanelOrigin(firm, month.code, column),
        weight=0.0 if np.isnan(size) else size,
    )  # fmt: skip


def _power_gap(row: Row, now: Mapping[str, float], _before: Mapping[str, float]) -> tuple[str, ...]:
    number = f"用电{_amount(now, 'electricity_wan_kwh')}万千瓦时"
    output = f"产值{_amount(now, 'output_wan')}万元"
    return number, output, f"{number}，{output}；{firm_lists.REASONS['power_gap'](row)}"


def _stopped(row: Row, now: Mapping[str, float], _before: Mapping[str, float]) -> tuple[str, ...]:
    share = as_given(signal_rules().stopped.electricity_share_pct)
    power = f"用电{_amount(now, 'electricity_wan_kwh')}万千瓦时"
    comparison = f"{power}，不超过自身有产值月份用电中位数的{share}%"
    year, reason = row["revenue_year_wan"], f"产值报零，{comparison}"
    if year == year:
        reason += f"；近12个月营业收入{figure(year, 0, thousands=True)}万元"
    return f"产值{_amount(now, 'output_wan')}万元", comparison, reason


def _headcount(_row: Row, now: Mapping[str, float], before: Mapping[str, float]) -> tuple[str, ...]:
    span = signal_rules().insured.months
    was, is_now = before.get("insured", np.nan), now.get("insured", np.nan)
    share = signed((is_now / was - 1) * 100, 1) if was else ""
    reason = f"参保人数{span}个月内由{figure(was, 0)}人减到{figure(is_now, 0)}人，{share}%"
    return f"{figure(is_now, 0)}人", f"{span}个月前{figure(was, 0)}人", reason


def _amount(row: Mapping[str, float], column: str) -> str:
    return figure(row.get(column), 1, thousands=True)


def of_layoffs(question: Question) -> Found:
    """Return the firms whose lay-off rate is near its limit."""
    found = employment_near.near_the_limit(question)
    if found is None:
        return Found(LAYOFFS)
    alerts = [_layoff_alert(found, int(place)) for place in np.flatnonzero(found.near)]
    left = {ABOVE: found.above, OPEN: found.unsettled}
    return Found(
        LAYOFFS,
        tuple(alerts),
        int(found.chosen.sum()) - found.unsettled,
        {why: number for why, number in left.items() if number},
    )


def _layoff_alert(found: NearLimit, place: int) -> Alert:
    firm, row = int(found.facts.firms[place]), found.register.iloc[place]
    rate, limit = found.judged.rate.pct[place], found.judged.limit_pct[place]
    below = figure(limit - rate, 2)
    at = "等于上限" if below == figure(0, 2) else f"距上限{below}个百分点"
    number = f"{figure(rate, 2)}%"
    reason = f"{found.facts.label}裁员率{number}（{found.judged.method.name}），{at}"
    period = Period.parse(found.facts.months[-1])
    return _alert(
        LAYOFFS, (firm, str(row["name"]), str(row["region"])), period,
        (number, f"上限{as_given(limit)}%", reason),
        employment_way(found.choice, firm=str(firm)), weight=float(rate / limit),
    )  # fmt: skip


def _alert(
    key: str,
    subject: tuple[int, str, str],
    period: Period,
    said: tuple[str, ...],
    way: Way,
    origin: AnyOrigin | None = None,
    *,
    weight: float,
) -> Alert:
    rule: RuleEntry = getattr(alert_rules().rules, key)
    firm, name, region = subject
    number, comparison, reason = said
    return Alert(
        alert_key(key, f"firm-{firm}", period),
        key,
        rule.name,
        rule.grade,
        "firm",
        f"firm-{firm}",
        name,
        region,
        catalogue.regions()[region].short_name,
        "",
        period,
        number,
        comparison,
        f"{name}{period.label}：{reason}。" if key != LAYOFFS else f"{name}{reason}。",
        way,
        origin,
        weight,
    )
