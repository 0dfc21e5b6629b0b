"""The page of a bulletin: one file, all text escaped, for the phone and for paper."""

import re
from html import escape
from html.parser import HTMLParser

import pytest

from reports.bulletin_page import bulletin_page
from tests.reports.bulletins import content, problem_table, simulated
from tests.reports.bulletins import real as real

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>",
    "&lt;b&gt;",
    "{title}",
]
LOADING = {"src", "href", "action", "data", "srcset", "poster", "background"}


class Reader(HTMLParser):
    """Tags, attributes and the text of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


def test_page_is_chinese_and_for_phones(real):
    page = bulletin_page(real["shaoyang"])
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page


def test_page_loads_nothing(real):
    page = bulletin_page(real["luohe-2015"])
    read = Reader(page)
    assert not {name for name, _ in read.attributes} & LOADING
    assert not {"script", "link", "img", "iframe"} & set(read.tags)
    assert not re.search(r"url\(|@import|https?:|//", page)
    assert "default-src 'none'" in page


def test_page_says_kind_day_and_all_of_the_text(real):
    for made in real.values():
        page = bulletin_page(made)
        shown = "".join(Reader(page).texts)
        for text in (made.printed_title, made.provenance, made.kind_label, *made.paragraphs):
            assert text in shown
        assert f"{made.recipients}：" in shown
        assert page.count("<li>") == len(made.notes)


def test_simulated_page_says_so_whatever_was_edited():
    made = simulated(content(title="标题"))
    page = bulletin_page(made)
    assert '<span class="kind simulated">模拟数据</span>' in page
    assert "<title>标题（模拟数据）</title>" in page


def test_headings_are_headings(real):
    page = bulletin_page(content())
    assert "<h2>一、总体情况</h2>" in page
    assert "<p><b>（一）办结。</b>当月办结7件。</p>" in page


@pytest.mark.parametrize("text", ATTACKS)
def test_received_text_is_text(text):
    made = content(
        problem_table(text),
        title=text,
        recipients=text,
        paragraphs=(text, f"一、{text}", f"（一）{text}。后"),
        notes=(text,),
        provenance=text,
        kind_label=text,
    )
    read, usual = Reader(bulletin_page(made)), Reader(bulletin_page(content()))
    assert set(read.tags) <= {*usual.tags}
    assert {name for name, _ in read.attributes} <= {name for name, _ in usual.attributes}
    assert "".join(read.texts).count(text) >= 9
    assert escape(text) in bulletin_page(made)


def test_withheld_parts_leave_no_empty_frames():
    page = bulletin_page(content(problem_table(), recipients="", notes=()))
    assert 'class="to"' not in page
    assert 'class="notes"' not in page


@pytest.mark.parametrize("key", ["shaoyang", "luohe-2015"])
@pytest.mark.parametrize("width", [390, 1440])
def test_page_never_scrolls_sideways(real, page_at, key, width):
    page = page_at(width, 844)
    page.set_content(bulletin_page(real[key]))
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0


def test_on_a_phone_the_table_scrolls_under_its_first_column(real, page_at):
    page = page_at(390, 844)
    page.set_content(bulletin_page(real["luohe-2015"]))
    box = page.locator(".ybx")
    name = box.locator("tbody th").nth(1)
    figure = box.locator("tbody td").nth(30)
    before = (name.bounding_box()["x"], figure.bounding_box()["x"])
    box.evaluate("box => { box.scrollLeft = 200 }")
    after = (name.bounding_box()["x"], figure.bounding_box()["x"])
    assert after[0] == before[0]
    assert before[1] - after[1] == 200


def turned_pages(page, made):
    """Print a page to PDF and say of each sheet whether it lies on its side."""
    page.set_content(bulletin_page(made))
    printed = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", printed)
    return [float(wide) > float(high) for wide, high in sizes]


def test_wide_table_prints_on_a_landscape_page(real, page_at):
    page = page_at(1440, 900)
    assert turned_pages(page, real["luohe-2015"]) == [False, False, True]
    assert turned_pages(page, real["shaoyang"]) == [False, True]


def test_narrow_table_prints_upright(page_at):
    assert turned_pages(page_at(1440, 900), content()) == [False]
