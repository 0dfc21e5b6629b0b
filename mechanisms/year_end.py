"""年度考核: the year's places on all boards beside how the city's targets were met.

They stand side by side; no document says how they would be added up.
"""

from dataclasses import dataclass, replace

from data.quarterly_settings import judged_on
from data.store import Question
from mechanisms import supervision
from mechanisms.enquiry import EnquiryError
from mechanisms.supervision import Board as TargetBoard
from mechanisms.year_places import YearPlaces, year_places
from metrics.periods import Period


@dataclass(frozen=True, eq=False)
class YearEnd:
    """A year for its assessment.

    Attributes
    ----------
    targets
        As they stood on the day on which the year's last quarter is judged, or on the viewer's
        own day where that is earlier; None in a city without documents.
    """

    places: YearPlaces
    targets: TargetBoard | None


def year_of(text: str) -> int:
    """Return the year that a text names.

    Raises
    ------
    EnquiryError
        If it is no year of four digits.
    """
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        msg = f"“{text}”不是年份；写法如 2020"
        raise EnquiryError(msg)
    return int(text)


def year_end(question: Question, year: int | None = None) -> YearEnd:
    """Return a year (default: the newest) for its assessment.

    Parameters
    ----------
    question
        It must see all units.
    """
    places = year_places(question, year)
    last = judged_on(Period.of_quarter(places.year, 4))
    asked = replace(question, as_of=min(question.as_of, last))
    return YearEnd(places, supervision.board(asked) if places.dataset.documents else None)
