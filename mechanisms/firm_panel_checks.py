"""Checks of months of firms against what is stored: slips of unit, repeats, zeros, absentees."""

from collections.abc import Callable, Iterator

import numpy as np

from data import panel_columns
from data.intake_rules import intake_rules
from mechanisms.firm_findings import Flags, RowFindings
from mechanisms.firm_panel_stored import BesideStored
from mechanisms.intake_findings import IntakeFinding, finding, plain_figure
from metrics import plausibility
from metrics.periods import Period
from metrics.wording import figure

Words = Callable[[int], str]


def check_against_stored(
    beside: BesideStored, rows: RowFindings, words: Words
) -> Iterator[IntakeFinding]:
    """Yield the findings on rows that contradict each other or what is known of their firms."""
    for place, key in enumerate(panel_columns.columns()):
        if key in rows.table.heads:
            yield from _slips_and_jumps(beside, rows, words, (place, key))
            yield from _zeros(beside, rows, words, (place, key))
    yield from _all_same(beside, rows, words)
    yield from _insured(beside, rows, words)
    yield from _absentees(beside)
    yield from _revisions(beside, rows, words)
    yield from _not_effective(beside, rows, words)


_Column = tuple[int, str]


def _slips_and_jumps(
    beside: BesideStored, rows: RowFindings, words: Words, column: _Column
) -> Iterator[IntakeFinding]:
    rule, (place, key) = intake_rules().rules["firm_unit_slip"], column
    values, reference = beside.rows.figures[:, place], beside.usual[:, place]
    factors = np.array([float(each) for each in rule.numbers("factors")])
    off = plausibility.slips(values, reference, factors, float(rule.number("within")))
    said = _against(values, reference, words, "平常")
    for factor in factors:
        times = f"{factor:,.0f}倍" if factor > 1 else f"{1 / factor:,.0f}分之一"
        text = f"{_head(rows, key)}：{{count}}家约为平常的{times}，疑似计量单位错位"
        yield from rows.about("firm_unit_slip", off == factor, text, said, key)
    ratio = float(intake_rules().rules["firm_jump"].number("ratio"))
    far: Flags = np.isnan(off) & plausibility.far_apart(values, reference, ratio)
    text = f"{_head(rows, key)}：{{count}}家与平常相差{ratio:g}倍以上"
    yield from rows.about("firm_jump", far, text, said, key)


def _against(values: np.ndarray, others: np.ndarray, words: Words, name: str) -> Words:
    return lambda at: f"{words(at)}（{plain_figure(values[at])}，{name}{plain_figure(others[at])}）"


def _head(rows: RowFindings, key: str) -> str:
    return rows.table.heads[key].printed


def _zeros(
    beside: BesideStored, rows: RowFindings, words: Words, column: _Column
) -> Iterator[IntakeFinding]:
    """Find figures that fell to zero; of people who come and go in a month, none is usual."""
    place, key = column
    declared = panel_columns.columns()[key]
    if declared.whole and declared.kind == "flow":
        return
    values, reference = beside.rows.figures[:, place], beside.usual[:, place]
    text = f"{_head(rows, key)}：{{count}}家降为 0"
    said = _against(values, reference, words, "平常")
    yield from rows.about(
        "firm_to_zero", np.logical_and(values == 0, reference > 0), text, said, key
    )


def _all_same(beside: BesideStored, rows: RowFindings, words: Words) -> Iterator[IntakeFinding]:
    least = int(intake_rules().rules["firm_all_same"].number("least"))
    same = plausibility.all_unchanged(beside.rows.figures, beside.before, least)
    text = "{count}家填的各项与上月全部相同"
    yield from rows.about("firm_all_same", same, text, words)


def _insured(beside: BesideStored, rows: RowFindings, words: Words) -> Iterator[IntakeFinding]:
    ratio = float(intake_rules().rules["insured_above_headcount"].number("ratio"))
    columns = list(panel_columns.columns())
    places = [columns.index(key) for key in ("insured", "headcount")]
    if not beside.rows.holds[places].any():
        return
    insured, heads = beside.together[:, places].T
    said = _against(insured, heads, words, "从业")
    text = "{count}家的参保人数多于从业人数"
    above: Flags = insured > heads * ratio
    key = "insured" if beside.rows.holds[places[0]] else "headcount"
    yield from rows.about("insured_above_headcount", above, text, said, key)


def _absentees(beside: BesideStored) -> Iterator[IntakeFinding]:
    rule = intake_rules().rules["firms_missing"]
    share, least = float(rule.number("share")), int(rule.number("least"))
    for month, (absent, before) in beside.absent.items():
        if len(absent) >= max(least, share * before):
            period = Period.parse(month)
            text = (
                f"{period.label}：上月有数的{before:,}家企业中，{len(absent):,}家"
                f"（{figure(100 * len(absent) / before, 1)}%）本月还没有{_of_what(beside)}"
            )
            yield finding("firms_missing", "", f"{len(absent):,}家", text)


def _of_what(beside: BesideStored) -> str:
    """Say that only the columns of the file were looked at, where it does not hold all."""
    return "" if beside.rows.holds.all() else "（只看本文件有的列）"


def _revisions(beside: BesideStored, rows: RowFindings, words: Words) -> Iterator[IntakeFinding]:
    effective = ~beside.later
    for check, flags, said in (
        ("firm_revision", beside.revised, "改动"),
        ("firm_lost", beside.lost, "变为未报"),
    ):
        touched = flags & effective
        count = int(touched.sum())
        text = f"{{count}}行共{count:,}个已入库的数{said}（{_columns(touched)}）"
        lines: Flags = np.logical_or.reduce(touched, axis=1)
        yield from rows.about(check, lines, text, words)


def _columns(flags: np.ndarray) -> str:
    """Name the columns in which something is flagged, each with its count."""
    counts = flags.sum(axis=0)
    names = [column.name for column in panel_columns.columns().values()]
    return "、".join(
        f"{name}{count:,}个" for name, count in zip(names, counts, strict=True) if count
    )


def _not_effective(
    beside: BesideStored, rows: RowFindings, words: Words
) -> Iterator[IntakeFinding]:
    text = "{count}行已有更晚公布的数字，本次入库后不会成为现用数"
    lines: Flags = np.logical_or.reduce(beside.later, axis=1)
    yield from rows.about("not_effective", lines, text, words)
