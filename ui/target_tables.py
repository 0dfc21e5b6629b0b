"""The tables of one target: months, counties, units, and records with their evidence."""

from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from data.evidence import Evidence
from data.store import Question
from mechanisms import supervision_dossier, supervision_words
from mechanisms.supervision import Row
from mechanisms.supervision_dossier import County, Dossier, Record
from metrics.decomposition import Breakdown, Stage
from metrics.rounding import half_up
from metrics.targets import State
from metrics.wording import as_given, figure, moment_text, signed
from ui import address, load, plot_style, skeleton, target_charts, target_page
from ui.plain import plain
from ui.plot_style import DrawnOnce
from ui.reading_table import Cell, Head, Text, reading_table

MOST_RECORDS = 40
MOST_STAGES = 18
MONTHS_A_YEAR = 12
FIRST_RECORDS = 12
"""Records that stand open; older ones on request."""
STAGE_FIGURES = ("计划", "应完成", "实际", "完成率 %", "比应完成±")
STAGE_NOTE = "应完成为计划中截至数据期末的部分，完成率＝实际÷计划"
COUNTY_FIGURES = ("分解数", "已完成", "完成率 %", "比序时±")
LAMP_CSS = {"滞后": "warn", "严重滞后": "bad", "达到序时": "good"}


@load.shared
def county_bars(question: Question, document: str, key: str) -> go.Figure:
    """Return the counties' completion against the course; shared, not to be changed."""
    found = target_page.dossier_of(question, document, key)
    return DrawnOnce(target_charts.county_bars(found.counties))


def months(found: Dossier) -> None:
    """Draw the table of months, quarters and years (以月保季、以季保年)."""
    if not found.stages:
        return
    skeleton.section("以月保季、以季保年", f"{found.row.verdict.unit}；{STAGE_NOTE}")
    open_ones = _open_stages(found)
    _stage_table(found, open_ones)
    if len(open_ones) < len(found.stages):
        with st.expander(f"各年逐月（{len(found.stages)}行）"):
            _stage_table(found, found.stages)


def _open_stages(found: Dossier) -> Sequence[Stage]:
    """Return what stands open: of several years the one at hand by months, the others whole."""
    if len(found.stages) <= MOST_STAGES:
        return found.stages
    last = found.row.verdict.period or found.stages[-1].period
    return [
        stage
        for stage in found.stages
        if stage.period.months == MONTHS_A_YEAR or stage.period.end.year == last.end.year
    ]


def _stage_table(found: Dossier, stages: Sequence[Stage]) -> None:
    heads = [Head("期别"), *(Head(text, "r") for text in STAGE_FIGURES)]
    reading_table(heads, [_stage_row(found, stage) for stage in stages], cards=False)


def _stage_row(found: Dossier, stage: Stage) -> list[Cell]:
    row = found.row
    amount = supervision_words.amount
    gap = "—" if stage.gap is None else signed(stage.gap, _gap_decimals(row, stage.gap))
    behind = stage.gap is not None and stage.gap < 0
    partial = stage.reached is not None and stage.reached < stage.period.end
    label = stage.period.label + (f"（至{stage.reached:%m-%d}）" if partial else "")
    strong = "" if stage.period.months == 1 else "strong"
    return [
        Text(label, strong),
        amount(row, stage.plan),
        "—" if stage.due is None else amount(row, stage.due),
        _actual(found, stage),
        "—" if stage.completion_pct is None else figure(stage.completion_pct, 1),
        Text(gap, "bad" if behind else ""),
    ]


def _gap_decimals(row: Row, gap: Decimal) -> int:
    """Return the decimals of a gap: part of a whole one is never printed as none."""
    decimals = supervision_words.decimals_of(row)
    return decimals if half_up(gap, decimals) == gap else max(decimals, 1)


def _actual(found: Dossier, stage: Stage) -> str:
    """Print what came; a stage that is not over yet and has no figure is no silence."""
    if stage.actual is not None:
        return supervision_words.amount(found.row, stage.actual)
    return "—" if stage.period.end > found.board.question.as_of else "未报"


def counties(found: Dossier) -> None:
    """Draw the counties: whether their parts make the whole, bars and table."""
    if not found.counties:
        return
    with_parts = any(each.part is not None for each in found.counties)
    skeleton.section(*_county_title(found, with_parts=with_parts))
    if found.parts is not None:
        st.markdown(plain(_parts_words(found.parts, found.row.target.unit or "")))
    if not with_parts:
        _county_table(found)
        return
    left, right = st.columns([5, 7], gap="medium")
    with left:
        bars = county_bars(found.board.question, found.board.document.id, found.row.id)
        plot_style.draw(bars, "各县区完成率对照序时", "counties")
    with right:
        _county_table(found)


def _county_title(found: Dossier, *, with_parts: bool) -> tuple[str, str]:
    if not with_parts:
        return "各县（市、区）", "按同一要求各自判定，没有分解数"
    local = found.row.known.local
    key = f"；分解依据：{local.key}" if local is not None and local.key else ""
    return "县（市、区）分解", f"各县区按自己的分解数判定{key}"


def _county_table(found: Dossier) -> None:
    """Draw the counties; columns that nobody fills are left out."""
    heads = [Head("单位"), *(Head(text, "r") for text in COUNTY_FIGURES)]
    heads += [Head("状态"), Head("进度灯")]
    rows = [_county_row(found, each) for each in found.counties]
    filled = [n for n in range(len(heads)) if any(_plain_cell(row[n]) != "—" for row in rows)]
    kept = [[row[n] for n in filled] for row in rows]
    reading_table([heads[n] for n in filled], kept, cards=False)


def _plain_cell(cell: Cell) -> str:
    return cell.text if isinstance(cell, Text) else cell


def _parts_words(parts: Breakdown, unit: str) -> str:
    said = f"分解合计{as_given(parts.total)}{unit}，目标{as_given(parts.whole)}{unit}，"
    said += "相符" if not parts.difference else f"相差{as_given(parts.difference)}{unit}"
    covered = f"{parts.covered}/{parts.expected}"
    return f"{said}；分解覆盖率{figure(parts.coverage_pct, 1)}%（{covered}）。"


def _part_decimals(found: Dossier) -> int:
    """Return the decimals that all parts of the whole are printed with."""
    parts = [as_given(each.part) for each in found.counties if each.part is not None]
    return max((len(part.partition(".")[2]) for part in parts), default=0)


def _county_row(found: Dossier, each: County) -> list[Cell]:
    row, verdict = found.row, each.verdict
    amount = supervision_words.amount
    gap = "—" if verdict.pace_gap_pp is None else signed(verdict.pace_gap_pp, 1)
    css = LAMP_CSS.get(str(verdict.lamp), "n")
    return [
        each.name,
        "—" if each.part is None else figure(each.part, _part_decimals(found), thousands=True),
        "未报" if verdict.actual is None else amount(row, verdict.actual, each.part),
        "—" if verdict.completion_pct is None else figure(verdict.completion_pct, 1),
        gap,
        "—" if each.part is None and verdict.status == State.NO_VALUE else str(verdict.status),
        Text(supervision_words.lamp_words(verdict) or "—", css),
    ]


def units(found: Dossier) -> None:
    """Draw the units of a target that each of them has to reach."""
    if not found.units:
        return
    skeleton.section(
        "各单位", f"每个单位须达到{as_given(found.row.target.value)}{found.row.target.unit}"
    )
    css = {"达到": "good", "未达到": "bad", "未报": "n"}
    reading_table(
        [Head("单位"), Head("最新数", "r"), Head("是否达到")],
        [
            [name, "未报" if value is None else as_given(value), Text(word, css[word])]
            for name, value, word in found.units
        ],
        cards=False,
    )


def records(found: Dossier) -> None:
    """Draw the records of the city's progress: versions with sender, time and evidence."""
    counties = set(supervision_dossier.county_codes(found.board.dataset))
    is_each = found.row.target.kind == "each_unit"
    shown = [r for r in found.records if is_each or r.recorded.region not in counties]
    if found.board.question.scope is not None:
        shown = list(found.records)
    skeleton.section("进度记录和佐证", "新近在前；更正和撤回的保留备查，点期别查看来源")
    if not shown:
        st.markdown(":gray[还没有进度记录。]")
        return
    heads = [Head("期别"), Head("单位"), Head("数据项"), Head("数值", "r"), Head("批次")]
    heads += [Head("报送方"), Head("入库时间"), Head("佐证", "w"), Head("状态", "w")]
    lines = [_record_row(each) for each in shown[:MOST_RECORDS]]
    reading_table(heads, lines[:FIRST_RECORDS])
    if older := lines[FIRST_RECORDS:]:
        with st.expander(f"较早的{len(older)}条"):
            reading_table(heads, older)
    if len(shown) > MOST_RECORDS:
        st.markdown(f":small[:gray[另有{len(shown) - MOST_RECORDS}条较早的记录，见数字来源。]]")
    _files(shown[:MOST_RECORDS])


def _record_row(each: Record) -> list[Cell]:
    kept = each.recorded
    href = address.link("origin", series=str(kept.series), period=kept.period)
    who = "；".join(dict.fromkeys(piece.actor for piece in each.evidence))
    return [
        Text(each.period.label, "", href),
        each.whose,
        each.part,
        as_given(kept.value),
        str(kept.batch),
        f"{kept.sender}　{who}" if who and who != kept.sender else kept.sender,
        moment_text(kept.received_at),
        _evidence_words(each),
        Text(each.state, "" if each.counts else "n"),
    ]


def _evidence_words(each: Record) -> str:
    said = [
        piece.text + (f"（附件：{piece.file_name}）" if piece.file_name else "")
        for piece in each.evidence
    ]
    return "；".join(said) or each.recorded.title


def _files(shown: Sequence[Record]) -> None:
    """Offer the files of evidence that are kept, each once."""
    pieces = {piece.sha256: piece for each in shown for piece in each.evidence if piece.file}
    for piece in pieces.values():
        _file_button(piece)


def _file_button(piece: Evidence) -> None:
    path = piece.file
    if path is not None:
        st.download_button(
            f"佐证附件：{plain(piece.file_name)}",
            data=path.read_bytes,
            file_name=piece.file_name,
            mime="application/octet-stream",
            on_click="ignore",
            key=f"evidence_{piece.batch}_{piece.sha256[:12]}",
        )
