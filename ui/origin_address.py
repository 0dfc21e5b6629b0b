"""Where a number leads: the address of its origin, whatever kind of figure it is."""

from mechanisms.tiles import AnyOrigin, CellOrigin, Origin, PanelOrigin, ReferenceOrigin
from ui import address


def href(origin: AnyOrigin) -> str:
    """Return the relative address of 数字来源 for a figure."""
    return address.link("origin", **choices(origin))


def choices(origin: AnyOrigin) -> dict[str, str]:
    """Return what the address of 数字来源 says of a figure.

    Examples
    --------
    >>> choices(PanelOrigin(12, "2020-09", "output_wan"))
    {'firm': '12', 'month': '2020-09', 'column': 'output_wan'}
    """
    if isinstance(origin, Origin):
        return {"series": str(origin.series), "period": origin.period}
    if isinstance(origin, ReferenceOrigin):
        named = {"reference": origin.dataset, "series": str(origin.series)}
        return named | {"period": origin.period}
    if isinstance(origin, PanelOrigin):
        return {"firm": str(origin.firm), "month": origin.month, "column": origin.column}
    return _of_cell(origin)


def _of_cell(origin: CellOrigin) -> dict[str, str]:
    return {
        "region": origin.region,
        "industry": origin.industry,
        "month": origin.month,
        "column": origin.indicator,
    }
