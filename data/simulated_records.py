"""Simulated working records: who concluded what when, declared beside the simulated figures.

They are not written when the city is made, since that takes seconds a record; see
`mechanisms.record_rehearsal`.
"""

from datetime import date

from pydantic import Field

from data.bulletin_states import RecordForm
from data.datasets import Dataset
from data.records import Record, parse


class PlannedRecord(Record):
    """A record as it is begun, concluded and signed on one day, its judgement day.

    Attributes
    ----------
    writer, signer
        Names of invented persons, not the same.
    """

    form: RecordForm
    period: str
    day: date
    writer: str
    signer: str
    conclusions: tuple[str, ...] = Field(min_length=1)


class Plan(Record):
    """The records of a city, in the order of their days."""

    entries: tuple[PlannedRecord, ...] = ()


def planned(dataset: Dataset) -> tuple[PlannedRecord, ...]:
    """Return the records that a dataset's declaration plans; none where it plans none.

    Raises
    ------
    CatalogueError
        If the declaration is not as it must be.
    """
    content = (dataset.simulate or {}).get("records")
    if content is None:
        return ()
    return parse(Plan, content, f"{dataset.id}.yaml：simulate.records").entries
