"""Lay-offs by class of rate, and by county, industry, size and roster."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from data import catalogue, layoff_methods
from data.enterprise_commits import SIZES
from mechanisms.employment import Employment
from mechanisms.employment_judging import Count, count
from mechanisms.employment_refunds import RefundTotal
from metrics.layoff_arrays import EXCEEDS, KEEPS, Flags
from metrics.wording import as_given

By = Literal["county", "industry", "size", "roster"]
BY: Mapping[By, str] = {"county": "地区", "industry": "行业", "size": "规模", "roster": "名单"}


@dataclass(frozen=True)
class RateClass:
    """Firms whose rates lie above `above_pct` and not above `up_to_pct` (None: no bound).

    Attributes
    ----------
    kept, exceeded, others
        Firms that keep their limit, that do not, and those whose limit is open.
    """

    label: str
    above_pct: Decimal | None
    up_to_pct: Decimal | None
    kept: int
    exceeded: int
    others: int

    @property
    def firms(self) -> int:
        """All firms of the class."""
        return self.kept + self.exceeded + self.others


@dataclass(frozen=True)
class Group:
    """Some of the chosen firms.

    Attributes
    ----------
    key
        Code or name of what they have in common; empty where it is not known.
    reported, opening, closing
        Insured at the beginning and in the newest month of those firms that reported both.
    unmatched
        Entries of a roster that are no firm of the register.
    """

    key: str
    name: str
    count: Count
    reported: int
    opening: int
    closing: int
    refunds: RefundTotal
    unmatched: int = 0


def distribution(found: Employment) -> list[RateClass]:
    """Return the chosen firms with a known rate by class; each limit is a bound of its own."""
    limit = found.limit
    stated = (limit.general_pct, limit.sme_pct, limit.small_pct)
    configured = layoff_methods.knowledge().classes.edges_pct
    edges = sorted({*configured, *(pct for pct in stated if pct is not None)})
    bounds = [Decimal(0), *edges, None]
    lower = [None, *bounds[:-1]]
    return [_class(found, above, up_to) for above, up_to in zip(lower, bounds, strict=True)]


def _class(found: Employment, above: Decimal | None, up_to: Decimal | None) -> RateClass:
    rate, codes = found.judged.rate, found.judged.codes
    inside = found.chosen & (rate.known if up_to is None else rate.within(Fraction(up_to)))
    if above is not None:
        inside &= ~rate.within(Fraction(above))
    kept, exceeded = (int((inside & (codes == code)).sum()) for code in (KEEPS, EXCEEDS))
    others = int(inside.sum()) - kept - exceeded
    return RateClass(_class_name(above, up_to), above, up_to, kept, exceeded, others)


def _class_name(above: Decimal | None, up_to: Decimal | None) -> str:
    if above is None:
        return "0（未减员）"
    if up_to is None:
        return f"{as_given(above)}以上"
    return f"{as_given(above)}—{as_given(up_to)}"


def groups(found: Employment, by: By) -> list[Group]:
    """Return the chosen firms by what they have in common, in the order of the catalogue.

    Rosters overlap, the rest do not; groups without a firm are left out.
    """
    made = [_group(found, key, name, firms) for key, name, firms in _parts(found, by)]
    return [group for group in made if group.count.firms or group.unmatched]


def _parts(found: Employment, by: By) -> Iterator[tuple[str, str, Flags]]:
    if by == "roster":
        for name, flags in found.known.rosters.items():
            yield name, name, flags
        return
    column = found.register[{"county": "region"}.get(by, by)].to_numpy()
    for key, name in _names(by).items():
        yield key, name, column == key


def _names(by: By) -> dict[str, str]:
    if by == "county":
        return {code: region.short_name for code, region in catalogue.regions().items()}
    if by == "industry":
        return {**catalogue.industries(), "": "行业不详"}
    return {size: size or "规模不详" for size in SIZES}


def _group(found: Employment, key: str, name: str, firms: Flags) -> Group:
    inside = found.chosen & firms
    opening, closing = found.facts.table.opening, found.facts.table.closing
    both = inside & ~np.isnan(opening) & ~np.isnan(closing)
    return Group(
        key,
        name,
        count(found.judged, inside),
        int(both.sum()),
        int(opening[both].sum()),
        int(closing[both].sum()),
        found.refunds_of(inside),
        found.known.unmatched.get(name, 0),
    )
