"""Question 6: how far estimates of the year total miss, and whether their intervals hold."""

import csv
import statistics
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from benchmarks import landing_series
from benchmarks.landing_series import Collection, Series
from benchmarks.tables import table
from metrics import forecast_methods as candidates
from metrics.forecast import Course, Landing, land
from metrics.forecast_errors import own_spread
from metrics.forecast_methods import Method
from metrics.forecast_smoothing import Rows

MONTHS = (3, 6, 9)
HISTORY = range(2, 11)
"""Full years that an estimate sees before the year it is about."""
BY_NAME: Mapping[str, Method] = {
    "run-rate": candidates.run_rate,
    "seasonal naive": candidates.seasonal_naive,
    "last year × growth so far": candidates.official_habit,
    "last year × half the growth": candidates.half_growth,
    "Theta, ratios": candidates.theta_ratio,
    "Theta, logs": candidates.theta_log,
    "damped Holt-Winters, logs": candidates.damped_log,
    "damped Holt-Winters, levels": candidates.damped_level,
    "**mean of the last five**": candidates.combination,
}
ON_LEVELS: Mapping[str, Method] = {
    "run-rate": candidates.run_rate,
    "seasonal naive": candidates.seasonal_naive,
    "Theta, levels": candidates.theta_level,
    "damped Holt-Winters, levels": candidates.damped_level,
    "**mean of the last three**": candidates.level_mean,
}
SAMPLE = Path(__file__).parent.parent / "data" / "samples" / "shaoyang" / "county_levels.csv"
POOLED_YEARS = 2


@dataclass(frozen=True)
class Origin:
    """A year seen after some of its months.

    Attributes
    ----------
    seen
        History and the points so far.
    total, before
        The total of the year as it came, and of the year before.
    """

    name: str
    year: int
    seen: Series
    done: int
    season: int
    total: float
    before: float

    @property
    def left(self) -> int:
        """Points still to come."""
        return self.season - self.done

    @property
    def known(self) -> float:
        """Total so far."""
        return float(self.seen[-self.done :].sum())

    def course(self, years: int | None = None) -> Course:
        """Return the course at this point, with all history or that of some years only."""
        start = 0 if years is None else len(self.seen) - self.done - years * self.season
        return Course(self.seen[start:], self.done, self.left, self.season)


def run() -> str:
    """Measure and return the tables."""
    warnings.simplefilter("ignore")
    known = list(landing_series.collections())
    increases = list(landing_series.net_increases())
    parts = [
        _sizes([*known, *increases]),
        _error_table(known),
        _exponential_smoothing(known[0]),
        _interval_table(known),
        _brier_table(known),
        _few_table(known),
        _level_table(increases),
        _pooled(known),
        _shipped(),
    ]
    return "\n\n".join(parts)


def origins(collection: Collection, month: int) -> Iterator[Origin]:
    """Yield every year with two full years before it, seen after a month."""
    season = collection.season
    done = month - 12 + season
    for name, years in collection.series.items():
        flat = years.ravel()
        for year in range(HISTORY.start, len(years)):
            start = max(0, year - HISTORY.stop + 1) * season
            seen = flat[start : year * season + done]
            totals = years[year].sum(), years[year - 1].sum()
            yield Origin(name, year, seen, done, season, *map(float, totals))


def _sizes(known: Iterable[Collection]) -> str:
    rows = [(each.name, str(len(each.series)), str(len(list(origins(each, 3))))) for each in known]
    return table(("collection", "series", "year totals estimated, per month"), rows)


def expected(points: Sequence[Origin], method: Method) -> Rows:
    """Totals that a method expects, rows of one length at once."""
    totals = np.empty(len(points))
    lengths = np.array([len(each.seen) for each in points])
    for length in np.unique(lengths):
        places = np.flatnonzero(lengths == length)
        rows = np.array([points[place].seen for place in places])
        first = points[places[0]]
        ahead = method(rows, first.left, first.season, first.done)
        totals[places] = rows[:, -first.done :].sum(axis=1) + ahead.sum(axis=1)
    return totals


def _errors_pct(points: Sequence[Origin], method: Method) -> Rows:
    actual = np.array([each.total for each in points])
    return np.abs(expected(points, method) / actual - 1) * 100


def _by_month(figure: Callable[[int], float], decimals: int = 1) -> str:
    return " / ".join(f"{figure(month):.{decimals}f}" for month in MONTHS)


def _error_table(known: Sequence[Collection]) -> str:
    seen = {(each.name, month): list(origins(each, month)) for each in known for month in MONTHS}
    head = ("error of the total, %, after month 3 / 6 / 9", *(each.name for each in known))
    rows = []
    for name, method in BY_NAME.items():
        cells = [
            _by_month(lambda m, c=each.name, f=method: float(np.mean(_errors_pct(seen[c, m], f))))
            for each in known
        ]
        rows.append((name, *cells))
    return table(head, rows)


def _exponential_smoothing(collection: Collection) -> str:
    """Compare with a fitted ETS, the better of two by AIC, where it is affordable."""

    def mean_error(month: int) -> float:
        points = list(origins(collection, month))
        return statistics.fmean(
            abs((each.known + _fitted(each)) / each.total - 1) * 100 for each in points
        )

    errors = _by_month(mean_error)
    fitted = "ETS of statsmodels on logs, seasonal, trend damped or none by AIC"
    return f"{fitted}; {collection.name}: {errors} %."


def _fitted(point: Origin) -> float:
    fits = [
        ETSModel(
            np.log(point.seen),
            trend=trend,
            damped_trend=trend is not None,
            seasonal="add",
            seasonal_periods=point.season,
        ).fit(disp=False)
        for trend in (None, "add")
    ]
    return float(np.exp(min(fits, key=lambda fit: fit.aic).forecast(point.left)).sum())


def _held(landings: Iterable[tuple[Origin, Landing]]) -> tuple[float, float]:
    """Share of totals inside the 80 and the 50 % interval."""
    inside = [
        (low.low_80 <= each.total <= low.high_80, low.low_50 <= each.total <= low.high_50)
        for each, low in landings
    ]
    by_limit = np.mean(inside, axis=0)
    return float(by_limit[0]), float(by_limit[1])


def _coverage_row(name: str, landings: Mapping[int, list[tuple[Origin, Landing]]]) -> Sequence[str]:
    held = {month: _held(landings[month]) for month in MONTHS}
    return (
        name,
        _by_month(lambda month: held[month][0], 2),
        _by_month(lambda month: held[month][1], 2),
    )


def _interval_table(known: Sequence[Collection]) -> str:
    head = ("share of totals inside, after month 3 / 6 / 9", "80 % interval", "50 % interval")
    rows = []
    for years, text in ((None, ""), (2, ", 2 years of history"), (3, ", 3 years of history")):
        for each in known:
            landings = {
                month: [(p, land(p.course(years))) for p in origins(each, month) if _has(p, years)]
                for month in MONTHS
            }
            rows.append(_coverage_row(each.name + text, landings))
    return table(head, rows)


def _has(point: Origin, years: int | None) -> bool:
    return years is None or len(point.seen) - point.done >= years * point.season


def _brier_table(known: Sequence[Collection]) -> str:
    head = ("Brier score at last year's total, after month 3 / 6 / 9", *(e.name for e in known))
    rows = []
    for name, method in BY_NAME.items():
        cells = [_by_month(lambda m, c=each, f=method: _brier(c, m, f), 2) for each in known]
        rows.append((name, *cells))
    return table(head, rows)


def _brier(collection: Collection, month: int, method: Method) -> float:
    points = list(origins(collection, month))
    totals = expected(points, method)
    scores = [_score(each, total, method) for each, total in zip(points, totals, strict=True)]
    return statistics.fmean(scores)


def _score(point: Origin, total: float, method: Method) -> float:
    spread = own_spread(point.seen, point.left, point.season, point.done, method)[4]
    deviation = max(spread / NormalDist().inv_cdf(0.9), 1e-9)
    needed = max(point.before - point.known, 1e-9)
    above = NormalDist(np.log(max(total - point.known, 1e-9)), deviation)
    probability = np.clip(1 - above.cdf(np.log(needed)), 0.003, 0.997)
    return float((probability - (point.total >= point.before)) ** 2)


def _few_table(known: Sequence[Collection]) -> str:
    head = ("few data, after month 3 / 6 / 9", "error of the total, %", "inside the 80 % interval")
    rows = []
    for each in known:
        for years, text in ((0, "no history: run-rate"), (1, "one year: half the growth")):
            landings = {
                month: [(point, land(point.course(years))) for point in origins(each, month)]
                for month in MONTHS
            }
            errors = {m: _mean_error(landings[m]) for m in MONTHS}
            row = _coverage_row(f"{each.name}, {text}", landings)
            rows.append((row[0], _by_month(errors.__getitem__), row[1]))
    return table(head, rows)


def _mean_error(landings: Sequence[tuple[Origin, Landing]]) -> float:
    return statistics.fmean(abs(low.total / each.total - 1) * 100 for each, low in landings)


def _level_table(increases: Sequence[Collection]) -> str:
    head = ("net increases, after month 3 / 6 / 9", *(each.name for each in increases))
    rows = [
        (
            f"error, % of the usual year, {name}",
            *(_by_month(lambda m, c=each, f=method: _level_error(c, m, f)) for each in increases),
        )
        for name, method in ON_LEVELS.items()
    ]
    held = [
        _coverage_row("", {m: [(p, land(p.course())) for p in origins(each, m)] for m in MONTHS})
        for each in increases
    ]
    rows.append(("inside the 80 % interval", *(row[1] for row in held)))
    return table(head, rows)


def _level_error(collection: Collection, month: int, method: Method) -> float:
    points = list(origins(collection, month))
    usual = [float(np.abs(p.seen[-3 * p.season :]).mean() * p.season) for p in points]
    actual = np.array([each.total for each in points])
    return float(np.mean(np.abs(expected(points, method) - actual) / usual) * 100)


def _pooled(known: Sequence[Collection]) -> str:
    """Measure the last years of the synthetic cities, with all of them as the pool."""
    cities = next(each for each in known if len(each.series) >= 30)
    landings = {month: list(_with_pool(cities, month)) for month in MONTHS}
    row = _coverage_row("", landings)
    return (
        f"With the whole group as the pool ({cities.name}, the last {POOLED_YEARS} years): "
        f"{row[1]} inside the 80 % interval, {row[2]} inside the 50 % interval."
    )


def _with_pool(cities: Collection, month: int) -> Iterator[tuple[Origin, Landing]]:
    points = list(origins(cities, month))
    last = max(each.year for each in points)
    for year in range(last - POOLED_YEARS + 1, last + 1):
        of_year = [each for each in points if each.year == year]
        pool = [each.course() for each in of_year]
        yield from ((each, land(each.course(), pool)) for each in of_year)


def _shipped() -> str:
    """Try the one monthly series of levels that the project ships: few data, one year."""
    with SAMPLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["region"] == "全市" and row["level"]]
    budget = [row for row in rows if row["indicator"] == "budget_revenue"]
    to_date = {row["period"]: float(row["level"]) for row in budget}
    history = np.diff([to_date[f"2023-{month:02}"] for month in range(3, 13)])
    year = np.diff([0.0, *(to_date[f"2024-{month:02}"] for month in range(2, 13))])
    total, parts = year.sum(), []
    for month in MONTHS:
        seen = np.concatenate([history, year[: month - 1]])
        landing = land(Course(seen, month - 1, 12 - month, 11))
        error = (landing.total / total - 1) * 100
        parts.append(f"month {month}: {error:+.1f} % ({landing.method})")
    return f"邵阳, budget revenue of 2024, 9 months of history: {'; '.join(parts)}."
