"""Landing estimate: where a running total will stand at its deadline, and how sure that is.

A course is a row of monthly increments: some history, then the months of the window under way.
The landing adds an estimate of the months that are left. It never changes a known figure, and it
says in words which method it used and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

RUN_RATE = "run_rate"
LABELS = {RUN_RATE: "近期平均速度"}
LEAST_PROBABILITY, MOST_PROBABILITY = 0.003, 0.997
"""A probability is never said to be nought or one: figures are revised."""
Z_80, Z_50 = NormalDist().inv_cdf(0.9), NormalDist().inv_cdf(0.75)


@dataclass(frozen=True, eq=False)
class Course:
    """Monthly increments up to the last one known, and what is left to the deadline.

    Attributes
    ----------
    increments
        One per point of time, oldest first, in the unit of the total; NaN is 未报. The last
        `months_done` of them belong to the window of the target, those before are history. They
        end with the point up to which the figures reach.
    months_done
        Points of the window that have gone by; 0 where it has only just begun.
    months_left
        Points from there to the deadline, possibly more than a year.
    season
        Points a year: 12, or 11 where 1—2月 is one figure.
    """

    increments: FloatArray
    months_done: int
    months_left: int
    season: int = 12

    def __post_init__(self) -> None:
        object.__setattr__(self, "increments", np.asarray(self.increments, dtype=np.float64))
        if not 0 <= self.months_done <= len(self.increments):
            msg = (
                f"推算的起点：已过{self.months_done}个月，而月度数有{len(self.increments)}个；"
                "已过月数应在0与月度数个数之间"
            )
            raise ValueError(msg)
        if self.months_left < 0:
            msg = f"推算的起点：剩余{self.months_left}个月；应为0或更多"
            raise ValueError(msg)

    @property
    def known(self) -> float:
        """The total so far: the sum of the known months of the window."""
        return float(np.nansum(self.increments[len(self.increments) - self.months_done :]))


@dataclass(frozen=True)
class Landing:
    """Where a course is expected to end.

    Attributes
    ----------
    method, label
        The method: a code, and its name in Chinese.
    total
        The estimate of the total at the deadline, in the unit of the increments.
    low_80, high_80, low_50, high_50
        The limits between which the total will lie in 80 and 50 of 100 cases; NaN where the data
        are too few to say.
    path, low_path, high_path, low_50_path, high_50_path
        The same along the way: the running total after each month that is left. The last of each
        is the landing itself.
    note
        In words: the method and its reason, and what the reader should know of it.
    """

    method: str
    label: str
    total: float
    low_80: float
    high_80: float
    low_50: float
    high_50: float
    path: tuple[float, ...]
    low_path: tuple[float, ...]
    high_path: tuple[float, ...]
    low_50_path: tuple[float, ...]
    high_50_path: tuple[float, ...]
    note: str

    def probability(self, target: float, at_least: bool = True) -> float:
        """Return how probable it is that the total reaches a target.

        Parameters
        ----------
        target
            In the unit of the total.
        at_least
            True: the total is at least the target; False: at most.

        Returns
        -------
        float
            Between 0.003 and 0.997; NaN where the data are too few for an interval.
        """
        spread = (self.high_80 - self.low_80) / (2 * Z_80)
        if spread == 0:
            share = float(self.total >= target)
        else:
            share = 1 - NormalDist(self.total, spread).cdf(target)
        share = share if at_least else 1 - share
        return float(np.clip(share, LEAST_PROBABILITY, MOST_PROBABILITY))


def land(course: Course, pool: Sequence[Course] = ()) -> Landing:
    """Estimate where a course ends.

    Parameters
    ----------
    course
        The increments, and the months that are left.
    pool
        Courses of the same kind at the same month, whose past errors widen or narrow the
        interval.

    Raises
    ------
    ValueError
        If no month is known.
    """
    known = course.increments[np.isfinite(course.increments)][-course.season :]
    if not len(known):
        msg = "推算到期值：没有一个已知的月度数；请先报送进度"
        raise ValueError(msg)
    steps = np.arange(1, course.months_left + 1)
    spread = float(np.std(known, ddof=1)) if len(known) > 1 else float("nan")
    middle = course.known + steps * known.mean()
    width = spread * np.sqrt(steps)
    return _landing(course, middle, width)


def _landing(course: Course, middle: FloatArray, width: FloatArray) -> Landing:
    bands = [middle + z * width for z in (0.0, -Z_80, Z_80, -Z_50, Z_50)]
    ends = [float(band[-1]) if len(band) else course.known for band in bands]
    paths = [tuple(map(float, band)) for band in bands]
    note = f"按{LABELS[RUN_RATE]}推算"
    return Landing(RUN_RATE, LABELS[RUN_RATE], *ends, *paths, note)
