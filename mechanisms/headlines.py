"""How long the paragraph at the head of a page may be."""

from collections.abc import Sequence

LONGEST = 110
"""Characters that can be read at a glance, and read aloud; the marks of bold passages apart."""


def fitting(said: Sequence[str]) -> str:
    """Return the first of several ways to say it that is short enough, else the last.

    Parameters
    ----------
    said
        The fullest first; at least one.

    Examples
    --------
    >>> fitting(["甲" * 111, "**甲**" * 30])[:5]
    '**甲**'
    """
    return next((text for text in said if len(text.replace("**", "")) <= LONGEST), said[-1])
