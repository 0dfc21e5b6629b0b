"""Texts of others are shown as texts: in Markdown, in tables, on the pages."""

import re
import string
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from data import batches
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell
from tests.screens.rendering import html, run_page, shows
from ui.bulletin import Cell as TableCell
from ui.plain import emphasised, plain

SIGNS = st.text(st.sampled_from(list(string.punctuation + " ab1www\n中")), max_size=40)
JOINER = "\u2060"
# What Streamlit makes of text even where the Markdown is escaped: addresses, icons, arrows.
MADE_OF_TEXT = re.compile(
    r"https?://|www\.|[\w.+-]+@\w|:(?:material/)?\w+:|--|->|<-|>=|<=|~=", re.IGNORECASE
)
NASTY = "![x](http://evil/p.png) $a$ [y](javascript:1) <script> :red[z] www.evil.com"
NASTY_FILE = "表](http://evil)[x<b>.csv"


def unescaped(text):
    return re.sub(rf"\\([{re.escape(string.punctuation)}])", r"\1", text).replace(JOINER, "")


@given(st.text(max_size=40) | SIGNS)
@example(NASTY)
@example("http://evil.cn/a www.evil.cn a@b.cn :material/home: <-> &lt;b&gt;")
@example("- 一\n- 二\n\n    码")
def test_text_stays_text(text):
    escaped = plain(text)
    assert unescaped(escaped) == " ".join(text.replace(JOINER, "").split())
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"来源：{escaped}")
    children = [child for token in tokens for child in token.children or []]
    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}
    assert {child.type for child in children} <= {"text", "text_special"}
    shown = "".join(child.content for child in children)
    assert not MADE_OF_TEXT.search(shown)


@given(st.text(max_size=40) | SIGNS)
@example(NASTY)
@example("* 一\n# 二 ***三*** **四** ~~五~~")
def test_a_sentence_has_no_markup_but_bold_passages(text):
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"最多的是{emphasised(text)}")
    children = [child for token in tokens for child in token.children or []]
    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}
    bold = {"strong_open", "strong_close", "em_open", "em_close"}
    assert {child.type for child in children} <= {"text", "text_special"} | bold
    assert not MADE_OF_TEXT.search("".join(child.content for child in children))


def test_every_sign_of_markup_is_escaped():
    escaped = plain(string.punctuation.replace("~", "~ ")).replace(JOINER, "").replace(" ", "")
    assert escaped == "".join(f"\\{sign}" for sign in string.punctuation)


@pytest.mark.parametrize("series", [0, 7])
def test_a_cell_of_a_table_escapes_its_text(series):
    made = TableCell("<script>a&b</script>", series=series, period="2025-Y09").html('x="1"&y=<b>')
    assert "<script>" not in made
    assert "&lt;script&gt;a&amp;b&lt;/script&gt;" in made
    assert "<b>" not in made
    assert ("<a href=" in made) == bool(series)
    assert ("series=7&amp;period=2025-Y09" in made) == bool(series)


@pytest.fixture
def nasty_city(declared):
    city = declared("nasty")
    figures = {Cell(region): 5.0 for region in (WHOLE, NORTH, WEST, EAST)}
    content = f"单位,增速\n{NASTY.replace(',', '')},5.0\n".encode()
    given_as = {"source": NASTY, "title": NASTY, "file_name": NASTY_FILE, "sender": NASTY}
    batch = city.commit(figures, content=content, **given_as)
    return city, batch


def is_harmless(app):
    markdown = [element.value for element in app.main.markdown]
    found = [text for text in markdown if "evil" in text]
    for text in found:
        assert NASTY not in text
        assert not MADE_OF_TEXT.search(text.replace("\\", ""))
        assert not re.search(r"(?<!\\)[<!$]|(?<!\\)\]\(|:red\[", re.sub(r":gray\[", "", text))
    for text in html(app):
        assert "<script" not in text
        assert "<b>.csv" not in text
    return found


@pytest.mark.parametrize("page", ["home", "ranking", "overview"])
def test_a_nasty_source_is_shown_as_text(nasty_city, page):
    app = run_page(page, dataset="nasty")
    found = is_harmless(app)
    if page != "overview":
        assert any(plain(NASTY) in text for text in found)


def test_a_nasty_file_is_shown_as_text_where_its_figures_come_from(nasty_city):
    city, batch = nasty_city
    series = {"series": str(city.series(Cell(WEST))), "period": "2025-Y09"}
    found = is_harmless(run_page("origin", dataset="nasty", **series))
    assert any(plain(NASTY) in text for text in found)
    assert any(plain(NASTY_FILE) in text for text in found)
    assert shows(run_page("origin", dataset="nasty", **series), "&lt;script&gt;")
    city.commit({Cell(WEST): 6.0}, published=date(2025, 10, 21))
    city.withdraw(batch, NASTY)
    app = run_page("origin", dataset="nasty", **series)
    is_harmless(app)
    assert shows(app, "已撤回：![x]")


def test_neighbouring_lines_are_for_those_who_may_see_every_unit(declared):
    city = declared("neighbours")
    lines = "单位,增速\n新邵县,1.1\n武冈市,2.2\n邵东市,3.3\n"
    figures = {Cell(NORTH): 1.1, Cell(WEST): 2.2, Cell(EAST): 3.3}
    city.commit(figures, content=lines.encode())
    batches.keep_file(lines.encode())
    asked = {"dataset": "neighbours", "series": str(city.series(Cell(WEST))), "period": "2025-Y09"}
    everybody = run_page("origin", **asked)
    own = run_page("origin", role="county", county=WEST, **asked)
    for word in ("新邵县", "邵东市", "1.1", "3.3"):
        assert shows(everybody, f"<td>{word}</td>")
        assert not shows(own, f"<td>{word}</td>")
    assert shows(own, "<td>武冈市</td><td>2.2</td>")
