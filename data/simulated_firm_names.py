"""Invented names and codes of firms: valid in form, and plainly nobody's.

A name is place, 字号, trade word, 有限公司. The 字号 begins with one of the Ten Stems or Twelve
Branches, followed by a tree, a bird or the like: 乙槐, 寅雁. A code is a valid unified social
credit code whose organisation part begins with MN (模拟), which no registry gives out.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_FIRST = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_SECOND = (
    "松柏桐槐榆柳枫杉梅兰竹菊荷莲桂棠藤芦蒲葵茶桑枣杏桃梨樟鹤鸥雁燕鹰鸽雀鹿马羊犬兔龟鲤贝玉石泉溪泽湖岭峰岩"
    "星月云霞虹露霜雪雷风潮浪帆舟桥塔亭楼"
)
PAIRS = len(_FIRST) * len(_SECOND)
_ALPHABET = np.array(list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_BODY_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_SIMULATED = "MN"
MOST = 1_000_000
"""So many codes can be told apart."""


def trade_names(order: npt.NDArray[np.int64]) -> list[str]:
    """Return a 字号 for each number: two characters, four from number 1,518 on; none twice.

    Examples
    --------
    >>> trade_names(np.array([0, 1, 1518]))
    ['甲松', '乙松', '乙松甲松']
    """
    pairs = [first + second for second in _SECOND for first in _FIRST]
    return [
        pairs[number] if number < PAIRS else pairs[number // PAIRS] + pairs[number % PAIRS]
        for number in order.tolist()
    ]


def names(places: Sequence[str], marks: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return full names.

    Examples
    --------
    >>> names(["瑞安"], ["甲松"], ["鞋业"])
    ['瑞安甲松鞋业有限公司']
    """
    return [
        f"{place}{mark}{word}有限公司"
        for place, mark, word in zip(places, marks, words, strict=True)
    ]


def codes(regions: Sequence[str], serials: npt.NDArray[np.int64]) -> list[str]:
    """Return unified social credit codes, one for each region (six digits) and serial.

    Examples
    --------
    >>> codes(["330381"], np.array([17]))
    ['91330381MN0000178F']
    """
    if len(serials) and int(serials.max()) >= MOST:
        msg = f"企业序号须小于{MOST}"
        raise ValueError(msg)
    texts = [
        f"91{region}{_SIMULATED}{serial:06d}"
        for region, serial in zip(regions, serials, strict=True)
    ]
    if not texts:
        return []
    letters = np.array(texts, dtype="U16").view("U1").reshape(len(texts), 16)
    organisation = _organisation_check(letters[:, 8:])
    whole = np.concatenate([letters, organisation[:, None]], axis=1)
    values = np.searchsorted(_ALPHABET, whole)
    check = _ALPHABET[(31 - (values * _WEIGHTS).sum(axis=1)) % 31]
    return [text + a + b for text, a, b in zip(texts, organisation, check, strict=True)]


def _organisation_check(body: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """Return the check character of an organisation's own code (GB 11714)."""
    is_letter = body > "9"
    values = np.where(is_letter, body.view(np.uint32) - ord("A") + 10, body.view(np.uint32) - 48)
    rest = 11 - (values * _BODY_WEIGHTS).sum(axis=1) % 11
    check: npt.NDArray[np.str_] = np.array([*"0123456789", "X", "0"])[rest]
    return check
