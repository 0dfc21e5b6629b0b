"""Which rules of a city's documents pay by place of growth, and which figures decide on them."""

from collections.abc import Mapping

from data import policies
from data.policy_records import RankTable, Rule
from data.records import CatalogueError, Record


class PlaceAward(Record):
    """How a rule that pays by place reads the city's figures.

    Attributes
    ----------
    rule
        Id of a rule whose payout is a table of places.
    indicator
        Whose growth is ranked; `ranked_set` says among whom (empty: the usual set).
    periods
        By the rule's own name of a period (2020Q1): the month to which the growth is cumulated.
    """

    rule: str
    indicator: str
    ranked_set: str = ""
    periods: Mapping[str, str]


def place_rule(award: PlaceAward) -> tuple[Rule, RankTable]:
    """Return the rule and its table of places.

    Raises
    ------
    CatalogueError
        If there is no such rule, or it does not pay by place.
    """
    found = policies.entry(award.rule)
    if isinstance(found, Rule) and isinstance(found.payout, RankTable):
        return found, found.payout
    msg = f"{award.rule} 不是按名次给奖的规则；请在数据集的 place_awards 中改写规则编号"
    raise CatalogueError(msg)
