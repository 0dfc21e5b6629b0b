"""企业透视 as an Excel workbook: what the viewer sees of a place, with the same cells left out."""

from collections.abc import Iterator

from mechanisms import firm_contributions, firm_drill_tables, firm_drill_words, firm_matrix
from mechanisms.firm_drill import Drill, Step
from mechanisms.linked_tables import Table
from reports.linked_sheets import Cover, origin_words, tables_workbook

INSIDE = "含单户数据，按统计法保密，仅供有权人员内部使用"


def enterprise_workbook(drill: Drill) -> bytes:
    """Return a place, who moved it, and the table of counties and industries as an xlsx file."""
    notes = (*([INSIDE] if drill.is_exact else []), *firm_drill_words.notes(drill))
    cover = Cover(drill.dataset, "企业透视", drill.question.as_of, origin(drill), notes)
    return tables_workbook(cover, _tables(drill))


def _tables(drill: Drill) -> Iterator[Table]:
    yield firm_drill_tables.parts(drill)
    steps: dict[Step, None] = dict.fromkeys((drill.step, "firm"))
    for step in steps:
        found = firm_contributions.contributions(drill, step)
        if found is not None:
            yield firm_drill_tables.moved(drill, found)
    yield firm_matrix.matrix(drill)


def origin(drill: Drill) -> str:
    """Say day, version, source and kind, as every file does."""
    return origin_words(
        drill.question, drill.dataset, drill.published_at, drill.sources, assumed=drill.assumed
    )
