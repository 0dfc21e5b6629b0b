"""Text as a file can hold it."""

from mechanisms.bulletin_content import NOT_PRINTABLE


def printable(text: str) -> str:
    r"""Return a text without the characters that neither XML nor a page can hold.

    Examples
    --------
    >>> printable("a\x00b")
    'ab'
    """
    return NOT_PRINTABLE.sub("", text)
