"""Who is near the limit of lay-offs under the city's own reading, without the rest of the board."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data import enterprises, layoff_methods, panel
from data.store import Question
from mechanisms import employment_double_hundred
from mechanisms.employment_choice import DOUBLE_HUNDRED, Choice, settle
from mechanisms.employment_facts import YearFacts, recognised_rates, year_facts, years
from mechanisms.employment_judging import Judged, judge, near_limit
from metrics.layoff_arrays import EXCEEDS, UNSETTLED, Flags


@dataclass(frozen=True, eq=False)
class NearLimit:
    """The firms that the limit is about, in the rows of the register.

    Attributes
    ----------
    chosen
        Which firms the limit is about.
    near
        Those of them that keep the limit and are near it.
    """

    register: pd.DataFrame
    choice: Choice
    facts: YearFacts
    judged: Judged
    chosen: Flags
    near: Flags

    @property
    def above(self) -> int:
        """How many exceed the limit."""
        return int((self.chosen & (self.judged.codes == EXCEEDS)).sum())

    @property
    def unsettled(self) -> int:
        """Of how many it is open."""
        return int((self.chosen & (self.judged.codes == UNSETTLED)).sum())


def near_the_limit(question: Question) -> NearLimit | None:
    """Return who is near the limit, by the usual choice of 稳岗用工; None without firms.

    It is the same judgement as on `employment.board`; refunds, other methods and the trend over
    the years are left out.
    """
    months = panel.months(question)
    register = enterprises.firms(question)
    if register.empty or not months:
        return None
    choice, _ = settle(question, Choice(), years(months), ())
    facts = year_facts(question, choice.year, months, register, recognised_rates(question))
    judged = judge(
        layoff_methods.methods()[choice.method], layoff_methods.limits()[choice.limit], facts
    )
    chosen: Flags = np.ones(len(register), dtype=np.bool_)
    if choice.who == DOUBLE_HUNDRED:
        members = employment_double_hundred.double_hundred(question, register)
        chosen = members.codes != EXCEEDS
    return NearLimit(register, choice, facts, judged, chosen, chosen & near_limit(judged))
