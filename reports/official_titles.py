"""Breaking the title of an official document: lines of whole words, none much shorter."""

from reports.table_heads import text_width

UPRIGHT, TURNED = 18.5, 26.5
"""Characters of 22 pt on a line: 20 fill 156 mm, less where another font stands in."""
AFTER = "省市县区月度的和及与，、》〉）"
"""Characters after which a title is best broken."""
BEFORE = "，、。；：》〉）”—％%"
"""Characters that begin no line."""


def title_lines(title: str, most: float = UPRIGHT) -> list[str]:
    """Return the lines of a title, of about one width each.

    Examples
    --------
    >>> title_lines("关于2025年1—9月邵阳市规上工业主要指标排名情况的通报")
    ['关于2025年1—9月邵阳市', '规上工业主要指标排名情况的通报']
    """
    count = -(-text_width(title) // most)
    if count <= 1:
        return [title]
    aim = text_width(title) / count
    cut = min(_cuts(title, most, aim), key=lambda place: _badness(title, place, most))
    return [title[:cut], *title_lines(title[cut:], most)]


def _cuts(title: str, most: float, aim: float) -> list[int]:
    """Return where the first line may end: not too short, not inside a number."""
    places = range(1, min(len(title), int(2 * most) + 1))
    fitting = [p for p in places if aim * 0.6 <= text_width(title[:p]) <= most]
    whole = [p for p in fitting if not _is_inside(title, p)]
    return whole or fitting or [1]


def _is_inside(title: str, place: int) -> bool:
    before, after = title[place - 1], title[place]
    return after in BEFORE or before in "（《〈“—" or (before.isascii() and after.isascii())


def _badness(title: str, place: int, most: float) -> float:
    """Return how ill a line ends there: far from its share, inside a word, or one line too many."""
    width = text_width(title)
    count = -(-width // most)
    share = abs(text_width(title[:place]) - width / count)
    in_word = 0 if title[place - 1] in AFTER else 8
    too_long = text_width(title[place:]) > most * (count - 1)
    return share + in_word + (100 if too_long else 0)
