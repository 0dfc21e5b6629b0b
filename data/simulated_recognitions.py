"""Recognised lay-off rates of simulated firms, from what the firms themselves reported."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from data.firm_submissions import PanelSubmission
from data.layoff_recognitions import REGISTER
from data.registers import RegisterEntry
from data.simulated_firm_plan import Recognised
from data.simulated_firm_rosters import Firms
from data.simulated_registers import Event

_HUNDREDTH = Decimal("0.01")
_MOST_KEPT = 4
Figures = Mapping[tuple[str, str], "pd.Series[float]"]
"""By column and month: the figures of the firms by number; what is not reported is left out."""


@dataclass(frozen=True)
class _Rate:
    """A recognised rate with the insured that it rests on, where the document says them."""

    pct: Decimal
    insured_from: int | None = None
    insured_to: int | None = None
    note: str = ""


def figures(told: Iterable[Recognised], reported: Iterable[PanelSubmission]) -> Figures:
    """Return what the rates are derived from, as it was reported first."""
    wanted = {pair for each in told for pair in (("insured", each.since), ("insured", each.until))}
    wanted |= {("insured", each.insured_month) for each in told}
    wanted |= {("exports_wan", month) for each in told for month in _months(each.exports_year)}
    found: dict[tuple[str, str], pd.Series[float]] = {}
    for batch in reported if wanted else ():
        month = str(batch.figures["month"].iloc[0])
        for column, _ in sorted(pair for pair in wanted if pair[1] == month):
            by_firm = batch.figures.set_index("firm")[column].dropna()
            found.setdefault((column, month), by_firm)
    return found


def _months(year: int) -> list[str]:
    return [f"{year}-{month:02d}" for month in range(1, 13)]


def events(firms: Firms, told: Iterable[Recognised], known: Figures) -> Iterator[Event]:
    """Yield the entries of all lists."""
    for position, each in enumerate(told, 1):
        draw = np.random.default_rng([firms.seed, 9, position])
        roll = firms.by_month[firms.at(each.day)]
        for firm, rate in sorted(_rates(each, known, draw).items()):
            fields = {
                "firm": str(roll.name[firm - 1]),
                "uscc": str(roll.uscc[firm - 1]),
                "year": Decimal(each.year),
                "rate_pct": rate.pct,
                "insured_from": _decimal(rate.insured_from),
                "insured_to": _decimal(rate.insured_to),
                "evidence": each.document,
                "note": rate.note,
            }
            place = roll.places[roll.place[firm - 1]]
            key = f"RD{each.year}-{firm:05d}"
            entry = RegisterEntry(REGISTER, key, each.day, place, fields, 0)
            yield Event(entry, each.published)


def _decimal(count: int | None) -> Decimal | None:
    return None if count is None else Decimal(count)


def _rates(each: Recognised, known: Figures, draw: np.random.Generator) -> dict[int, _Rate]:
    before, after = known["insured", each.since], known["insured", each.until]
    may = [firm for firm in _who(each, known) if firm in before.index and firm in after.index]
    share = round(len(may) * each.share_pct / 100)
    chosen = draw.permutation(np.array(may, dtype=np.int64))[:share].tolist()
    ends = {firm: (int(before[firm]), int(after[firm])) for firm in chosen}
    rates = {firm: _counted(*pair) for firm, pair in ends.items() if pair[0]}
    for firm in [firm for firm, rate in rates.items() if rate.pct > 1][: each.fewer_lost]:
        rates[firm] = _fewer_lost(*ends[firm], int(draw.integers(1, _MOST_KEPT)))
    return rates | _at_limit(each, rates)


def _who(each: Recognised, known: Figures) -> list[int]:
    """Return the firms with enough exports and insured, by number."""
    exported = [known["exports_wan", month] for month in _months(each.exports_year)]
    exports = pd.concat(exported).groupby(level=0).sum()
    insured = known["insured", each.insured_month]
    enough = set(exports.index[exports >= each.least_exports_wan])
    return sorted(enough & set(insured.index[insured >= each.least_insured]))


def _counted(before: int, after: int) -> _Rate:
    lost = Decimal(100 * max(0, before - after)) / before
    return _Rate(lost.quantize(_HUNDREDTH, ROUND_HALF_UP), before, after)


def _fewer_lost(before: int, after: int, kept: int) -> _Rate:
    """Return a rate of which some who left do not count."""
    found = _counted(before, min(before, after + kept))
    note = f"退休、调动等{kept}人不计入"
    return _Rate(found.pct, before, found.insured_to, note)


def _at_limit(each: Recognised, rates: Mapping[int, _Rate]) -> dict[int, _Rate]:
    """Return the rates of the firms nearest to the limit, put on it or just above it."""
    nearest = sorted(rates, key=lambda firm: (abs(rates[firm].pct - each.limit_pct), firm))
    note = "按公示的裁员率登记，人数未公示"
    fixed = [each.limit_pct] * each.at_limit + [each.limit_pct + _HUNDREDTH] * each.above_limit
    return {firm: _Rate(pct, note=note) for firm, pct in zip(nearest, fixed, strict=False)}
