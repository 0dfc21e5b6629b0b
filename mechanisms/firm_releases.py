"""What viewers see of firms that they may not see: released totals, with what was left out.

The viewer's own counties are shown to him as the firms that he sees make them: that tells him
nothing new, and the search for what to leave out reckoned with his knowing them. A ratio is the
quotient of two released totals, so it tells nothing that they do not; where the two count
different firms it is not shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from data import panel_releases, panel_rollup, store
from data.panel_releases import Release, ReleasedCell
from data.store import Question
from mechanisms.firm_measures import FirmMeasure
from mechanisms.firm_pairs import ratio_pct
from metrics.periods import Period
from metrics.rounding import without_noise
from metrics.suppression_cells import Disclosure
from metrics.wording import figure

JOB_KIND = "suppression"
"""The kind of the job that searches for what to leave out (`firm_suppression.work`)."""

Cells = Mapping[tuple[str, str], ReleasedCell]


@dataclass(frozen=True, eq=False)
class Released:
    """A released table of a measure as one viewer sees it.

    Attributes
    ----------
    release
        The newest of the releases that it rests on.
    tables
        The cells of the column, or of numerator and denominator.
    """

    release: Release
    tables: tuple[Cells, ...]

    def cell(self, region: str, industry: str) -> ReleasedCell:
        """Return a cell; one that nobody stands in is empty."""
        found = [t.get((region, industry)) or _empty(region, industry) for t in self.tables]
        if len(found) == 1:
            return found[0]
        above, below = found
        if above.total is None or below.total is None or above.reported != below.reported:
            return replace(above, total=None)
        return replace(above, total=ratio_pct(above.total, below.total))

    def keys(self, region: str, industry: str, step: str) -> list[str]:
        """Return the counties or the divisions of which a place consists."""
        place = 0 if step == "region" else 1
        fixed = (industry, region)[place]
        cells = {key for table in self.tables for key in table}
        return sorted({key[place] for key in cells if key[place] and key[1 - place] == fixed})


def _empty(region: str, industry: str) -> ReleasedCell:
    return ReleasedCell(region, industry, 0, 0, None)


def released(question: Question, month: Period, measure: FirmMeasure) -> Released | None:
    """Return what was released of a measure; None where a part of it was not."""
    found = [panel_releases.releases(question, month.code, part) for part in measure.parts]
    if not all(found):
        return None
    newest = [releases[-1] for releases in found]
    tables = tuple(_cells(question, release) for release in newest)
    return Released(max(newest, key=lambda each: each.number), tables)


def _cells(question: Question, release: Release) -> Cells:
    own = store.regions_of_firms(question) or ()
    others = {(c.region, c.industry): c for c in release.cells if c.region not in own}
    return {**others, **_own_cells(question, release)}


def _own_cells(question: Question, release: Release) -> Cells:
    """Return the cells of the viewer's own counties as they were when it was released.

    They are made of the firms alone that he could see by then, so that they differ from the
    totals that were released by the firms that stood there and were another county's.
    """
    then = release.question(question.dataset, question.scope)
    found = panel_rollup.cells(then, indicators=[release.indicator], months=[release.month])
    cells = []
    for region, part in found.groupby("region"):
        cells.append(_summed(str(region), "", part))
        for row in part.itertuples():
            cells.append(_summed(str(region), str(row.industry), part.loc[[row.Index]]))
    return {(cell.region, cell.industry): cell for cell in cells}


def _summed(region: str, industry: str, part: pd.DataFrame) -> ReleasedCell:
    reported = int(part["reported"].sum())
    total = without_noise(float(part["total"].sum())) if reported else None
    return ReleasedCell(region, industry, int(part["n"].sum()), reported, total)


def arguments(
    question: Question, month: Period, columns: Iterable[str], actor: str
) -> dict[str, str]:
    """Return what the job of a release is told."""
    return {
        "month": month.code,
        "columns": ",".join(columns),
        "as_of": question.as_of.isoformat(),
        "vintage": str(question.vintage),
        "actor": actor,
    }


def rule_words(rule: Disclosure) -> str:
    """Say which totals are withheld and on what ground."""
    return (
        f"少于{rule.minimum}家，或最大一家占比超过{figure(rule.share_pct, 0)}%，"
        f"以及能由此反推的合计；使任何人推断单户数字的误差不小于±{figure(rule.width_pct, 0)}%"
        f"（{rule.basis}）"
    )
