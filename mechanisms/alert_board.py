"""What alerts are: the alert, what became of each rule, and the board of a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from data.alert_rules import GRADES, Grade, RuleEntry
from data.datasets import Dataset
from data.store import Question
from mechanisms.linked_tables import Way
from mechanisms.tiles import AnyOrigin
from metrics.periods import Period

Area = Literal["region", "industry", "firm", "target", "data"]
AREAS: Mapping[Area, str] = {
    "region": "区域",
    "industry": "行业",
    "firm": "企业",
    "target": "目标",
    "data": "报送",
}
INFORMATION: Grade = "提示"


@dataclass(frozen=True)
class Alert:
    """Something to look at, with the number, what it is compared with, and the reason.

    Attributes
    ----------
    key
        Rule, subject and period: the same alert has the same key however often it is found, so
        that what was said of it stays with it.
    subject, subject_name
        Whom it is about: code of a region or an industry, number of a firm (``firm-12``), id of
        a target.
    region
        Code of the region that it is in; the city's own where it is in no county.
    indicator
        Id of the indicator or panel column; empty where there is none.
    number, comparison
        The figure with its unit, and what it is held against, as printed.
    reason
        One Chinese sentence.
    way, origin
        The page that tells more, and the origin of the figure where it is a single one.
    weight
        How far beyond the threshold, for the order within a rule; never printed.
    """

    key: str
    rule: str
    rule_name: str
    grade: Grade
    area: Area
    subject: str
    subject_name: str
    region: str
    region_name: str
    indicator: str
    period: Period
    number: str
    comparison: str
    reason: str
    way: Way
    origin: AnyOrigin | None = None
    weight: float = 0.0

    @property
    def is_information(self) -> bool:
        """Whether it only tells something, and asks for no act."""
        return self.grade == INFORMATION


@dataclass(frozen=True)
class Found:
    """What one look of one rule found.

    Attributes
    ----------
    judged
        How many subjects were judged.
    unjudged
        Why subjects could not be judged, and how many.
    """

    rule: str
    alerts: tuple[Alert, ...] = ()
    judged: int = 0
    unjudged: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleState:
    """A rule with its threshold and basis, and what became of it on this board.

    Attributes
    ----------
    reading
        How it judges, the thresholds filled in.
    unjudged
        Reason and number of subjects (or series) that were not judged, in words.
    """

    id: str
    entry: RuleEntry
    reading: str
    fired: int
    judged: int
    unjudged: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class AlertBoard:
    """The alerts of a day; what page, command line, files and the weekly judgement show.

    Attributes
    ----------
    on
        The day: nothing published later is known to it.
    alerts
        The gravest first, then in the order of the rules.
    rules
        All rules that the viewer may see, those without an alert too.
    """

    question: Question
    dataset: Dataset
    on: date
    alerts: tuple[Alert, ...]
    rules: tuple[RuleState, ...]

    def of_area(self, area: Area) -> tuple[Alert, ...]:
        """Return the alerts about regions, industries, firms, targets or data."""
        return tuple(alert for alert in self.alerts if alert.area == area)

    def of_rule(self, rule: str) -> tuple[Alert, ...]:
        """Return the alerts of one rule."""
        return tuple(alert for alert in self.alerts if alert.rule == rule)

    def alert(self, key: str) -> Alert | None:
        """Return the alert with a key; None where it is not (any more) on the board."""
        return next((alert for alert in self.alerts if alert.key == key), None)

    @property
    def pressing(self) -> tuple[Alert, ...]:
        """The alerts that ask for an act: all but information."""
        return tuple(alert for alert in self.alerts if not alert.is_information)

    @property
    def informing(self) -> tuple[Alert, ...]:
        """The alerts that only tell something."""
        return tuple(alert for alert in self.alerts if alert.is_information)


def alert_key(rule: str, subject: str, period: Period, about: str = "") -> str:
    """Return the key of an alert.

    Examples
    --------
    >>> alert_key("sudden_change", "430581", Period.parse("2025-Y09"), "value_added")
    'sudden_change/430581/value_added/2025-Y09'
    """
    return "/".join(part for part in (rule, subject, about, period.code) if part)


def in_order(alerts: Iterable[Alert], rules: Sequence[str]) -> tuple[Alert, ...]:
    """Return alerts in the order of attention: grade, then rule, then how far beyond."""
    places = {rule: place for place, rule in enumerate(rules)}

    def order(alert: Alert) -> tuple[int, int, float, str]:
        return GRADES.index(alert.grade), places[alert.rule], -alert.weight, alert.key

    return tuple(sorted(alerts, key=order))
