"""Fixtures of all tests: PostgreSQL, the served app, a browser, a websocket client."""

import os
import shutil
import sys
from collections import Counter

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from tests import browsing, postgres
from tests.made import MadeDatasets
from tests.servers import ROOT, AppServer
from tests.sockets import Visitor

# No property is a measurement of time: on a busy machine an example may take long.
settings.register_profile("fast", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

# Tests start dozens of Python processes. Where the environment forbids to keep compiled modules,
# each of them would compile all it imports anew: for the app four seconds of five.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A test that uses one of these fixtures gets the marker of the same meaning by itself.
MARKS = {"postgres_server": "postgres", "browser": "browser", "visitor_of": "websocket"}


def pytest_collection_modifyitems(items):
    """Mark by fixtures; begin with the screens, whose few tests take the longest."""
    items.sort(key=lambda item: "screens" not in item.path.parts)
    for item in items:
        for fixture in MARKS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKS[fixture])
        if item.get_closest_marker("slow_on_postgres") and "postgres" in item.name:
            item.add_marker("slow")


LEFT_OUT = Counter()
"""Slow tests that were not run, by file; workers tell them to the process that prints."""


def pytest_deselected(items):
    LEFT_OUT.update(item.location[0] for item in items if is_slow(item))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    told = Counter(getattr(node, "workeroutput", {}).get("left_out", {}))
    LEFT_OUT.update(told - LEFT_OUT)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(LEFT_OUT)
    result = yield
    if terminal := session.config.pluginmanager.get_plugin("terminalreporter"):
        print_skipped(terminal)
    return result


def print_skipped(terminal):
    """Name each skipped test and its reason, below everything else."""
    skipped = terminal.stats.get("skipped", [])
    if skipped:
        terminal.write_line(f"跳过的测试（{len(skipped)} 个）：", yellow=True)
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminal.write_line(f"  {report.nodeid}：{str(reason).removeprefix('Skipped: ')}")
    if LEFT_OUT:
        names = "、".join(f"{name} {count} 个" for name, count in LEFT_OUT.items())
        terminal.write_line(f"慢速测试未运行：{names}（make test-slow 运行并逐个列名）")


def is_slow(item):
    return item.get_closest_marker("slow") is not None


@pytest.fixture(scope="session")
def postgres_server():
    """A running PostgreSQL ≥ 15."""
    binaries = postgres.find_binaries()
    if binaries is None:
        pytest.skip(postgres.MISSING)
    with postgres.PostgresServer(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server):
    """The address of a PostgreSQL database shared by the session."""
    return postgres_server.url()


@pytest.fixture
def fresh_postgres_url(postgres_server):
    """The address of an empty PostgreSQL database."""
    with postgres_server.fresh_database() as url:
        yield url


@pytest.fixture(scope="session")
def made_datasets(tmp_path_factory):
    """Shipped datasets to copy: `made_datasets.into(folder, *keys)`."""
    return MadeDatasets(tmp_path_factory)


@pytest.fixture(scope="session")
def wenzhou_made(made_datasets, tmp_path_factory):
    """A data folder in which the rich simulated city is made, once for all tests."""
    return made_datasets.into(
        tmp_path_factory.mktemp("wenzhou") / "var", "wenzhou-2020", "material-prices"
    )


@pytest.fixture
def wenzhou(wenzhou_made, tmp_path, monkeypatch):
    """The rich simulated city in a folder of the test's own, to be written to."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(wenzhou_made, tmp_path / "var")
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def serve(tmp_path):
    """Start servers that end with the test: `serve(folder=ROOT, env=None, var=None)`."""
    servers = []

    def start(folder=ROOT, env=None, var=None):
        server = AppServer(folder, var or tmp_path / f"var{len(servers)}", env)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def app_server(tmp_path_factory):
    """The app of this repository on a data folder of its own; for tests that only look."""
    with AppServer(ROOT, tmp_path_factory.mktemp("app") / "var") as server:
        yield server


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium of the system."""
    chromium = browsing.find_chromium()
    if chromium is None:
        pytest.skip(browsing.MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=browsing.FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def profile(browser):
    """One Chinese visitor for all tests: what his browser keeps, it need not read again.

    What a server leaves with him is its own: each server listens on a port of its own.
    """
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context
    context.close()


@pytest.fixture
def page_at(profile):
    """Open browser windows that end with the test: `page_at(width, height)`."""
    pages = []

    def open_page(width=1440, height=900):
        page = profile.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture
def visitor_of():
    """Open websocket sessions that end with the test: `visitor_of(server, headers=None)`."""
    visitors = []

    def connect(server, headers=None):
        visitors.append(Visitor(server.url, headers))
        return visitors[-1]

    yield connect
    for visitor in visitors:
        visitor.close()
