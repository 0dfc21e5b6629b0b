"""A dataset is made when it is first opened: once, with progress on the screen."""

import sqlite3

import pytest

from tests import browsing
from tests.screens.conftest import LUOHE, SHAOYANG

MADE = {SHAOYANG: "武冈", LUOHE: "临颍"}


def batches_of(var, key):
    """How many batches a dataset has, and how many times each was taken in."""
    with sqlite3.connect(f"file:{var / key}.sqlite?mode=ro", uri=True) as connection:
        return connection.execute("SELECT count(*), count(DISTINCT title) FROM batch").fetchone()


def progress_of(answer):
    """The words of the progress bars that were sent."""
    sent = [m.delta.new_element for m in answer.messages if m.WhichOneof("type") == "delta"]
    return [element.progress.text for element in sent if element.WhichOneof("type") == "progress"]


def test_the_first_visit_by_link_shows_progress_and_then_the_page(serve, made_server, visitor_of):
    server = serve()
    for key, unit in MADE.items():
        first = visitor_of(server).open("ranking", f"dataset={key}")
        assert not first.exceptions
        assert len(progress_of(first)) > 1
        assert all("正在" in words or "就绪" in words for words in progress_of(first))
        assert first.shows(unit)
        assert not progress_of(visitor_of(server).open("ranking", f"dataset={key}"))
        assert batches_of(server.var, key) == batches_of(made_server.var, key)


@pytest.mark.parametrize("key", [LUOHE])
@pytest.mark.slow
def test_two_who_open_it_at_once_both_get_the_page_and_it_is_made_once(
    serve, made_server, page_at, key
):
    server = serve()
    pages = [page_at(), page_at()]
    for page in pages:
        page.goto(f"{server.url}/ranking?dataset={key}", wait_until="commit")
    for page in pages:
        page.locator("table.yb a").first.wait_for()
        browsing.settle(page)
        assert MADE[key] in page.locator("table.yb").first.inner_text()
        assert page.locator('[data-testid="stProgress"]').count() == 0
    assert batches_of(server.var, key) == batches_of(made_server.var, key)
    assert [path.stem for path in server.var.glob("*.sqlite")] == [key]
    assert not list(server.var.glob("*.part*"))
