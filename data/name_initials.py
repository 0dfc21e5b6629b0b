"""Initials of the pinyin of names, so that firms are found by what is quickest to type."""

import re
import unicodedata

LONGEST = 60
_AFTER_A_PLACE = re.compile(r"(?<=[省市县区镇乡])")
"""What follows a place is read by itself: in 乐清市长城 stands no 市长."""


def initials(name: str) -> str:
    """Return the first letter of each syllable; letters and digits stay, signs are dropped.

    Characters of several readings are read by the phrases in which they stand, as far as the
    dictionary knows them (乐清 yq, 长城 cc); a wrong reading makes a firm harder to find, no more.

    Examples
    --------
    >>> initials("乐清市长城电器（集团）Ａ-3"), initials("ABC")
    ('yqsccdqjta3', 'abc')
    """
    from pypinyin import Style, lazy_pinyin  # a large dictionary: needed when names come in only

    plain = unicodedata.normalize("NFKC", name).lower()
    parts = [part for part in _AFTER_A_PLACE.split(plain) if part]
    letters = "".join("".join(lazy_pinyin(each, style=Style.FIRST_LETTER)) for each in parts)
    return "".join(each for each in letters if each.isascii() and each.isalnum())[:LONGEST]


def is_asked_by_initials(text: str) -> bool:
    """Say whether a search could mean initials: letters and digits only, a letter among them.

    Examples
    --------
    >>> is_asked_by_initials("ztdq"), is_asked_by_initials("91330"), is_asked_by_initials("正泰")
    (True, False, False)
    """
    return text.isascii() and text.isalnum() and any(each.isalpha() for each in text)
