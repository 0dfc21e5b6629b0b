"""What counts as a written explanation of a finding (核实性错误): stock phrases do not."""

import re
from collections.abc import Sequence

HAN = re.compile("[\u4e00-\u9fff]")
NOT_A_LETTER = re.compile(r"[\W_]+")


def substance(text: str, empty_phrases: Sequence[str]) -> str:
    """Return what a text says besides punctuation, blanks and stock phrases.

    Parameters
    ----------
    text
        What the sender wrote.
    empty_phrases
        Phrases that explain nothing, such as 核实无误; the longest are taken out first.

    Examples
    --------
    >>> substance("经核实无误！", ["核实", "核实无误", "经核实无误"])
    ''
    >>> substance("核实无误：8月起新增2户企业", ["核实无误"])
    '8月起新增2户企业'
    """
    left = NOT_A_LETTER.sub("", text)
    for phrase in sorted(empty_phrases, key=len, reverse=True):
        left = left.replace(phrase, "")
    return left


def explains(text: str, empty_phrases: Sequence[str], least: int) -> bool:
    """Say whether a text explains anything.

    A text of a few signs over and over (“啊啊啊啊啊啊”) or of figures only (“123456”) explains
    nothing either: different Chinese letters are counted.

    Parameters
    ----------
    least
        Different Chinese letters that must remain besides stock phrases and punctuation.

    References
    ----------
    合肥市工业统计联网直报审核要求：核实性错误须写明情况，“不能只填写‘核实无误’”。

    Examples
    --------
    >>> explains("核实无误", ["核实无误"], 6)
    False
    >>> explains("该县两户企业并表，基数同步调整", ["核实无误"], 6)
    True
    """
    return len(set(HAN.findall(substance(text, empty_phrases)))) >= least
