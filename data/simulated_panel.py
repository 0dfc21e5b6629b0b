"""Months of simulated firms, one after the other: all firms of a month are drawn at once.

Only the state at the end of a month is carried on, so that half a million firms need little
memory. Output follows size, growth, season, Spring Festival, the shock and chance; the other
columns follow output.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from data import panel_columns
from data.simulated_firm_plan import Plan
from data.simulated_firms import Floats, Roll
from data.simulated_stories import ACTIVITY, Stories
from metrics.lunar import spring_festival
from metrics.periods import Period

_PREMIUM_WAN = 0.098
"""Social insurance that a firm pays for a head and month."""
_KEPT = 0.55
"""What of last month's chance is still felt."""


@dataclass(frozen=True, eq=False)
class _State:
    """What a month leaves behind: chance, staff and loans of each firm."""

    chance: Floats
    staff: Floats
    insured: Floats
    loans: Floats


@dataclass(frozen=True, eq=False)
class Month:
    """Figures of all firms in one month, by column; NaN is 未报.

    Attributes
    ----------
    heard
        Which firms are heard of at all.
    """

    code: str
    number: int
    columns: dict[str, Floats]
    heard: npt.NDArray[np.bool_]


def course(plan: Plan, roll: Roll, stories: Stories) -> Iterator[Month]:
    """Yield the months of the firms, oldest first; the same for the same declaration."""
    state = _beginning(plan, roll)
    for number, code in enumerate(plan.months):
        draw = np.random.default_rng([plan.seed, 5, number])
        columns, state = _month(plan, roll, stories, number, state, draw)
        yield _heard(plan, roll, stories, Month(code, number, columns, np.ones(len(roll), bool)))


def _beginning(plan: Plan, roll: Roll) -> _State:
    draw = np.random.default_rng([plan.seed, 4])
    count = len(roll)
    loans = roll.annual * np.clip(draw.lognormal(-1.6, 0.8, count), 0, 1.5)
    loans[draw.random(count) < 0.12] = 0.0
    staff = roll.staff.astype(np.float64)
    return _State(np.zeros(count), staff, np.round(staff * roll.insured_share), loans)


def _month(
    plan: Plan,
    roll: Roll,
    stories: Stories,
    number: int,
    before: _State,
    draw: np.random.Generator,
) -> tuple[dict[str, Floats], _State]:
    noise = plan.noise_pct / 100
    chance = _KEPT * before.chance + draw.normal(0, noise, len(roll))
    usual = roll.annual / 12 * (1 + roll.growth) ** (number / 12) * _season(plan, roll, number)
    activity = usual * _shock(plan, roll, number) * np.exp(chance)
    activity = stories.applied(ACTIVITY, number, activity)
    columns = _flows(roll, usual, activity, draw)
    people, state = _people(plan, roll, stories, number, before, activity / usual, draw)
    columns |= people | _loans(before, usual, draw)
    columns = {key: stories.applied(key, number, columns[key]) for key in panel_columns.columns()}
    return columns, replace(state, chance=chance, loans=columns["loan_balance_wan"])


def _season(plan: Plan, roll: Roll, number: int) -> Floats:
    """Return the season of each firm's trade and what the Spring Festival takes away."""
    month = Period.parse(plan.months[number])
    lost = _festival_share(month) * roll.of_trade("festival")
    season: Floats = roll.seasons[roll.trade, month.end.month - 1] * (1 - 0.85 * lost)
    return season


def _festival_share(month: Period) -> float:
    """Return what part of a month lies between 5 days before and 16 days after the festival."""
    festival = spring_festival(month.end.year)
    first, last = festival - timedelta(days=5), festival + timedelta(days=16)
    days = (min(last, month.end) - max(first, month.start)).days + 1
    return max(0, days) / month.days


def _shock(plan: Plan, roll: Roll, number: int) -> Floats:
    left = plan.shock.get(plan.months[number], 1.0)
    shock: Floats = np.power(left, roll.depth)
    return shock


def _flows(
    roll: Roll, usual: Floats, activity: Floats, draw: np.random.Generator
) -> dict[str, Floats]:
    """Return what follows output in the month."""
    count = len(roll)
    revenue = activity * draw.normal(0.975, 0.03, count).clip(0.8, 1.1)
    margin = roll.of_trade("margin_pct") / 100 + draw.normal(0, 0.025, count)
    fixed = 0.25 * roll.of_trade("margin_pct") / 100 * usual
    power = roll.of_trade("kwh_per_wan") / 10_000 * (0.18 * usual + 0.82 * activity)
    size = np.power(np.maximum(roll.annual, 1) / 5_000, -0.06)
    tax = (
        np.maximum(revenue, 0) * roll.of_trade("tax_pct") / 100 * draw.lognormal(-0.05, 0.3, count)
    )
    return {
        "output_wan": np.round(activity, 2),
        "revenue_wan": np.round(revenue, 2),
        "profit_wan": np.round(revenue * margin * 1.25 - fixed, 2),
        "tax_wan": np.round(tax, 2),
        "electricity_wan_kwh": np.round(power * size * draw.lognormal(0, 0.05, count), 4),
        "orders_wan": np.round(activity * draw.lognormal(0, 0.18, count), 2),
        "exports_wan": np.round(
            activity * roll.export_share * draw.normal(1, 0.08, count).clip(0.5, 1.4), 2
        ),
    }


def _people(
    plan: Plan,
    roll: Roll,
    stories: Stories,
    number: int,
    before: _State,
    busy: Floats,
    draw: np.random.Generator,
) -> tuple[dict[str, Floats], _State]:
    """Return staff, insured, claims and premiums."""
    staff = _staff(roll, number, before, busy, draw)
    insured = np.round(staff * roll.insured_share)
    insured = stories.applied("insured", number, insured)
    lost = np.maximum(before.insured - insured, 0)
    claims = np.minimum(draw.poisson(0.22 * lost + 0.0012 * insured), insured).astype(np.float64)
    paid = plan.premium_relief.get(plan.months[number], 1.0) * _PREMIUM_WAN
    premiums = np.round(insured * paid * draw.normal(1, 0.02, len(roll)), 2)
    people = {
        "headcount": np.maximum(np.round(staff), insured),
        "insured": insured,
        "claims": claims,
        "social_insurance_wan": premiums,
    }
    return people, replace(before, staff=staff, insured=insured)


def _staff(
    roll: Roll, number: int, before: _State, busy: Floats, draw: np.random.Generator
) -> Floats:
    """Return the staff at the end of a month: it follows work slowly."""
    wanted = roll.staff * (1 + roll.growth * 0.4) ** (number / 12) * np.clip(busy, 0.2, 1.6)
    staff = before.staff + 0.06 * (wanted - before.staff)
    return np.maximum(staff * draw.normal(1, 0.008, len(roll)), 1)


def _loans(before: _State, usual: Floats, draw: np.random.Generator) -> dict[str, Floats]:
    changes = draw.normal(0.004, 0.035, len(usual)) * (draw.random(len(usual)) < 0.4)
    return {"loan_balance_wan": np.round(before.loans * (1 + changes), 2)}


def _heard(plan: Plan, roll: Roll, stories: Stories, month: Month) -> Month:
    """Take out what is not reported: firms that are not there, silent ones, single blanks."""
    draw = np.random.default_rng([plan.seed, 6, month.number])
    there = (roll.opens <= month.number) & (month.number < roll.closes)
    spoken = (draw.random(len(roll)) >= plan.missing.silent_pct / 100) | (roll.case >= 0)
    columns = {}
    for key, figures in month.columns.items():
        blank = (draw.random(len(roll)) < plan.missing.blank_pct / 100) & (roll.case < 0)
        gone = stories.applied(f"-{key}", month.number, np.zeros(len(roll))) > 0
        columns[key] = np.where(blank | gone, np.nan, figures)
    return replace(month, columns=columns, heard=there & spoken)
