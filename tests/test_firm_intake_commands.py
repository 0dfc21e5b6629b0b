"""Firms' files by the command line and at the desk, in 温州2020; templates that come back."""

import io
import json
import re
import shutil

import pandas as pd
import pytest

import manage
from data import datasets, enterprises, firm_cells, panel, receipts, store
from data.firm_files import opened
from data.store import Question
from mechanisms import intake
from reports import firm_templates
from tests.data.conftest import enter
from tests.firm_files import WHY, as_csv, code
from tests.screens.rendering import run_page, texts

KEY = "wenzhou-2020"


@pytest.fixture(scope="module")
def place(wenzhou_made, tmp_path_factory):
    """The rich city in a folder of this module's own."""
    folder = tmp_path_factory.mktemp("wenzhou") / "var"
    shutil.copytree(wenzhou_made, folder)
    return folder


@pytest.fixture
def run(place, monkeypatch, capsys):
    """Run a command: `run(*arguments)` gives status, stdout, stderr."""
    enter(monkeypatch, {"GONGKUANG_VAR": str(place)})

    def command(*arguments):
        status = manage.main([*map(str, arguments), "--dataset", KEY])
        return status, *capsys.readouterr()

    return command


def question():
    return Question(KEY, datasets.dataset(KEY).today, store.newest_vintage(KEY))


def correction():
    """The newest month of two firms: one figure otherwise, all others as they are stored."""
    month = panel.months(question())[-1]
    rows = panel.month_rows(question(), month).head(2)
    names = enterprises.firms(question(), numbers=rows["firm"].tolist())
    blank = firm_templates.panel_csv(datasets.dataset(KEY), names, month)
    table = pd.read_csv(io.BytesIO(blank), dtype=str)
    figures = [name for name in rows.columns if name.endswith(("_wan", "_kwh"))]
    figures += ["headcount", "insured", "claims"]
    order = [key for key in opened(blank, "月报.csv").heads if key in figures]
    for head, key in zip(table.columns[3:], order, strict=True):
        table[head] = [repr(value).removesuffix(".0") for value in rows[key]]
    table = table.replace("nan", "")
    table.loc[0, "产值（万元）"] = "12345.6"
    return table, rows


def test_correction_is_previewed_explained_stored_listed_and_withdrawn(run, tmp_path):
    table, rows = correction()
    path = tmp_path / "更正.csv"
    path.write_bytes(as_csv(table))
    before = store.newest_vintage(KEY)
    status, out, _ = run("intake", path, "--dry-run")
    assert status == 0
    assert "认出企业月报：2家企业" in out
    assert re.search(r"企业产值（万元）\s+[\d,.]+\s+12,345.6", out)
    assert "已入库的数变为未报" not in out
    assert store.newest_vintage(KEY) == before
    status, _, err = run("intake", path)
    assert (status, "没有说明" in err) == (2, True)
    keys = re.findall(r"\b[a-z_]+-[0-9a-f]{8}\b", out)
    explained = tmp_path / "说明.yaml"
    explained.write_text("".join(f"{key}: {WHY}\n" for key in keys), encoding="utf-8")
    status, out, _ = run("intake", path, "--explain", explained, "--by", "张三")
    assert (status, f"已入库：批次{before + 1}，2家企业" in out) == (0, True)
    newest = json.loads(run("batches", "--format", "json")[1])[0]
    assert (newest["sequence"], newest["rows"]) == (before + 1, 2)
    firm = int(rows["firm"].iloc[0])
    assert panel.history(question(), firm)["output_wan"].iloc[-1] == 12345.6
    status, *_ = run("withdraw", before + 1, "--reason", "填错", "--by", "张三")
    assert status == 0
    was = rows["output_wan"].iloc[0]
    now = panel.history(question(), firm)["output_wan"].iloc[-1]
    assert now == was or (pd.isna(now) and pd.isna(was))


def test_unknown_firms_end_the_command_with_one_line_and_are_listed(run, tmp_path):
    path = tmp_path / "月报.csv"
    month = {"企业名称": ["无此厂"], "信用代码": [code(1)], "月份": ["2020-01"]}
    path.write_bytes(as_csv(pd.DataFrame(month | {"产值（万元）": [1.0]})))
    status, out, err = run("intake", path)
    assert (status, len(err.splitlines())) == (2, 1)
    assert "无此厂" in out
    assert "请先上传企业名录" in out
    assert receipts.receipts(KEY)[0].state == "未入库"


def test_desk_shows_a_firms_file_and_stores_it(place, monkeypatch):
    enter(monkeypatch, {"GONGKUANG_VAR": str(place)})
    table, _ = correction()
    table["用不着的列"] = "x"
    got = receipts.receive(KEY, "企业更正.csv", as_csv(table), "page", "张三")
    app = run_page("intake", role="official", dataset=KEY, receipt=str(got.id))
    shown = "\n".join(texts(app))
    for words in ("认出**企业月报**", "不读取的列", "用不着的列", "改动数字1个", "12,345.6"):
        assert words in shown
    commit = next(button for button in app.button if button.key == "intake_commit")
    assert commit.disabled
    for area in app.text_area:
        area.set_value(WHY)
    app.run()
    next(button for button in app.button if button.key == "intake_commit").click().run()
    assert not app.exception
    assert receipts.receipt_of(KEY, got.id).state == "已入库"


@pytest.mark.parametrize("ending", ["csv", "workbook"])
def test_templates_come_back_with_the_same_firms(place, monkeypatch, ending):
    enter(monkeypatch, {"GONGKUANG_VAR": str(place)})
    dataset, county = datasets.dataset(KEY), "330304"
    firms = enterprises.firms(question().within((county,)))
    assert 0 < len(firms) < 1_200
    register = getattr(firm_templates, f"register_{ending}")(dataset, firms, "2020-01")
    table = opened(register, "企业名录")
    got = receipts.receive(KEY, f"企业名录.{ending}", register, "page", "张三")
    shown = intake.preview(question(), got)
    assert shown.findings == ()
    assert shown.taken.effects == (("新增企业", 0), ("改动企业", 0), ("不变企业", len(firms)))
    assert table.kind == "register"
    assert firm_cells.texts(table.columns["uscc"]).tolist() == firms["uscc"].tolist()
    month = getattr(firm_templates, f"panel_{ending}")(dataset, firms, "2020-01")
    table = opened(month, "企业月报")
    assert (table.kind, table.misreads, table.unread) == ("panel", (), ())
    assert len(table.lines) == len(firms)
    assert len(table.heads) == 15
