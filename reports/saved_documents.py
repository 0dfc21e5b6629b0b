"""Word documents as they are saved: who made them, and nothing in them that a clock decides."""

import io
from datetime import UTC, date, datetime

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from reports.fixed_zip import with_fixed_times
from reports.printable import printable

LONGEST_PROPERTY = 255


def saved(document: Document, title: str, comments: str, day: date) -> bytes:
    """Return a document as a file: equal for equal contents.

    Parameters
    ----------
    comments
        Where its figures come from.
    day
        Stands in its properties as the day on which it was made.
    """
    _set_properties(document, title, comments, day)
    package = document.part.package
    for key, relation in list(package.rels.items()):  # the picture of python-docx's template
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]
    made = io.BytesIO()
    document.save(made)
    return with_fixed_times(made.getvalue())


def _set_properties(document: Document, title: str, comments: str, day: date) -> None:
    properties = document.core_properties
    properties.title = printable(title)[:LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = "工况"
    properties.comments = printable(comments)[:LONGEST_PROPERTY]
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    properties.revision = 1
