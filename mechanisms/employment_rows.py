"""Lay-offs as plain rows for JSON and CSV: unrounded figures under fixed keys."""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from mechanisms.employment import Employment
from mechanisms.employment_choice import EmploymentError
from mechanisms.employment_firm import FirmLayoffs, firm_layoffs
from mechanisms.employment_firm_tables import missing
from mechanisms.employment_groups import By, groups
from mechanisms.employment_judging import Count
from metrics.layoff_arrays import EXCEEDS, KEEPS, UNSETTLED

What = Literal[
    "firms", "near", "exceeded", "counties", "industries", "sizes", "rosters", "methods", "years"
]
Row = dict[str, object]
GROUPS: dict[What, By] = {
    "counties": "county",
    "industries": "industry",
    "sizes": "size",
    "rosters": "roster",
}
OUTCOMES = {KEEPS: "kept", EXCEEDS: "exceeded", UNSETTLED: "unsettled"}
MEMBERS = {KEEPS: True, EXCEEDS: False, UNSETTLED: None}
_COUNTS = ("firms", "kept", "near", "exceeded", "unsettled")
_FIRM_KEYS = (
    "firm",
    "uscc",
    "name",
    "region_code",
    "industry",
    "size",
    "year",
    "months",
    "method",
    "limit",
    "opening",
    "closing",
    "claimants",
    "headcount",
    "rate_pct",
    "limit_pct",
    "outcome",
    "near",
    "away",
    "double_hundred",
    "exports_usd",
    "at_stake_yuan",
    "refund_low_yuan",
    "refund_high_yuan",
    "missing",
)
_GROUP_KEYS = (
    "id",
    "name",
    *_COUNTS,
    "reported",
    "opening",
    "closing",
    "refund_low_yuan",
    "refund_high_yuan",
    "refunds_without_amount",
)
_METHOD_KEYS = ("id", "name", "formula", "source", *_COUNTS)
_YEAR_KEYS = ("year", "months", "complete", *_COUNTS, "reported", "opening", "closing")
RESULT_KEYS = (
    "method",
    "name",
    "formula",
    "arithmetic",
    "rate_pct",
    "limit_pct",
    "outcome",
    "away",
    "missing",
    "source",
)


def keys(what: What) -> tuple[str, ...]:
    """Return the keys of a list."""
    if what in GROUPS:
        return _GROUP_KEYS
    return {"methods": _METHOD_KEYS, "years": _YEAR_KEYS}.get(what, _FIRM_KEYS)


def rows(found: Employment, what: What) -> list[Row]:
    """Return a list as plain rows; the keys are those of `keys`."""
    if what in GROUPS:
        return list(_groups(found, GROUPS[what]))
    makers = {"methods": _methods, "years": _years}
    if what in makers:
        return list(makers[what](found))
    everyone = np.ones(len(found.register), dtype=np.bool_)
    wanted = {"near": found.near, "exceeded": found.judged.codes == EXCEEDS}.get(what, everyone)
    return [_firm(found, place) for place in found.places(wanted)]


def _firm(found: Employment, place: int) -> Row:
    table, judged, refund = found.facts.table, found.judged, found.refunds[place]
    member = found.members.members[place] if found.members is not None else None
    described = found.register.iloc[place]
    pct = judged.rate.exact_pct(place)
    return {
        **{key: described[key] for key in ("uscc", "name", "industry", "size")},
        "firm": int(described["firm"]),
        "region_code": described["region"],
        "year": found.facts.year,
        "months": len(found.facts.months),
        "method": found.method.id,
        "limit": found.limit.id,
        "opening": _count(table.opening[place]),
        "closing": _count(table.closing[place]),
        "claimants": _count(table.claimants[place]),
        "headcount": _count(found.facts.headcount[place]),
        "rate_pct": None if pct is None else float(pct),
        "limit_pct": _known(judged.limit_pct[place]),
        "outcome": OUTCOMES[int(judged.codes[place])],
        "near": bool(found.near[place]),
        "away": _count(judged.away[place]),
        "double_hundred": None if member is None else MEMBERS[member.code],
        "exports_usd": None if member is None else member.exports_usd,
        "at_stake_yuan": None if refund is None else refund.by_rate_yuan,
        "refund_low_yuan": None if refund is None else refund.low_yuan,
        "refund_high_yuan": None if refund is None else refund.high_yuan,
        "missing": "、".join(missing(found, place)),
    }


def _count(figure: float) -> int | None:
    return None if np.isnan(figure) else int(figure)


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else float(figure)


def _counts(count: Count) -> Row:
    return {key: getattr(count, key) for key in _COUNTS}


def _groups(found: Employment, by: By) -> Iterator[Row]:
    for group in groups(found, by):
        is_reported = group.reported > 0
        total = group.refunds
        yield {
            "id": group.key,
            "name": group.name,
            **_counts(group.count),
            "reported": group.reported,
            "opening": group.opening if is_reported else None,
            "closing": group.closing if is_reported else None,
            "refund_low_yuan": total.low_yuan if total.has_amount else None,
            "refund_high_yuan": total.high_yuan if total.has_amount else None,
            "refunds_without_amount": total.without_amount,
        }


def _methods(found: Employment) -> Iterator[Row]:
    for method, count in found.by_method:
        named = {"id": method.id, "name": method.name, "formula": method.text}
        yield {**named, "source": method.source, **_counts(count)}


def _years(found: Employment) -> Iterator[Row]:
    for each in found.trend:
        facts = each.facts
        yield {
            "year": facts.year,
            "months": len(facts.months),
            "complete": facts.is_complete,
            **_counts(each.count),
            "reported": each.reported,
            "opening": each.opening if each.reported else None,
            "closing": each.closing if each.reported else None,
        }


def single(found: Employment, firm: int) -> FirmLayoffs:
    """Return one firm of the board.

    Raises
    ------
    EmploymentError
        If the viewer sees no such firm.
    """
    shown = firm_layoffs(found, firm)
    if shown is None:
        msg = (
            f"没有编号为{firm}的企业，或不在您的权限范围内；编号见 layoffs --format csv 的 firm 列"
        )
        raise EmploymentError(msg)
    return shown


def results(firm: FirmLayoffs) -> list[Row]:
    """Return every method for one firm; the keys are those of `RESULT_KEYS`."""
    return [
        {
            "method": each.method.id,
            "name": each.method.name,
            "formula": each.method.text,
            "arithmetic": each.rate.text,
            "rate_pct": None if each.rate.pct is None else float(each.rate.pct),
            "limit_pct": each.standing.limit_pct,
            "outcome": each.standing.outcome,
            "away": each.away_text,
            "missing": "、".join(each.standing.missing or each.rate.missing),
            "source": each.method.source,
        }
        for each in firm.results
    ]
