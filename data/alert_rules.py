"""The rules of alerts, as data (`data/alert_rules.yaml`): thresholds, grades, what they rest on."""

from functools import cache
from typing import Literal

from data.catalogue import indicators
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml

_FILE = "alert_rules.yaml"
Grade = Literal["预警", "提示", "须报告"]
GRADES: tuple[Grade, ...] = ("须报告", "预警", "提示")
"""The gravest first."""


class RuleEntry(Record):
    """What all rules say.

    Attributes
    ----------
    grade
        预警 wants handling, 提示 is information, 须报告 is a duty that a document states.
    needs
        The action that a viewer must be allowed to see what the rule finds.
    reading
        How it judges; thresholds of the entry stand in braces.
    basis
        What thresholds and grade rest on.
    """

    name: str
    grade: Grade
    needs: str
    reading: str
    basis: str


class SuddenEntry(RuleEntry):
    """See `metrics.alert_changes.cross_scores` and `trailing_scores`."""

    score: float
    floor: float
    least_units: int
    own_score: float
    own_least_pp: float


class CommonEntry(RuleEntry):
    """A movement of all; `base_grade` with a broken base of last year, `rise_grade` upwards."""

    score: float
    floor: float
    base_grade: Grade
    rise_grade: Grade


class FallsEntry(RuleEntry):
    """See `metrics.alert_falls`; `base_grade` where a common shock of last year is in the base."""

    falls: int
    least_pp: float
    score: float
    base_grade: Grade


class RangeEntry(RuleEntry):
    """See `metrics.alert_changes.trailing_scores`."""

    score: float
    floor: float


class BelowEntry(RuleEntry):
    """Below which growth a unit is named, where its indicator card has no threshold."""

    below_pct: float
    carded_grade: Grade


class LateEntry(RuleEntry):
    """Days of grace, and the days around 除夕 in which a silent week is no lateness."""

    grace_days: int
    festival_before: int
    festival_after: int


class SignalEntry(RuleEntry):
    """A flag of `mechanisms.firm_signals`, with the thresholds that stand there."""

    signal: str


class ListedEntry(RuleEntry):
    """Days in which a withdrawal is news."""

    within_days: int


class PaceEntry(RuleEntry):
    """`far_grade` for a target far behind, overdue or beyond its limit."""

    far_grade: Grade


class RuleSet(Record):
    """All rules; the order is that of the page."""

    sudden_change: SuddenEntry
    common_shock: CommonEntry
    three_falls: FallsEntry
    two_falls: FallsEntry
    outside_range: RangeEntry
    growth_below: BelowEntry
    late_report: LateEntry
    power_gap: SignalEntry
    stopped_firm: SignalEntry
    headcount_drop: SignalEntry
    layoff_limit: RuleEntry
    withdrawal_due: RuleEntry
    listed_withdrawal: ListedEntry
    target_behind: PaceEntry
    target_landing: RuleEntry


class SeriesEntry(Record):
    """Which series are judged, how much past they need, and how exact aligned weeks are.

    Attributes
    ----------
    festival_floor_pp
        Least deviation of falls in weeks that are aligned by the festival: their base is mixed
        of two weeks.
    """

    weekly: tuple[str, ...]
    industries: tuple[str, ...]
    window: int
    least_periods: int
    weekly_window: int
    weekly_least: int
    festival_floor_pp: float
    basis: str


class AlertRules(Record):
    """The whole file."""

    series: SeriesEntry
    rules: RuleSet


@cache
def alert_rules() -> AlertRules:
    """Return the rules.

    Raises
    ------
    CatalogueError
        If a key is unknown or missing, or an indicator is not in the dictionary.

    Examples
    --------
    >>> alert_rules().rules.sudden_change.score
    5.0
    """
    found = parse(AlertRules, read_yaml(FOLDER / _FILE), _FILE)
    named = (*found.series.weekly, *found.series.industries)
    if unknown := [key for key in named if key not in indicators()]:
        msg = f"{_FILE}：指标字典没有 {'、'.join(unknown)}；请对照 indicators.yaml 修改"
        raise CatalogueError(msg)
    return found


def entries() -> dict[str, RuleEntry]:
    """Return the rules by id, in the order of the page."""
    rules = alert_rules().rules
    return {key: getattr(rules, key) for key in RuleSet.model_fields}
