"""The rows of a found table: which unit or industry each is about, what is wrong with names."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.catalogue import Indicator
from data.dataset_parts import RankedSet
from data.reading_context import ReadingContext
from data.readings import Misread, cell_name
from data.region_words import named_units
from data.table_layout import Layout, NameKind, cell_text

_WRONG_NAMES: Mapping[tuple[NameKind, str | None], tuple[str, str]] = {
    ("regions", None): ("unknown_region", "“{}”不是本数据集登记的单位"),
    ("regions", ""): ("ambiguous_region", "有几个单位都叫“{}”，从本表看不出是哪一个"),
    ("industries", None): ("unknown_industry", "“{}”不是登记的行业大类"),
}
_TWICE: Mapping[NameKind, tuple[str, str]] = {
    "regions": ("duplicate_region", "“{}”在本表中不止一行"),
    "industries": ("duplicate_figure", "行业“{}”在本表中不止一行"),
}


@dataclass(frozen=True)
class UnitRow:
    """A row that is about a unit, or about an industry of the whole city.

    Attributes
    ----------
    is_missed
        Whether a blank cell is missed: a competing unit, or the whole.
    is_whole
        Whether it is the row of the whole, which has no place.
    """

    row: int
    region: str
    industry: str = ""
    is_missed: bool = False
    is_whole: bool = False


def unit_rows(
    layout: Layout, indicator: Indicator, context: ReadingContext, filled: Container[int]
) -> Iterator[UnitRow | Misread]:
    """Yield what each named row is about, or what is wrong with its name.

    Parameters
    ----------
    filled
        Rows in which something is entered; a wrong name of any other row is a caption. Of two
        rows of one unit the first is read.
    """
    rows = [row for row in layout.body if layout.name(row)]
    names = [layout.name(row) for row in rows]
    codes, ranked = _codes(layout, indicator, context, names)
    seen: set[str] = set()
    for row, code in zip(rows, codes, strict=True):
        if not code or code in seen:
            if row in filled:
                yield _wrong_name(layout, row, code)
            continue
        seen.add(code)
        if ranked is None:
            yield UnitRow(row, context.dataset.region, code)
        else:
            is_whole = code == ranked.whole
            yield UnitRow(row, code, "", is_whole or code in ranked.members, is_whole)


def _codes(
    layout: Layout, indicator: Indicator, context: ReadingContext, names: Sequence[str]
) -> tuple[Sequence[str | None], RankedSet | None]:
    """Return a code for each name, and the ranked set in which units are seen."""
    if layout.names == "industries":
        return [context.industries.get(name) for name in names], None
    found = named_units(names, context.dataset, indicator.id, context.units)
    return found.codes, found.ranked


def _wrong_name(layout: Layout, row: int, code: str | None) -> Misread:
    known = _TWICE[layout.names] if code else _WRONG_NAMES[layout.names, code]
    printed = cell_text(layout.sheet.rows[row][layout.column]).strip()
    check, text = known
    cell = cell_name(row + 1, layout.column + 1)
    return Misread(check, layout.sheet.name, cell, printed, text.format(printed))
