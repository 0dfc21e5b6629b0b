"""Texts of printed tables made comparable: width, brackets and blanks carry no meaning."""

import re
import unicodedata
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = str.maketrans("〔［【〈｛[{〕］】〉｝]}", "((((((()))))))")
_MOST_TEXTS = 4096
"""Texts that are remembered: heads and names are the same from sheet to sheet."""
_LONGEST_TEXT = 100


def squeezed(text: str) -> str:
    r"""Return a text in half-width characters, with round brackets, without any blank.

    Parameters
    ----------
    text
        Text of a cell; blanks of any kind, line breaks and invisible characters are dropped.

    Examples
    --------
    >>> squeezed("总额\n（亿 元）"), squeezed("双\u3000清"), squeezed("１－９月")
    ('总额(亿元)', '双清', '1-9月')
    """
    return _squeezed(text) if len(text) > _LONGEST_TEXT else _remembered(text)


def _squeezed(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)


_remembered = lru_cache(maxsize=_MOST_TEXTS)(_squeezed)
