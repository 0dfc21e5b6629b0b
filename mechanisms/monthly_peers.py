"""The city among its peers in the province, as far as their figures reach."""

from dataclasses import dataclass
from decimal import Decimal

from data.catalogue import Indicator
from data.dataset_parts import RankedSet
from data.datasets import Dataset
from data.store import Question
from mechanisms.region_panel import RegionPanel, region_panel
from metrics.periods import Period
from metrics.ranking import RankRule, places


@dataclass(frozen=True)
class Peers:
    """The city among its peers (prefectures of the province).

    Attributes
    ----------
    newest
        The newest period in which peers have figures; None where there are none.
    place, count
        Of the city in that period, by printed growth; None where it has no figure.
    whole_name, whole
        The province and its growth in that period.
    """

    ranked_set: RankedSet
    newest: Period | None
    place: int | None
    count: int
    growth: Decimal | None
    whole_name: str
    whole: Decimal | None


def peers_of(
    question: Question, dataset: Dataset, indicator: Indicator, period: Period
) -> Peers | None:
    """Return where the city stands in its peers' newest period up to one; None without peers."""
    found = [s for s in dataset.ranked_sets if s.home and indicator.id in s.indicators]
    if not found:
        return None
    chosen = found[0]
    source = region_panel(question, indicator.id, chosen.id)
    newest = next((p for p in source.periods("growth") if p.end <= period.end), None)
    if newest is None:
        return Peers(chosen, None, None, 0, None, chosen.whole_name, None)
    return _peers_at(source, chosen, newest, indicator)


def _peers_at(
    source: RegionPanel, chosen: RankedSet, newest: Period, indicator: Indicator
) -> Peers:
    values = source.row("growth", newest, chosen.members)
    rule = RankRule(indicator.rank_decimals, largest_first=indicator.direction == "up")
    found = places(values, rule)
    place = found[chosen.members.index(chosen.home)]
    own, whole = (source.cell("growth", newest, code) for code in (chosen.home, chosen.whole))
    return Peers(
        chosen,
        newest,
        place,
        sum(value == value for value in values),
        None if own is None else Decimal(str(own)),
        chosen.whole_name,
        None if whole is None else Decimal(str(whole)),
    )
