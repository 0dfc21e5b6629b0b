"""What is unusual about a firm: its row of the signals over all firms, each with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data import panel, signal_rules
from data.store import Question
from mechanisms import firm_signals
from mechanisms.firm_card_figures import FirmMonths, months_up_to
from mechanisms.firm_signals import ANOMALY, FLAG_NAMES, FirmSignals
from mechanisms.signal_blocks import DOWN, TURNING_WORDS
from mechanisms.tiles import PanelOrigin
from metrics.periods import Period
from metrics.wording import figure, signed

MOST_AT_ONCE = 2_000
"""So many firms are computed while one waits for the page; of more the job must have run."""
TURNED = "趋势转折"
ASKED = {"newly_above": "核对能否纳入规模以上统计", "about_to_fall": "了解营业收入下滑情况"}
"""What is asked about a flag; of all others the reason is."""
WAITING = (
    "尚未计算：企业较多，须先在“企业透视”启动企业信号的计算，或运行 signals 命令，算完后在此列出。"
)
ABSENT = "没有这家企业的信号：月报中从未出现。"


@dataclass(frozen=True)
class Anomaly:
    """Something unusual.

    Attributes
    ----------
    asked
        What is to be done about it.
    reason
        The firm's own figures.
    rule
        The threshold and what it rests on.
    origin
        The figure that it is about; None where it is about several.
    """

    name: str
    asked: str
    reason: str
    rule: str
    origin: PanelOrigin | None = None


@dataclass(frozen=True)
class Anomalies:
    """What is unusual, how it was found, and why nothing could be judged.

    Attributes
    ----------
    month
        The month that is judged; None where nothing was.
    unknown
        What could not be judged about this firm.
    rules
        Every rule with its threshold and what that rests on.
    """

    month: Period | None
    found: tuple[Anomaly, ...]
    unknown: tuple[str, ...]
    method: str
    rules: tuple[tuple[str, str], ...] = ()
    unjudged: str = ""

    @property
    def is_blind(self) -> bool:
        """Whether nothing at all could be judged."""
        return self.month is None or len(self.unknown) == len(FLAG_NAMES)


def anomalies(question: Question, months: FirmMonths, at: Period) -> Anomalies:
    """Return what is unusual about a firm at the newest month of the panel.

    All firms are needed to tell what is a firm's own: the signals kept are taken, those of few
    firms are computed now.
    """
    found = firm_signals.kept_signals(question)
    if found is None and _are_few(question, at):
        found = firm_signals.signals(question)
    if found is None:
        return Anomalies(None, (), (), "", unjudged=WAITING)
    rows = found.table.loc[found.table["firm"] == months.firm].to_dict("records")
    if not rows or not found.month:
        return Anomalies(None, (), (), found.method, unjudged=ABSENT)
    row = {str(key): value for key, value in rows[0].items()}
    return Anomalies(
        Period.parse(found.month),
        tuple(_anomalies(found, months, row)),
        tuple(_unknown(row)),
        found.method,
        tuple(found.rules),
    )


def _are_few(question: Question, at: Period) -> bool:
    return len(panel.month_rows(question.within(None), at.code, [])) <= MOST_AT_ONCE


def _unknown(row: Mapping[str, Any]) -> Iterator[str]:
    for key, name in FLAG_NAMES.items():
        if _is_missing(row[key]):
            yield name


def _is_missing(flag: object) -> bool:
    return flag is None or (flag is not True and flag != flag) or str(flag) == "<NA>"


def _anomalies(found: FirmSignals, months: FirmMonths, row: Mapping[str, Any]) -> Iterator[Anomaly]:
    rules, firm = dict(found.rules), months.firm
    for key, name in FLAG_NAMES.items():
        if not _is_missing(row[key]) and row[key]:
            origin = PanelOrigin(firm, found.month, _column(key, row))
            asked = ASKED.get(key, f"核实{name}的原因")
            reason = _reason(key, row, months, Period.parse(found.month))
            yield Anomaly(name, asked, reason, rules[name], origin)
    if row["turning"] == DOWN:
        month = Period.parse(str(row["turning_month"]))
        origin = PanelOrigin(firm, month.code, "output_wan")
        said = f"{month.label}起{TURNING_WORDS[DOWN]}"
        yield Anomaly(TURNED, "了解产值转降的原因", said, rules[TURNED], origin)


def _column(key: str, row: Mapping[str, Any]) -> str:
    columns = {
        ANOMALY: str(row["anomaly_column"]),
        "newly_above": "revenue_wan",
        "about_to_fall": "revenue_wan",
        "insured_falling": "insured",
        "power_gap": "electricity_wan_kwh",
    }
    return columns.get(key, "output_wan")


def _reason(key: str, row: Mapping[str, Any], months: FirmMonths, at: Period) -> str:
    """Say the figures of the firm that make the flag."""
    year = f"连续12个月营业收入{_amount(row['revenue_year_wan'])}万元"
    reasons = {
        "stopped": f"产值报零，用电{_amount(months.value('electricity_wan_kwh', at))}万千瓦时",
        "falling": f"经季节调整的产值{_fall(row)}",
        "power_gap": f"用电与产值之比偏离自身历史，离差{signed(row['power_score'], 1)}",
        "newly_above": year,
        "about_to_fall": year,
        "insured_falling": _insured(months, at),
        ANOMALY: firm_signals.anomaly_words(row),
    }
    return reasons[key]


def _fall(row: Mapping[str, Any]) -> str:
    span = signal_rules.rules().falling.months
    return f"连续{span}个月下降，累计{signed(row['adjusted_growth_pct'], 1)}%"


def _insured(months: FirmMonths, at: Period) -> str:
    span = signal_rules.rules().insured.months
    before, *_, now = months.values("insured", months_up_to(at, span + 1))
    return f"{span}个月内由{figure(before, 0)}人减到{figure(now, 0)}人"


def _amount(value: float | None) -> str:
    return figure(value, 1, thousands=True)
