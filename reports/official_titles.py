"""Breaking the title of an official document: lines of whole words, none much shorter."""

from reports.table_heads import text_width

MOST = 20.0
"""Characters of 22 pt on a line of 156 mm, with a little air."""
AFTER = "省市县区月度的和及与，、》）"
"""Characters after which a title is best broken."""
BEFORE = "，、。；：》）”—％%"
"""Characters that begin no line."""


def title_lines(title: str, most: float = MOST) -> list[str]:
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
    cut = min(_cuts(title, most, aim), key=lambda place: _badness(title, place, aim))
    return [title[:cut], *title_lines(title[cut:], most)]


def _cuts(title: str, most: float, aim: float) -> list[int]:
    """Return where the first line may end: not too short, not inside a number."""
    places = range(1, len(title))
    fitting = [p for p in places if aim * 0.6 <= text_width(title[:p]) <= most]
    whole = [p for p in fitting if not _is_inside(title, p)]
    return whole or fitting or [1]


def _is_inside(title: str, place: int) -> bool:
    before, after = title[place - 1], title[place]
    return after in BEFORE or before in "（《“—" or (before.isascii() and after.isascii())


def _badness(title: str, place: int, aim: float) -> float:
    """Return how ill a line ends: the distance from the aim, less after a closing word."""
    fits_rest = text_width(title[place:]) <= MOST * max(1, -(-text_width(title) // MOST) - 1)
    distance = abs(text_width(title[:place]) - aim)
    return distance + (0 if title[place - 1] in AFTER else 8) + (0 if fits_rest else 100)
