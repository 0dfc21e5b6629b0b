"""Storing firms' files within the transaction of their receipt: register, panel, entries."""

from collections.abc import Callable, Sequence

import pandas as pd
from sqlalchemy import Connection

from data import enterprise_commits, panel_commits, registers
from data.datasets import Dataset
from data.firm_heads import FirmFileKind
from data.loading import Head
from data.registers import RegisterEntry

Writer = Callable[[Connection], int]
"""Writes a batch in the caller's transaction and returns its number."""


def writer(
    dataset: Dataset,
    kind: FirmFileKind,
    head: Head,
    rows: pd.DataFrame,
    entries: Sequence[RegisterEntry] = (),
) -> Writer:
    """Return what stores a file; the files of a panel are written now, and named by it.

    Parameters
    ----------
    rows
        As `enterprise_commits.commit` or `panel_commits.stage` takes them.
    entries
        Of a roster, or of recognised rates.

    Raises
    ------
    CommitError
        If a row of a panel is unlawful; nothing is written then.
    """
    if kind == "panel":
        staged = panel_commits.stage(dataset.id, rows)
        return lambda connection: panel_commits.commit(connection, dataset.kind, head, staged)
    if kind == "register":
        return lambda connection: enterprise_commits.commit(connection, dataset.kind, head, rows)
    return lambda connection: registers.commit_entries(connection, dataset.kind, head, entries)
