"""Compound files hold what another reader finds in them, and broken chains end."""

import io

import olefile
import pytest

from data.compound_files import CompoundFile, CompoundFileError
from tests.data.bad_files import encrypted_xlsx, old_file, small_xls, with_endless_chain

LONG = bytes(range(256)) * 30_000
"""7.7 MB: its table of sectors does not fit into the header."""


@pytest.mark.parametrize("make", [small_xls, encrypted_xlsx, lambda: old_file(LONG)])
def test_streams_are_those_that_olefile_reads(make):
    content = make()
    ours = CompoundFile(content)
    with olefile.OleFileIO(io.BytesIO(content)) as other:
        top = [path[0] for path in other.listdir() if len(path) == 1]
        assert top
        assert set(top) <= ours.names
        for name in top:
            assert ours.stream(name) == other.openstream(name).read()


def test_small_streams_lie_in_small_sectors():
    with olefile.OleFileIO(io.BytesIO(encrypted_xlsx())) as other:
        assert any(other.get_size(path) < 4096 for path in other.listdir())


def test_a_long_stream_needs_a_chained_table():
    assert CompoundFile(old_file(LONG)).stream("Workbook")[: len(LONG)] == LONG
    assert len(LONG) > 109 * 128 * 512


def test_no_such_stream():
    with pytest.raises(CompoundFileError, match="no stream"):
        CompoundFile(small_xls()).stream("Other")


@pytest.mark.parametrize(
    "content",
    [
        small_xls()[:511],
        small_xls()[:512],
        with_endless_chain(),
        small_xls()[:68] + bytes(4) + small_xls()[72:],
        small_xls()[:30] + b"\x63\0" + small_xls()[32:],
    ],
    ids=["short head", "head only", "circle", "endless table", "odd sectors"],
)
def test_what_does_not_hold_together_is_refused(content):
    with pytest.raises(CompoundFileError):
        CompoundFile(content)
