"""Taking files in by the command line: what is printed, refused, kept, and how it ends."""

import json
import re
import shutil

import pytest

import manage
from data import receipts, store
from tests import cards
from tests.data.conftest import enter

WHY = "统计局10月22日来函更正武冈市数字"
WUGANG = "430581"


@pytest.fixture(scope="module")
def made(made_datasets, tmp_path_factory):
    """A folder in which the city is made, to be copied."""
    return made_datasets.into(tmp_path_factory.mktemp("made"), "shaoyang")


@pytest.fixture
def run(made, tmp_path, monkeypatch, capsys):
    """Run a command on a city of its own: `run(*arguments)` gives status, stdout, stderr."""
    shutil.copytree(made, tmp_path / "var")
    enter(monkeypatch, {"GONGKUANG_VAR": str(tmp_path / "var"), "GONGKUANG_SERVE": "shaoyang"})

    def command(*arguments):
        status = manage.main([str(each) for each in arguments])
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def card(tmp_path):
    """A card in which 武冈市 was revised, on disk."""
    figures = cards.sample_figures()
    figures["value_added", "growth"][WUGANG] = 11.4
    path = tmp_path / "月报卡_202509.xlsx"
    path.write_bytes(cards.card_workbook(figures))
    return path


def keys(printed):
    return re.findall(r"\b[a-z_]+-[0-9a-f]{8}\b", printed)


def explained(tmp_path, lines):
    path = tmp_path / "说明.yaml"
    path.write_text("".join(f"{key}: {text}\n" for key, text in lines.items()), encoding="utf-8")
    return path


def test_a_dry_run_shows_everything_and_stores_nothing(run, card):
    before = store.newest_vintage("shaoyang")
    status, out, _ = run("intake", card, "--dry-run")
    assert status == 0
    assert "规模工业增加值" in out
    assert "不认识" in out
    assert "武冈市（11.6→11.4）" in out
    assert "未入库（--dry-run）" in out
    assert store.newest_vintage("shaoyang") == before
    assert receipts.receipts("shaoyang")[0].state == "待处理"


def test_findings_are_explained_in_a_file_and_the_figures_are_then_stored(run, card, tmp_path):
    status, out, err = run("intake", card)
    assert status == 2
    assert "没有说明" in err
    assert "--explain" in err
    path = explained(tmp_path, dict.fromkeys(keys(out), WHY))
    status, out, _ = run("intake", card, "--explain", path, "--by", "张三")
    assert (status, "已入库：批次" in out) == (0, True)
    _, listed, _ = run("ranking", "--indicator", "value_added", "--format", "json")
    growths = {row["region_code"]: row["growth_pct"] for row in json.loads(listed)}
    assert growths[WUGANG] == 11.4
    newest = json.loads(run("received", "--format", "json")[1])[0]
    assert (newest["state"], newest["actor"], newest["channel"]) == ("已入库", "张三", "command")


@pytest.mark.parametrize("text", ["核实无误", "'经核实，数据准确！'"])
def test_a_stock_phrase_explains_nothing(run, card, tmp_path, text):
    _, out, _ = run("intake", card, "--dry-run")
    path = explained(tmp_path, dict.fromkeys(keys(out), text))
    status, _, err = run("intake", card, "--explain", path)
    assert status == 2
    assert "没有说明原因" in err


def test_a_key_that_names_nothing_is_refused(run, card, tmp_path):
    path = explained(tmp_path, {"unit_slip-00000000": WHY})
    status, _, err = run("intake", card, "--explain", path)
    assert (status, "unit_slip-00000000" in err) == (2, True)


def test_what_is_no_table_is_one_line_and_is_kept(run, tmp_path):
    path = tmp_path / "通知.docx"
    path.write_bytes(b"PK\x05\x06" + b"\0" * 18)
    status, out, err = run("intake", path)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert receipts.receipts("shaoyang")[0].state == "未入库"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["不存在.xlsx"], "打不开"),
        (["{card}", "--month", "2025年9月"], "资料所属月"),
        (["{card}", "--published", "昨天"], "公布日"),
        (["{card}", "--role", "analyst"], "没有此项权限"),
        (["{card}", "--role", "county"], "没有此项权限"),
    ],
)
def test_a_call_that_cannot_be_done_says_why_in_one_line(run, card, arguments, says):
    before = store.newest_vintage("shaoyang")
    given = [argument.replace("{card}", str(card)) for argument in arguments]
    status, _, err = run("intake", *given)
    assert status == 2
    assert says in err
    assert len(err.splitlines()) == 1
    assert store.newest_vintage("shaoyang") == before


def test_a_batch_is_withdrawn_with_a_reason_and_by_an_official_only(run):
    newest = store.newest_vintage("shaoyang")
    assert run("withdraw", newest, "--reason", "来函撤销", "--role", "leader")[0] == 2
    status, out, _ = run("withdraw", newest, "--reason", "来函撤销", "--by", "张三")
    assert (status, f"第{newest + 1}版" in out) == (0, True)
    status, _, err = run("withdraw", newest, "--reason", "来函撤销")
    assert (status, "已经撤回" in err) == (2, True)
    status, _, err = run("withdraw", 99999, "--reason", "来函撤销")
    assert (status, "没有批次" in err) == (2, True)
    _, listed, _ = run("batches", "--format", "json")
    assert json.loads(listed)[0]["withdrawn_reason"] == "来函撤销"


def test_the_help_of_the_new_commands_is_chinese(run):
    for command in ("intake", "withdraw", "received"):
        _, out, _ = run(command, "--help")
        assert "用法：" in out
        assert not re.search(r"\b(Usage|Arguments|Options|required|PATH)\b", out), out
