"""The tables of firms on 稳岗用工: near the limit, above it, and all of them for files."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from data import catalogue, layoff_methods
from data.registers import RegisterEntry
from mechanisms.employment import Employment
from mechanisms.employment_choice import Choice
from mechanisms.employment_firm import points_away, rate_words, rounded_rate
from mechanisms.linked_tables import NOT_APPLICABLE, Cell, Column, Table, Way, figure_cell
from mechanisms.tiles import PanelOrigin
from metrics.layoff_arrays import EXCEEDS, KEEPS, UNSETTLED, Flags
from metrics.layoff_limits import away_text
from metrics.layoffs import layoff_rate
from metrics.wording import as_given

PAGE = "employment"
CODES = {KEEPS: "不超过", EXCEEDS: "超过上限", UNSETTLED: "待核实"}
CSS = {KEEPS: "good", EXCEEDS: "bad", UNSETTLED: "n"}


def way(choice: Choice, **changes: str) -> Way:
    """Return the address of the page with this choice, some parts of it changed."""
    named = {
        "year": str(choice.year),
        "limit": choice.limit,
        "method": choice.method,
        "who": choice.who,
        "place": choice.place,
    }
    return Way(PAGE, {key: text for key, text in (named | changes).items() if text})


def near(found: Employment) -> Table:
    """Return the firms near the limit, the nearest first."""
    nothing = "" if found.near[found.chosen].any() else why_none(found, "没有接近上限的企业。")
    reading = f"达到上限的{as_given(layoff_methods.knowledge().near.share_pct)}%；近的在前"
    return _listed(found, found.near, ("接近上限", "接近上限的企业", reading, nothing))


def exceeded(found: Employment) -> Table:
    """Return the firms above the limit, those first that have to take back the fewest."""
    firms: Flags = found.judged.codes == EXCEEDS
    nothing = "" if firms[found.chosen].any() else why_none(found, "没有超过上限的企业。")
    reading = "须补回少的在前" if found.judged.is_computable else "超过少的在前"
    return _listed(found, firms, ("超过上限", "超过上限的企业", reading, nothing))


def why_none(found: Employment, text: str) -> str:
    """Return what is said in place of rows."""
    if found.has_rates:
        return text
    return "裁员率由人社部门认定，认定结果没有报送；可在页首改选可计算的公式。"


def _listed(found: Employment, firms: Flags, said: tuple[str, str, str, str]) -> Table:
    columns = (
        Column("企业"),
        Column("裁员率（%）", "figure", 2),
        Column("上限（%）", "figure", 2),
        Column("距上限"),
        Column("挂钩返还（万元）", "figure", 2),
        Column("地区"),
        Column("年初参保（人）", "figure"),
        Column(f"{len(found.facts.months)}月末参保（人）", "figure"),
        Column("领金（人）", "figure"),
    )
    rows = tuple(tuple(_listed_cells(found, place)) for place in found.places(firms))
    return Table(*said[:3], columns, rows, said[3])


def _listed_cells(found: Employment, place: int) -> Iterator[Cell]:
    yield _name(found, place)
    yield _rate(found, place)
    yield _limit(found, place)
    yield Cell(away_words(found, place) or NOT_APPLICABLE)
    yield _by_rate(found, place)
    yield Cell(catalogue.regions()[found.register["region"].iloc[place]].short_name)
    yield from _counts(found, place)


def _name(found: Employment, place: int) -> Cell:
    firm = int(found.facts.firms[place])
    return Cell(found.register["name"].iloc[place], leads=way(found.choice, firm=str(firm)))


def _counts(found: Employment, place: int) -> Iterator[Cell]:
    facts, firm = found.facts, int(found.facts.firms[place])
    opening = PanelOrigin(firm, f"{facts.year - 1}-12", "insured")
    closing = PanelOrigin(firm, facts.months[-1], "insured")
    yield figure_cell(_known(facts.table.opening[place]), 0, opening)
    yield figure_cell(_known(facts.table.closing[place]), 0, closing)
    yield figure_cell(_known(facts.table.claimants[place]), 0)


def _known(figure: float) -> Decimal | None:
    return None if np.isnan(figure) else Decimal(int(figure))


def _rate(found: Employment, place: int) -> Cell:
    pct = found.judged.rate.exact_pct(place)
    if pct is None:
        return Cell("待核实", css="n")
    limit = _limit_pct(found, place)
    css = CSS[int(found.judged.codes[place])]
    leads = None if found.judged.is_computable else entry_way(found, place)
    return Cell(rate_words(pct, limit), rounded_rate(pct, limit), css, leads)


def entry_way(found: Employment, place: int) -> Way | None:
    """Return the way to the entry by which a firm's rate was recognised; None without one."""
    firm = int(found.facts.firms[place])
    entry = found.known.recognised.entries.get((firm, found.facts.year))
    return None if entry is None else recognition_way(entry)


def recognition_way(entry: RegisterEntry) -> Way:
    """Return the way to the origin of an entry of recognised rates."""
    return Way("origin", {"register": entry.register, "entry": entry.key})


def _limit_pct(found: Employment, place: int) -> Decimal | None:
    pct = found.judged.limit_pct[place]
    return None if np.isnan(pct) else Decimal(str(pct))


def _limit(found: Employment, place: int) -> Cell:
    pct = _limit_pct(found, place)
    return Cell("待核实", css="n") if pct is None else Cell(as_given(pct), pct)


def away_words(found: Employment, place: int) -> str:
    """Say how far a firm is from its limit by each formula of which that is known.

    By a recognised rate it is told in percentage points: jobs do not decide on it.
    """
    if not found.judged.is_computable:
        pct, limit = found.judged.rate.exact_pct(place), _limit_pct(found, place)
        return "" if pct is None or limit is None else points_away(pct, limit)
    pairs = zip(found.method.formulas, found.judged.aways, strict=True)
    said = [
        away_text(formula, int(aways[place]))
        for formula, aways in pairs
        if aways[place] == aways[place]
    ]
    return "，或".join(said)


def _by_rate(found: Employment, place: int) -> Cell:
    refund = found.refunds[place]
    if refund is None:
        return Cell(NOT_APPLICABLE, css="n")
    if not any(each.by_rate for each in refund.offers):
        return Cell(NOT_APPLICABLE, css="n")
    yuan = refund.by_rate_yuan
    return figure_cell(None if yuan is None else yuan / 10_000, 2, blank="待核实")


def firms(found: Employment) -> Table:
    """Return every chosen firm with everything that was worked out, for files."""
    columns = (
        Column("编号", "figure"),
        Column("统一社会信用代码"),
        Column("企业"),
        Column("地区"),
        Column("行业"),
        Column("规模"),
        Column("年初参保（人）", "figure"),
        Column(f"{len(found.facts.months)}月末参保（人）", "figure"),
        Column("领金（人）", "figure"),
        Column("从业人数（人）", "figure"),
        Column("裁员率（%）", "figure", 2),
        Column("上限（%）", "figure", 2),
        Column("结论"),
        Column("距上限"),
        Column("双百"),
        Column("出口（万美元，推算）", "figure", 2),
        Column("挂钩返还（万元）", "figure", 2),
        Column("返还确定（万元）", "figure", 2),
        Column("返还最高（万元）", "figure", 2),
        Column("待核实的事项", wide=True),
    )
    everyone = np.ones(len(found.register), dtype=np.bool_)
    rows = tuple(tuple(_firm_cells(found, place)) for place in found.places(everyone))
    title = f"{found.facts.label}各企业"
    return Table("企业", title, "近上限的在前", columns, rows, "" if rows else "没有企业。")


def _firm_cells(found: Employment, place: int) -> Iterator[Cell]:
    row = found.register.iloc[place]
    yield figure_cell(int(row["firm"]), 0)
    yield Cell(row["uscc"] or NOT_APPLICABLE)
    yield _name(found, place)
    yield Cell(catalogue.regions()[row["region"]].short_name)
    yield Cell(catalogue.industries().get(row["industry"], NOT_APPLICABLE))
    yield Cell(row["size"] or "不详")
    yield from _counts(found, place)
    yield figure_cell(_known(found.facts.headcount[place]), 0)
    yield _rate(found, place)
    yield _limit(found, place)
    yield Cell(CODES[int(found.judged.codes[place])], css=CSS[int(found.judged.codes[place])])
    yield Cell(away_words(found, place) or NOT_APPLICABLE)
    yield from _member(found, place)
    yield _by_rate(found, place)
    yield from _amounts(found, place)
    yield Cell("、".join(missing(found, place)) or NOT_APPLICABLE)


def _member(found: Employment, place: int) -> Iterator[Cell]:
    if found.members is None:
        yield Cell(NOT_APPLICABLE, css="n")
        yield Cell(NOT_APPLICABLE, css="n")
        return
    member = found.members.members[place]
    usd = member.exports_usd
    yield Cell(member.words)
    yield figure_cell(None if usd is None else usd / 10_000, 2)


def _amounts(found: Employment, place: int) -> Iterator[Cell]:
    refund = found.refunds[place]
    for yuan in (None, None) if refund is None else (refund.low_yuan, refund.high_yuan):
        blank = NOT_APPLICABLE if refund is None else "待核实"
        yield figure_cell(None if yuan is None else yuan / 10_000, 2, blank=blank)


def missing(found: Employment, place: int) -> tuple[str, ...]:
    """Return what would have to be known of a firm, for its rate and its refunds, each once."""
    lacks: list[str] = []
    if found.judged.codes[place] == UNSETTLED:
        lacks += layoff_rate(found.method, found.facts.facts(place)).missing
    refund = found.refunds[place]
    lacks += refund.missing if refund is not None else ()
    return tuple(dict.fromkeys(lacks))
