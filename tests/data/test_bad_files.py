"""Bad files: each is refused in one clear Chinese sentence, quickly, in little room."""

import time
import tracemalloc

import pytest

from data.readings import UnreadableFileError
from data.spreadsheets import read_book
from tests.data.bad_files import BAD_FILES, lying_bomb

LONGEST_SECONDS = 5


def refusal_of(content, file_name):
    with pytest.raises(UnreadableFileError) as caught:
        read_book(content, file_name)
    return str(caught.value)


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_file_is_refused_in_one_sentence_that_says_what_to_do(case):
    file_name, make, words = BAD_FILES[case]
    content = make()
    start = time.perf_counter()
    said = refusal_of(content, file_name)
    assert time.perf_counter() - start < LONGEST_SECONDS
    assert said.startswith(f"{file_name}：")
    assert [word for word in words if word not in said] == []
    assert "请" in said
    assert "\n" not in said
    assert said.count("：") == 1


@pytest.mark.parametrize("case", ["bomb", "bomb of strings", "bomb that lies", "last cell"])
def test_a_bomb_is_refused_in_little_room(case):
    file_name, make, _ = BAD_FILES[case]
    content = make()
    tracemalloc.start()
    refusal_of(content, file_name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000


def test_the_lying_bomb_would_unpack_to_much():
    """The case shows something only if the package lies indeed."""
    assert len(lying_bomb()) < 100_000
