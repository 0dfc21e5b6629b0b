"""Whatever comes in, the reader gives a book or refuses the file: nothing else, and soon."""

import io
import time
import zipfile
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.readings import Book, UnreadableFileError
from data.spreadsheets import read_book
from tests import cards
from tests.data.bad_files import HEAD, SHEET, TAIL, zipped

LONGEST_SECONDS = 5
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIGNATURES = [
    b"",
    b"PK\x03\x04",
    bytes.fromhex("d0cf11e0a1b11ae1"),
    b"<",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
]
FRAGMENTS = [
    *[b"<", b">", b"/>", b'"', b"'", b"=", b"&", b"&#65;", b"\0", b" r", b"<!--", b"]]>"],
    *[b'<c r="ZZ99"><v>1</v></c>', b"<c><v>1</v></c>", b"</row>", b'<row r="9999">', b"<x:c>"],
    *[b'r="XFD1048576"', b't="e"', b't="s"', b"<f>1</f>", b"<v/>", b"99999999999", b"-1", b"NaN"],
]


def survives(content):
    start = time.perf_counter()
    try:
        assert isinstance(read_book(content, "来件"), Book)
    except UnreadableFileError as refusal:
        assert str(refusal).startswith("来件：")
    assert time.perf_counter() - start < LONGEST_SECONDS


@cache
def sound_file(kind):
    """A sound file of each kind, with text, numbers, a formula, an error and a merged area."""
    odd = {(1, 0): cards.Formula("=1+1"), (1, 1): cards.Formula("=1/0", "#DIV/0!"), (1, 2): True}
    sheets = [cards.with_cells(sheet, odd) for sheet in cards.card_sheets()[3:5]]
    return cards.csv(cards.card_sheets()[4]) if kind == "csv" else getattr(cards, kind)(sheets)


@cache
def sound_parts():
    with zipfile.ZipFile(io.BytesIO(sound_file("xlsx"))) as package:
        return {name: package.read(name) for name in package.namelist()}


edits = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(["flip", "cut", "insert", "double"]),
        st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from(FRAGMENTS)),
    ),
    min_size=1,
    max_size=6,
)


def edited(content, changes):
    data = bytearray(content)
    for share, kind, piece in changes:
        place = int(share * len(data))
        match kind:
            case "flip":
                data[place : place + 1] = piece[:1]
            case "cut":
                del data[place : place + len(piece) ** 2]
            case "insert":
                data[place:place] = piece
            case "double":
                data[place:place] = data[place : place + 64]
    return bytes(data)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_the_sound_files_are_read(kind):
    assert read_book(sound_file(kind), "来件").kind == kind


@given(st.sampled_from(SIGNATURES), st.binary(max_size=2000))
@MANY
def test_random_bytes(signature, content):
    survives(signature + content)


@given(edits)
@MANY
def test_a_changed_package(changes):
    survives(edited(sound_file("xlsx"), changes))


@given(st.dictionaries(st.sampled_from(sorted(sound_parts())), edits, min_size=1, max_size=3))
@MANY
def test_changed_parts_in_a_sound_package(changes):
    changed = {name: edited(sound_parts()[name], some) for name, some in changes.items()}
    survives(zipped(sound_parts() | changed))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
@MANY
def test_a_sheet_of_fragments(fragments):
    survives(zipped(sound_parts() | {SHEET: HEAD + b"".join(fragments) + TAIL}))


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(
    st.dictionaries(
        st.one_of(names, st.sampled_from(sorted(sound_parts()))),
        st.one_of(st.binary(max_size=200), st.sampled_from(list(sound_parts().values()))),
        max_size=8,
    )
)
@MANY
def test_a_package_of_random_parts(parts):
    survives(zipped(parts))


@given(edits)
@FEW
def test_a_changed_old_workbook(changes):
    survives(edited(sound_file("xls"), changes))


@given(st.floats(0, 1), st.binary(min_size=1, max_size=4))
@FEW
def test_a_changed_record_of_an_old_workbook(share, piece):
    """The head and the directory stay sound, so that the library gets to read."""
    content = sound_file("xls")
    place = 512 + int(share * (len(content) - 3000))
    survives(content[:place] + piece + content[place + len(piece) :])


@given(edits)
@MANY
def test_a_changed_text_table(changes):
    survives(edited(sound_file("csv"), changes))


@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
@MANY
def test_any_text(text, encoding):
    survives(text.encode(encoding, errors="replace"))
