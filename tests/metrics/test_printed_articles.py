"""Official texts parted by their numbering."""

import pytest

from metrics.printed_articles import Mark, article_text, paragraphs

MARKS = [
    Mark(1, "7、", "七"),
    Mark(1, "本措施有效期", "文尾"),
    Mark(1, "([一二三四五六七八九十]+)、"),
    Mark(2, r"\(([一二三四五六七八九十]+)\)", "({})"),
    Mark(3, r"(\d+)\.(?!\d)"),
]
TEXT = """某市若干措施
1. 抓取说明
一、总则
总则正文5家
（一）甲
甲文
1.甲一
2．甲二
1.1万亿元不是条号
(二)乙
7、 印作数字的第七条
　　八、附则　　（一）附一　　3. 附三
本措施有效期至年底"""


@pytest.fixture(scope="module")
def parted():
    return paragraphs(TEXT, MARKS)


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("一", "一、总则\n总则正文5家\n(一)甲\n甲文\n1.甲一\n2.甲二\n1.1万亿元不是条号\n(二)乙"),
        ("一(一)", "(一)甲\n甲文\n1.甲一\n2.甲二\n1.1万亿元不是条号"),
        ("一（一）2", "2.甲二\n1.1万亿元不是条号"),
        ("一2", "2.甲二\n1.1万亿元不是条号"),
        ("一(二)", "(二)乙"),
        ("七", "7、印作数字的第七条"),
        ("八(一)", "(一)附一\n3.附三"),
        ("八3", "3.附三"),
        ("文尾", "本措施有效期至年底"),
        ("序", "某市若干措施\n1.抓取说明"),
        ("九", ""),
        ("八1", ""),
    ],
)
def test_an_article_has_its_own_text(parted, article, text):
    assert article_text(article, parted) == text


def test_a_text_without_numbering_is_preamble():
    parted = paragraphs("甲\n\n乙", [])
    assert article_text("序", parted) == "甲\n乙"
