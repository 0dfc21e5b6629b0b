"""企业透视 as an Excel workbook: what the viewer sees of a place, with the same cells left out."""

import io
from collections.abc import Iterator
from datetime import datetime

import xlsxwriter

from mechanisms import firm_contributions, firm_drill_tables, firm_drill_words, firm_matrix
from mechanisms.firm_drill import Drill, Step
from mechanisms.linked_tables import Table
from reports.linked_sheets import write_table
from reports.safe_sheets import TEXTS_STAY_TEXTS

INSIDE = "含单户数据，按统计法保密，仅供有权人员内部使用"


def enterprise_workbook(drill: Drill) -> bytes:
    """Return a place, who moved it, and the table of counties and industries as an xlsx file."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(TEXTS_STAY_TEXTS)) as book:
        created = datetime.fromisoformat(drill.question.as_of.isoformat())
        title = f"{drill.dataset.name}企业透视"
        book.set_properties({"title": title, "author": "工况", "created": created})
        notes = [*([INSIDE] if drill.is_exact else []), *firm_drill_words.notes(drill)]
        for table in _tables(drill):
            simulated = drill.dataset.kind == "simulated"
            write_table(book, table, origin(drill), notes, simulated=simulated)
    return made.getvalue()


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
    published = f"数据截至{drill.published_at}" if drill.published_at else "尚无数据"
    mark = "（推定）" if drill.assumed else ""
    sources = "、".join(drill.sources[:1]) or drill.dataset.source
    return (
        f"{published}{mark}　数据时点{drill.question.as_of}　第{drill.question.vintage}版　"
        f"来源：{sources}　性质：{drill.dataset.kind_label}"
    )
