"""Loans as plain rows for JSON and CSV: unrounded figures under fixed keys."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from mechanisms import target_rows
from mechanisms.credit import KINDS, Credit, Detail
from mechanisms.credit_cases import CaseRow
from mechanisms.credit_lines import Line
from mechanisms.credit_targets import Stand

What = Literal["measures", "counties", "banks"]
Row = dict[str, object]
TARGET_KEYS = tuple(key for key in target_rows.KEYS if key not in ("id", "unit", "target"))
KEYS: dict[What, tuple[str, ...]] = {
    "measures": (
        "id",
        "name",
        "period",
        "value",
        "unit",
        "base",
        "change",
        "formula",
        "absent",
        "target_id",
        "target",
        "target_unit",
        *TARGET_KEYS,
    ),
    "counties": (
        "measure",
        "region_code",
        "region",
        "period",
        "value",
        "unit",
        "base",
        "change",
        "growth_pct",
        "growth_is_nominal",
        "share_pct",
        "target_id",
        "target",
        "target_unit",
        *TARGET_KEYS,
    ),
    "banks": (
        "id",
        "name",
        "kind",
        "period",
        "balance_yi",
        "opening_yi",
        "increase_yi",
        "growth_pct",
        "share_pct",
        "called_back",
        "cut",
        "refused",
        "withdrawn_yi",
    ),
}
CASE_KEYS = (
    "key",
    "day",
    "firm",
    "region_code",
    "bank",
    "kind",
    "events",
    "amount_wan",
    "share_of_bank_pct",
    "share_of_firm_pct",
    "outcome",
    "triggers",
    "missing",
    "lists",
    "due_from",
    "reported_on",
    "days_to_report",
)
_BANK_KINDS = dict(zip(KINDS, ("called_back", "cut", "refused"), strict=True))


class CreditError(ValueError):
    """A list of loans that cannot be had; the text says what can."""


def detail_of(found: Credit, measure: str) -> Detail:
    """Return a measure with its counties; the leading one for an empty key.

    Raises
    ------
    CreditError
        If the measure has no figures; the text lists those that have.
    """
    if not measure and found.lead is not None:
        return found.lead
    if measure in found.details:
        return found.details[measure]
    known = "、".join(found.details) or "（此时点没有信贷数据）"
    msg = f"没有可分县区的项目“{measure}”；可用：{known}"
    raise CreditError(msg)


def rows(found: Credit, what: What, measure: str = "") -> list[Row]:
    """Return measures, counties of a measure, or banks; the keys are those of `KEYS`."""
    if what == "counties":
        return list(_counties(detail_of(found, measure)))
    return list(_banks(found)) if what == "banks" else [_measure(each) for each in found.lines]


def _measure(shown: Line) -> Row:
    first = next(iter(shown.stands), None)
    return {
        "id": shown.measure.id,
        "name": shown.measure.name,
        "period": None if shown.period is None else shown.period.code,
        "value": shown.result.value,
        "unit": shown.unit,
        "base": shown.result.base,
        "change": shown.result.change,
        "formula": shown.measure.formula,
        "absent": shown.absent,
        **_target(first),
    }


def _target(stand: Stand | None) -> Row:
    if stand is None:
        return {}
    judged = target_rows.row(stand.verdict, stand.landing)
    return {
        **{key: judged[key] for key in TARGET_KEYS},
        "target_id": stand.target.id,
        "target": stand.verdict.target,
        "target_unit": stand.verdict.unit,
    }


def _counties(detail: Detail) -> Iterator[Row]:
    shown = detail.line
    for unit in detail.units:
        yield {
            "measure": shown.measure.id,
            "region_code": unit.code,
            "region": unit.name,
            "period": None if shown.period is None else shown.period.code,
            "value": unit.result.value,
            "unit": shown.indicator.unit,
            "base": unit.result.base,
            "change": unit.result.change,
            "growth_pct": unit.growth_pct,
            "growth_is_nominal": unit.is_nominal if unit.growth_pct is not None else None,
            "share_pct": unit.share_pct,
            **_target(unit.stand),
        }


def _banks(found: Credit) -> Iterator[Row]:
    for bank in found.banks:
        counts = {
            name: bank.withdrawn.get(kind, (0, Decimal(0)))[0] for kind, name in _BANK_KINDS.items()
        }
        yield {
            "id": bank.id,
            "name": bank.name,
            "kind": bank.kind,
            "period": None if found.bank_period is None else found.bank_period.code,
            "balance_yi": bank.balance.value,
            "opening_yi": bank.balance.base,
            "increase_yi": bank.balance.change,
            "growth_pct": bank.growth_pct,
            "share_pct": bank.share_pct,
            **counts,
            "withdrawn_yi": sum((amount for _, amount in bank.withdrawn.values()), Decimal(0)),
        }


def case_rows(found: Credit) -> list[Row]:
    """Return the cases of withdrawals; the keys are those of `CASE_KEYS`."""
    return [_case(row) for row in found.withdrawals.rows]


def _case(row: CaseRow) -> Row:
    case, judgement = row.case, row.case.judgement
    return {
        "key": row.entries[-1].key,
        "day": case.day,
        "firm": row.firm,
        "region_code": row.region,
        "bank": row.bank,
        "kind": case.kind,
        "events": len(case.events),
        "amount_wan": case.amount_wan,
        "share_of_bank_pct": judgement.share_of_bank_pct,
        "share_of_firm_pct": judgement.share_of_firm_pct,
        "outcome": judgement.outcome,
        "triggers": "、".join(judgement.triggers),
        "missing": "、".join(judgement.missing),
        "lists": "、".join(row.marks),
        "due_from": case.due_from,
        "reported_on": case.reported_on,
        "days_to_report": case.days_to_report,
    }
