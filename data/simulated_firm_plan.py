"""What a declaration says of simulated firms, and the parameters of the trades."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from data import catalogue
from data.records import FOLDER, Record, parse, read_yaml
from metrics.periods import Period

_FILE = "simulated_trades.yaml"


class Trade(Record):
    """Parameters of a division of industry; all of them are invented.

    Attributes
    ----------
    words
        Words of the trade in names of firms.
    season
        Id of the course over twelve months.
    per_head_wan
        Output of a head and year.
    kwh_per_wan
        Electricity for 万元 of output.
    export_odds, export_pct
        Share of the firms that export, and what part of their output.
    shock, festival
        How deep the shock of the spring of 2020 and the Spring Festival go.
    """

    words: tuple[str, ...]
    season: str
    per_head_wan: float
    kwh_per_wan: float
    margin_pct: float
    tax_pct: float
    export_odds: float
    export_pct: float
    shock: float
    festival: float


class Trades(Record):
    """The whole file `simulated_trades.yaml`."""

    seasons: Mapping[str, tuple[float, ...]]
    divisions: Mapping[str, Trade]

    @model_validator(mode="after")
    def _lawful(self) -> "Trades":
        if unknown := {each.season for each in self.divisions.values()} - self.seasons.keys():
            msg = f"没有起伏 {'、'.join(sorted(unknown))}"
            raise ValueError(msg)
        if unknown := self.divisions.keys() - catalogue.industries().keys():
            msg = f"行业 {'、'.join(sorted(unknown))} 不是工业大类代码"
            raise ValueError(msg)
        return self


@cache
def trades() -> Trades:
    """Return the parameters of the trades.

    Examples
    --------
    >>> trades().divisions["C19"].words[0]
    '鞋业'
    """
    return parse(Trades, read_yaml(FOLDER / _FILE), _FILE)


class Case(Record):
    """A firm whose figures are written out, such as one on the very bound of a duty.

    Attributes
    ----------
    annual_wan
        Output of a year when the panel begins.
    insured
        Insured at the end of months, a line between them, constant outside.
    claims, exports_wan
        Total of a year, spread over its months.
    unreported
        By column: months that are left blank.
    """

    place: str
    trade: str
    annual_wan: float
    insured: dict[str, int] = Field(default_factory=dict)
    claims: dict[int, int] = Field(default_factory=dict)
    exports_wan: dict[int, float] = Field(default_factory=dict)
    unreported: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Story(Record):
    """Something that happens to some firms, chosen by chance, from a month on.

    Attributes
    ----------
    kind
        ``stopped`` produces nothing, until `until` if that is given; ``falling`` falls month
        by month; ``idle_power`` uses more electricity for less output, ``hidden_output`` less
        for more; ``growing`` passes 2,000 万元 of revenue a year, ``shrinking`` nears it from
        above.
    """

    kind: Literal["stopped", "falling", "idle_power", "hidden_output", "growing", "shrinking"]
    count: int
    since: str
    until: str = ""


class Correction(Record):
    """Figures of a month that were wrong at first and are corrected by a later batch.

    Attributes
    ----------
    kind
        ``revised``: output and revenue were a little off; ``slip``: `column` was told in the
        wrong unit, ten times as much; ``deleted``: the firm's month is taken out.
    published
        When the right figures come; None: never.
    """

    kind: Literal["revised", "slip", "deleted"]
    month: str
    count: int
    published: date | None = None
    column: str = "electricity_wan_kwh"


class FirmRoster(Record):
    """A roster of firms, held as entries of the register of rosters.

    Attributes
    ----------
    among
        Who may stand on it: ``all``, ``above_scale`` (2,000 万元 a year or more; judged anew each
        year after), ``small`` (not large), ``large`` (the largest), or the name of a roster
        before it, of which it is a part.
    divisions
        Only firms of these divisions; none: of all.
    count
        How many; None: all that may.
    left, left_on
        So many leave on a day.
    """

    name: str
    among: str = "all"
    divisions: tuple[str, ...] = ()
    count: int | None = None
    day: date
    left: int = 0
    left_on: date | None = None


class Recognised(Record):
    """Lay-off rates that the authority has recognised, derived from the firms' own insured.

    Attributes
    ----------
    since, until
        The months between whose ends the decrease is counted.
    day, published
        When it was recognised, and when the list came in.
    least_exports_wan, least_insured
        Only firms with so many exports in `exports_year` and so many insured in `insured_month`.
    share_pct
        Of those firms so many, chosen by chance.
    fewer_lost
        So many firms of which fewer people count as laid off than the panel says.
    at_limit, above_limit
        So many firms, those nearest to it, at `limit_pct` exactly and a hundredth above it.
    """

    year: int
    since: str
    until: str
    day: date
    published: date
    least_exports_wan: float
    exports_year: int
    least_insured: int
    insured_month: str
    share_pct: float = 100
    fewer_lost: int = 0
    at_limit: int = 0
    above_limit: int = 0
    limit_pct: Decimal = Decimal(5)
    document: str = ""


class Odds(Record):
    """How often something is missing: a firm's whole month, one column of it."""

    silent_pct: float = 0.8
    blank_pct: float = 0.5


class Plan(Record):
    """The declaration of a city's firms.

    Attributes
    ----------
    median_wan, spread
        Output of a year: median and spread of the logarithm.
    places, industries
        Shares of the firms by county and by division.
    clusters
        By county: how many times the usual share a division has there.
    shock
        By month: what part of the usual activity was left; 1 in other months.
    premium_relief
        By month: what part of the social insurance was paid; 1 in other months.
    waves
        Months in which the register is brought up to date: firms that open, close, move to
        another county, change their trade or their name.
    """

    seed: int
    count: int
    first: str
    last: str
    median_wan: float = 4600
    spread: float = 1.05
    growth_pct: float = 6
    noise_pct: float = 7
    places: dict[str, float]
    industries: dict[str, float]
    clusters: dict[str, dict[str, float]] = Field(default_factory=dict)
    shock: dict[str, float] = Field(default_factory=dict)
    premium_relief: dict[str, float] = Field(default_factory=dict)
    waves: tuple[str, ...] = ()
    opened: int = 0
    closed: int = 0
    moved: int = 0
    changed_industry: int = 0
    renamed: int = 0
    missing: Odds = Odds()
    cases: tuple[Case, ...] = ()
    stories: tuple[Story, ...] = ()
    corrections: tuple[Correction, ...] = ()
    rosters: tuple[FirmRoster, ...] = ()
    recognised: tuple[Recognised, ...] = ()

    @property
    def months(self) -> tuple[str, ...]:
        """Codes of the months, oldest first."""
        month, last = Period.parse(self.first), Period.parse(self.last)
        found = [month]
        while found[-1] < last:
            found.append(found[-1].next())
        return tuple(each.code for each in found)

    @model_validator(mode="after")
    def _lawful(self) -> "Plan":
        if unknown := self.industries.keys() - trades().divisions.keys():
            msg = f"行业 {'、'.join(sorted(unknown))} 不在 {_FILE} 中"
            raise ValueError(msg)
        for case in self.cases:
            if case.place not in self.places or case.trade not in self.industries:
                msg = f"cases：{case.place} 或 {case.trade} 不在 places、industries 中"
                raise ValueError(msg)
        changes = self.opened + self.closed + self.moved + self.changed_industry + self.renamed
        if changes and not self.waves:
            msg = "有企业变动（opened、closed 等）而没有 waves"
            raise ValueError(msg)
        return self
