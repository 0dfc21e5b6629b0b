"""Headings inside a bulletin's text: 一、 stands alone, （一） may lead its paragraph."""

import re

_HEADING = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)[^。]*。?")


def parted(text: str) -> tuple[str, str]:
    """Return the heading that begins a paragraph, with its mark, and the rest; empty for none.

    Examples
    --------
    >>> parted("（一）营业收入。1—8月，全市增长10.2%。")
    ('（一）营业收入。', '1—8月，全市增长10.2%。')
    >>> parted("请各县区核对。")
    ('', '请各县区核对。')
    """
    found = _HEADING.match(text)
    length = found.end() if found else 0
    return text[:length], text[length:]
