"""The fixtures themselves, proved on a throw-away app."""

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from tests import browsing, postgres, servers
from tests.sockets import Answer, Visitor

APP = """
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

def home():
    if st.button("点我"):
        st.write("点过了")
    st.write(f"参数 {st.query_params.get('month', '无')}")
    st.dataframe(pd.DataFrame({"县": ["邵东市"]}))
    st.plotly_chart(go.Figure(go.Bar(x=[1], y=[1])))

st.navigation([st.Page(home, title="首页"), st.Page("pages/a.py", title="甲页")]).run()
"""


@pytest.fixture
def toy(tmp_path):
    """An app with a page that it offers and one that it does not."""
    folder = tmp_path / "toy"
    (folder / "pages").mkdir(parents=True)
    (folder / "app.py").write_text(APP, encoding="utf-8")
    for name, text in {"a": "甲的内容", "secret": "机密数字"}.items():
        page = folder / "pages" / f"{name}.py"
        page.write_text(f"import streamlit as st\nst.write('{text}')\n", encoding="utf-8")
    return folder


def test_postgres_answers_and_is_new_enough(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection.info.server_version >= 150000
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)


def test_fresh_database_is_empty_and_dropped(postgres_server):
    with postgres_server.fresh_database() as url, psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert found.fetchone() == (0,)
        connection.execute("CREATE TABLE t (名称 text)")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_postgres_too_old_is_not_used(monkeypatch):
    monkeypatch.setattr(postgres, "major_version", lambda _: postgres.OLDEST - 1)
    assert postgres.find_binaries() is None


def test_browser_clicks_and_waits_for_the_run(toy, serve, page_at):
    server = serve(toy)
    page = browsing.visit(page_at(1440, 900), f"{server.url}/?month=2025-09", charts=1)
    assert page.get_by_text("参数 2025-09").is_visible()
    page.get_by_role("button", name="点我").click()
    browsing.settle(page)
    assert page.get_by_text("点过了").is_visible()
    assert page.evaluate("navigator.language") == "zh-CN"


def test_sideways_scroll_is_seen(page_at):
    page = page_at(390, 844)
    page.set_content("<div style='width: 300px'>窄</div>")
    assert browsing.sideways_scroll(page) == 0
    page.set_content("<div style='width: 900px'>宽</div>")
    assert browsing.sideways_scroll(page) > 0


def test_apptest_works_beside_a_running_browser(browser):
    assert browser.is_connected()
    app = AppTest.from_string("import streamlit as st\nst.write('在')").run()
    assert app.markdown[0].value == "在"


def test_visitor_gets_texts_tables_and_pages(toy, serve, visitor_of):
    visitor = visitor_of(serve(toy))
    answer = visitor.open(query="month=2025-08")
    assert answer.shows("参数 2025-08")
    assert answer.shows("邵东市")
    assert answer.pages == {"": "首页", "a": "甲页"}
    assert "secret" in answer.pages_ever_offered
    assert not answer.is_page_not_found
    assert visitor.open("a").shows("甲的内容")
    assert visitor.open("secret").is_page_not_found


def test_visitor_sees_the_hole_before_the_first_navigation(toy, serve, visitor_of):
    """Streamlit runs any file of pages/ until st.navigation was called once."""
    server = serve(toy)
    assert visitor_of(server).open("secret").shows("机密数字")
    visitor_of(server).open()
    assert not visitor_of(server).open("secret").shows("机密数字")
    server.restart()
    assert visitor_of(server).open("secret").shows("机密数字")


def test_visitor_reports_exceptions_and_follows_reruns(toy, serve, visitor_of):
    code = "import streamlit as st\nif st.query_params.pop('again', None): st.rerun()\n1 / 0"
    (toy / "app.py").write_text(code, encoding="utf-8")
    answer = visitor_of(serve(toy)).open(query="again=1")
    assert answer.exceptions == ["division by zero"]


def test_server_that_cannot_start_says_why(toy, tmp_path):
    server = servers.AppServer(toy, tmp_path / "var")
    (toy / "app.py").unlink()
    with pytest.raises(RuntimeError, match=r"app\.py"):
        server.start()


def test_server_gets_its_own_data_folder(toy, serve, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere")
    code = """
import os, streamlit as st
st.write(os.environ['GONGKUANG_VAR'], os.environ.get('DATABASE_URL', '没有'))
"""
    (toy / "app.py").write_text(code, encoding="utf-8")
    with Visitor(serve(toy, var=tmp_path / "mine").url) as visitor:
        answer: Answer = visitor.open()
    assert answer.shows(f"{tmp_path / 'mine'} 没有")


def test_copy_of_app_leaves_data_and_history_behind(tmp_path):
    copied = {path.name for path in servers.copy_of_app(tmp_path / "copy").iterdir()}
    assert {"metrics", "pyproject.toml"} <= copied
    assert not copied & {".git", ".venv", "var", "tests"}
