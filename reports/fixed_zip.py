"""Office files are zip archives; without the clock in them, equal content is equal bytes."""

import io
import zipfile

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a zip archive can hold."""


def with_fixed_times(content: bytes) -> bytes:
    """Return a zip archive with the same entries in the same order, all of one fixed time."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()
