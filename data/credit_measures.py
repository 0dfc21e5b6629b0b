"""What the page of loans shows: each measure with its formula, as data (`data/credit.yaml`)."""

from functools import cache
from typing import Literal

from data.catalogue import indicators
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml

Way = Literal["balance", "flow", "multiple", "fee_rate", "reduction", "against_last_year", "share"]
RATIOS: tuple[Way, ...] = ("multiple", "fee_rate", "share")


class Measure(Record):
    """One measure of loans.

    Attributes
    ----------
    way
        How it is made of its indicators.
    indicator, over
        What is shown, and of a ratio its denominator.
    formula
        Printed beside the figure.
    targets
        Targets that it answers, besides those whose `measured_by` is the indicator.
    increase
        What its net increase is called where a target is about that; empty for others.
    unit, decimals
        Of the result; empty takes the indicator's own.
    """

    id: str
    name: str
    way: Way
    indicator: str
    over: str = ""
    increase: str = ""
    formula: str
    article: str
    targets: tuple[str, ...] = ()
    unit: str = ""
    decimals: int | None = None


class CreditPage(Record):
    """All measures, those that stand in tiles, and the rule of withdrawals."""

    main: tuple[str, ...]
    withdrawal_rule: str
    measures: tuple[Measure, ...]


@cache
def credit_page() -> CreditPage:
    """Return what the page of loans shows.

    Raises
    ------
    CatalogueError
        If an entry is unlawful, or names an indicator that does not exist.

    Examples
    --------
    >>> credit_page().measures[0].name
    '制造业贷款余额'
    """
    content = read_yaml(FOLDER / "credit.yaml")
    made = {key: {"id": key, **entry} for key, entry in content["measures"].items()}
    page = parse(CreditPage, content | {"measures": list(made.values())}, "credit.yaml")
    for measure in page.measures:
        _check(measure)
    return page


def _check(measure: Measure) -> None:
    named = {measure.indicator, *([measure.over] if measure.over else [])}
    if unknown := named.difference(indicators()):
        msg = (
            f"credit.yaml：{measure.id}：指标 {'、'.join(sorted(unknown))} 不在 indicators.yaml 中"
        )
        raise CatalogueError(msg)
    if (measure.way in RATIOS) != bool(measure.over):
        msg = f"credit.yaml：{measure.id}：over：比率须写明分母，其他不得写"
        raise CatalogueError(msg)
