"""The rows of a ranking: as data for programs, and as the printed table of every export."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from data import catalogue
from mechanisms import circular_notes, circular_words
from mechanisms.circular import Ranking
from metrics.periods import Period, PeriodKind
from metrics.rounding import half_up, to_decimal
from metrics.wording import (
    GROWTH_DECIMALS,
    NO_PREVIOUS,
    NOT_REPORTED,
    date_text,
    figure,
    join_names,
    signed,
)
from metrics.wording import place_change_words as change_words

Cell = str | int | float | Decimal | None
Kind = Literal["text", "place", "figure", "signed", "change"]

ABSENT = "无此数据"
NONE = "—"
NO_GROWTH = "不计增速"
STATUS_WORDS = {
    "ranked": "参与排名",
    "not_comparable": NO_GROWTH,
    "not_reported": NOT_REPORTED,
    "listed": "列示",
    "listed_not_reported": f"列示（{NOT_REPORTED}）",
    "whole": "合计",
}
ROW_HEADS = {
    "period": "期别",
    "region_code": "区划代码",
    "region": "单位",
    "value": "总量",
    "unit": "总量单位",
    "growth_pct": "增速（%）",
    "rank": "位次",
    "published_rank": "公布位次",
    "rank_change": "位次变化",
    "gap_pp": "与合计之差（百分点）",
    "status": "状态",
}
"""The keys of a row of `ranking_rows`, with their Chinese names."""


@dataclass(frozen=True)
class SheetColumn:
    """A column of the printed table: figures of one unit with one number of decimals.

    Attributes
    ----------
    kind
        How numbers are printed: place, figure, signed difference, change of place.
    """

    key: str
    head: str
    kind: Kind = "text"
    decimals: int = 0


def period_text(period: Period) -> str:
    """Return the year and month of a period's end; the code for periods not made of months.

    Examples
    --------
    >>> period_text(Period.of_ytd(2025, 9)), period_text(Period.of_quarter(2025, 3))
    ('2025-09', '2025-Q3')
    """
    monthly = period.kind in (PeriodKind.MONTH, PeriodKind.YTD)
    return f"{period.end:%Y-%m}" if monthly else period.code


def ranking_rows(result: Ranking, *, whole: bool = False) -> list[dict[str, Cell]]:
    """Return the rows of a ranking as data: unrounded, None for what is missing.

    Parameters
    ----------
    result
        The ranking.
    whole
        Whether the whole stands first, with status `whole`.

    Returns
    -------
    list of dict
        Keys `ROW_HEADS`. `value` is the level in `unit`, whatever is ranked. A published place
        is one by growth among all units, so it is None in any other board.
    """
    rows = [_unit_row(result, row) for row in result.table.itertuples()]
    return [_whole_row(result), *rows] if whole else rows


def _unit_row(result: Ranking, row: Any) -> dict[str, Cell]:  # noqa: ANN401 - a row of the table
    return {
        "period": period_text(result.period),
        "region_code": row.region_code,
        "region": row.region,
        "value": _float(row.level),
        "unit": result.indicator.unit,
        "growth_pct": _float(row.growth_pct),
        "rank": _count(row.place),
        "published_rank": _count(row.published_place) if has_comparable_places(result) else None,
        "rank_change": _count(row.place_change),
        "gap_pp": _float(row.gap_pp),
        "status": row.status,
    }


def _whole_row(result: Ranking) -> dict[str, Cell]:
    known: dict[str, Cell] = {
        "period": period_text(result.period),
        "region_code": result.whole.code,
        "region": result.whole.name,
        "value": result.whole.level,
        "unit": result.indicator.unit,
        "growth_pct": result.whole.growth,
        "status": "whole",
    }
    return {key: known.get(key) for key in ROW_HEADS}


def _float(value: Any) -> float | None:  # noqa: ANN401 - a cell of the table
    return None if to_decimal(value) is None else float(value)


def _count(value: Any) -> int | None:  # noqa: ANN401 - a cell of the table
    return None if to_decimal(value) is None else int(value)


def has_comparable_places(result: Ranking) -> bool:
    """Say whether published places are of the same board: by growth, among all units."""
    return result.board.by == "growth" and not result.board.group


def is_simulated(result: Ranking) -> bool:
    """Say whether every document of this ranking must carry 模拟数据."""
    return result.dataset.kind == "simulated"


def sheet_title(result: Ranking) -> str:
    """Return the title of the printed table; simulated figures say so in it."""
    group = next((g.name for g in result.ranked_set.groups if g.id == result.board.group), "")
    parts = [group, result.dataset.kind_label if is_simulated(result) else ""]
    tail = "".join(f"（{part}）" for part in parts if part)
    place = catalogue.regions()[result.whole.code].name
    return f"{place}{result.period.label}{circular_words.title(result)}{tail}"


def provenance(result: Ranking) -> str:
    """Return the line below the title: period, range, day of the data, source, kind."""
    day = result.published_at
    assumed = any(s.assumed for s in result.sources if s.published_at == day)
    until = NONE if day is None else date_text(day) + ("（推定）" if assumed else "")
    sources = join_names(dict.fromkeys(source.source for source in result.sources))
    parts = {
        "期别": result.period.label,
        "排名范围": result.ranked_set.name,
        "数据截至": until,
        "来源": sources or NONE,
        "性质": result.dataset.kind_label,
        "数据时点": date_text(result.question.as_of),
        "数据版本": str(result.question.vintage),
    }
    return "　".join(f"{name}：{text}" for name, text in parts.items())


def sheet_notes(result: Ranking) -> list[str]:
    """Return the notes at the foot, what the city does not publish among them."""
    made = circular_notes.notes(result)
    for measure, name in (("level", "总量"), ("growth", "增速")):
        reason = result.dataset.why_absent(result.indicator.id, measure)
        if reason:
            made.append(f"{name}：{ABSENT}（{reason}）")
    return made


def sheet_columns(result: Ranking) -> list[SheetColumn]:
    """Return the columns of the printed table, units in the heads.

    A column without any figure is left out where the city publishes none (the notes say so),
    where there is one group, or where nothing can be compared.
    """
    indicator, whole = result.indicator, result.whole.name
    columns = [
        SheetColumn("place", "位次", "place"),
        SheetColumn("region", "单位"),
        SheetColumn("group", "分组"),
        SheetColumn(
            "level", f"{indicator.short_name}（{indicator.unit}）", "figure", indicator.decimals
        ),
        SheetColumn("growth_pct", "增速（%）", "figure", GROWTH_DECIMALS),
        SheetColumn("gap_pp", f"比{whole}±（百分点）", "signed", GROWTH_DECIMALS),
        SheetColumn("previous_place", "上期位次", "place"),
        SheetColumn("place_change", "位次变化", "change"),
        SheetColumn("published_place", "公布位次", "place"),
        SheetColumn("share_pct", f"占{whole}（%）", "figure", 1),
        SheetColumn("status", "状态"),
    ]
    unused = _unused(result)
    return [column for column in columns if column.key not in unused]


def _unused(result: Ranking) -> set[str]:
    table, growth = result.table, result.whole.growth
    unused = {
        "group": len(result.ranked_set.groups) < 2 or bool(result.board.group),
        "level": _is_absent(result, "level"),
        "growth_pct": _is_absent(result, "growth"),
        "gap_pp": _is_absent(result, "growth") or growth is None,
        "published_place": not has_comparable_places(result)
        or bool(table["published_place"].isna().all()),
        "share_pct": bool(table["share_pct"].isna().all()),
    }
    return {key for key, left_out in unused.items() if left_out}


def _is_absent(result: Ranking, measure: Literal["level", "growth"]) -> bool:
    column, whole = ("level", result.whole.level)
    if measure == "growth":
        column, whole = ("growth_pct", result.whole.growth)
    reason = result.dataset.why_absent(result.indicator.id, measure)
    return bool(reason) and whole is None and bool(result.table[column].isna().all())


def sheet_rows(result: Ranking, *, whole: bool = True) -> list[dict[str, Cell]]:
    """Return the printed table: numbers rounded half up as shown, words where there is none.

    A missing figure is 未报, 无此数据, or the word that replaces a growth (扭亏为盈); it is
    never a number. None is a cell that has no meaning for its row.
    """
    rows = [_unit_cells(result, row) for row in result.table.itertuples()]
    return [_whole_cells(result), *rows] if whole else rows


def _unit_cells(result: Ranking, row: Any) -> dict[str, Cell]:  # noqa: ANN401 - a row of the table
    indicator = result.indicator
    return {
        "place": _or_word(row.place, 0, NONE),
        "region": row.region,
        "group": row.group or NONE,
        "level": _or_word(row.level, indicator.decimals, _missing(result, "level")),
        "growth_pct": _growth_cell(result, row),
        "gap_pp": _or_word(row.gap_pp, GROWTH_DECIMALS, NONE),
        "previous_place": _or_word(row.previous_place, 0, NONE),
        "place_change": _or_word(
            row.place_change, 0, NO_PREVIOUS if row.status == "ranked" else NONE
        ),
        "published_place": _or_word(row.published_place, 0, NONE),
        "share_pct": _or_word(row.share_pct, 1, NONE),
        "status": _status_words(row),
    }


def _status_words(row: Any) -> str:  # noqa: ANN401 - a row of the table
    """Say the status; a unit with a word instead of a growth has reported."""
    words = STATUS_WORDS[row.status]
    has_word = to_decimal(row.growth_pct) is None and row.growth_text != NOT_REPORTED
    return words.replace(NOT_REPORTED, NO_GROWTH) if has_word else words


def _whole_cells(result: Ranking) -> dict[str, Cell]:
    indicator, whole = result.indicator, result.whole
    return {
        "region": whole.name,
        "level": _or_word(whole.level, indicator.decimals, _missing(result, "level")),
        "growth_pct": _or_word(whole.growth, GROWTH_DECIMALS, _missing(result, "growth")),
        "status": STATUS_WORDS["whole"],
    }


def _growth_cell(result: Ranking, row: Any) -> Cell:  # noqa: ANN401 - a row of the table
    word = row.growth_text if row.growth_text != NOT_REPORTED else _missing(result, "growth")
    return _or_word(row.growth_pct, GROWTH_DECIMALS, word)


def _missing(result: Ranking, measure: str) -> str:
    absent = result.dataset.why_absent(result.indicator.id, measure)
    return ABSENT if absent else NOT_REPORTED


def _or_word(value: Any, decimals: int, word: str) -> Cell:  # noqa: ANN401 - a cell of the table
    rounded = half_up(value, decimals)
    return word if rounded is None else rounded


def sheet_texts(columns: Sequence[SheetColumn], row: dict[str, Cell]) -> list[str]:
    """Print one row of the table, cell by cell."""
    return [_cell_text(column, row.get(column.key)) for column in columns]


def _cell_text(column: SheetColumn, cell: Cell) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    if column.kind == "change":
        return change_words(int(cell))
    if column.kind == "signed":
        return signed(cell, column.decimals)
    return figure(cell, column.decimals, thousands=column.kind == "figure")
