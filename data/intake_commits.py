"""The one transaction in which a received file becomes a batch: all of it, or nothing."""

from collections.abc import Sequence

import pandas as pd

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
    """Write figures, explanations and what became of the file; return the batch's number.

    Parameters
    ----------
    figures
        As `loading.load` takes them.
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
        number = loading.load(connection, dataset.kind, head, figures)
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
