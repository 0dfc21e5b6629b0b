"""Bulletins on the command line: the list, the text of one, its files."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from data import bulletin_records, datasets, permissions
from data.bulletin_records import Bulletin
from data.bulletin_states import FORM_WORDS, STATE_WORDS
from data.datasets import Dataset
from data.permissions import Viewer
from data.store import Question
from mechanisms import bulletin_life
from mechanisms.bulletin_comparison import touch_words, touched
from mechanisms.bulletin_content import from_json
from reports.bulletin_files import MAKERS
from reports.listing import Column, as_text
from reports.written_files import write_file

HASH_LENGTH = 12
CONTENT = "json"

BULLETINS = (
    Column("id", "编号", right=True),
    Column("form", "文种", lambda cell: FORM_WORDS[as_text(cell)]),
    Column("state", "状态", lambda cell: STATE_WORDS[as_text(cell)]),
    Column("title", "标题"),
    Column("period"),
    Column("version", "版", right=True),
    Column("refers_to"),
    Column("issued_on", "成文日期"),
    Column("issued_by", "签发人"),
    Column("vintage", "数据版本", right=True),
    Column("sha256", "校验码", lambda cell: as_text(cell)[:HASH_LENGTH]),
    Column("standing", "效力"),
    Column("touched", "与现有数据"),
)


def rows(viewer: Viewer, question: Question) -> list[dict[str, object]]:
    """Return the bulletins that a viewer may see as rows for `reports.listing.show`."""
    hashes = bulletin_records.hashes(question.dataset)
    found = bulletin_life.listed(viewer, datasets.dataset(question.dataset))
    return [_row(question, each, hashes.get(each.id, {}).get("docx", "")) for each in found]


def _row(question: Question, found: Bulletin, sha256: str) -> dict[str, object]:
    content = from_json(found.content)
    is_issued = found.state == "issued"
    has_figures = found.in_force and found.form != "withdrawal"
    changed = touched(question, content) if has_figures else ()
    return {
        **found.__dict__,
        "title": content.printed_title,
        "issued_by": found.state_actor if is_issued else "",
        "vintage": content.vintage,
        "sha256": sha256,
        "standing": bulletin_life.standing(found),
        "touched": touch_words(changed) or ("一致" if has_figures else ""),
    }


def text(found: Bulletin) -> str:
    """Return a bulletin as plain text: head, paragraphs, notes; tables are in the files."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Bulletin) -> Iterator[str]:
    content = from_json(found.content)
    yield f"通报 {found.id}　{bulletin_life.standing(found)}　第{found.version}版"
    yield content.printed_title
    if content.recipients:
        yield f"{content.recipients}："
    yield from content.paragraphs
    yield from (f"附表：{table.title}（{len(table.rows)}行）" for table in content.tables)
    yield from (f"注{number}：{note}" for number, note in enumerate(content.notes, start=1))
    yield content.provenance


def write(viewer: Viewer, dataset: Dataset, found: Bulletin, path: Path) -> None:
    """Write a bulletin to a file in the format of its ending, the issued one as it was issued.

    Raises
    ------
    PermissionDeniedError
        If the viewer may not export.
    ExportError
        If there is no such format, or the place cannot be written to.
    """
    permissions.require(viewer, "export", dataset)
    makers = {
        f".{ending}": partial(_bytes, viewer, dataset, found, ending)
        for ending in (*MAKERS, CONTENT)
    }
    write_file(path, makers)


def _bytes(viewer: Viewer, dataset: Dataset, found: Bulletin, ending: str) -> bytes:
    if ending == CONTENT:
        return found.content.encode()
    if found.state == "issued":
        return bulletin_life.issued_file(viewer, dataset, found.id, ending).content
    return MAKERS[ending](from_json(found.content), None)
