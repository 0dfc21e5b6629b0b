"""Shipped datasets, made once in a run of the tests, whichever process needs them first."""

import os
import shutil

import pytest
from filelock import FileLock

from data import creation

VARIABLES = ("GONGKUANG_VAR", "GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL")


class MadeDatasets:
    """Datasets to be copied: making one takes seconds, copying it does not."""

    def __init__(self, tmp_path_factory):
        base = tmp_path_factory.getbasetemp()
        shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
        self._place = shared / "made"
        self._place.mkdir(exist_ok=True)

    def into(self, folder, *keys):
        """Copy datasets into a data folder and return it."""
        for key in keys:
            shutil.copytree(self._of(key), folder, dirs_exist_ok=True)
        return folder

    def _of(self, key):
        place = self._place / key
        with FileLock(f"{place}.lock"):
            if not place.exists():
                part = self._place / f"{key}.part"
                with pytest.MonkeyPatch.context() as patch:
                    for name in VARIABLES:
                        patch.delenv(name, raising=False)
                    patch.setenv("GONGKUANG_VAR", str(part))
                    creation.ensure(key)
                part.rename(place)
        return place
