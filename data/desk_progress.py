"""How far documents and ledgers of a dataset have got: they are no commits and have no vintage.

Whoever keeps an answer that rests on them puts this into its key.
"""

from sqlalchemy import func, select

from data import schema, storage


def progress(dataset: str) -> tuple[int, int]:
    """Return the number of steps of documents and of ledger entries so far; both only grow.

    Saving a draft is no step: who shows drafts must not rely on this.
    """
    counts = (
        select(func.count()).select_from(schema.bulletin_state).scalar_subquery(),
        select(func.count()).select_from(schema.ledger_event).scalar_subquery(),
    )
    with storage.reading(dataset) as connection:
        documents, ledgers = connection.execute(select(*counts)).one()
    return int(documents), int(ledgers)
