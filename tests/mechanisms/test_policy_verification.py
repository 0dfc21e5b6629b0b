"""Figures of policy documents against official texts, values against figures."""

import re
from datetime import date
from decimal import Decimal

import pytest

from data import policies
from data.records import CatalogueError
from mechanisms.policy_values import partial_date
from mechanisms.policy_verification import (
    figures_of,
    look_for,
    mistakes_of,
    parted,
    read_text,
    verify,
)
from metrics.printed_articles import article_text
from metrics.printed_figures import canonical
from tests.policy_texts import FACTS, TEXT, TEXTS, made_document, official_text

DIGIT = re.compile("[0-9一二三四五六七八九两]")
POOLS = {True: "0123456789", False: "二三四五六七八九"}


@pytest.fixture(autouse=True)
def facts(monkeypatch):
    """The facts of the made document beside the shipped ones."""
    known = policies.facts() | {key: policies.Fact(id=key, **entry) for key, entry in FACTS.items()}
    monkeypatch.setattr(policies, "facts", lambda: known)


@pytest.fixture
def made():
    return policies.document_of(made_document(), "xinshi-2026", "xinshi-2026.yaml")


@pytest.mark.parametrize("key", TEXTS)
def test_every_figure_stands_in_its_article_of_the_official_text(key):
    found = verify(policies.document(key), official_text(key))
    assert [each for each in found if not each.holds] == []
    assert len(found) > 20


def test_the_made_document_agrees_with_its_text(made):
    found = verify(made, TEXT)
    assert [each for each in found if not each.holds] == []
    assert [each.figure for each in found if each.figure] == [
        "40亿元",
        "2026年",
        "10%",
        "50万元",
        "2026年12月31日",
    ]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("四十亿元", "四十一亿元", ("XS26-T01", "40亿元", "not_found")),
        ("一成", "两成", ("XS26-R01", "10%", "not_found")),
        ("五十万元", "五十万", ("XS26-R01", "50万元", "not_found")),
        ("三、服务", "服务", ("XS26-M01", "", "no_article")),
        ("一、技改", "五、技改", ("XS26-T01", "40亿元", "no_article")),
    ],
)
def test_a_text_that_says_otherwise_is_noticed(made, old, new, wrong):
    found = verify(made, TEXT.replace(old, new, 1))
    assert wrong in [(each.id, each.figure, each.state) for each in found]


# Every digit changed once.


def mutations(entry):
    """Copies of an entry in which one digit of one figure is another one."""
    for field in ("figures", "date_figures"):
        for place, figure in enumerate(getattr(entry, field, ())):
            for found in DIGIT.finditer(figure):
                for digit in POOLS[found[0].isascii()]:
                    if digit == found[0] or {digit, found[0]} == {"二", "两"}:
                        continue
                    changed = figure[: found.start()] + digit + figure[found.end() :]
                    figures = list(getattr(entry, field))
                    figures[place] = changed
                    yield figure, changed, entry.model_copy(update={field: tuple(figures)})


def unnoticed(document, text):
    """Mutations that neither the text nor the values give away, and how many were tried."""
    parts = parted(document, text)
    tried, missed = 0, []
    for entry in document.entries:
        article = canonical(article_text(entry.article, parts))
        for figure, changed, mutant in mutations(entry):
            tried += 1
            if look_for(changed, article) == "found" and not mistakes_of(mutant):
                missed.append((entry.id, figure, changed))
    return tried, missed


MISSED = {
    # 文中另有五大传统支柱行业；七大体系不是数值目标，没有值可比
    "wenzhou-2023": [("WZ23-T27", "七大", "五大")],
}


@pytest.mark.parametrize("key", TEXTS)
def test_a_changed_figure_is_noticed_but_for_these(key):
    tried, missed = unnoticed(policies.document(key), official_text(key))
    assert missed == MISSED.get(key, [])
    assert tried > 400


def test_every_changed_figure_of_the_made_document_is_noticed(made):
    tried, missed = unnoticed(made, TEXT)
    assert missed == []
    assert tried == 9 * (2 + 4 + 2 + 2 + 8)


# Values against figures.


def changed(entry, **changes):
    return policies.changed(entry, {key.replace("__", "."): v for key, v in changes.items()})


@pytest.mark.parametrize(
    "changes",
    [
        {"value": Decimal(41)},
        {"factor": Decimal(10**4)},
        {"figures": ("40亿元", "40亿元")},
        {"figures": ("40亿元", "3家")},
        {"date_figures": ("2024年",)},
        {"date_figures": ("2026年6月30日",)},
    ],
)
def test_a_target_that_does_not_follow_from_its_figures_is_noticed(made, changes):
    assert mistakes_of(made.targets[0]) == []
    assert mistakes_of(changed(made.targets[0], **changes)) != []


@pytest.mark.parametrize(
    "changes",
    [
        {"payout__rate": Decimal("0.2")},
        {"cap__amount": Decimal(400000)},
        {"floor": Decimal(7)},
        {"conditions__all__1__any__0__value": Decimal(3)},
        {"figures": ("10%",)},
        {"figures": ("10%", "50万元", "3次")},
        {"valid_to": date(2026, 12, 30)},
    ],
)
def test_a_rule_that_does_not_follow_from_its_figures_is_noticed(made, changes):
    assert mistakes_of(made.rules[0]) == []
    assert mistakes_of(changed(made.rules[0], **changes)) != []


def constants(content, path=""):
    """The numbers of a rule's payout, cap and conditions, by path."""
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from constants(inner, f"{path}.{key}" if path else key)
    elif isinstance(content, (list, tuple)):
        for number, inner in enumerate(content):
            yield from constants(inner, f"{path}.{number}")
    elif isinstance(content, Decimal) and not path.endswith((".rank", ".value")):
        yield path, content


@pytest.mark.parametrize("key", TEXTS)
def test_every_changed_amount_of_a_rule_is_noticed(key):
    tried = 0
    for rule in policies.document(key).rules:
        content = rule.model_dump(by_alias=True, include={"payout", "cap", "floor"})
        for path, value in constants(content):
            tried += 1
            if value not in (0, 1):
                other = policies.changed(rule, {path: value * 7})
                assert mistakes_of(other), (rule.id, path)
    assert tried > 2


@pytest.mark.parametrize("key", TEXTS)
def test_every_changed_value_of_a_target_is_noticed(key):
    for target in policies.document(key).targets:
        if target.value and target.figures and target.comparator != "event":
            assert mistakes_of(policies.changed(target, {"value": target.value * 7})), target.id


@pytest.mark.parametrize(
    ("figure", "parts"),
    [
        ("2020年1月25日", (2020, 1, 25)),
        ("2020年上半年", (2020, 6, 30)),
        ("2020年底", (2020, 12, 31)),
        ("2020年末", (2020, 12, 31)),
        ("6月底", (None, 6, 30)),
        ("2020年2月底", (2020, 2, 29)),
        ("2020年内", (2020, None, None)),
        ("上半年", None),
        ("温28条", None),
    ],
)
def test_dates_are_read_as_far_as_they_go(figure, parts):
    found = partial_date(figure)
    assert (found and (found.year, found.month, found.day)) == parts


# Files.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_official_texts_are_read_in_the_usual_encodings(tmp_path, encoding):
    file = tmp_path / "原文.txt"
    file.write_bytes(TEXT.encode(encoding))
    assert read_text(file) == TEXT


def test_a_file_that_is_no_text_or_is_not_there_is_refused(tmp_path):
    file = tmp_path / "原文.docx"
    file.write_bytes(b"PK\x03\x04\xff\xff\xff\xff\x80")
    with pytest.raises(CatalogueError, match="不是文本文件"):
        read_text(file)
    with pytest.raises(CatalogueError, match="读不出来"):
        read_text(tmp_path / "nowhere.txt")


def test_an_entry_lists_what_is_printed(made):
    assert figures_of(made.targets[0]) == ("40亿元", "2026年")
    assert figures_of(made.mechanisms[0]) == ()
