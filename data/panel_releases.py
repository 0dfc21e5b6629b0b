"""Totals of firms that were released to those who may not see single firms.

A release is one table of a month and a column: places, divisions and their totals, with what had
to be left out. It is kept as it was given out, since the next one depends on what is known by
then; nothing of it is ever changed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from data import schema, storage, vintages
from data.store import Question
from data.vintages import CommitError


@dataclass(frozen=True)
class ReleasedCell:
    """A cell as outsiders see it.

    Attributes
    ----------
    region, industry
        Codes; empty stands for all of them.
    firms, reported
        How many stand in the panel, and how many gave a figure.
    total
        None where it is withheld, or nobody reported.
    """

    region: str
    industry: str
    firms: int
    reported: int
    total: float | None

    @property
    def is_withheld(self) -> bool:
        """Whether there is a total that may not be shown."""
        return self.total is None and self.reported > 0


@dataclass(frozen=True)
class Release:
    """A table that was released.

    Attributes
    ----------
    as_of, vintage
        The figures are those known by then.
    rule
        What had to be protected, in words.
    given_away
        Sums that earlier releases alone tell better than the rule allows.
    """

    number: int
    month: str
    indicator: str
    as_of: date
    vintage: int
    released_at: datetime
    actor: str
    rule: str
    cells: tuple[ReleasedCell, ...]
    given_away: tuple[str, ...]

    def question(self, dataset: str, scope: tuple[str, ...] | None) -> Question:
        """Return the question whose answers were released."""
        return Question(dataset, self.as_of, self.vintage, scope)


def releases(question: Question, month: str, indicator: str) -> list[Release]:
    """Return what was released of a month and a column by the time of a question, in its order."""
    with storage.reading(question.dataset) as connection:
        return _releases(connection, question, month, indicator)


def _releases(
    connection: Connection, question: Question, month: str, indicator: str
) -> list[Release]:
    table = schema.panel_release
    query = (
        select(table)
        .where(
            table.c.month == month,
            table.c.indicator == indicator,
            table.c.as_of <= question.as_of,
            table.c.vintage <= question.vintage,
        )
        .order_by(table.c.id)
    )
    return [_read(row) for row in connection.execute(query).mappings()]


def _read(row: Any) -> Release:  # noqa: ANN401 - a row of the table
    return Release(
        row["id"],
        row["month"],
        row["indicator"],
        row["as_of"],
        row["vintage"],
        row["released_at"],
        row["actor"],
        row["rule"],
        tuple(ReleasedCell(*cell) for cell in json.loads(row["cells"])),
        tuple(json.loads(row["given_away"])),
    )


def newest_number(question: Question, month: str, columns: Iterable[str]) -> int:
    """Return the number of the newest release of some columns, 0 for none.

    What was released belongs to no vintage of its own: answers that rest on it are kept by this.
    """
    table = schema.panel_release.c
    query = select(func.max(table.id)).where(
        table.month == month,
        table.indicator.in_(tuple(columns)),
        table.as_of <= question.as_of,
        table.vintage <= question.vintage,
    )
    with storage.reading(question.dataset) as connection:
        return connection.scalar(query) or 0


def keep(
    question: Question,
    about: tuple[str, str],
    cells: Sequence[ReleasedCell],
    words: tuple[str, str, Sequence[str]],
    after: int,
) -> int:
    """Keep a release and return its number.

    Parameters
    ----------
    about
        Month and column.
    words
        Who releases it, the rule, and what earlier releases gave away.
    after
        The number of the release before it, 0 for none: it was searched with that one in mind.

    Raises
    ------
    CommitError
        If something of the same month and column was released meanwhile.
    """
    month, indicator = about
    actor, rule, given_away = words
    with storage.writing(question.dataset) as connection:
        vintages.one_writer(connection)
        if _newest(connection, month, indicator) != after:
            msg = f"{month} {indicator}：其间已有新的放行，请重新计算后再放行"
            raise CommitError(msg)
        found = connection.execute(
            insert(schema.panel_release)
            .values(
                month=month,
                indicator=indicator,
                as_of=question.as_of,
                vintage=question.vintage,
                released_at=datetime.now(UTC),
                actor=actor,
                rule=rule,
                cells=json.dumps([astuple(cell) for cell in cells]),
                given_away=json.dumps(list(given_away), ensure_ascii=False),
            )
            .returning(schema.panel_release.c.id)
        )
        return int(found.scalar_one())


def _newest(connection: Connection, month: str, indicator: str) -> int:
    table = schema.panel_release.c
    query = select(func.max(table.id)).where(table.month == month, table.indicator == indicator)
    return connection.scalar(query) or 0
