"""Lay-off rates as 人社部门 has recognised them: entries of a register, matched to firms."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from data import enterprise_rosters, registers
from data.registers import RegisterEntry
from data.store import Question

REGISTER = "layoff_recognitions"
UNKNOWN, SEVERAL, TWICE = "不在企业登记中", "名称不止一家企业", "同一企业同一年度不止一条"


@dataclass(frozen=True)
class Unmatched:
    """An entry that is that of no firm, or not the only one of its firm and year, and why."""

    entry: RegisterEntry
    why: str


@dataclass(frozen=True)
class Recognitions:
    """What was recognised, of those firms and entries that the viewer may see.

    Attributes
    ----------
    entries
        By number of the firm and year.
    unmatched
        Entries that count for no firm, in the order of the register.
    """

    entries: Mapping[tuple[int, int], RegisterEntry]
    unmatched: tuple[Unmatched, ...]

    def rate_pct(self, firm: int, year: int) -> Decimal | None:
        """Return the rate of a firm in %, as it was entered; None where none is recognised."""
        entry = self.entries.get((firm, year))
        return None if entry is None else entry.amount("rate_pct")

    def rates_pct(self, firms: npt.NDArray[np.int32], year: int) -> npt.NDArray[np.float64]:
        """Return the rates of many firms in %; NaN where none is recognised."""
        rates = (self.rate_pct(firm, year) for firm in firms.tolist())
        return np.array([np.nan if each is None else float(each) for each in rates], np.float64)

    def unmatched_of(self, year: int) -> tuple[Unmatched, ...]:
        """Return the entries of a year that count for no firm."""
        return tuple(each for each in self.unmatched if year_of(each.entry) == year)


def year_of(entry: RegisterEntry) -> int:
    """Return the year of which an entry is."""
    return int(entry.amount("year") or 0)


def recognitions(question: Question) -> Recognitions:
    """Return the recognised rates that answer a question.

    A firm is found by the code of the entry, also one that it had earlier; an entry without a
    code by its name, if that is or was the name of one firm only (of the whole city). Of two
    entries of one firm and year neither counts, as nothing says which one is right: a correction
    has the key of what it corrects.
    """
    found = registers.entries(question, REGISTER)
    owners = enterprise_rosters.owners(question.within(None), found)
    matched: dict[tuple[int, int], list[RegisterEntry]] = {}
    unmatched: list[Unmatched] = []
    for entry, firms in zip(found, owners, strict=True):
        if len(firms) == 1:
            matched.setdefault((min(firms), year_of(entry)), []).append(entry)
        else:
            unmatched.append(Unmatched(entry, SEVERAL if firms else UNKNOWN))
    twice = [entry for each in matched.values() if len(each) > 1 for entry in each]
    unmatched += [Unmatched(entry, TWICE) for entry in twice]
    single = {key: each[0] for key, each in matched.items() if len(each) == 1}
    return Recognitions(single, tuple(unmatched))
