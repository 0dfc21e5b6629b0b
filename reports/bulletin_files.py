"""A bulletin in all its formats, drawn from one content."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from mechanisms.bulletin_content import Content
from reports.bulletin_page import bulletin_page
from reports.bulletin_workbook import bulletin_workbook
from reports.official_document import official_document


def _word(content: Content, issued_on: date | None) -> bytes:
    return official_document(content, issued_on=issued_on)


def _excel(content: Content, _: date | None) -> bytes:
    return bulletin_workbook(content)


def _page(content: Content, _: date | None) -> bytes:
    return bulletin_page(content).encode()


MAKERS: Mapping[str, Callable[[Content, date | None], bytes]] = MappingProxyType(
    {"docx": _word, "xlsx": _excel, "html": _page}
)
"""How each format is made, by file ending; without a date of issue its place stays blank."""
