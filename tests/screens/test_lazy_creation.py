"""A dataset is made when it is first opened: once, with progress on the screen."""

import sqlite3

import pytest

from tests import browsing
from tests.screens.conftest import LUOHE, SHAOYANG

MADE = {SHAOYANG: "武冈", LUOHE: "临颍"}


def batches_of(var, key):
    with sqlite3.connect(f"file:{var / key}.sqlite?mode=ro", uri=True) as connection:
        return connection.execute("SELECT count(*), count(DISTINCT sequence) FROM batch").fetchone()


@pytest.mark.parametrize("key", MADE)
def test_the_first_visit_by_link_shows_progress_and_then_the_page(serve, made_server, page_at, key):
    server = serve()
    page = page_at()
    page.goto(f"{server.url}/ranking?dataset={key}", wait_until="commit")
    page.locator('[data-testid="stProgress"]').wait_for()
    page.locator("table.yb a").first.wait_for()
    browsing.settle(page)
    assert page.locator('[data-testid="stProgress"]').count() == 0
    assert MADE[key] in page.locator("table.yb").first.inner_text()
    others = MADE.keys() - {key}
    assert {path.stem for path in server.var.glob("*.sqlite")}.isdisjoint(others)
    assert batches_of(server.var, key) == batches_of(made_server.var, key)


def test_two_who_open_it_at_once_both_get_the_page_and_it_is_made_once(serve, made_server, page_at):
    server = serve()
    pages = [page_at(), page_at()]
    for page in pages:
        page.goto(f"{server.url}/ranking?dataset={LUOHE}", wait_until="commit")
    for page in pages:
        page.locator("table.yb a").first.wait_for()
        assert MADE[LUOHE] in page.locator("table.yb").first.inner_text()
        assert not page.get_by_text("出错").is_visible()
    assert batches_of(server.var, LUOHE) == batches_of(made_server.var, LUOHE)
    assert not list(server.var.glob("*.part*"))
