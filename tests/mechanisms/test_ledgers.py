"""Ledgers at work: who may do what where, both of two entries or neither, what a board says."""

from datetime import date, timedelta

import pytest

from data import batches, datasets, permissions
from data.ledger_writing import Move
from data.permissions import PermissionDeniedError, Viewer
from data.store import Question
from mechanisms import ledger_board, ledger_tables, ledger_words, ledgers
from mechanisms.bulletin_life import Desk
from mechanisms.ledgers import ALERTS, SUPERVISED, LedgerError, StepConflictError, Upload

CITY, WUGANG, DONGKOU = "shaoyang", "430581", "430525"
RICH = "wenzhou-2020"
TODAY = datasets.dataset(CITY).today
VALUES = {"title": "查明减产原因", "owner": "武冈市科工局", "deadline": TODAY + timedelta(days=7)}
ALERT = "alert:two_falls:430581:2025-Y09"


@pytest.fixture(scope="module")
def place(made_datasets, tmp_path_factory):
    """A data folder with a city, shared by the tests here: each makes entries of its own."""
    return made_datasets.into(tmp_path_factory.mktemp("ledgers") / "var", CITY)


@pytest.fixture(autouse=True)
def at_hand(place, monkeypatch):
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(place))


def desk(role="official", region="", name="张三"):
    return Desk(Viewer(role, region), name, datasets.dataset(CITY))


def assigned(region=WUGANG, **changes):
    return ledgers.open_entry(desk(), SUPERVISED, VALUES, region=region, **changes)


def one(number, scope=None):
    return ledgers.entry_of(Question(CITY, TODAY, 0, scope), SUPERVISED, number)


COUNTY = desk("county", WUGANG, "王五")


def test_a_county_answers_its_own_and_the_bureau_closes_it():
    number = assigned()
    ledgers.act(COUNTY, number, "answer", "已查明")
    ledgers.act(desk("leader", name="李四"), number, "close")
    found = one(number)
    assert [event.sender for event in found.history] == [
        "经信局业务人员",
        "县区经信部门（武冈市）",
        "市领导",
    ]
    assert [event.day for event in found.history] == [TODAY] * 3
    assert found.state.ends


@pytest.mark.parametrize(
    ("actor", "step"),
    [
        (COUNTY, "extend"),
        (COUNTY, "cancel"),
        (desk("leader"), "answer"),
        (desk("analyst"), "report"),
        (desk("analyst"), "cancel"),
    ],
)
def test_who_may_not_take_a_step_is_refused(actor, step):
    number = assigned()
    with pytest.raises(PermissionDeniedError, match="没有此项权限"):
        ledgers.act(actor, number, step, "情况", {"deadline": TODAY + timedelta(days=30)})
    assert one(number).version == 1
    assert step not in ledgers.steps_for(actor.viewer, actor.dataset, one(number))


@pytest.mark.parametrize("role", ["county", "analyst", "enterprise"])
def test_who_may_not_assign_opens_nothing(role):
    with pytest.raises(PermissionDeniedError):
        ledgers.open_entry(desk(role, WUGANG), SUPERVISED, VALUES, region=WUGANG)


@pytest.mark.parametrize("region", [DONGKOU, ""])
def test_an_entry_of_another_county_or_of_the_city_does_not_exist_for_a_county(region):
    number = assigned(region)
    with pytest.raises(LedgerError, match="不在您的权限范围内") as hidden:
        ledgers.act(COUNTY, number, "answer", "已查明")
    with pytest.raises(LedgerError) as never_given:
        ledgers.act(COUNTY, 999_999, "answer", "已查明")
    assert str(hidden.value).replace(str(number), "") == str(never_given.value).replace(
        "999999", ""
    )
    assert one(number).version == 1


def test_an_enterprise_is_told_of_no_entry():
    number = assigned()
    with pytest.raises(LedgerError, match="不在您的权限范围内"):
        ledgers.act(desk("enterprise"), number, "answer", "x")


def test_nobody_acts_without_a_name_and_for_no_region_of_another_city():
    with pytest.raises(LedgerError, match="请先填写经办人姓名"):
        ledgers.open_entry(desk(name="  "), SUPERVISED, VALUES, region=WUGANG)
    with pytest.raises(PermissionDeniedError, match="不能为此单位办理“交办”"):
        assigned("330381")


def test_regions_are_offered_as_far_as_the_viewer_reaches():
    dataset = datasets.dataset(CITY)
    offered = ledgers.places(Viewer("official"), dataset, "assign_action")
    assert offered[0] == dataset.region
    assert {*offered[1:]} == {*permissions.county_choices(dataset)}
    assert ledgers.places(Viewer("county", WUGANG), dataset, "answer_action") == (WUGANG,)
    assert ledgers.places(Viewer("county", WUGANG), dataset, "assign_action") == ()


def test_a_file_is_kept_once_and_stays_with_its_step():
    number, file = assigned(), Upload("../清单.pdf", b"%PDF-1.4 1")
    ledgers.act(COUNTY, number, "report", "附清单", attachments=[file])
    ledgers.act(COUNTY, number, "answer", "附清单", attachments=[file])
    found = one(number)
    first, second = (event.attachments[0] for event in found.history[1:])
    assert first == second
    assert (first.file_name, first.bytes) == ("清单.pdf", 10)
    assert first.file == batches.inbox_path(first.sha256)
    assert first.file.read_bytes() == file.content


def test_a_step_with_one_unlawful_file_keeps_none_and_is_not_taken():
    number = assigned()
    files = [Upload("好.pdf", b"%PDF-1.4 never kept"), Upload("坏.exe", b"MZ")]
    with pytest.raises(LedgerError, match=r"坏.exe：附件不收此类"):
        ledgers.act(COUNTY, number, "report", "附清单", attachments=files)
    assert one(number).version == 1
    kept = {path.read_bytes() for path in batches.inbox_path("x").parent.glob("*")}
    assert files[0].content not in kept


def test_the_second_of_two_is_told_and_nothing_is_written():
    number = assigned()
    ledgers.act(COUNTY, number, "answer", "已查明", seen=1)
    with pytest.raises(StepConflictError, match=r"王五已于 .* 反馈（已查明），现为“待审核”"):
        ledgers.act(desk(), number, "cancel", "另案办理", seen=1)
    assert one(number).last.text == "已查明"


def turned(key, values=VALUES, seen=None):
    move = Move("turn", "", {"title": "武冈市两连降"})
    return ledgers.hand_over(desk(), ALERTS, (WUGANG, key), move, values, seen=seen)


def alerts(key):
    return ledgers.entries(Question(CITY, TODAY, 0), ALERTS, source_prefix=key)


def test_an_alert_is_handed_over_with_both_entries_of_one_source():
    number = turned(ALERT)
    found = one(number)
    assert (found.source, found.region, found.title) == (ALERT, WUGANG, "查明减产原因")
    assert ledger_words.source_way(found, scoped=True).choices == {"alert": ALERT[6:]}
    (alert,) = alerts(ALERT)
    assert (alert.last.state, alert.title) == ("turned", "武冈市两连降")
    with pytest.raises(LedgerError, match="现为“已转督办”，不能转督办"):
        turned(ALERT)


def test_an_alert_that_was_acknowledged_is_handed_over_on_the_same_entry():
    key = ALERT + ":other"
    given = {"title": "武冈市两连降"}
    number = ledgers.open_entry(desk(), ALERTS, given, key, region=WUGANG, step="acknowledge")
    with pytest.raises(StepConflictError):
        turned(key, seen=0)
    turned(key, seen=1)
    assert [(each.number, each.version) for each in alerts(key)] == [(number, 2)]


def test_a_hand_over_with_an_unlawful_action_leaves_neither():
    key = ALERT + ":unlawful"
    with pytest.raises(LedgerError, match="期限：必填"):
        turned(key, VALUES | {"deadline": None})
    assert alerts(key) == ()
    assert ledgers.entries(Question(CITY, TODAY, 0), SUPERVISED, source_prefix=key) == ()


# The demonstration city: what its board says.


@pytest.fixture
def demo(wenzhou_made, monkeypatch):
    """The board of the demonstration city: `demo(as_of=…, scope=…)`."""
    monkeypatch.setenv("GONGKUANG_VAR", str(wenzhou_made))

    def make(as_of=None, scope=None):
        as_of = as_of or datasets.dataset(RICH).today
        return ledger_board.board(Question(RICH, as_of, 0, scope), SUPERVISED)

    return make


def test_demonstration_has_entries_of_every_standing(demo):
    found = demo()
    assert {each.last.state for each in found.entries} == {
        *("assigned", "answered", "returned", "closed")
    }
    counts = {key: found.count(key) for key in ("open", "overdue", "near", "waiting", "done")}
    assert counts == {"open": 5, "overdue": 1, "near": 2, "waiting": 1, "done": 3}
    assert all(event.actor.startswith("模拟用户") for e in found.entries for event in e.history)
    assert all(each.last.day <= found.dataset.today for each in found.entries)


def test_headline_and_tiles_count_what_the_board_holds(demo):
    found = demo()
    assert ledger_words.headline(found) == (
        "**督办事项未办结5项**，其中逾期1项、7天内到期2项、待审核1项；已办结3项，按期3项。"
        "逾期最久：**泰顺县经信局：补报第42周工业用电量，逾期2天**。"
    )
    tiles = {tile.label: tile.value for tile in ledger_words.tiles(found)}
    assert tiles == {
        **{"未办结": "5", "■ 逾期": "1", "7天内到期": "2", "待审核": "1", "已办结": "3"}
    }


def test_board_begins_with_what_is_overdue_and_ends_with_what_has_ended(demo):
    found = demo()
    assert [each.number for each in found.entries] == [7, 4, 6, 8, 5, 2, 3, 1]
    table = ledger_tables.entries(found, found.entries)
    due = [row[5].text for row in table.rows]
    assert due == [
        *("■ 逾期2天", "▲ 还剩2天", "▲ 还剩3天", "还剩12天", "按期反馈"),
        *("● 按期办结", "● 按期办结", "● 按期办结"),
    ]
    assert table.rows[5][4].text == "2020-10-21（延期1次）"


def test_a_week_earlier_the_board_stood_as_it_was(demo):
    found = demo(date(2020, 10, 12))
    assert {each.number: each.last.step for each in found.entries} == {
        **{1: "close", 2: "report", 3: "assign", 4: "assign"}
    }
    assert ledger_words.headline(demo(date(2020, 9, 1))) == "此时点没有督办事项。"


def test_every_source_is_told_in_words_and_leads_where_the_viewer_may_go(demo):
    found = demo()
    words = {each.source: ledger_words.source_words(each) for each in found.entries}
    assert words["record:weekly:2020-W42"] == "周研判 第42周"
    assert words["target:WZ20-T10"] == "责任目标 WZ20-T10"
    first = found.entries[0]
    assert ledger_words.source_way(first, scoped=False).choices == {"week": "2020-W42"}
    assert ledger_words.source_way(first, scoped=True) is None


def test_a_county_sees_its_own_board_only(demo):
    found = demo(scope=("330300", "330381"))
    assert [each.region for each in found.entries] == ["330381"]
    assert not [
        row for table in ledger_tables.all_tables(found) for row in table.rows if "乐清" in str(row)
    ]
