"""What can be measured and of whom: indicators, regions, industries, release days.

Everything here is read from YAML and CSV files beside this module. Adding an indicator, a
county or a release rule changes a file, never code.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Literal

from data.records import FOLDER, CatalogueError, Record, parse, read_csv, read_yaml
from metrics.days_off import first_open_day
from metrics.periods import Period

Accumulation = Literal["ytd", "month", "quarter", "year", "week", "tenday"]


class Indicator(Record):
    """One entry of the indicator dictionary; the indicator card on screen is drawn from it.

    Attributes
    ----------
    unit, unit_factors
        Values are stored in `unit`; a source unit is multiplied by its factor (decimal).
    accumulation
        Kind of period under which figures are published (``ytd``: since January).
    has_january
        Whether January is published alone. Output, revenue and profit have none.
    growth_basis
        ``可比价``, ``可比口径`` or ``现价``: never mixed, always printed; ``不计增速`` for what
        is only counted against a target.
    rank_decimals
        Decimals (half-up) at which places are compared; None compares unrounded.
    """

    id: str
    name: str
    short_name: str
    aliases: tuple[str, ...] = ()
    alias_note: str = ""
    unit: str
    unit_factors: dict[str, Decimal]
    kind: Literal["flow", "stock", "ratio", "growth", "index"]
    accumulation: Accumulation
    has_january: bool
    growth_basis: Literal["可比价", "可比口径", "现价", "不计增速"]
    direction: Literal["up", "down", "none"]
    additive: bool
    can_be_negative: bool = False
    decimals: int
    rank_decimals: int | None = 1
    rank_note: str = ""
    rank_level_decimals: int | None = None
    frequency: Literal["monthly", "quarterly", "yearly", "weekly", "tenday", "daily"]
    source_department: str
    owner: str
    meaning: str
    reference: str
    alert_below: Decimal | None = None
    excellent_above: Decimal | None = None
    threshold_reference: str = ""

    def to_unit(self, value: Decimal, unit: str) -> Decimal:
        """Return `value` given in `unit` as a value in the indicator's own unit.

        Raises
        ------
        CatalogueError
            If the dictionary has no factor for `unit`.
        """
        if unit not in self.unit_factors:
            known = "、".join(self.unit_factors)
            msg = f"指标 {self.name}：单位“{unit}”没有换算系数；已登记：{known}"
            raise CatalogueError(msg)
        return value * self.unit_factors[unit]

    def period(self, year_month: str) -> Period:
        """Return the indicator's own period for a year and month; of weeks and 旬 the last.

        Examples
        --------
        >>> indicators()["value_added"].period("2025-09").label
        '2025年1—9月'
        >>> indicators()["loan_balance"].period("2025-09").label
        '2025年9月'
        """
        month = Period.parse(year_month)
        year, number = month.end.year, month.end.month
        made = {
            "ytd": lambda: Period.of_ytd(year, number),
            "month": lambda: month,
            "quarter": lambda: Period.of_quarter(year, -(-number // 3)),
            "year": lambda: Period.of_year(year),
            "week": lambda: Period.of_week(month.end),
            "tenday": lambda: Period.of_tenday(year, number, 3),
        }
        return made[self.accumulation]()

    def previous(self, period: Period) -> Period:
        """Return the period that was due before: a month back, or a quarter for quarterly ones.

        Examples
        --------
        >>> indicators()["value_added"].previous(Period.parse("2025-Y02")).label
        '2024年1—12月'
        >>> indicators()["gdp"].previous(Period.parse("2025-Y03")).label
        '2024年1—12月'
        """
        for _ in range(self._months_between):
            period = period.previous(has_january=self.has_january or self._months_between > 1)
        return period

    def following(self, period: Period) -> Period:
        """Return the period that is due next.

        Examples
        --------
        >>> indicators()["gdp"].following(Period.parse("2024-Y12")).label
        '2025年1—3月'
        """
        for _ in range(self._months_between):
            period = period.next(has_january=self.has_january or self._months_between > 1)
        return period

    @property
    def _months_between(self) -> int:
        return 3 if self.frequency == "quarterly" else 1


class Region(Record):
    """A city, county, zone or declared remainder; renamed places keep one code."""

    code: str
    name: str
    short_name: str
    parent: str
    kind: Literal["nation", "province", "prefecture", "district", "county", "zone", "remainder"]
    since: str
    until: str
    note: str


class ReleaseRule(Record):
    """On which day figures are taken to be published when no source says so.

    Attributes
    ----------
    months_after, day
        Of a month's figures.
    tenday_days_after
        Of a ten-day period's: days after its end, moved past a holiday. None for other rules.
    """

    name: str
    months_after: int = 1
    day: int = 1
    tenday_days_after: int | None = None
    assumed: bool
    basis: str

    def published_at(self, year_month: str) -> date:
        """Return the release day of a month's figures.

        Examples
        --------
        >>> release_calendar()["shaoyang_monthly_card"].published_at("2025-12")
        datetime.date(2026, 1, 20)
        """
        month = Period.parse(year_month)
        months = month.end.year * 12 + month.end.month - 1 + self.months_after
        return date(months // 12, months % 12 + 1, self.day)

    def tenday_published_at(self, period: Period) -> date:
        """Return the release day of a ten-day period's figures.

        Raises
        ------
        CatalogueError
            If the rule is one of months.

        Examples
        --------
        >>> rule = release_calendar()["nbs_material_prices"]
        >>> rule.tenday_published_at(Period.parse("2020-09-X3"))
        datetime.date(2020, 10, 9)
        """
        if self.tenday_days_after is None:
            msg = f"{self.name}：发布日历没有写旬的发布日（tenday_days_after），请补写"
            raise CatalogueError(msg)
        return first_open_day(period.end + timedelta(days=self.tenday_days_after))


@cache
def indicators() -> dict[str, Indicator]:
    """Return the indicator dictionary by id, in the order of the file."""
    content = read_yaml(FOLDER / "indicators.yaml")
    return {
        key: parse(Indicator, {"id": key, **entry}, f"indicators.yaml：{key}")
        for key, entry in content.items()
    }


@cache
def regions() -> dict[str, Region]:
    """Return all regions by code."""
    rows = read_csv(FOLDER / "regions.csv")
    return {row["code"]: parse(Region, row, f"regions.csv 第{line}行") for line, row in rows}


@cache
def region_names() -> dict[str, str]:
    """Return every known name of a region, former and short names too, to its code.

    A short name that two regions share (邵阳 is a city and a county) is left out: it must be
    read in its context. The nation is none that a city's table is about.
    """
    names: dict[str, set[str]] = {}
    for region in regions().values():
        for name in (region.name, region.short_name) if region.kind != "nation" else ():
            names.setdefault(name, set()).add(region.code)
    for _, row in read_csv(FOLDER / "region_aliases.csv"):
        names.setdefault(row["alias"], set()).add(row["code"])
    return {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}


@cache
def industries() -> dict[str, str]:
    """Return the 41 industrial divisions of GB/T 4754-2017: code to name."""
    return {row["code"]: row["name"] for _, row in read_csv(FOLDER / "industries.csv")}


@cache
def release_calendar() -> dict[str, ReleaseRule]:
    """Return the release rules by id."""
    content = read_yaml(FOLDER / "release_calendar.yaml")
    return {
        key: parse(ReleaseRule, entry, f"release_calendar.yaml：{key}")
        for key, entry in content.items()
    }


FREQUENCY_WORDS = {
    "monthly": "月",
    "quarterly": "季",
    "yearly": "年",
    "weekly": "周",
    "tenday": "旬",
    "daily": "日",
}
"""Frequencies in words."""

MEASURES = {
    "level": "总量",
    "growth": "增速",
    "published_place": "公布位次",
    "change_since_year_start": "比年初增减",
    "weight": "权数",
    "change_on_previous": "比上期涨跌",
    "change_on_previous_pct": "比上期涨跌幅",
}
"""Measures of a series and their Chinese names."""
