"""Datasets: a city with its regions, ranked sets, figures and a business date."""

import os
import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from data import catalogue, policies
from data.catalogue import Indicator
from data.dataset_parts import (
    Bank,
    Checks,
    Circular,
    Composite,
    LocalTarget,
    NotPublished,
    PaceThresholds,
    RankedSet,
    Roster,
    Sample,
    ScoredFigure,
)
from data.place_award_terms import PlaceAward
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml
from metrics.ranking import RankRule
from metrics.scoring_schemes import Component, Scheme

KIND_LABELS = {"official": "真实公开数据", "reported": "直报数据", "simulated": "模拟数据"}
KIND_WORDS = {"official": "真实公开", "reported": "直报", "simulated": "模拟"}
"""Kinds in narrow columns."""


class Dataset(Record):
    """A declared dataset; see docs/datasets.md for every field."""

    id: str
    name: str
    kind: Literal["official", "simulated"]
    region: str
    business_date: date | Literal["today"]
    source: str
    calendar: str
    about: str
    ranked_sets: tuple[RankedSet, ...]
    circular: Circular
    not_published: tuple[NotPublished, ...] = ()
    indicator_overrides: Mapping[str, dict[str, Any]] = Field(default_factory=dict)
    ranking_ties: Literal["competition", "dense"] = "competition"
    composite: Composite | None = None
    checks: Checks
    sample: Sample | None = None
    simulate: dict[str, Any] | None = None
    documents: tuple[str, ...] = ()
    readings: Mapping[str, str] = Field(default_factory=dict)
    banks: tuple[Bank, ...] = ()
    rosters: tuple[Roster, ...] = ()
    local_targets: Mapping[str, LocalTarget] = Field(default_factory=dict)
    pace: PaceThresholds | None = None
    judged_days_after: int | None = None
    place_awards: tuple[PlaceAward, ...] = ()
    landing_page: bool = False
    listed: bool = True

    @property
    def kind_label(self) -> str:
        """真实公开数据 or 模拟数据."""
        return KIND_LABELS[self.kind]

    @property
    def today(self) -> date:
        """The business date: the day on which the user stands."""
        if self.business_date == "today":
            return date.today()  # noqa: DTZ011 - the city's own calendar day
        return self.business_date

    @property
    def indicators(self) -> dict[str, Indicator]:
        """The dictionary as this city reads it: only indicators of its ranked sets."""
        used = {key for ranked in self.ranked_sets for key in ranked.indicators}
        return {key: self.indicator(key) for key in catalogue.indicators() if key in used}

    def indicator(self, key: str) -> Indicator:
        """Return an indicator with this city's overrides; a target's id names its progress.

        Raises
        ------
        CatalogueError
            If no such indicator exists.
        """
        entry = catalogue.indicators().get(key)
        if entry is None and policies.is_target(key):
            return policies.target_indicator(policies.target(key))
        if entry is None:
            msg = f"没有指标“{key}”；可用：{'、'.join(catalogue.indicators())}"
            raise CatalogueError(msg)
        changes = self.indicator_overrides.get(key, {})
        return parse(Indicator, entry.model_dump() | changes, f"{self.id}.yaml：{key}")

    def roster(self, name: str) -> Roster | None:
        """Return a list by the name that the document gives it, None if it is not known."""
        return next((roster for roster in self.rosters if roster.name == name), None)

    @property
    def scheme(self) -> Scheme | None:
        """The configured composite score, None without one."""
        if self.composite is None:
            return None
        components = tuple(self._component(part) for part in self.composite.components)
        return Scheme(
            self.composite.name, self.composite.document, components, self.composite.decimals
        )

    def _component(self, part: ScoredFigure) -> Component:
        entry = self.indicator(part.indicator)
        rule = RankRule(entry.rank_decimals, largest_first=entry.direction == "up")
        name = entry.short_name + ("增速" if part.measure == "growth" else "总量")
        return Component(
            part.indicator, part.measure, part.weight, part.method, part.params, name, rule
        )

    def ranked_set(self, key: str = "", indicator: str = "") -> RankedSet:
        """Return a ranked set by its id, or the first that ranks `indicator`.

        Raises
        ------
        CatalogueError
            If the dataset has no such set.
        """
        found = [
            ranked
            for ranked in self.ranked_sets
            if (not key or ranked.id == key) and (not indicator or indicator in ranked.indicators)
        ]
        if not found:
            msg = f"数据集 {self.id} 没有可用的排名范围（{key or '默认'}，{indicator}）"
            raise CatalogueError(msg)
        return found[0]

    def why_absent(self, indicator: str, measure: str) -> str:
        """Return why the city has no such figure, empty if it publishes it."""
        return next(
            (
                entry.reason
                for entry in self.not_published
                if entry.indicator == indicator and entry.measure in (measure, "all")
            ),
            "",
        )


def folder() -> Path:
    """Return the folder of dataset declarations (GONGKUANG_DATASETS, or the shipped one)."""
    return Path(os.environ.get("GONGKUANG_DATASETS") or FOLDER / "datasets")


REFERENCES = FOLDER / "references"
"""Declarations of what stands beside every city, such as national prices: kept in a database of
its own like any dataset, and asked by key only."""


def is_reference(key: str) -> bool:
    """Whether a key names a shipped reference, which everybody may see and nobody can choose."""
    return key in {path.stem for path in REFERENCES.glob("*.yaml")}


@cache
def _load(path: Path) -> Dataset:
    dataset = parse(Dataset, read_yaml(path), path.name)
    _check_id(dataset, path)
    _check_references(dataset, path.name)
    return dataset


def _check_id(dataset: Dataset, path: Path) -> None:
    """Refuse an id that is not the file's name, or cannot name a file and a schema alike."""
    if dataset.id != path.stem or not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", dataset.id):
        msg = (
            f"{path.name}：id：“{dataset.id}”须与文件名相同，只用小写字母、数字和连字符，以字母开头"
        )
        raise CatalogueError(msg)


def _check_references(dataset: Dataset, where: str) -> None:
    sets = dataset.ranked_sets
    codes = {code for each in sets for code in (each.whole, *each.members, *each.listed)}
    indicators = {key for each in sets for key in (*each.indicators, *each.remainders)}
    indicators |= {*dataset.circular.indicators, *dataset.indicator_overrides}
    indicators |= {entry.indicator for entry in dataset.not_published}
    named: tuple[tuple[str, set[str], Collection[str], str], ...] = (
        ("区划代码", {dataset.region, *codes}, catalogue.regions(), "regions.csv"),
        ("指标", indicators, catalogue.indicators(), "indicators.yaml"),
        ("calendar", {dataset.calendar}, catalogue.release_calendar(), "release_calendar.yaml"),
        ("文件", {*dataset.documents}, policies.identifiers(), "data/policies/"),
    )
    for what, used, known, file in named:
        if unknown := used.difference(known):
            msg = f"{where}：{what} {'、'.join(sorted(unknown))} 不在 {file} 中，请登记或改正"
            raise CatalogueError(msg)
    for key in dataset.indicator_overrides:
        dataset.indicator(key)
    if dataset.readings:
        policies.check_readings(dataset.documents, dataset.readings, where)
    _check_composite(dataset, where)


def _check_composite(dataset: Dataset, where: str) -> None:
    """Refuse a score of indicators that the main ranked set, whose units it ranks, lacks."""
    if dataset.composite is None:
        return
    ranked = dataset.ranked_sets[0]
    named = dict.fromkeys(part.indicator for part in dataset.composite.components)
    if outside := [key for key in named if key not in ranked.indicators]:
        msg = (
            f"{where}：composite：指标 {'、'.join(outside)} 不在首个排名范围 {ranked.id} 的 "
            "indicators 中，请改用其中的指标或补入"
        )
        raise CatalogueError(msg)
    try:
        _ = dataset.scheme
    except ValueError as error:
        msg = f"{where}：composite：{error}"
        raise CatalogueError(msg) from error


def served() -> dict[str, Dataset]:
    """Return the datasets that this deployment serves, in order.

    GONGKUANG_SERVE names them, comma-separated; without it all declared ones that are `listed`
    are served: the one for newcomers (`landing_page`), then real cities, then the rest.
    """
    found = {path.stem: _load(path) for path in sorted(folder().glob("*.yaml"))}
    named = [key for key in os.environ.get("GONGKUANG_SERVE", "").split(",") if key]
    if beside := [key for key in named if is_reference(key)]:
        msg = f"GONGKUANG_SERVE：{'、'.join(beside)} 只供各市参照，不能作为数据集提供，请去掉"
        raise CatalogueError(msg)
    listed = [key for key, each in found.items() if each.listed]
    order = named or sorted(listed, key=lambda key: _place(found[key]))
    return {key: dataset(key) for key in order}


def _place(dataset: Dataset) -> tuple[bool, bool, str]:
    return not dataset.landing_page, dataset.kind != "official", dataset.id


def first_opened() -> tuple[str, ...]:
    """Return the datasets that are made before anybody asks: the newcomer's and the real ones.

    The rest are made when they are first opened.
    """
    order = served()
    first = next(iter(order), "")
    return tuple(key for key, each in order.items() if key == first or each.kind == "official")


def dataset(key: str) -> Dataset:
    """Return one declared dataset, or a reference that stands beside them.

    Raises
    ------
    CatalogueError
        If no such dataset is declared; the text lists those that are.
    """
    path = (REFERENCES if is_reference(key) else folder()) / f"{key}.yaml"
    if not key or path.name != f"{key}.yaml" or not path.exists():
        known = "、".join(sorted(p.stem for p in folder().glob("*.yaml")))
        msg = f"没有数据集“{key}”；可用：{known}"
        raise CatalogueError(msg)
    return _load(path)
