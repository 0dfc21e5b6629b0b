r"""Text that others wrote, shown as text: no picture, link, colour or formula comes of it."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MARKUP = re.compile(r"[\\`_\[\]<>#$:~|!&]|(?<!\*)\*(?!\*)")
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


def emphasised(text: str) -> str:
    r"""Return a sentence for Markdown in which only bold passages (``**``) are markup.

    For sentences of `mechanisms/`, which hold names as they were received. Figures stay as they
    are, so that the sentence can be found again.

    Examples
    --------
    >>> print(emphasised("**增长4.5%**，最多的是[某厂](y)"))
    **增长4.5%**，最多的是\[某厂\](y)
    """
    broken = _MADE_OF_TEXT.sub(_JOINER, " ".join(text.split()))
    return _MARKUP.sub(r"\\\g<0>", broken)
