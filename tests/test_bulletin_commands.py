"""The commands of bulletins: the whole life of a document, what is refused, what is written."""

import json
import zipfile
from datetime import date

import pytest

import manage
from data import bulletin_records, datasets
from data.permissions import PermissionDeniedError, Viewer
from mechanisms.bulletin_content import from_json
from reports import bulletin_listing
from tests.data.small_city import Cell, City
from tests.test_commands import use

SHAOYANG = "shaoyang"
WUGANG = "430581"


@pytest.fixture(scope="module")
def place(made_datasets, tmp_path_factory):
    """A folder in which the sample is made; its bulletins are taken out after each test."""
    return made_datasets.into(tmp_path_factory.mktemp("bulletins"), SHAOYANG)


@pytest.fixture
def run(place, tmp_path, monkeypatch, capsys):
    """Run a command in a copy of the sample: `run(*arguments)` gives status, stdout, stderr."""
    use(monkeypatch, tmp_path)
    (tmp_path / f"{SHAOYANG}.sqlite").write_bytes((place / f"{SHAOYANG}.sqlite").read_bytes())

    def command(*arguments):
        named = [] if {"--dataset", "--help"} & set(arguments) else ["--dataset", SHAOYANG]
        status = manage.main(["bulletin", *map(str, arguments), *named])
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def done(run):
    """Run a command that must succeed and return what it prints."""

    def command(*arguments):
        status, out, err = run(*arguments)
        assert (status, err) == (0, "")
        return out

    return command


def revise(growth=11.4):
    cell = Cell(WUGANG, indicator="value_added")
    return City(SHAOYANG).commit({cell: growth}, date(2025, 10, 25))


def rows(done, *arguments):
    return json.loads(done("list", *arguments, "--format", "json"))


def test_a_bulletin_goes_from_draft_to_issue_correction_and_withdrawal(done, tmp_path):
    assert "已起草：通报 1《关于2025年1—9月邵阳市" in done("draft", "--period", "2025-09")
    assert "已送审" in done("submit", 1)
    assert "已退回" in done("return", 1, "--reason", "请核对")
    done("submit", 1)
    assert "已签发：通报 1" in done("issue", 1, "--by", "李四")
    first = tmp_path / "first.docx"
    done("show", 1, "--out", first)
    revise()
    assert rows(done)[0]["touched"].startswith("1个数字有变，最大：武冈市")
    assert "已起草更正：通报 2" in done("correct", 1, "--reason", "统计修订")
    done("submit", 2)
    done("issue", 2)
    assert "已签发撤回件：通报 3" in done("withdraw", 2, "--reason", "口径有误")
    found = {row["id"]: row for row in rows(done)}
    assert [found[n]["form"] for n in (1, 2, 3)] == ["circular", "correction", "withdrawal"]
    assert [found[n]["standing"] for n in (1, 2, 3)] == ["已更正为2", "已由3撤回", "有效"]
    assert (found[1]["issued_by"], found[2]["issued_by"]) == ("李四", "市领导")
    assert (found[1]["vintage"], found[2]["vintage"]) == (181, 182)
    again = tmp_path / "again.docx"
    done("show", 1, "--out", again)
    assert again.read_bytes() == first.read_bytes()
    assert found[1]["sha256"] == bulletin_records.issued_file(SHAOYANG, 1, "docx").sha256


def test_a_bulletin_is_written_in_every_format_and_shown_as_text(done, tmp_path):
    done("draft", "--by", "张三")
    for ending in ("docx", "xlsx", "html", "json"):
        done("show", 1, "--out", tmp_path / f"a.{ending}")
    for ending in ("docx", "xlsx"):
        assert zipfile.ZipFile(tmp_path / f"a.{ending}").testzip() is None
    content = from_json((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert content.title in (tmp_path / "a.html").read_text(encoding="utf-8")
    shown = done("show", 1)
    assert content.title in shown
    assert all(text in shown for text in (*content.paragraphs, content.provenance))
    assert "草稿" in shown


def test_an_older_version_is_written_as_the_draft_that_it_was(run, done, tmp_path):
    done("draft")
    done("submit", 1)
    done("issue", 1)
    assert "通报 1　草稿　第1版" in done("show", 1, "--version", 1)
    done("show", 1, "--version", 1, "--out", tmp_path / "old.docx")
    done("show", 1, "--out", tmp_path / "issued.docx")
    assert (tmp_path / "old.docx").read_bytes() != (tmp_path / "issued.docx").read_bytes()
    status, _, err = run("show", 1, "--version", 2)
    assert (status, err.strip()) == (2, "通报 1 没有第2版，请核对")
    county = ("--role", "county", "--region", "430581")
    assert run("show", 1, "--version", 1, *county)[0] == 2


def test_nothing_is_written_for_who_may_not_export(done, tmp_path):
    done("draft")
    found = bulletin_records.bulletin(SHAOYANG, 1, issued_only=False)
    shaoyang, path = datasets.dataset(SHAOYANG), tmp_path / "a.json"
    with pytest.raises(PermissionDeniedError):
        bulletin_listing.write(Viewer("enterprise"), shaoyang, found, path)
    assert not path.exists()
    bulletin_listing.write(Viewer("analyst"), shaoyang, found, path)
    assert path.read_text(encoding="utf-8") == found.content


def test_a_county_is_shown_issued_documents_only(run, done):
    done("draft")
    county = ("--role", "county", "--region", WUGANG)
    assert rows(done, *county) == []
    status, _, err = run("show", 1, *county)
    assert (status, err.strip()) == (2, "没有通报 1，请核对编号")
    done("submit", 1)
    done("issue", 1)
    assert [row["id"] for row in rows(done, *county)] == [1]
    assert "已签发" in done("list", *county)


REFUSED = {
    ("draft", "--role", "leader"): "没有此项权限",
    ("issue", 1, "--role", "official"): "没有此项权限",
    ("list", "--role", "enterprise"): "没有此项权限",
    ("draft", "--template", "x"): "没有通报模板“x”；可用：ranking_circular",
    ("draft", "--template", "problem_circular"): "企业问题台账",
    ("draft", "--period", "2025-13"): "2025-13",
    ("draft", "--period", "2019-05"): "2019年1—5月没有可以通报的数字，其前最近的一期是2019年1—4月",
    ("draft", "--dataset", "nowhere"): "没有数据集“nowhere”",
    ("submit", 9): "没有通报 9",
    ("issue", 1): "现为“草稿”，不能签发；请先送审",
    ("return", 1, "--reason", "x"): "不能退回",
    ("withdraw", 1, "--reason", "x"): "尚未签发",
    ("correct", 1, "--reason", "x"): "尚未签发",
    ("withdraw", 1): "缺少选项 --reason",
    ("show", 1, "--out", "a.pdf"): "文件名后缀可用：.docx、.xlsx、.html、.json",
    ("show", 1, "--out", "/nowhere/a.docx"): "写不进",
}


@pytest.mark.parametrize("command", REFUSED, ids=lambda command: " ".join(map(str, command)))
def test_what_cannot_be_done_is_refused_in_one_line(run, done, command):
    done("draft")
    status, out, err = run(*command)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert REFUSED[command] in err
    assert [row["state"] for row in rows(done)] == ["draft"]


def test_who_wrote_it_does_not_issue_it_and_an_issued_one_is_not_submitted(run, done):
    done("draft", "--by", "张三")
    done("submit", 1, "--by", "张三")
    assert "编辑与签发须为不同的人" in run("issue", 1, "--by", "张三")[2]
    done("issue", 1, "--by", "李四")
    assert "签发后一字不动" in run("submit", 1)[2]
    assert "签发后一字不动" in run("abandon", 1)[2]


@pytest.mark.parametrize("command", [[], ["draft"], ["issue"], ["show"], ["withdraw"]])
def test_help_is_chinese(run, command):
    status, out, _ = run(*command, "--help")
    assert status == 0
    assert out.startswith("用法：manage.py bulletin")
    assert not {"Usage", "Options", "Commands", "default"} & set(out.replace(":", " ").split())
