"""From which counties a firm's figure could ever be seen by name.

A county sees the firms that belong to it, with all their months. It may ask as of an earlier day
or vintage, when a firm was still its own: then it sees what was known of the firm by then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data import enterprises, store
from data.store import Question

Moment = tuple[date, int]
"""A day of publication and a vintage."""


@dataclass(frozen=True, eq=False)
class Sight:
    """Where the firms were said to be: of each the regions by moment, the newest last."""

    places: Mapping[int, Sequence[tuple[Moment, str]]]
    own: frozenset[str]

    def of(self, firm: int, said: Moment) -> frozenset[str]:
        """Return the counties from which a figure can be seen that was said at a moment.

        Examples
        --------
        >>> moves = [((date(2025, 9, 1), 1), "甲"), ((date(2025, 11, 1), 5), "乙")]
        >>> sight = Sight({7: moves}, frozenset({"甲", "乙"}))
        >>> sorted(sight.of(7, (date(2025, 10, 20), 2)))
        ['乙', '甲']
        >>> sorted(sight.of(7, (date(2025, 12, 1), 6)))
        ['乙']
        """
        known = self.places.get(firm, ())
        return self.own.intersection(
            region for moment, region in known if _counted(moment, said, known)
        )


def _counted(moment: Moment, said: Moment, known: Sequence[tuple[Moment, str]]) -> bool:
    """Whether a place counted on a day and at a vintage by which a figure was known as well.

    The first such day and vintage decide: later ones only bring newer places.
    """
    day, vintage = max(moment[0], said[0]), max(moment[1], said[1])
    by_then = [each for each, _ in known if each[0] <= day and each[1] <= vintage]
    return by_then[-1] == moment


def sight(question: Question) -> Sight:
    """Return where all firms were said to be, whoever asks."""
    found = enterprises.places(question)
    places: dict[int, list[tuple[Moment, str]]] = {}
    names = ("firm", "published_at", "batch", "region")
    for firm, day, batch, region in zip(*(found[name] for name in names), strict=True):
        places.setdefault(int(firm), []).append(((day, int(batch)), str(region)))
    regions = tuple(found["region"].unique())
    return Sight(places, frozenset(store.regions_of_firms(question.within(regions)) or ()))
