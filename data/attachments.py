"""Files that come with words: kept as they came, by their hash, once; taken by kind and size.

They are never opened here and only handed back as downloads. A file whose first bytes are not
those of what its name says is refused, so that no program comes in as a document.
"""

from pathlib import PurePath

from data.batches import keep_file
from data.file_safety import plain_file_name

MOST_BYTES = 20_000_000
_ZIP, _OLE = b"PK", bytes.fromhex("d0cf11e0a1b11ae1")
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF",),
    ".doc": (_OLE,),
    ".docx": (_ZIP,),
    ".xls": (_OLE, b"\x09\x08"),
    ".xlsx": (_ZIP,),
    ".csv": (),
    ".txt": (),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG",),
    ".ofd": (_ZIP,),
    ".zip": (_ZIP,),
}
"""First bytes by ending; a text file has none of its own, but no NUL bytes (UTF-16 apart)."""
ENDINGS = tuple(_BEGINNINGS)
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")


class AttachmentError(ValueError):
    """A file that is not taken; the text says which, why, and what may be sent."""


def check(file_name: str, content: bytes, what: str = "附件") -> None:
    """Refuse a file that is not taken.

    Raises
    ------
    AttachmentError
        If its ending is not among those taken, it is empty or too large, or its content is not
        what the ending says.

    Examples
    --------
    >>> check("../台账.pdf", b"")
    Traceback (most recent call last):
    data.attachments.AttachmentError: 台账.pdf：附件应不为空、不超过20 MB
    """
    name = plain_file_name(file_name)
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        msg = f"{name}：{what}不收此类；可收：{'、'.join(ENDINGS)}"
        raise AttachmentError(msg)
    if not 0 < len(content) <= MOST_BYTES:
        msg = f"{name}：{what}应不为空、不超过{MOST_BYTES // 1_000_000} MB"
        raise AttachmentError(msg)
    if not _is_what_it_says(ending, content):
        msg = f"{name}：内容不是 {ending} 文件，可能改过名或已损坏；请用原来的程序另存后再附"
        raise AttachmentError(msg)


def _is_what_it_says(ending: str, content: bytes) -> bool:
    beginnings = _BEGINNINGS[ending]
    if beginnings:
        return content.startswith(beginnings)
    return b"\0" not in content or content.startswith(_WIDE_TEXT)


def keep(file_name: str, content: bytes, what: str = "附件") -> tuple[str, str, int]:
    """Keep a file that is taken; return its plain name, its sha256 and its size.

    Raises
    ------
    AttachmentError
        As `check`.
    """
    check(file_name, content, what)
    return plain_file_name(file_name), keep_file(content).name, len(content)
