"""Writing a result to a file that a user named, in the format that the name ends in."""

from collections.abc import Callable, Mapping
from pathlib import Path


class ExportError(ValueError):
    """A file that cannot be written; the text says why and what to do."""


def write_file(path: Path, makers: Mapping[str, Callable[[], bytes]]) -> None:
    """Write a file.

    Parameters
    ----------
    makers
        What gives the content, by the ending of the file's name (``.xlsx``).

    Raises
    ------
    ExportError
        If the ending is none of `makers`, or the place cannot be written to.
    """
    make = makers.get(path.suffix.lower())
    if make is None:
        msg = f"不能导出为“{path.name}”；文件名后缀可用：{'、'.join(makers)}"
        raise ExportError(msg)
    content = make()
    try:
        path.write_bytes(content)
    except OSError as error:
        msg = f"写不进 {path}（{error.strerror}）；请检查文件夹是否存在、文件是否正被打开"
        raise ExportError(msg) from error
