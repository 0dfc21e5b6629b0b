r"""Text that others wrote, shown as text: no picture, link, colour or formula comes of it."""

import re

_MARKUP = re.compile(r"([\\`*_~\[\]()!$:<>#|{}])")


def plain(text: str) -> str:
    r"""Return text for Markdown with every sign of markup escaped.

    For what comes with a file or from a person: sources, titles, file names, reasons.

    Examples
    --------
    >>> print(plain("表[x](javascript:1)"))
    表\[x\]\(javascript\:1\)
    """
    return _MARKUP.sub(r"\\\1", text)
