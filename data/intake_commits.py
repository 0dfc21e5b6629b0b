"""The one transaction in which a received file becomes a batch: all of it, or nothing."""

from collections.abc import Callable, Sequence

import pandas as pd
from sqlalchemy import Connection

from data import batches, loading, receipts, storage, vintages
from data.datasets import Dataset
from data.loading import Head
from data.receipts import Explained, Receipt
from data.vintages import CommitError


def valid_batch(dataset: str, sha256: str) -> int:
    """Return the newest batch made of a file and not withdrawn; 0 for none."""
    with storage.reading(dataset) as connection:
        return receipts.valid_batch_of(connection, sha256)


def commit_received(
    dataset: Dataset,
    receipt: Receipt,
    head: Head,
    figures: pd.DataFrame,
    texts: Sequence[Explained],
    previewed: int,
    actor: str,
) -> int:
    """Write figures as `commit_written` writes a batch.

    Parameters
    ----------
    figures
        As `loading.load` takes them.
    """

    def write(connection: Connection) -> int:
        return loading.load(connection, dataset.kind, head, figures)

    return commit_written(dataset, receipt, write, texts, previewed, actor)


def commit_written(
    dataset: Dataset,
    receipt: Receipt,
    write: Callable[[Connection], int],
    texts: Sequence[Explained],
    previewed: int,
    actor: str,
) -> int:
    """Write a batch, explanations and what became of the file; return the batch's number.

    Parameters
    ----------
    write
        Writes the batch in the transaction that is given, and returns its number.
    previewed
        The vintage against which the file was checked.

    Raises
    ------
    CommitError
        If something was committed since the preview, the file is a batch already, or the
        figures are unlawful.
    """
    with storage.writing(dataset.id) as connection:
        vintages.one_writer(connection)
        newest = vintages.newest(connection)
        if made := receipts.valid_batch_of(connection, receipt.sha256):
            msg = f"{receipt.file_name}：同一文件已作为批次{made}入库，不必再传"
            raise CommitError(msg)
        if newest != previewed:
            msg = f"预览之后又有新的入库或撤回（已到第{newest}版），核对结果可能已变；请重新预览"
            raise CommitError(msg)
        number = write(connection)
        receipts.note_explanations(connection, number, texts)
        receipts.note_event(connection, receipt.id, "committed", actor, made=number)
    return number


def withdraw(dataset: str, batch: int, reason: str, actor: str) -> int:
    """Withdraw a batch in a transaction of its own; return the vintage.

    Raises
    ------
    CommitError
        As `batches.withdraw`.
    """
    with storage.writing(dataset) as connection:
        return batches.withdraw(connection, batch, reason, actor)
