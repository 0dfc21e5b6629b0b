"""Asking a reference dataset, which stands beside every city: public figures, seen by all."""

from datetime import date

from data import creation, datasets, store
from data.store import Question


def reference_question(key: str, as_of: date) -> Question | None:
    """Return the question of a reference on a day; None where the key names no reference.

    The reference is made when it is first asked for. It has a vintage of its own, the newest.
    """
    if not datasets.is_reference(key):
        return None
    creation.ensure(key)
    return Question(key, as_of, store.newest_vintage(key))
