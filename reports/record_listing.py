"""Working records on the command line: the list, the text of one, its files."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from data import permissions
from data.bulletin_records import Bulletin
from data.bulletin_states import STATE_WORDS
from mechanisms import bulletin_life
from mechanisms.bulletin_content import Content, from_json
from mechanisms.bulletin_life import Desk
from mechanisms.content_layout import attachments, sections
from mechanisms.records import Found
from reports.bulletin_files import MAKERS
from reports.listing import Column
from reports.written_files import write_file

RECORDS = (
    Column("id", "编号", right=True),
    Column("period"),
    Column("title", "标题"),
    Column("standing", "状态"),
    Column("version", "版", right=True),
    Column("signer", "签发人"),
    Column("issued_on", "签发日期"),
    Column("vintage", "数据版本", right=True),
    Column("found", "命中文字"),
)


def rows(found: tuple[Found, ...], *, searched: bool) -> list[dict[str, object]]:
    """Return records as rows for `reports.listing.show`."""
    return [_row(each, searched=searched) for each in found]


def _row(found: Found, *, searched: bool) -> dict[str, object]:
    record, content = found.record, found.content
    return {
        "id": record.id,
        "period": record.period,
        "title": content.printed_title,
        "standing": standing(record),
        "version": record.version,
        "signer": content.signer,
        "issued_on": record.issued_on.isoformat() if record.issued_on else "",
        "vintage": content.vintage,
        "found": found.excerpts[0] if searched and found.excerpts else "",
    }


def standing(record: Bulletin) -> str:
    """Say where a record stands: in the making, or signed and whether it still holds."""
    signed = record.state == "issued"
    return bulletin_life.standing(record) if signed else STATE_WORDS[record.state]


def read(desk: Desk, found: Bulletin) -> Content:
    """Return a record as it is read: a draft with what the ledger says now."""
    content = from_json(found.content)
    if not found.is_open:
        return content
    return desk.family.complete(desk.viewer, desk.dataset, content)


def text(found: Bulletin, content: Content) -> str:
    """Return a record as plain text, its tables by title; their rows are in the files."""
    return "\n".join(_lines(found, content)) + "\n"


def _lines(found: Bulletin, content: Content) -> Iterator[str]:
    yield f"{found.named}　{standing(found)}　第{found.version}版"
    yield content.printed_title
    for section in sections(content):
        yield from (each for each in (section.heading, *section.paragraphs) if each)
        for table in (*section.leading, *section.tables):
            yield f"表：{table.title}（{len(table.rows)}行）"
            yield from ("　".join(cell.text for cell in row.cells) for row in table.rows)
        yield from (f"图：{chart.title}（{chart.unit}）" for chart in section.charts)
    yield from (f"附表：{table.title}（{len(table.rows)}行）" for table in attachments(content))
    yield from (f"注{number}：{note}" for number, note in enumerate(content.notes, start=1))
    yield content.provenance


def write(desk: Desk, found: Bulletin, content: Content, path: Path) -> None:
    """Write a record to a file in the format of its ending, a signed one as it was signed.

    Raises
    ------
    PermissionDeniedError
        If the viewer may not export.
    ExportError
        If there is no such format, or the place cannot be written to.
    """
    permissions.require(desk.viewer, "export", desk.dataset)
    write_file(path, {f".{e}": partial(_bytes, desk, found, content, e) for e in MAKERS})


def _bytes(desk: Desk, found: Bulletin, content: Content, ending: str) -> bytes:
    if found.state != "issued":
        return MAKERS[ending](content, None)
    viewer, dataset, family = desk.viewer, desk.dataset, desk.family
    return bulletin_life.issued_file(viewer, dataset, found.id, ending, family).content
