"""The rules of the architecture, held by reading the code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Each layer may import itself and what stands in its set; the doors app.py and manage.py all.
BELOW = {
    "metrics": set(),
    "data": {"metrics"},
    "mechanisms": {"data", "metrics"},
    "ui": {"mechanisms", "data", "metrics"},
    "reports": {"mechanisms", "data", "metrics"},
    "pages": {"ui", "reports", "mechanisms", "data", "metrics"},
}
DOORS = {"app", "manage"}
HOME = {
    "streamlit": {"app", "pages", "ui"},
    "plotly": {"ui"},
    "sqlalchemy": {"data"},
    "alembic": {"data"},
    "docx": {"reports"},
    "python_calamine": {"data"},
    "xlsxwriter": {"reports"},
}
INSTEAD = {
    "streamlit": "返回结果对象，由 ui/ 显示",
    "plotly": "把作图写成 ui/ 中“表进图出”的函数",
    "sqlalchemy": "在 data/ 中写一个查询函数再调用",
    "alembic": "在 data/ 中写一个函数再调用",
    "docx": "把成文写进 reports/",
    "python_calamine": "在 data/ 中读文件",
    "xlsxwriter": "把成表写进 reports/",
}
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "manager", "base", "common"}
CACHE_KEY = {"dataset", "vintage", "as_of", "scope"}
LONGEST_PAGE = 80
CODE = sorted(
    path.relative_to(ROOT)
    for place in [*BELOW, "tests", "benchmarks", "tools", *(f"{door}.py" for door in DOORS)]
    for path in [ROOT / place, *(ROOT / place).rglob("*.py")]
    if path.suffix == ".py" and path.exists()
)
LAYERED = [path for path in CODE if path.parts[0] in BELOW or path.stem in DOORS]


def layer_of(path):
    return path.parts[0].removesuffix(".py")


def imported(tree):
    """The top-level name of everything that is imported, wherever it stands in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def wrong_imports(path, tree):
    layer = layer_of(path)
    for name in sorted(set(imported(tree))):
        if name in HOME and layer not in HOME[name]:
            homes = "、".join(sorted(HOME[name]))
            yield f"{path}：{name} 只能在 {homes} 中使用。请{INSTEAD[name]}。"
        elif name in BELOW and layer in BELOW and name not in BELOW[layer] | {layer}:
            yield f"{path}：{layer}/ 不能引用 {name}/。请把所需部分移到更低的一层，或由上层传入。"
        elif name in DOORS | {"tests", "benchmarks"}:
            yield f"{path}：不能引用 {name}。请把所需部分写进它所属的层。"


def unclear_name(path):
    if unclear := SAYS_NOTHING & {path.stem, *path.parent.parts}:
        yield f"{path}：{'、'.join(unclear)} 什么也没有说。请以其中的概念命名。"


def misplaced(path):
    """Code in a folder of data/ that is for data; Alembic needs its own."""
    if path.parts[0] == "data" and len(path.parts) > 2 and path.parts[1] != "migrations":
        yield f"{path}：data/ 的子文件夹只放数据。请把代码移到 data/*.py。"


def too_long(path, source):
    lines = len(source.splitlines())
    if path.parts[0] == "pages" and lines > LONGEST_PAGE:
        yield f"{path}：{lines} 行，超过 {LONGEST_PAGE} 行。显示移到 ui/，计算移到 mechanisms/。"


CACHES = {"cache_data", "cache_resource", "shared"}


def is_cache(node):
    node = node.func if isinstance(node, ast.Call) else node
    return bool(CACHES & {getattr(node, "attr", None), getattr(node, "id", None)})


def parameters(function):
    given = function.args
    rest = [given.vararg, given.kwarg]
    return [a.arg for a in [*given.posonlyargs, *given.args, *given.kwonlyargs, *rest] if a]


def wrong_caches(path, tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and is_cache(node) and node.args:
            yield f"{path}:{node.lineno}：请把缓存写作装饰器，以便检查它的参数。"
        if any(map(is_cache, getattr(node, "decorator_list", []))):
            yield from (f"{path}:{node.lineno}：{node.name} {why}" for why in wrong_key(node))


def wrong_key(function):
    names = parameters(function)
    if hidden := [name for name in names if name.startswith("_")]:
        yield f"的参数 {'、'.join(hidden)} 不进缓存键，会把一人的数给另一人看。请去掉下划线。"
    if "question" not in names and (missing := CACHE_KEY - set(names)):
        absent = "、".join(sorted(missing))
        yield f"的缓存键缺 {absent}。请加参数 question（冻结的 dataclass），或补齐这些参数。"


def violations(path, source):
    """All that is wrong with one file, with what to do instead."""
    yield from unclear_name(path)
    yield from misplaced(path)
    if path.parts[0] in BELOW or path.stem in DOORS:
        tree = ast.parse(source)
        yield from wrong_imports(path, tree)
        yield from too_long(path, source)
        yield from wrong_caches(path, tree)


@pytest.mark.parametrize("path", CODE, ids=str)
def test_file_keeps_the_rules(path):
    assert list(violations(path, (ROOT / path).read_text(encoding="utf-8"))) == []


def shared_names(paths):
    """Module names that stand in both metrics/ (concepts) and mechanisms/ (acts)."""
    stems = [{p.stem for p in paths if p.parts[0] == name} for name in ("metrics", "mechanisms")]
    return set.intersection(*stems) - {"__init__"}


def test_concepts_and_acts_have_different_names():
    assert not shared_names(CODE), "metrics/ 以概念命名，mechanisms/ 以动作命名：请改其中一个的名字"


CACHED = "import streamlit as st\n@st.cache_data(ttl=60)\ndef f({}): ...\n"
BROKEN = [
    ("metrics/growth.py", "import streamlit as st", "由 ui/ 显示"),
    ("metrics/growth.py", "from data.store import series", "metrics/ 不能引用 data/"),
    ("metrics/growth.py", "def f():\n    import plotly.express", "只能在 ui 中使用"),
    ("data/store.py", "from mechanisms import monthly", "data/ 不能引用 mechanisms/"),
    ("mechanisms/monthly.py", "from ui.words import yi", "mechanisms/ 不能引用 ui/"),
    ("mechanisms/monthly.py", "import sqlalchemy.orm as orm", "查询函数"),
    ("ui/charts.py", "import reports", "ui/ 不能引用 reports/"),
    ("reports/circular.py", "from ui import words", "reports/ 不能引用 ui/"),
    ("reports/circular.py", "import streamlit", "只能在 app、pages、ui 中使用"),
    ("ui/tables.py", "import xlsxwriter", "只能在 reports 中使用"),
    ("ui/tables.py", "from pages import home", "ui/ 不能引用 pages/"),
    ("pages/ranking.py", "from docx import Document", "只能在 reports 中使用"),
    ("pages/ranking.py", "from alembic import command", "只能在 data 中使用"),
    ("pages/ranking.py", "import plotly.graph_objects as go", "只能在 ui 中使用"),
    ("manage.py", "import streamlit", "只能在 app、pages、ui 中使用"),
    ("app.py", "import sqlalchemy", "只能在 data 中使用"),
    ("data/store.py", "from tests.servers import ROOT", "不能引用 tests"),
    ("pages/ranking.py", "import app", "不能引用 app"),
    ("pages/ranking.py", "\n" * 81, "超过 80 行"),
    ("data/policies/wenzhou.py", "", "子文件夹只放数据"),
    ("ui/utils.py", "", "以其中的概念命名"),
    ("tests/helpers/clock.py", "", "以其中的概念命名"),
    ("ui/load.py", CACHED.format("dataset, vintage, as_of"), "缓存键缺 scope"),
    ("ui/load.py", CACHED.format("question, _viewer"), "请去掉下划线"),
    ("ui/load.py", "@st.cache_resource\ndef engine(url): ...", "缓存键缺"),
    ("ui/load.py", CACHED.format("question, **_rest"), "请去掉下划线"),
    ("ui/load.py", "@cache_data\nasync def f(): ...", "缓存键缺 as_of、dataset、scope、vintage"),
    ("ui/load.py", "class C:\n  @st.cache_data\n  def f(self): ...", "缓存键缺"),
    ("ui/load.py", "f = st.cache_data(g)", "写作装饰器"),
]
SOUND = [
    ("app.py", "import streamlit as st\nfrom pages import home\nfrom ui import frame"),
    ("manage.py", "import typer\nfrom mechanisms import monthly\nfrom reports import circular"),
    (
        "pages/ranking.py",
        "import streamlit as st\nfrom reports import circular\nfrom ui import trace",
    ),
    ("pages/ranking.py", "\n" * 80),
    (
        "ui/charts.py",
        "import plotly.graph_objects as go\nfrom . import words\nfrom ui import trace",
    ),
    ("reports/circular.py", "import docx, xlsxwriter\nfrom mechanisms.monthly import ranking"),
    ("data/migrations/env.py", "from alembic import context\nfrom data import schema"),
    ("metrics/growth.py", "import pandas as pd\nfrom metrics.model import Reading"),
    ("ui/load.py", CACHED.format("question, key")),
    ("ui/load.py", CACHED.format("dataset, vintage, *, as_of, scope, period")),
    ("ui/load.py", "st.cache_data.clear()"),
    ("tests/test_x.py", "import streamlit, sqlalchemy, pages"),
]


@pytest.mark.parametrize(("path", "source", "says"), BROKEN)
def test_broken_rule_is_noticed(path, source, says):
    found = list(violations(Path(path), source))
    assert len(found) == 1
    assert says in found[0]


@pytest.mark.parametrize(("path", "source"), SOUND)
def test_sound_code_is_left_alone(path, source):
    assert list(violations(Path(path), source)) == []


def test_shared_name_is_noticed():
    paths = map(Path, ["metrics/__init__.py", "metrics/credit.py", "mechanisms/credit.py"])
    assert shared_names(list(paths)) == {"credit"}
