"""A headless Chromium for the tests, and how to wait for Streamlit to have finished."""

import shutil

MISSING = "没有浏览器 Chromium（Debian：apt-get install chromium fonts-noto-cjk）"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Streamlit is settled when its script has been at rest for a while: between two reruns it is at
# rest for a moment only. After a click or a key it must have run first, or not have begun to for
# a good while: on a busy machine a rerun begins late, and some clicks ask for none.
SETTLED = """([charts, rest, late]) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const now = performance.now();
    if (app && window.watchedApp !== app) {
        window.watchedApp = app;
        new MutationObserver(() => { window.lastRun = performance.now(); })
            .observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
    }
    if (!window.watchesActs) {
        window.watchesActs = true;
        for (const kind of ['click', 'keydown', 'change'])
            window.addEventListener(kind, () => { window.lastAct = performance.now(); }, true);
    }
    const busy = !app
        || app.dataset.testScriptState !== 'notRunning'
        || app.dataset.testConnectionState !== 'CONNECTED'
        || document.querySelector('[data-testid="stAppSkeleton"], [data-testid="stSkeleton"]')
        || document.querySelectorAll('.js-plotly-plot .main-svg').length < charts
        || (window.lastAct > (window.lastRun ?? 0) && now - window.lastAct < late);
    if (busy) { window.settledSince = undefined; return false; }
    window.settledSince ??= now;
    return now - window.settledSince >= rest;
}"""
REST, LATE = 200, 1500
"""Milliseconds at rest, and after an act without any run, from which a page is settled."""
EVERY = 50
"""So many milliseconds apart a condition is asked that holds once and for all. Whether a page is
settled is asked at every frame: a busy machine begins a rerun late."""
WIDER = """() => Math.max(...[
    document.documentElement,
    ...document.querySelectorAll('[data-testid="stMain"], [data-testid="stMainBlockContainer"]'),
].map(element => element.scrollWidth - element.clientWidth))"""


def find_chromium():
    """The path of an installed Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def settle(page, charts=0, timeout=60_000):
    """Wait until the script is at rest and at least `charts` Plotly charts are drawn."""
    page.evaluate("window.settledSince = undefined")
    page.wait_for_function(SETTLED, arg=[charts, REST, LATE], timeout=timeout)
    return page


def visit(page, url, charts=0, timeout=60_000):
    """Open an address and wait until Streamlit has finished its run."""
    page.goto(url, wait_until="commit", timeout=timeout)
    return settle(page, charts, timeout)


def sideways_scroll(page):
    """By how many pixels the page is wider than its window; 0 when it fits."""
    return page.evaluate(WIDER)
