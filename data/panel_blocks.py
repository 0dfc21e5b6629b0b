"""The panel in blocks of firms, so that any number of firms takes the memory of one block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data import panel, panel_files, storage
from data.panel_files import Firms
from data.panel_layers import NamedFile
from data.store import Question

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Block:
    """Some firms of the panel, every column months × firms; NaN is 未报."""

    firms: Firms
    figures: dict[str, Figures]


def blocks(
    question: Question, months: Sequence[str], columns: Sequence[str], size: int
) -> Iterator[tuple[float, Block]]:
    """Yield all firms that the panel knows, block by block, with the share of firms read by then.

    The scope of the question is not applied: this is for what is computed over all firms and
    shown in parts.
    """
    with storage.reading(question.dataset) as connection:
        files = panel.manifest(connection, question, months)
    firms = _firms(files)
    for start in range(0, len(firms), size):
        chosen = firms[start : start + size]
        yield (start + len(chosen)) / len(firms), _block(files, months, columns, chosen)


def _firms(files: Sequence[NamedFile]) -> Firms:
    """Return every firm that has a row in any file, in rising order."""
    found = np.empty(0, dtype=np.int32)
    for each in files:
        found = np.union1d(found, panel_files.read(each.path, ("firm",))["firm"].to_numpy())
    return found.astype(np.int32)


def _block(
    files: Sequence[NamedFile], months: Sequence[str], columns: Sequence[str], firms: Firms
) -> Block:
    figures = {name: np.full((len(months), len(firms)), np.nan) for name in columns}
    for number, month in enumerate(months):
        of_month = [each for each in files if each.month == month]
        rows = panel.newest_rows(of_month, columns, firms)
        at = np.searchsorted(firms, rows["firm"].to_numpy())
        for name in columns:
            figures[name][number, at] = rows[name].to_numpy(np.float64)
    return Block(firms, figures)
