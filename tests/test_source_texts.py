"""Gists are our own words: no long run of an official text stands in a file of the project."""

import re

import pytest

from data import policies
from tests.policy_texts import SEEDS, tracked_files

RUN = 15
HAN = re.compile(f"[\u3400-\u9fff〇]{{{RUN},}}")
BLANKS = re.compile(r"[^\S\n]+")
NAMES = ("促进中小企业发展工作领导小组",)
"""Names of bodies that are longer than a run with the word before them."""


def pieces(text):
    """Every run of 15 Han characters of a text, the blanks of its layout taken out."""
    for found in HAN.findall(BLANKS.sub("", text)):
        for start in range(len(found) - RUN + 1):
            yield found[start : start + RUN]


def copied(text, source, names=()):
    """The pieces of a source that a text holds, but for titles and names."""
    for name in names:
        text = text.replace(name, "。")
    return sorted({piece for piece in pieces(text) if piece in source})


def titles():
    found = policies.documents().values()
    bare = [each.title.replace("（征求意见稿）", "") for each in found]
    return (*bare, *NAMES)


def test_no_tracked_file_copies_an_official_text():
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    if not texts:
        pytest.skip("没有正式文本（仓库之外的资料）")
    source = {piece for text in texts for piece in pieces(text.rpartition("-----")[2])}
    assert len(source) > 1000
    names = titles()
    found = {}
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if hits := copied(text, source, names):
            found[path.name] = hits
    assert found == {}


def test_a_copied_run_is_noticed_and_a_title_is_not():
    sentence = "某市支持企业增产扩销用工和结对帮扶的办法"
    source = set(pieces(sentence))
    assert copied(f"我们{sentence[:15]}等", source) == [sentence[:15]]
    assert copied(f"我们{sentence[:14]}等", source) == []
    assert copied("某市支持企业增产 扩销用工和结对帮扶", source) != []
    assert copied(f"《{sentence}》", source, [sentence]) == []
