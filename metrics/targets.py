"""The target engine: where a target stands at a day, and how it lies against its course.

State and pace are two things. The state says what the document's own deadline and figure make of
the readings; the lamp says, while the target runs, whether it lies on its course.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from metrics.periods import Period
from metrics.target_terms import Comparator as Comparator
from metrics.target_terms import Kind as Kind
from metrics.target_terms import Lamp as Lamp
from metrics.target_terms import Reading as Reading
from metrics.target_terms import State as State
from metrics.target_terms import Terms as Terms
from metrics.target_terms import Thresholds as Thresholds
from metrics.target_terms import Tolerance as Tolerance
from metrics.target_terms import Verdict as Verdict


def judge(
    terms: Terms,
    readings: Sequence[Reading],
    as_of: date,
    thresholds: Thresholds,
    seasonal_shares: Mapping[int, Decimal] | None = None,
    history: Sequence[tuple[Period, Decimal]] = (),
) -> Verdict:
    """Judge one target on its readings."""
    raise NotImplementedError
