"""On which day something of firms was last published: up to the next, answers stay the same."""

from datetime import date

from sqlalchemy import exists, func, or_, select

from data import storage
from data.schema import batch, enterprise_version, panel_file
from data.store import Question, sight_of_batches


def newest_firm_day(question: Question) -> date | None:
    """Return the newest publication of a firm's description or month that a question sees.

    Results over all firms are kept by the day they are asked as of. Asked as of this day they are
    the same as on the question's own, and are computed once for all days up to the next one.

    Returns
    -------
    date or None
        None where nothing of firms was published by then.
    """
    of_firms = or_(
        exists().where(panel_file.c.batch == batch.c.sequence),
        exists().where(enterprise_version.c.batch == batch.c.sequence),
    )
    query = select(func.max(batch.c.published_at)).where(*sight_of_batches(question), of_firms)
    with storage.reading(question.dataset) as connection:
        found: date | None = connection.scalar(query)
    return found
