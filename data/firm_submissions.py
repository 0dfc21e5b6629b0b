"""Received files of firms: descriptions for the register, months for the panel."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection

from data import enterprise_commits, panel_commits
from data.batches import Received


@dataclass(frozen=True, kw_only=True, eq=False)
class FirmSubmission(Received):
    """A received file and the firms read from it, as `enterprise_commits.commit` takes them."""

    firms: pd.DataFrame

    def commit(self, connection: Connection, dataset_kind: str) -> int:
        """Write the batch in the caller's transaction and return its vintage."""
        return enterprise_commits.commit(connection, dataset_kind, self.head, self.firms)


@dataclass(frozen=True, kw_only=True, eq=False)
class PanelSubmission(Received):
    """A received file and the months of firms read from it, with region and industry."""

    figures: pd.DataFrame

    def commit(self, connection: Connection, dataset_kind: str, place: Path) -> int:
        """Write files into the panel's folder and the batch in the caller's transaction."""
        staged = panel_commits.staged_at(place, self.figures)
        return panel_commits.commit(connection, dataset_kind, self.head, staged)
