"""Question 2: how long a person waits, from the click to the drawn page."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice

from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks import meter, starts
from benchmarks.tables import table
from tests import browsing
from tests.servers import AppServer, copy_of_app

CLICKS, RELOADS, COLD_STARTS, STARTS = 30, 8, 4, 4
PERIODS = 10
LIST_OPENS = 150
"""Milliseconds for the list of periods to open, or to close after the click."""
CLICKS_THAT_MISS = 5
"""A click into the list while it still scrolls is lost; the time counts from the one that hits."""
# When charts and table last changed, and when the mouse was last clicked.
WATCH = """() => {
    window.seen = {chart: 0, table: 0, click: 0};
    const touches = (node, css) => node.closest?.(css) || node.querySelector?.(css);
    new MutationObserver(changes => {
        for (const {target} of changes) {
            const node = target.nodeType === 1 ? target : target.parentElement;
            if (!node) continue;
            if (node.closest('.js-plotly-plot')) window.seen.chart = performance.now();
            else if (touches(node, '.yb')) window.seen.table = performance.now();
        }
    }).observe(document.querySelector('[data-testid="stMain"]'),
        {subtree: true, childList: true, characterData: true, attributes: true});
    document.addEventListener('click', () => { window.seen.click = performance.now(); }, true);
}"""
WAITED = "() => Math.max(window.seen.chart, window.seen.table) - window.seen.click"
SHOWS = "label => document.querySelector('[data-testid=\"stMain\"]').innerText.includes(label)"


def run() -> str:
    """Measure and return the table; without a browser say so."""
    if browsing.find_chromium() is None:
        return f"not measured: {browsing.MISSING}"
    with tempfile.TemporaryDirectory() as folder, _window() as page:
        rows = _measure(page, AppServer(copy_of_app(f"{folder}/app"), f"{folder}/var"))
    head = ("what a person waits for", "times", "median, ms", "p95, ms", "longest, ms")
    return table(head, [_row(name, values) for name, values in rows.items()])


def _measure(page: Page, server: AppServer) -> dict[str, list[float]]:
    with server:
        _open(page, server)
        clicks = _clicks(page)
        reloads = [_open(page, server) for _ in range(RELOADS)]
    return {
        "click on another period → charts and table drawn": clicks,
        "reload of the ranking → drawn": reloads,
        "start of the server → ranking drawn": [
            _first_page(page, server) for _ in range(COLD_STARTS)
        ],
        "`make run`, second start → HTTP 200": [
            starts.seconds_of_make_run(server.var) * 1000 for _ in range(STARTS)
        ],
    }


@contextmanager
def _window() -> Iterator[Page]:
    with sync_playwright() as playwright:
        path = browsing.find_chromium()
        chromium = playwright.chromium.launch(executable_path=path, args=browsing.FLAGS)
        size = {"width": 1440, "height": 900}
        yield chromium.new_page(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
        chromium.close()


def _open(page: Page, server: AppServer) -> float:
    """Open the ranking and return the milliseconds from the request to the page at rest."""
    browsing.visit(page, f"{server.url}/ranking", charts=2)
    return page.evaluate("window.settledSince")


def _first_page(page: Page, server: AppServer) -> float:
    start = time.perf_counter()
    with server:
        started = (time.perf_counter() - start) * 1000
        return started + _open(page, server)


def _clicks(page: Page) -> list[float]:
    """Choose one period after the other; the first round is not counted."""
    page.evaluate(WATCH)
    labels = _labels(page)
    waited = [_choose(page, label) for label in islice(cycle(labels), PERIODS + CLICKS)]
    return waited[PERIODS:]


def _labels(page: Page) -> list[str]:
    _box(page).click()
    options = page.get_by_role("option").all_inner_texts()[1 : PERIODS + 1]
    page.keyboard.press("Escape")
    return options


def _choose(page: Page, label: str) -> float:
    """Choose a period and return the milliseconds from the click to the last change drawn."""
    _box(page).click()
    option = page.get_by_role("option", name=label, exact=True)
    for _ in range(CLICKS_THAT_MISS):
        page.wait_for_timeout(LIST_OPENS)
        option.click()
        page.wait_for_timeout(LIST_OPENS)
        if not option.is_visible():
            break
    page.wait_for_function(SHOWS, arg=label)
    browsing.settle(page, charts=2)
    return page.evaluate(WAITED)


def _box(page: Page) -> Locator:
    return page.locator(".st-key-period").get_by_role("combobox")


def _row(name: str, values: list[float]) -> tuple[str, ...]:
    p95 = f"{meter.percentile(values, 95):.0f}" if len(values) >= 20 else "–"
    return (name, str(len(values)), f"{statistics.median(values):.0f}", p95, f"{max(values):.0f}")
