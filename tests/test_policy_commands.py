"""The commands of the policy library, and a new city that comes with a document of its own."""

import json
import shutil

import pytest
import yaml

import manage
from data import policies
from tests.data.small_city import declare
from tests.policy_texts import FACTS, HEAD, TEXT, made_document
from tests.screens.rendering import run_page, shows
from tests.test_commands import use

CITY, MADE = "xinshi", "xinshi-2026"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command: `run(*arguments)` gives status, stdout, stderr."""
    use(monkeypatch, tmp_path / "var")

    def command(*arguments):
        status = manage.main(list(map(str, arguments)))
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def rows(run):
    """Run a command that must succeed and return its rows."""

    def command(*arguments):
        status, out, err = run(*arguments, "--format", "json")
        assert (status, err) == (0, "")
        return json.loads(out)

    return command


@pytest.fixture
def new_city(tmp_path, monkeypatch):
    """Files of a city and of its document beside the shipped documents; nothing but files."""
    documents, cities = tmp_path / "documents", tmp_path / "cities"
    shutil.copytree(policies.folder(), documents)
    (documents / f"{MADE}.yaml").write_text(
        yaml.safe_dump(made_document(), allow_unicode=True), encoding="utf-8"
    )
    (documents / "facts.yaml").write_text(yaml.safe_dump(FACTS), encoding="utf-8")
    own = {"documents": [MADE], "rosters": [], "banks": [], "local_targets": {}}
    declare(cities, CITY, business_date="2026-04-10", **own)

    def begin():
        monkeypatch.setenv("GONGKUANG_POLICIES", str(documents))
        monkeypatch.setenv("GONGKUANG_DATASETS", str(cities))

    return begin


def test_the_list_counts_what_the_documents_hold(rows):
    found = {row["id"]: row for row in rows("policy", "list")}
    assert set(found) == set(policies.identifiers())
    for key, row in found.items():
        document = policies.document(key)
        assert row["targets"] == len(document.targets)
        assert row["mechanisms"] == len(document.mechanisms) >= row["served"]
    assert found["wenzhou-2020"]["status_word"] == "征求意见稿"


def test_a_document_is_shown_with_all_entries_and_readings(rows):
    document = policies.document("luohe-2015")
    shown = [row["id"] for row in rows("policy", "show", "luohe-2015")]
    assert shown == [entry.id for entry in (*document.entries, *document.switches)]


def test_a_table_of_a_document_says_its_status_and_readings(run):
    status, out, _ = run("policy", "show", "wenzhou-2020")
    assert status == 0
    assert out.startswith("《温州市促进工业企业平稳运行的若干意见（征求意见稿）》　征求意见稿")
    assert "WZ20-S01" in out


def test_one_entry_is_shown_whole(run):
    status, out, _ = run("policy", "show", "LH15-R01")
    shown = json.loads(out)
    assert status == 0
    assert shown["conditions"]["all"][0]["fact"] == "withdrawal_kind"


@pytest.mark.parametrize(
    "arguments", [("show", "nowhere"), ("show", "WZ20-T99"), ("verify", "x", "y")]
)
def test_what_does_not_exist_is_refused_in_one_line(run, arguments):
    status, out, err = run("policy", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_verification_ends_with_two_where_a_figure_is_not_found(run, tmp_path, new_city):
    new_city()
    file = tmp_path / "原文.txt"
    file.write_text(TEXT, encoding="utf-8")
    status, out, _ = run("policy", "verify", MADE, file)
    assert (status, out) == (0, f"《{HEAD['title']}》：核对 5 个数，全部相符\n")
    file.write_text(TEXT.replace("四十亿", "五十亿"), encoding="utf-8")
    status, out, _ = run("policy", "verify", MADE, file, "--format", "json")
    found = json.loads(out)
    assert status == 2
    assert [(row["id"], row["figure"], row["state"]) for row in found] == [
        ("XS26-T01", "40亿元", "not_found")
    ]
    status, out, _ = run("policy", "verify", MADE, file, "--all", "--format", "json")
    assert (status, len(json.loads(out))) == (2, 5)


def test_two_versions_are_compared_entry_by_entry(rows, run, tmp_path, new_city):
    new_city()
    other = made_document()
    other["targets"] = {
        "XS26-T01": other["targets"]["XS26-T01"] | {"value": 45, "figures": ["45亿元"]},
        "XS26-T02": other["targets"]["XS26-T01"] | {"name": "新目标"},
    }
    other["background"] = {}
    other["document"] = other["document"] | {"status": "in_force"}
    file = tmp_path / "later.yaml"
    file.write_text(yaml.safe_dump(other, allow_unicode=True), encoding="utf-8")
    found = rows("policy", "diff", MADE, file)
    assert [(r["id"], r["change"], r["key"], r["before"], r["after"]) for r in found] == [
        (MADE, "changed", "status", "draft_for_comment", "in_force"),
        ("XS26-T01", "changed", "figures", "40亿元", "45亿元"),
        ("XS26-T01", "changed", "value", "40", "45"),
        ("XS26-T02", "added", "", "", "新目标"),
        ("XS26-C01", "removed", "", "题名", ""),
    ]
    status, out, _ = run("policy", "diff", file, file)
    assert (status, out) == (0, "两版相同\n")


def test_a_new_city_with_a_new_document_is_files_only(run, rows, new_city):
    new_city()
    assert MADE in [row["id"] for row in rows("policy", "list", "--dataset", CITY)]
    (before,) = rows("targets", "--dataset", CITY)
    assert (before["id"], before["status"], before["actual"]) == ("XS26-T01", "未报", None)
    words = ("--period", "2026-03", "--value", "12", "--evidence", "一季度报表")
    assert run("targets", "record", "XS26-T01", *words, "--dataset", CITY)[0] == 0
    (after,) = rows("targets", "--dataset", CITY)
    assert (after["status"], after["actual"], after["completion_pct"]) == ("进行中", 12, 30)
    page = run_page("policies", dataset=CITY, document=MADE)
    assert shows(page, "技改投资")
    assert shows(page, "征求意见稿")
    board = run_page("targets", dataset=CITY)
    assert shows(board, "技改投资")
