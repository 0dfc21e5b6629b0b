"""Drawing 季度与年度: the quarter, the year, awards by place."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from data.desk_progress import progress
from data.store import Question
from mechanisms import (
    growth_awards,
    quarterly,
    quarterly_tables,
    quarterly_words,
    year_end,
    year_places,
    year_words,
)
from mechanisms.growth_awards import GrowthAwards
from mechanisms.quarterly import Quarter
from mechanisms.year_end import YearEnd
from metrics.periods import Period
from ui import address, exports, linked_table, load, skeleton
from ui.exports import Offer
from ui.plain import emphasised

PARTS = {"quarter": "季度督导", "year": "年度考核", "awards": "名次奖励"}
Steps = tuple[int, int]
"""How far documents and ledgers have got, which no vintage tells."""
Shown = Quarter | YearEnd | GrowthAwards
Builder = Callable[[Shown], bytes]


@load.shared
def quarters_of(question: Question) -> tuple[Period, ...]:
    """Return the quarters that can be chosen, newest first; shared, not to be changed."""
    return tuple(quarterly.quarters(question))


@load.shared
def quarter_of(question: Question, code: str, steps: Steps) -> Quarter:
    """Return a quarter as it was known when it was judged; shared, not to be changed."""
    return quarterly.quarter(question, Period.parse(code))


@load.shared
def years_of(question: Question) -> tuple[int, ...]:
    """Return the years with figures, newest first; shared, not to be changed."""
    return tuple(year_places.years(question))


@load.shared
def year_of(question: Question, year: int, steps: Steps) -> YearEnd:
    """Return a year for its assessment; shared, not to be changed."""
    return year_end.year_end(question, year)


@load.shared
def awards_of(question: Question) -> tuple[GrowthAwards, ...]:
    """Return what places of growth bring; shared, not to be changed."""
    return growth_awards.growth_awards(question)


def choose_part(question: Question) -> str:
    """Ask which part of the page to show; awards only where a document pays by place."""
    offered = [part for part in PARTS if part != "awards" or awards_of(question)]
    return address.choice(
        "part",
        offered,
        offered[0],
        st.segmented_control,
        label="内容",
        label_visibility="collapsed",
        format_func=PARTS.__getitem__,
    )


def choose(question: Question, part: str) -> Shown:
    """Ask for the quarter, the year or the rule, and return what is shown of it."""
    if part == "awards":
        found = {each.rule.id: each for each in awards_of(question)}
        names = {key: each.rule.name for key, each in found.items()}
        return found[_choice("rule", "规则", names, 190)]
    steps = progress(question.dataset)
    if part == "year":
        years = {str(year): f"{year}年" for year in years_of(question)}
        return year_of(question, int(_choice("year", "年份", years, 130)), steps)
    quarters = {each.code: each.label for each in quarters_of(question)}
    return quarter_of(question, _choice("quarter", "季度", quarters, 170), steps)


def _choice(name: str, label: str, offered: dict[str, str], width: int) -> str:
    return address.choice(
        name,
        list(offered),
        next(iter(offered)),
        st.selectbox,
        label=label,
        label_visibility="collapsed",
        format_func=offered.__getitem__,
        width=width,
    )


def export_popover(shown: Shown, build: Builder) -> None:
    """Offer what is shown as a workbook."""
    dataset, name = quarterly_tables.named(shown)
    offer = Offer("Excel 表（.xlsx）", name, "xlsx", partial(build, shown))
    exports.popover(dataset, [offer])


def draw(shown: Shown) -> None:
    """Draw what was chosen."""
    if isinstance(shown, Quarter):
        _quarter(shown)
    elif isinstance(shown, YearEnd):
        _year(shown)
    else:
        _awards(shown)


def _quarter(found: Quarter) -> None:
    leading = found.leading
    sources = list(dict.fromkeys(source.source for source in leading.sources))
    skeleton.provenance(found.quarter.label, leading.published_at, sources, assumed=leading.assumed)
    skeleton.lead(emphasised(quarterly_words.headline(found)))
    skeleton.tiles(quarterly_words.tiles(found))
    _tables(found)
    skeleton.notes(quarterly_words.notes(found))


def _year(found: YearEnd) -> None:
    places = found.places
    skeleton.provenance(
        f"{places.year}年", places.published_at, [places.dataset.source], assumed=places.assumed
    )
    skeleton.lead(emphasised(year_words.year_headline(places)))
    _tables(found)
    skeleton.notes(year_words.year_notes(places))


def _awards(found: GrowthAwards) -> None:
    last = found.periods[-1]
    skeleton.provenance(
        last.period.label, found.published_at, [found.dataset.source], assumed=found.assumed
    )
    skeleton.lead(emphasised(year_words.awards_headline(found)))
    _tables(found)
    skeleton.notes(year_words.awards_notes(found))


def _tables(shown: Shown) -> None:
    for table in quarterly_tables.all_tables(shown):
        linked_table.draw(table)


def without_quarters() -> None:
    """Say what is missing where no quarter has figures."""
    with skeleton.title_row("季度与年度"):
        pass
    skeleton.empty_state(
        "没有季末月的数",
        "3月、6月、9月或12月的规上工业数由统计局公布、业务人员入库后，"
        "本页列出各县区位次、目标和督办事项。",
    )
    skeleton.end()
