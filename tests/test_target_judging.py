"""The command `targets judge`: one target on given observations."""

import json

import pytest

import manage
from mechanisms.target_rows import KEYS


@pytest.fixture
def judge(tmp_path, capsys):
    """Judge a target on observations: `judge(id, as_of, content, *options)`."""

    def run(key, as_of, content, *options):
        file = tmp_path / "observations.json"
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        file.write_text(text, encoding="utf-8")
        arguments = ["targets", "judge", key, "--observations", str(file), "--as-of", as_of]
        return manage.main([*arguments, *options]), *capsys.readouterr()

    return run


@pytest.fixture
def row(judge):
    def run(key, as_of, content):
        status, out, err = judge(key, as_of, content, "--format", "json")
        assert (status, err) == (0, "")
        return json.loads(out)

    return run


MONTHS = [{"period": f"2020-{month:02}", "value": 10 * month} for month in range(1, 10)]


def test_row_has_the_keys_of_the_board_and_plain_numbers(row):
    found = row("WZ20-T06", "2020-10-25", MONTHS)
    assert tuple(found) == KEYS
    expected = {
        "id": "WZ20-T06",
        "actual": 90.0,
        "target": 150.0,
        "unit": "亿元",
        "completion_pct": 60.0,
        "pace_pct": 75.0,
        "status": "进行中",
        "lamp": "严重滞后",
        "attained": False,
        "overdue": False,
        "required_per_month": 20.0,
    }
    assert {key: found[key] for key in expected} == expected
    assert found["landing"] == pytest.approx(120)
    assert found["landing_low"] <= found["landing"] <= found["landing_high"]
    assert 0 < found["probability"] < 1


def test_one_figure_is_too_little_for_an_interval(row):
    found = row("WZ20-T06", "2020-07-10", [{"period": "2020-06", "value": 66}])
    assert (found["landing"], found["required_per_month"]) == (132.0, 14.0)
    assert [found[key] for key in KEYS[12:]] == [None] * 3


def test_what_does_not_apply_is_null(row):
    found = row("SM20-T23", "2021-01-20", [{"date": "2020-12-31", "value": 4.5, "reference": 4.5}])
    assert (found["status"], found["attained"], found["completion_pct"]) == ("完成", True, None)
    assert [found[key] for key in KEYS[10:]] == [None] * 5


def test_150_attains_as_increase_and_as_balance(row):
    last = {"period": "2020-12", "value": 150.0}
    assert row("WZ20-T06", "2021-01-10", [last])["attained"]
    balance = {"observations": [last | {"value": 2150}], "baseline": 2000}
    assert row("WZ20-T06", "2021-01-10", balance)["attained"]
    unknown = {"observations": [last], "baseline": None}
    assert row("WZ20-T06", "2021-01-10", unknown)["status"] == "待基期"


def test_roster_of_units_is_the_denominator(row):
    rows = [{"period": "2015-12", "subject": name, "value": 1000} for name in ("甲县", "乙县")]
    assert row("LH15-T02", "2016-01-10", rows)["status"] == "待名单"
    listed = {"observations": rows, "roster": ["甲县", "乙县", "丙县"]}
    assert row("LH15-T02", "2016-01-10", listed)["completion_pct"] == 66.67


def test_city_gives_the_figure_that_the_document_leaves_open(row):
    rows = [{"period": "2020-12", "value": 6}]
    assert row("FJ20-T01", "2021-01-20", rows)["status"] == "目标未录入"
    assert row("FJ20-T01", "2021-01-20", {"observations": rows, "target": 6})["attained"]


def test_table_says_the_row_and_the_remarks(judge):
    status, out, _ = judge("WZ20-T01", "2021-01-10", [{"date": "2020-12-31", "value": 99}])
    assert status == 0
    assert "基本完成" in out
    assert "注：序时：按月数均衡（12/12个月）" in out
    assert "注：“左右”：满额为完成，差5%以内为基本完成（本系统约定）" in out


def test_table_of_an_estimate(judge):
    _, out, _ = judge("WZ20-T06", "2020-10-25", MONTHS)
    assert "120.00" in out
    assert "%" in out.splitlines()[3]


@pytest.mark.parametrize(
    ("key", "as_of", "content", "message"),
    [
        ("WZ20-T99", "2020-12-31", [], "没有条目“WZ20-T99”"),
        ("WZ20-R01", "2020-12-31", [], "WZ20-R01 不是目标，是规则"),
        ("WZ20-T01", "年底", [], "日期“年底”无法识别"),
        ("WZ20-T01", "2020-12-31", "{", "观测文件第1行：不是 JSON"),
        ("WZ20-T01", "2020-12-31", [MONTHS[0], MONTHS[0]], "2020年1月（2020-01）有两个数"),
        ("WZ20-T01", "2020-12-31", {"observations": [], "target": 90}, "而文件已定为100"),
    ],
)
def test_refusals_are_one_line_and_status_2(judge, key, as_of, content, message):
    status, out, err = judge(key, as_of, content)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert message in err


def test_file_that_is_no_text_or_not_there_is_refused(judge, tmp_path, capsys):
    arguments = ["targets", "judge", "WZ20-T01", "--as-of", "2020-12-31", "--observations"]
    assert manage.main([*arguments, str(tmp_path / "none.json")]) == 2
    assert "打不开" in capsys.readouterr().err
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    assert manage.main([*arguments, str(binary)]) == 2
    assert "不是 UTF-8 文本" in capsys.readouterr().err


def test_help_documents_the_file(capsys):
    assert manage.main(["targets", "judge", "--help"]) == 0
    said = capsys.readouterr().out
    assert [
        word for word in ("numerator", "reference", "subject", "roster") if word not in said
    ] == []
