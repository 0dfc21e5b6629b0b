"""The page of enterprises: where one stands, totals, the way down, who moved the total."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape

import plotly.graph_objects as go
import streamlit as st

from data import catalogue, panel, panel_releases
from data.store import Question
from mechanisms import firm_contributions, firm_drill, firm_drill_tables, firm_drill_words
from mechanisms.firm_contributions import Contributions
from mechanisms.firm_drill import Drill, Place, Step
from mechanisms.firm_measures import measures
from metrics.periods import Period
from ui import address, enterprise_charts, exports, linked_table, load, plot_style, skeleton
from ui.plot_style import DrawnOnce
from ui.session import current

SPLITS = {"region": "分地区", "industry": "分行业"}
MOST_ROWS = 30
NEEDS = (
    "企业登记：名称、统一社会信用代码、区划、行业大类（由业务人员在“数据入库”或以命令行入库）",
    "企业月报：每企业每月一行，产值、营收、利润、用电、用工等12项；未报留空，不填零",
)


@dataclass(frozen=True)
class Choice:
    """What address and controls settled."""

    month: str
    item: str
    place: Place
    split: str


@load.shared
def months_of(question: Question) -> tuple[str, ...]:
    """Return the months of which the panel holds anything; shared, not to be changed."""
    return panel.months(question)


@load.shared
def drill_of(
    question: Question,
    month: str,
    item: str,
    region: str,
    industry: str,
    split: str,
    released: int,
) -> Drill:
    """Return one place; shared, not to be changed.

    `released` (the number of the newest release that is seen) is part of the key only.
    """
    del released
    return firm_drill.drill(question, Period.parse(month), item, Place(region, industry), split)


@load.shared
def moved_of(
    question: Question, month: str, item: str, region: str, industry: str, step: Step
) -> Contributions | None:
    """Return who moved a place's total; shared, not to be changed."""
    drill = drill_of(question, month, item, region, industry, "region", 0)
    return firm_contributions.contributions(drill, step)


@load.shared
def bars_of(
    question: Question,
    month: str,
    item: str,
    region: str,
    industry: str,
    split: str,
    released: int,
) -> go.Figure:
    """Return the bars of a place; shared, not to be changed."""
    drill = drill_of(question, month, item, region, industry, split, released)
    return DrawnOnce(enterprise_charts.parts(drill))


def without_firms() -> None:
    """Say that no firm was received yet, and how firms come in."""
    with skeleton.title_row("企业透视"):
        pass
    skeleton.provenance("数据截至：尚无数据", None, [])
    dataset = current().dataset
    skeleton.lead(f"**{dataset.name}尚未收到企业数据**：没有企业，本页不显示任何推算数。")
    skeleton.empty_state("启用需要", "\n".join(f"- {need}" for need in NEEDS))
    skeleton.end()


def choose(question: Question) -> Choice:
    """Settle month, measure, place and split from address and controls."""
    place = _place(question)
    item = address.choice(
        "item",
        list(measures()),
        "output_wan",
        st.selectbox,
        label="数据项",
        label_visibility="collapsed",
        format_func=lambda key: measures()[key].name,
        width=200,
    )
    newest_first = months_of(question)[::-1]
    month = address.choice(
        "at",
        list(newest_first),
        newest_first[0],
        st.selectbox,
        label="月份",
        label_visibility="collapsed",
        format_func=lambda code: Period.parse(code).label,
        width=140,
    )
    return Choice(month, item, place, _split(place))


def _split(place: Place) -> str:
    """Ask how the city is parted; below it there is only one way."""
    if place.region or place.industry:
        return "region"
    return address.choice(
        "split",
        list(SPLITS),
        "region",
        st.segmented_control,
        unless="region",
        label="分法",
        label_visibility="collapsed",
        format_func=SPLITS.__getitem__,
        required=True,
    )


def _place(question: Question) -> Place:
    """Return the place that the address names; a county viewer begins in his own county."""
    own = firm_drill.own_regions(question)
    region = st.query_params.get("in", own[0] if own else "")
    industry = st.query_params.get("trade", "")
    place = Place(
        region if region in _counties() else "",
        industry if industry in catalogue.industries() else "",
    )
    asked = region if region == firm_drill.whole_of(current().dataset) else place.region
    address.keep("in", asked, unless="")
    address.keep("trade", place.industry, unless="")
    return place


def _counties() -> set[str]:
    """Return the codes below the city."""
    whole = firm_drill.whole_of(current().dataset)
    return {code for code, region in catalogue.regions().items() if region.parent == whole}


def drill_for(question: Question, choice: Choice) -> Drill:
    """Return what was chosen."""
    place = choice.place
    released = 0
    if not firm_drill.sees_firms(question, place):
        columns = measures()[choice.item].parts
        released = panel_releases.newest_number(question, choice.month, columns)
    return drill_of(
        question,
        choice.month,
        choice.item,
        place.region,
        place.industry,
        choice.split,
        released,
    )


def moved_for(drill: Drill, step: Step) -> Contributions | None:
    """Return who moved the total of what was chosen; None where the firms may not be seen."""
    if not drill.is_exact:
        return None
    place = drill.place
    return moved_of(
        drill.question, drill.month.code, drill.measure.key, place.region, place.industry, step
    )


def provenance(drill: Drill) -> None:
    """Say month, place, publication and source."""
    skeleton.provenance(
        firm_drill_words.period_words(drill),
        drill.published_at,
        list(drill.sources),
        [] if drill.is_exact else [":gray-badge[只列已放行的汇总]"],
        assumed=drill.assumed,
    )


def crumbs(drill: Drill) -> None:
    """Draw the way up, and the way to what the measure means."""
    said = []
    for cell in firm_drill_tables.crumbs(drill):
        name = escape(cell.text)
        if cell.leads is None:
            said.append(f"<b>{name}</b>")
        else:
            said.append(f'<a href="{escape(linked_table.href(cell))}" target="_self">{name}</a>')
    card = address.link("indicators", indicator=drill.measure.key)
    about = f'<a href="{escape(card)}" target="_self">{escape(drill.measure.name)}的指标卡</a>'
    st.html(f'<p class="from">{" › ".join(said)}　　{about}</p>')


def parts(drill: Drill, choice: Choice) -> None:
    """Draw what the place consists of: bars beside the table."""
    table = firm_drill_tables.parts(drill)
    if not any(line.value is not None for line in drill.lines):
        linked_table.draw(table)
        return
    left, right = st.columns([4, 8], gap="medium")
    with left:
        unit = drill.measure.unit
        skeleton.section(drill.measure.short_name, f"{drill.month.label}，{unit}")
        place, seen = choice.place, drill.release.number if drill.release else 0
        figure = bars_of(
            drill.question,
            choice.month,
            choice.item,
            place.region,
            place.industry,
            choice.split,
            seen,
        )
        plot_style.draw(figure, table.title, "enterprise_parts")
    with right:
        linked_table.draw(table, most=MOST_ROWS)


def export_popover(drill: Drill, build: Callable[[Drill], bytes]) -> None:
    """Offer the tables as a workbook, to those who may export."""
    said = "含单户数据，仅供有权人员内部使用" if drill.is_exact else "与本页相同，保密的格不导出"
    name = f"{drill.place_name}_企业透视_{drill.month.code}"
    made = exports.Offer("企业透视各表（.xlsx）", name, "xlsx", partial(build, drill))
    exports.popover(drill.dataset, [made], f"{said}；另附地区×行业全表。")


def moved(drill: Drill) -> None:
    """Draw who moved the total: by part, and by firm."""
    if drill.pair is None or drill.measure.is_ratio:
        return
    steps: Mapping[Step, None] = dict.fromkeys((drill.step, "firm"))
    for column, step in zip(st.columns(len(steps), gap="medium"), steps, strict=True):
        found = moved_for(drill, step)
        if found is not None:
            with column:
                linked_table.draw(firm_drill_tables.moved(drill, found))
