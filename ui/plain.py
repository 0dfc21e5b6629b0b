r"""Text that others wrote, shown as text: no picture, link, colour or formula comes of it."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER = "\u2060"
"""WORD JOINER, unseen: Streamlit makes addresses, icons and arrows of text even when escaped."""
_MADE_OF_TEXT = re.compile(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)|(?<=[-<>~=])(?=[-<>=])", re.I)


def plain(text: str) -> str:
    r"""Return text for Markdown with every sign of markup escaped, on one line.

    For what comes with a file or from a person: sources, titles, file names, reasons.

    Examples
    --------
    >>> print(plain("表[x](y)"))
    表\[x\]\(y\)
    """
    broken = _MADE_OF_TEXT.sub(_JOINER, " ".join(text.split()))
    return _PUNCTUATION.sub(r"\\\1", broken)
