"""Reporting progress: what is refused, what is asked about, what is kept and seen again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from data import batches, datasets, evidence, receipts, store
from data.batches import CommitError
from data.permissions import Viewer, require
from data.store import Question
from mechanisms import supervision, supervision_dossier, supervision_record, tracing
from mechanisms.supervision_reports import RecordError, Report, fields_of
from metrics.targets import Lamp, State

OFFICIAL = Viewer("official")
CITY, LUCHENG, LONGWAN = "330300", "330302", "330303"
REASON = "核减了重复统计的两户企业数额"


def question(viewer=OFFICIAL, vintage=None):
    dataset = datasets.dataset("wenzhou-2020")
    newest = store.newest_vintage(dataset.id) if vintage is None else vintage
    scope = require(viewer, "record_progress", dataset)
    return Question(dataset.id, dataset.today, newest, scope)


def report(target="WZ20-T01", period="2020-10", value="100", proof="参展台账第3号", **more):
    figures = {"level": value} if isinstance(value, str) else value
    return Report(target, period, figures, proof, "李四", "市商务局", **more)


def keep(sent, asked=None):
    return supervision_record.commit(supervision_record.prepare(asked or question(), sent))


def row(key, vintage=None):
    return supervision.board(question(vintage=vintage)).row(key)


@pytest.fixture(autouse=True)
def _city(wenzhou):
    """Every test writes to a city of its own."""


def test_a_report_changes_the_board_and_is_absent_at_the_earlier_version():
    before = question().vintage
    was = row("WZ20-T05")
    assert was.verdict.lamp == Lamp.FAR_BEHIND
    number = keep(report("WZ20-T05", value="420"))
    now = row("WZ20-T05")
    assert (now.verdict.actual, now.verdict.lamp) == (420, Lamp.ON_PACE)
    assert number == question().vintage == before + 1
    earlier = row("WZ20-T05", vintage=before)
    assert earlier.verdict == was.verdict
    assert earlier.known.last == was.known.last


def test_a_report_leads_to_its_evidence_and_file():
    number = keep(report(file_name="台账.pdf", content=b"%PDF", value="97"))
    last = row("WZ20-T01").known.last
    found = tracing.trace(question(), last.series, last.stored)
    assert found.current.batch == number
    piece = found.current.evidence[0]
    assert (piece.text, piece.actor, piece.file_name) == ("参展台账第3号", "李四", "台账.pdf")
    assert piece.file.read_bytes() == b"%PDF"
    assert found.current.file_kept
    lines = tracing.file_lines(found.current.sha256, found.current.row)
    assert lines[-1][1][5] == "97"


def test_what_is_previewed_is_what_then_stands():
    draft = supervision_record.prepare(question(), report("WZ20-T05", value="420"))
    supervision_record.commit(draft)
    after = row("WZ20-T05").verdict
    assert (draft.after.status, draft.after.lamp, draft.after.actual) == (
        after.status,
        after.lamp,
        after.actual,
    )
    assert [change.text for change in draft.changes] == ["累计数：（没有） → 420家"]


def test_a_correction_counts_though_it_concerns_an_earlier_day():
    old = row("WZ20-T01").known.course[-1]
    keep(report(period=old.stored, value="95", reason=REASON))
    assert row("WZ20-T01").known.course[-1].value == 95
    states = [r.state for r in _records("WZ20-T01") if r.recorded.period == old.stored]
    assert states[0] == "现用"
    assert "已被更正" in states


def _records(key):
    board = supervision.board(question())
    return supervision_dossier.dossier(board.question, board, key).records


def test_a_total_that_falls_needs_a_reason_which_is_kept():
    sent = report(value="60")
    draft = supervision_record.prepare(question(), sent)
    assert "累计数60小于2020年9月的96" in draft.doubts[0]
    with pytest.raises(RecordError, match="请写明原因"):
        supervision_record.commit(draft)
    with pytest.raises(RecordError, match="请写明原因"):
        keep(replace(sent, reason="核实无误"))
    number = keep(replace(sent, reason=REASON))
    kept = receipts.explanations("wenzhou-2020", number)
    assert [(each.text, each.actor) for each in kept] == [(REASON, "李四")]


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"value": "99999"}, "的10倍，请核对单位"),
        ({"period": "2020-08", "value": "200"}, "大于其后2020年9月的96"),
        ({"target": "WZ20-T11", "value": {"numerator": "5", "denominator": "4"}}, "分子5大于分母4"),
        ({"target": "WZ20-T11", "value": {"numerator": "5", "denominator": "0"}}, "分母为零"),
    ],
)
def test_slips_are_asked_about(changes, doubt):
    draft = supervision_record.prepare(question(), report(**changes))
    assert any(doubt in each for each in draft.doubts)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"target": "WZ20-T99"}, "没有目标“WZ20-T99”"),
        ({"target": "LH15-T01"}, "登记的文件：wenzhou-2020"),
        ({"period": "十月"}, "期别编码“十月”无法识别"),
        ({"period": "2020-11"}, "在业务日期2020-10-25之后"),
        ({"period": "2019-12"}, "早于目标起算日2020-01-01"),
        ({"value": ""}, "缺少累计数"),
        ({"value": "约100"}, "不是数字"),
        ({"value": "nan"}, "不是|位数太多"),
        ({"value": "-3"}, "是负数"),
        ({"value": "1." + "1" * 30}, "位数太多"),
        ({"value": "1e300"}, "大得不合理"),
        ({"value": {"level": "5", "growth": "3"}}, "没有数据项 growth"),
        ({"proof": " "}, "没有写佐证"),
        ({"file_name": "程序.exe", "content": b"MZ"}, "佐证文件不收此类"),
        ({"file_name": "空.pdf", "content": b""}, "不为空"),
        ({"subject": "430500"}, "不能报送“430500”的进度；可报：全市"),
        ({"target": "WZ20-T03", "value": "也许"}, "填“是”或“否”"),
        ({"target": "WZ20-T11", "value": {"numerator": "5"}}, "缺少分母"),
        ({"period": "2020-09", "value": "96"}, "没有改动"),
    ],
)
def test_what_is_not_in_order_is_refused_in_one_sentence(changes, says):
    with pytest.raises(RecordError, match=says):
        supervision_record.prepare(question(), report(**changes))


def test_nothing_is_stored_by_a_refusal_or_a_preview():
    before = question().vintage
    supervision_record.prepare(question(), report())
    with pytest.raises(RecordError):
        keep(report(value="60"))
    assert question().vintage == before


def test_two_who_report_at_once_do_not_overwrite_each_other():
    first = supervision_record.prepare(question(), report(value="98"))
    second = supervision_record.prepare(question(), report(value="99"))
    supervision_record.commit(first)
    with pytest.raises(CommitError, match="请重新预览"):
        supervision_record.commit(second)
    assert row("WZ20-T01").verdict.actual == 98


def test_entries_of_officials_in_a_simulated_city_stay_simulated():
    number = keep(report())
    head = store.batches(question()).set_index("sequence").loc[number]
    assert (head["kind"], head["sender"], head["source"]) == (
        "simulated",
        "市商务局",
        "目标进度报送",
    )


def test_a_county_reports_its_own_part_only():
    county = question(Viewer("county", LUCHENG))
    sent = report("WZ20-T10", "2020-06", "9.9", subject=LUCHENG)
    draft = supervision_record.prepare(county, sent)
    assert (draft.key.region, draft.whose) == (LUCHENG, "鹿城区")
    supervision_record.commit(draft)
    for other in (CITY, LONGWAN):
        with pytest.raises(RecordError, match=r"可报：鹿城区$"):
            supervision_record.prepare(county, replace(sent, subject=other))


@pytest.mark.parametrize("role", ["leader", "analyst", "enterprise"])
def test_who_may_not_report_is_denied(role):
    with pytest.raises(PermissionError):
        question(Viewer(role))


def test_a_target_measured_by_a_statistic_takes_the_figure_of_the_statistic():
    last = row("WZ20-T06").known.last
    draft = supervision_record.prepare(question(), report("WZ20-T06", value="2350"))
    assert draft.key.indicator == "manufacturing_loan_balance"
    assert draft.period.code == "2020-10"
    assert draft.after.level - draft.before.level == Decimal("2350") - last.value
    amount = supervision_record.prepare(question(), report("WZ20-T07", value="600"))
    assert amount.period.code == "2020-Y10"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2020-09-30", "2020-09"),
        ("2020-Y09", "2020-09"),
        ("2020-Q3", "2020-09"),
        ("2020-09-X2", "2020-09-20"),
        ("2020-09-20", "2020-09-20"),
    ],
)
def test_progress_is_kept_under_one_period_for_one_day(typed, stored):
    draft = supervision_record.prepare(question(), report(period=typed, value="80"))
    assert draft.period.code == stored
    assert draft.changes[0].heard == (stored == "2020-09")


def test_an_event_is_answered_by_yes_or_no():
    assert row("WZ20-T12").verdict.status == State.NOT_REPORTED
    keep(report("WZ20-T12", "2020-10-20", "是"))
    assert row("WZ20-T12").verdict.status == State.ATTAINED
    dataset = datasets.dataset("wenzhou-2020")
    target = supervision_record.target_of(dataset, "WZ20-T12")
    assert [each.yes_no for each in fields_of(target, dataset)] == [True]


def test_the_figures_of_a_list_are_stored_for_its_units(declared):
    rosters = [
        {"name": "对口帮扶单位对应表", "members": ["市发改委", "市商务局"], "source": "名单"}
    ]
    city = declared(
        documents=["sanming-2020"],
        business_date=date(2020, 12, 10),
        rosters=rosters,
        local_targets={},
    )
    asked = city.question(as_of=date(2020, 12, 10))
    sent = report("SM20-T16", "2020-11", "1", subject="市发改委")
    number = keep(sent, asked)
    assert number == 1
    now = city.question(as_of=date(2020, 12, 10))
    verdict = supervision.board(now).row("SM20-T16").verdict
    assert (verdict.actual, verdict.target) == (1, 2)


def test_a_file_of_evidence_is_kept_once_by_its_hash():
    keep(report(value="97", file_name="../../台账.txt", content="台账".encode()))
    keep(report(value="98", file_name="C:\\账\\台账.txt", content="台账".encode()))
    pieces = evidence.of_batches(question(), range(1, question().vintage + 1))
    kept = [piece for found in pieces.values() for piece in found if piece.sha256]
    assert {piece.file_name for piece in kept} == {"台账.txt"}
    assert len({piece.sha256 for piece in kept}) == 1
    assert batches.inbox_path(kept[0].sha256).exists()
    batches.inbox_path(kept[0].sha256).unlink()
    assert kept[0].file is None
