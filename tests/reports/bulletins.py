"""Contents of bulletins: real ones, and small ones made for a test."""

from dataclasses import replace

import pytest

from data import datasets, store
from data.bulletin_templates import template
from mechanisms.bulletin_content import (
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
)
from mechanisms.bulletin_writing import compose

SHIPPED = ("shaoyang", "luohe-2015")
_WRITTEN = {}


@pytest.fixture(scope="session")
def real(made_datasets, tmp_path_factory):
    """The ranking circulars of both shipped datasets, written once for all modules."""
    if not _WRITTEN:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("DATABASE_URL", "GONGKUANG_DATASETS", "GONGKUANG_SERVE"):
                patch.delenv(name, raising=False)
            place = made_datasets.into(tmp_path_factory.mktemp("bulletin"), *SHIPPED)
            patch.setenv("GONGKUANG_VAR", str(place))
            _WRITTEN.update({key: _circular(key) for key in SHIPPED})
    return _WRITTEN


def _circular(key):
    question = store.Question(key, datasets.dataset(key).today, store.newest_vintage(key))
    return compose(question, template("ranking_circular"))


def cell(text, number=None):
    return ContentCell(text, number)


COLUMNS = (
    ContentColumn("", "县区", "", "text", 0),
    ContentColumn("", "当月新增", "件", "figure", 0),
    ContentColumn("", "当月办结", "件", "figure", 0),
    ContentColumn("", "超期未办结", "件", "figure", 0),
)


def problem_table(*names, wide=False):
    """A narrow table with heads of one level, as the problem circular has."""
    first = ContentRow("1", (cell("全市"), *[cell(t, t) for t in ("9", "7", "1")]), True, False)
    numbers = (cell("3", "3"), cell("未报"), cell("−2", "-2"))
    rows = [
        ContentRow(str(place), (cell(name), *numbers), False, place > 3)
        for place, name in enumerate(names or ("甲县", "乙县", "开发区"), 2)
    ]
    return ContentTable("问题解决情况表", COLUMNS, (first, *rows), wide)


def content(*tables, **changes):
    """A small content; without tables it has one."""
    made = Content(
        template="problem_circular",
        form="circular",
        city="小城",
        kind_label="真实公开数据",
        simulated=False,
        period="2025-09",
        period_label="2025年9月",
        title="关于2025年9月小城企业问题解决情况的通报",
        recipients="各县人民政府",
        paragraphs=("现通报如下。", "一、总体情况", "（一）办结。当月办结7件。", "请抓紧办理。"),
        tables=tables or (problem_table(),),
        notes=("数据来源：台账", "办结以企业确认为准"),
        provenance="期别：2025年9月　性质：真实公开数据",
        as_of="2025-10-31",
        vintage=5,
    )
    return replace(made, **changes)


def simulated(made):
    return replace(made, simulated=True, kind_label="模拟数据")
