"""When a quarter is supervised and on what ground, as data (`data/quarterly.yaml`)."""

from datetime import date, timedelta
from functools import cache

from data import policies
from data.datasets import Dataset
from data.records import FOLDER, CatalogueError, Record, parse, read_yaml
from metrics.periods import Period


class Ground(Record):
    """An article that asks for the quarter's look: its document, its gist in our own words."""

    document: str
    article: str
    gist: str


class QuarterlySettings(Record):
    """How quarters are looked at; each figure with its ground.

    Attributes
    ----------
    judged_days_after
        How many days after its end a quarter is judged.
    named
        How many units a sentence names at most.
    """

    judged_days_after: int
    judged_basis: str
    named: int
    named_basis: str
    grounds: tuple[Ground, ...]

    def ground_of(self, dataset: Dataset) -> tuple[str, Ground]:
        """Return the article for a city: 依据 its own document, else 参照 the first."""
        own = next((each for each in self.grounds if each.document in dataset.documents), None)
        return ("参照", self.grounds[0]) if own is None else ("依据", own)


@cache
def quarterly_settings() -> QuarterlySettings:
    """Return how quarters are looked at.

    Raises
    ------
    CatalogueError
        If an entry is unlawful, or a ground names an unknown document.
    """
    found = parse(QuarterlySettings, read_yaml(FOLDER / "quarterly.yaml"), "quarterly.yaml")
    unknown = {each.document for each in found.grounds} - policies.documents().keys()
    if unknown or not found.grounds:
        msg = (
            f"quarterly.yaml：grounds 须写明已登记的政策文件，现不符：{'、'.join(unknown) or '空'}"
        )
        raise CatalogueError(msg)
    return found


def judged_on(quarter: Period) -> date:
    """Return the day on which a quarter is judged."""
    return quarter.end + timedelta(days=quarterly_settings().judged_days_after)
