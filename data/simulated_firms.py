"""The simulated register of enterprises: who there is, how large, in which trade and county.

Everything is drawn as arrays, one place a firm. The number of a firm is its place plus one: the
firms that are there from the beginning come first, then those that open, wave by wave.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import catalogue, simulated_firm_names
from data.datasets import Dataset
from data.simulated_firm_plan import Plan, Trade, trades
from metrics.periods import Period

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
NEVER = 10_000
"""A month that never comes."""
_SUFFIXES = ("市", "区", "县")
_OLDEST = date(1988, 3, 1)


@dataclass(frozen=True, eq=False)
class Roll:
    """Firms and what they are like, one place a firm.

    Attributes
    ----------
    place, trade
        Numbers into `places` and `divisions`.
    annual
        Output of a year in 万元 when the panel begins.
    growth
        Growth of a year, as a part of one.
    depth
        How deep a shock goes: 1 as declared, 0 not at all.
    opens, closes
        The first month with figures, and the first without, by number.
    case
        Number of the written-out case, -1 for none.
    """

    places: tuple[str, ...]
    divisions: tuple[str, ...]
    name: npt.NDArray[np.object_]
    uscc: npt.NDArray[np.object_]
    place: Whole
    trade: Whole
    annual: Floats
    growth: Floats
    depth: Floats
    staff: Whole
    insured_share: Floats
    export_share: Floats
    founded: npt.NDArray[np.object_]
    tags: npt.NDArray[np.object_]
    opens: Whole
    closes: Whole
    case: Whole

    def __len__(self) -> int:
        return len(self.place)

    @property
    def region(self) -> npt.NDArray[np.object_]:
        """Code of each firm's county."""
        return np.array(self.places, dtype=object)[self.place]

    @property
    def industry(self) -> npt.NDArray[np.object_]:
        """Division of each firm."""
        return np.array(self.divisions, dtype=object)[self.trade]

    @property
    def size(self) -> npt.NDArray[np.object_]:
        """大型, 中型, 小型 or 微型, by staff and revenue of a year."""
        found = np.full(len(self), "微型", dtype=object)
        for name, staff, wan in (("小型", 20, 300), ("中型", 300, 2_000), ("大型", 1_000, 40_000)):
            found[(self.staff >= staff) & (self.annual >= wan)] = name
        return found

    def of_trade(self, attribute: str) -> Floats:
        """Return a parameter of each firm's trade."""
        known = [getattr(trade, attribute) for trade in self._trades]
        return np.array(known, dtype=np.float64)[self.trade]

    @property
    def seasons(self) -> Floats:
        """Trades × twelve months, each row with mean 1."""
        rows = np.array([trades().seasons[trade.season] for trade in self._trades])
        mean: Floats = rows / rows.mean(axis=1, keepdims=True)
        return mean

    @property
    def _trades(self) -> list[Trade]:
        return [trades().divisions[code] for code in self.divisions]


def roll(dataset: Dataset, plan: Plan, *, after: int = 0) -> Roll:
    """Draw the firms of a declaration.

    Parameters
    ----------
    after
        So many firms are there already: names and codes go on from them.
    """
    draw = np.random.default_rng([plan.seed, 1, after])
    place, trade, case = _placed(draw, plan)
    annual, staff = _sized(draw, plan, trade, case)
    opens, closes = _lives(draw, plan, case)
    serials = np.arange(after, after + plan.count)
    exports = _exports(draw, plan, trade)
    return Roll(
        places=tuple(plan.places),
        divisions=tuple(plan.industries),
        name=_names(dataset, plan, draw, place, trade, serials),
        uscc=_codes(plan, place, serials),
        place=place,
        trade=trade,
        annual=annual,
        growth=plan.growth_pct / 100 + draw.normal(0, 0.09, plan.count),
        depth=_of_trades(plan, trade, "shock") * draw.uniform(0.4, 1.6, plan.count),
        staff=staff,
        insured_share=np.clip(draw.normal(0.82, 0.1, plan.count), 0.4, 1.0),
        export_share=exports,
        founded=_founded(draw, plan, opens),
        tags=_tags(draw, exports),
        opens=opens,
        closes=closes,
        case=case,
    )


def _placed(draw: np.random.Generator, plan: Plan) -> tuple[Whole, Whole, Whole]:
    """Return county, division and case of each firm."""
    place = _chosen(draw, list(plan.places.values()), plan.count)
    trade = _trades_by_place(draw, plan, place)
    case = _cases(draw, plan)
    return *_written(plan, case, place, trade), case


def _sized(
    draw: np.random.Generator, plan: Plan, trade: Whole, case: Whole
) -> tuple[Floats, Whole]:
    """Return output of a year and staff of each firm."""
    drawn = plan.median_wan * np.exp(draw.normal(0, plan.spread, plan.count))
    written = np.array([each.annual_wan for each in plan.cases] or [0.0])
    annual = np.where(case >= 0, written[case], drawn)
    wobble = np.exp(draw.normal(0, 0.3, plan.count))
    staff = np.maximum(3, annual / _of_trades(plan, trade, "per_head_wan") * wobble)
    return annual, staff.round().astype(np.int64)


def _exports(draw: np.random.Generator, plan: Plan, trade: Whole) -> Floats:
    """Return what part of its output each firm exports; most export nothing."""
    part = _of_trades(plan, trade, "export_pct") / 100
    exports = np.clip(part * draw.uniform(0.3, 1.7, plan.count), 0, 0.95)
    return np.where(draw.random(plan.count) < _of_trades(plan, trade, "export_odds"), exports, 0.0)


def _of_trades(plan: Plan, trade: Whole, attribute: str) -> Floats:
    known = [getattr(trades().divisions[code], attribute) for code in plan.industries]
    return np.array(known, dtype=np.float64)[trade]


def _chosen(draw: np.random.Generator, shares: list[float], count: int) -> Whole:
    """Choose by shares, so that each gets its whole number of firms, in order."""
    bounds = np.cumsum(shares) / sum(shares) * count
    return np.searchsorted(bounds, np.arange(count) + 0.5).astype(np.int64)[draw.permutation(count)]


def _trades_by_place(draw: np.random.Generator, plan: Plan, place: Whole) -> Whole:
    weights = np.array(
        [
            [
                share * plan.clusters.get(code, {}).get(name, 1.0)
                for name, share in plan.industries.items()
            ]
            for code in plan.places
        ]
    )
    bounds = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    at = draw.random(len(place))
    found: Whole = np.minimum((at[:, None] > bounds[place]).sum(axis=1), weights.shape[1] - 1)
    return found


def _cases(draw: np.random.Generator, plan: Plan) -> Whole:
    """Return which case each firm is; cases are there from the beginning and never close."""
    case = np.full(plan.count, -1)
    at = draw.permutation(plan.count - plan.opened)[: len(plan.cases)]
    case[at] = np.arange(len(plan.cases))
    return case


def _written(plan: Plan, case: Whole, place: Whole, trade: Whole) -> tuple[Whole, Whole]:
    places, divisions = list(plan.places), list(plan.industries)
    for number, each in enumerate(plan.cases):
        place[case == number] = places.index(each.place)
        trade[case == number] = divisions.index(each.trade)
    return place, trade


def _lives(draw: np.random.Generator, plan: Plan, case: Whole) -> tuple[Whole, Whole]:
    """Return the first month with figures and the first without; the last firms open later."""
    opens, closes = np.zeros(plan.count, np.int64), np.full(plan.count, NEVER)
    waves = np.array([plan.months.index(month) for month in plan.waves], dtype=np.int64)
    if plan.opened:
        opens[-plan.opened :] = np.sort(draw.choice(waves, plan.opened))
    early = np.flatnonzero((opens == 0) & (case < 0))
    closing = draw.choice(early, plan.closed, replace=False)
    closes[closing] = draw.choice(waves, plan.closed) if plan.closed else 0
    return opens, closes


def _names(
    dataset: Dataset,
    plan: Plan,
    draw: np.random.Generator,
    place: Whole,
    trade: Whole,
    serials: Whole,
) -> npt.NDArray[np.object_]:
    short = [called(dataset, code) for code in plan.places]
    words = [trades().divisions[code].words for code in plan.industries]
    pick = draw.integers(0, 12, len(place))
    said = [
        words[kind][number % len(words[kind])] for kind, number in zip(trade, pick, strict=True)
    ]
    marks = simulated_firm_names.trade_names(_shuffled(serials))
    made = simulated_firm_names.names([short[number] for number in place], marks, said)
    return np.array(made, dtype=object)


def _shuffled(serials: Whole) -> Whole:
    """Mix the two-character names, so that neighbours in the register differ."""
    pairs = simulated_firm_names.PAIRS
    mixed: Whole = np.where(serials < pairs, serials * 905 % pairs, serials)
    return mixed


def called(dataset: Dataset, code: str) -> str:
    """Return how names of firms call a place: 瑞安, 沙县, 温州经开区."""
    region = catalogue.regions()[code]
    if region.kind == "zone":
        return dataset.name.removesuffix("市") + region.short_name
    short = region.short_name
    return short[:-1] if len(short) > 2 and short.endswith(_SUFFIXES) else short


def _codes(plan: Plan, place: Whole, serials: Whole) -> npt.NDArray[np.object_]:
    """Return the codes; a zone's own code is no division, the city's stands for it."""
    six = [code if code.isdigit() else code[:6] for code in plan.places]
    made = simulated_firm_names.codes([six[number] for number in place], serials)
    return np.array(made, dtype=object)


def _founded(draw: np.random.Generator, plan: Plan, opens: Whole) -> npt.NDArray[np.object_]:
    """Return the days of founding; who opens later was founded a few months before."""
    first = Period.parse(plan.first).start
    span = (first - _OLDEST).days - 200
    ago = (span * draw.beta(1.2, 1.8, len(opens))).astype(int) + 200
    recent = draw.integers(40, 300, len(opens))
    starts = [Period.parse(month).start for month in plan.months]
    days = [
        starts[month] - timedelta(days=int(short)) if month else first - timedelta(days=int(long))
        for month, long, short in zip(opens, ago, recent, strict=True)
    ]
    return np.array(days, dtype=object)


def _tags(draw: np.random.Generator, export_share: Floats) -> npt.NDArray[np.object_]:
    count = len(export_share)
    told = {
        "高新技术企业": draw.random(count) < 0.14,
        "科技型中小企业": draw.random(count) < 0.22,
        "出口企业": export_share > 0,
    }
    rows = zip(*told.values(), strict=True)
    return np.array(
        ["、".join(n for n, yes in zip(told, row, strict=True) if yes) for row in rows],
        dtype=object,
    )


def frame(roll: Roll, at: Whole) -> pd.DataFrame:
    """Return the firms at some places as rows of the register."""
    return pd.DataFrame(
        {
            "uscc": roll.uscc[at],
            "name": roll.name[at],
            "region": roll.region[at],
            "industry": roll.industry[at],
            "size": roll.size[at],
            "founded": roll.founded[at],
            "tags": roll.tags[at],
            "row": np.arange(2, len(at) + 2),
        }
    )
