"""What is said of a file besides its content, and the steps of its intake that cannot be taken."""

from dataclasses import dataclass
from datetime import date


class IntakeError(ValueError):
    """A step of the intake that cannot be taken; the text says why and what to do."""


@dataclass(frozen=True)
class Delivery:
    """What is said of a file besides its content; an empty field is filled by the release rule.

    Attributes
    ----------
    month
        Month of the release, such as ``2025-09``, for periods printed without a year.
    published_at
        The day on which the world could know the figures; None takes the release calendar's.
    """

    month: str = ""
    published_at: date | None = None
    source: str = ""
    sender: str = ""
