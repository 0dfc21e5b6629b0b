"""Rosters of simulated firms as entries of the register of rosters: who joins, who leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from data.enterprise_rosters import REGISTER
from data.records import CatalogueError
from data.registers import RegisterEntry
from data.simulated_firm_plan import FirmRoster
from data.simulated_firms import Floats, Roll, Whole
from data.simulated_registers import Event
from data.simulated_stories import ACTIVITY, Stories

_SCALE_WAN = 2_000
_NEXT_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Firms:
    """The firms month by month, what happens to them, and when a month is known."""

    months: tuple[str, ...]
    published: tuple[date, ...]
    by_month: tuple[Roll, ...]
    stories: Stories
    seed: int

    def at(self, day: date) -> int:
        """Return the number of the last month that is known before a day."""
        known = sum(published < day for published in self.published)
        if not known:
            msg = f"firms.rosters：{day} 早于企业首次登记（{self.published[0]}），请改为其后的日期"
            raise CatalogueError(msg)
        return known - 1

    def annual(self, number: int) -> Floats:
        """Return the output of a year as it runs in a month."""
        roll = self.by_month[number]
        usual = roll.annual * (1 + roll.growth) ** (number / 12)
        return self.stories.applied(ACTIVITY, number, usual)

    def there(self, number: int) -> npt.NDArray[np.bool_]:
        """Say which firms report in a month."""
        roll = self.by_month[number]
        found: npt.NDArray[np.bool_] = (roll.opens <= number) & (number < roll.closes)
        return found


def events(firms: Firms, rosters: tuple[FirmRoster, ...]) -> Iterator[Event]:
    """Yield the entries of all rosters; one that leaves is entered again with the day."""
    standing: dict[str, Whole] = {}
    for position, each in enumerate(rosters, 1):
        draw = np.random.default_rng([firms.seed, 8, position])
        members = _members(firms, each, standing, draw)
        standing[each.name] = members
        yield from _entries(firms, each, f"QY{position}", members)
        if each.among == "above_scale":
            yield from _judged_anew(firms, each, f"QY{position}", members)


def _members(
    firms: Firms, each: FirmRoster, standing: dict[str, Whole], draw: np.random.Generator
) -> Whole:
    number = firms.at(each.day)
    roll = firms.by_month[number]
    may = firms.there(number)
    if each.divisions:
        may &= np.isin(roll.industry.astype(str), each.divisions)
    if each.among == "above_scale":
        may &= firms.annual(number) >= _SCALE_WAN
    elif each.among == "small":
        may &= roll.size != "大型"
    elif each.among in standing:
        may &= np.isin(np.arange(len(roll)), standing[each.among])
    found = np.flatnonzero(may)
    if each.among == "large":
        found = found[np.argsort(-firms.annual(number)[found], kind="stable")]
    elif each.count is not None:
        found = draw.permutation(found)
    return np.sort(found[: each.count])


def _entries(firms: Firms, each: FirmRoster, key: str, members: Whole) -> Iterator[Event]:
    leaving = members[len(members) - each.left :]
    for firm in members.tolist():
        entry = _entry(firms, each.name, f"{key}-{firm + 1:05d}", firm, each.day)
        yield Event(entry, each.day + _NEXT_DAY)
        if each.left_on is not None and firm in leaving:
            yield _left(entry, each.left_on)


def _judged_anew(firms: Firms, each: FirmRoster, key: str, members: Whole) -> Iterator[Event]:
    """Yield who leaves and who joins in each later year."""
    entered = {
        firm: _entry(firms, each.name, f"{key}-{firm + 1:05d}", firm, each.day)
        for firm in members.tolist()
    }
    for year in range(each.day.year + 1, int(firms.months[-1][:4]) + 1):
        day = each.day.replace(year=year)
        number = firms.at(day)
        may = firms.there(number) & (firms.annual(number) >= _SCALE_WAN)
        for firm in [firm for firm in entered if not may[firm]]:
            yield _left(entered.pop(firm), day)
        for firm in np.flatnonzero(may).tolist():
            if firm not in entered:
                again = f"{key}-{firm + 1:05d}-{year}"
                entered[firm] = _entry(firms, each.name, again, firm, day)
                yield Event(entered[firm], day + _NEXT_DAY)


def _entry(firms: Firms, roster: str, key: str, firm: int, day: date) -> RegisterEntry:
    roll = firms.by_month[firms.at(day)]
    fields = {
        "roster": roster,
        "firm": str(roll.name[firm]),
        "uscc": str(roll.uscc[firm]),
        "protects": False,
    }
    return RegisterEntry(REGISTER, key, day, roll.places[roll.place[firm]], fields, 0)


def _left(entry: RegisterEntry, day: date) -> Event:
    gone = replace(entry, fields={**entry.fields, "left": day})
    return Event(gone, day + _NEXT_DAY)
