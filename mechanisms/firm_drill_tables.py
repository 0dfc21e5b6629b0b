"""The tables of 企业透视: what a place consists of, and who moved its total."""

from collections.abc import Iterator

from mechanisms.firm_contributions import Contributions, Named
from mechanisms.firm_drill import (
    STEP_WORDS,
    Drill,
    Line,
    Step,
    industry_name,
    region_name,
    whole_of,
)
from mechanisms.firm_drill_words import NOMINAL, WITHHELD, change_pp
from mechanisms.linked_tables import (
    NOT_APPLICABLE,
    Cell,
    Column,
    Table,
    Way,
    card_way,
    figure_cell,
    signed_cell,
)
from mechanisms.tiles import AnyOrigin, CellOrigin, PanelOrigin
from metrics.contributions import Part
from metrics.growth import compare_levels
from metrics.rounding import without_noise
from metrics.wording import NOT_REPORTED

PAGE = "enterprises"


def parts(drill: Drill) -> Table:
    """Return what a place consists of, its whole first."""
    pp = _points(drill)
    rows = [
        tuple(_cells(drill, drill.whole, pp)),
        *(tuple(_cells(drill, e, pp)) for e in drill.lines),
    ]
    word = STEP_WORDS[drill.step]
    nothing = "" if drill.lines else _nothing(drill)
    reading = f"{drill.month.label}，{drill.measure.unit}；{_way_words(drill)}"
    title = f"{drill.place_name}：分{word}{drill.measure.short_name}"
    return Table(f"分{word}", title, reading, tuple(_columns(drill)), tuple(rows), nothing)


def _way_words(drill: Drill) -> str:
    if drill.step == "firm":
        return "点企业名看企业卡，点数字看来源"
    said = ["点名称看下一级"] if any(line.below for line in drill.lines) else []
    return "；".join([*said, *([] if drill.is_exact else ["只列已放行的汇总"])])


def _nothing(drill: Drill) -> str:
    if drill.step == "firm" and not drill.is_exact:
        return "其他县区的单户数据按统计法保密，不显示。"
    if drill.release is None and not drill.is_exact:
        return "这个月这个数据项的汇总数尚未放行；由业务人员在本页“放行汇总数”办理。"
    return "这个月没有企业在面板中。"


def _columns(drill: Drill) -> Iterator[Column]:
    measure = drill.measure
    yield Column(STEP_WORDS[drill.step], wide=drill.step == "industry")
    if drill.step != "firm":
        yield Column("企业 家", "figure")
        yield Column("未报 家", "figure")
    yield Column(f"{measure.short_name} {measure.unit}", "figure", measure.decimals)
    if not measure.is_ratio:
        yield Column("占比 %", "figure", 1)
    if not drill.is_exact:
        return
    yield Column(f"上年同月 {measure.unit}", "figure", measure.decimals)
    yield Column("增减 个百分点" if measure.is_ratio else f"{NOMINAL} %", "signed", 1)
    if not measure.is_ratio:
        yield Column("拉动 个百分点", "signed", 2)
    if drill.step != "firm":
        yield Column("同口径 家", "figure")


def _cells(drill: Drill, line: Line, pp: dict[str, float | None]) -> Iterator[Cell]:
    measure = drill.measure
    yield Cell(line.name, leads=_way(drill, line))
    if drill.step != "firm":
        yield figure_cell(line.firms, 0)
        yield figure_cell(line.firms - line.reported, 0)
    yield _value(drill, line)
    if not measure.is_ratio:
        yield figure_cell(line.share_pct, 1, blank=NOT_APPLICABLE)
    if not drill.is_exact:
        return
    yield figure_cell(line.same.base, measure.decimals, blank=NOT_APPLICABLE)
    yield _change(drill, line)
    if not measure.is_ratio:
        yield signed_cell(pp.get(line.key), 2)
    if drill.step != "firm":
        yield figure_cell(line.same.firms, 0)


def _way(drill: Drill, line: Line) -> Way | None:
    if line.firm:
        return card_way(line.firm, drill.measure.parts[0])
    return (
        None
        if not line.key or line.below is None
        else way_to(drill, line.below.region, line.below.industry)
    )


def way_to(drill: Drill, region: str, industry: str) -> Way:
    """Return the way to another place of the same month and measure."""
    choices = {"item": drill.measure.key, "at": drill.month.code}
    whole = whole_of(drill.dataset) if drill.own else ""  # without it the own county is shown
    named = {"in": region or whole, "trade": industry}
    return Way(PAGE, choices | {name: code for name, code in named.items() if code})


def crumbs(drill: Drill) -> tuple[Cell, ...]:
    """Return the way up from the city to where one stands; the last leads nowhere."""
    place = drill.place
    region = region_name(place.region) if place.region else ""
    names = [
        (drill.dataset.name, "", ""),
        (region, place.region, ""),
        (industry_name(place.industry), place.region, place.industry),
    ]
    made = [Cell(name, leads=way_to(drill, *codes)) for name, *codes in names if name]
    return (*made[:-1], Cell(made[-1].text))


def _value(drill: Drill, line: Line) -> Cell:
    if line.is_withheld:
        return Cell(WITHHELD, css="n")
    blank = NOT_APPLICABLE if line.reported else NOT_REPORTED  # a ratio over nothing is not 未报
    return figure_cell(line.value, drill.measure.decimals, _origin(drill, line), blank=blank)


def _origin(drill: Drill, line: Line) -> AnyOrigin | None:
    """Return where a figure leads: a firm's to its row, one cell's to the roll-up."""
    if not drill.is_exact:
        return None
    month, key = drill.month.code, drill.measure.key
    if line.firm:
        return None if drill.measure.is_ratio else PanelOrigin(line.firm, month, key)
    place = line.below
    if place is None or not (place.region and place.industry):
        return None
    return CellOrigin(place.region, place.industry, month, key)


def _change(drill: Drill, line: Line) -> Cell:
    if drill.measure.is_ratio:
        return signed_cell(change_pp(line.same), 1)
    if not line.same.firms:
        return Cell(NOT_APPLICABLE, css="n")
    return _nominal(line.same.now, line.same.base)


def _nominal(now: float | None, base: float | None) -> Cell:
    """Print 名义同比, in words where a percentage would mislead (扭亏为盈, 由盈转亏)."""
    change = compare_levels(now, base)
    return signed_cell(change.nominal_pct, 1, blank=change.word)


def _points(drill: Drill) -> dict[str, float | None]:
    """Return 拉动 by line, and that of the whole under its empty key."""
    if drill.pair is None or drill.measure.is_ratio:
        return {}
    groups = drill.pair.changes.by_group(drill.pair.rows[drill.step].astype(str).tolist())
    return {each.group: each.pp for each in groups} | {"": drill.pair.changes.growth_pct}


def moved(drill: Drill, found: Contributions) -> Table:
    """Return who moved the total: rises, falls, the others, the same firms, and what is apart."""
    word, unit, decimals = STEP_WORDS[found.step], drill.measure.unit, drill.measure.decimals
    columns = (
        Column(word, wide=True),
        Column("拉动 个百分点", "signed", 2),
        Column(f"增减 {unit}", "signed", decimals),
        Column(f"{NOMINAL} %", "signed", 1),
        *([] if found.step == "firm" else [Column("同口径 家", "figure")]),
    )
    base = drill.base_month.label
    rows = [_moved_cells(drill, found.step, each) for each in (*found.up, *found.down[::-1])]
    if found.rest is not None:
        rows.append(_rest_cells(found, decimals))
    rows.append(_same_cells(found, decimals))
    rows += [_part_cells(words, part, decimals) for words, part in found.others]
    return Table(
        f"拉动_{word}",
        f"拉动：哪些{word}使{drill.measure.short_name}变化",
        f"{drill.month.label}比{base}，只比两月都报的企业；合计以下为不可比的部分",
        columns,
        tuple(row[: len(columns)] for row in rows if found.changes.same.firms),
        "" if found.changes.same.firms else "没有两年同月都报的企业，不计算拉动。",
    )


def _moved_cells(drill: Drill, step: Step, each: Named) -> tuple[Cell, ...]:
    found = each.found
    return (
        Cell(each.name, leads=_moved_way(drill, step, each.key)),
        signed_cell(found.pp, 2),
        signed_cell(without_noise(found.amount), drill.measure.decimals),
        _nominal(found.base + found.amount, found.base),
        figure_cell(found.firms, 0),
    )


def _moved_way(drill: Drill, step: Step, key: str) -> Way:
    if step == "firm":
        return card_way(int(key), drill.measure.parts[0])
    place = drill.place
    region, industry = (key, place.industry) if step == "region" else (place.region, key)
    return way_to(drill, region, industry)


def _rest_cells(found: Contributions, decimals: int) -> tuple[Cell, ...]:
    rest = found.rest
    if rest is None:
        return ()
    word = {"region": "个地区", "industry": "个行业", "firm": "家"}[found.step]
    return (
        Cell(f"{rest.group}{word}"),
        signed_cell(rest.pp, 2),
        signed_cell(without_noise(rest.amount), decimals),
        _nominal(rest.base + rest.amount, rest.base),
        figure_cell(rest.firms, 0),
    )


def _same_cells(found: Contributions, decimals: int) -> tuple[Cell, ...]:
    same = found.changes.same
    return (
        Cell(f"同口径合计（{same.firms:,}家）"),
        signed_cell(found.changes.growth_pct, 2),
        signed_cell(without_noise(same.amount), decimals),
        _nominal(found.changes.same_now, found.changes.same_base),
        figure_cell(same.firms, 0),
    )


def _part_cells(words: str, part: Part, decimals: int) -> tuple[Cell, ...]:
    blank = Cell(NOT_APPLICABLE, css="n")
    return (
        Cell(words),
        blank,
        signed_cell(without_noise(part.amount), decimals),
        blank,
        figure_cell(part.firms, 0),
    )
