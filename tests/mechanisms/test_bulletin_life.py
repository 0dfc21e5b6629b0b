"""The life of bulletins: who may do what, what newer data touch, what is edited stays edited."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data import bulletin_records, datasets, permissions
from data.bulletin_states import BulletinLifeError, EditConflictError
from data.permissions import PermissionDeniedError, Viewer
from mechanisms import bulletin_checks, bulletin_comparison, bulletin_drafting, bulletin_life
from mechanisms.bulletin_content import BulletinError, from_json, to_json
from mechanisms.bulletin_drafting import DraftText
from mechanisms.bulletin_life import Desk
from mechanisms.enquiry import EnquiryError
from metrics.checks import Outcome
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell

LATER = date(2025, 10, 25)
TEMPLATE = "ranking_circular"
GROWTHS = {WHOLE: 6.0, NORTH: 9.7, WEST: 11.6, EAST: 3.2}


def written(content, issued_on):
    """A document as bytes: what it says, and its date where it is issued."""
    return f"{issued_on}\n{to_json(content)}".encode()


MAKERS = {"docx": written, "json": written}


class Office:
    """Three people at one city's desks."""

    def __init__(self, city):
        self.city = city
        self.dataset = datasets.dataset(city.key)
        self.official = Desk(Viewer("official"), "张三", self.dataset)
        self.leader = Desk(Viewer("leader"), "李四", self.dataset)

    def question(self):
        return self.city.question(self.dataset.today)

    def draft(self):
        return bulletin_drafting.draft(self.official, self.question(), TEMPLATE)

    def one(self, number):
        return bulletin_records.bulletin(self.dataset.id, number, issued_only=False)

    def content(self, number):
        return from_json(self.one(number).content)

    def save(self, number, desk=None, base=None, **changes):
        """Save a text with some parts changed."""
        content, base = self.content(number), base or self.one(number).version
        text = DraftText(content.title, content.recipients, content.paragraphs)
        return bulletin_drafting.save(desk or self.official, number, base, replace(text, **changes))

    def submit(self, number):
        bulletin_life.submit(self.official, number, self.one(number).version)

    def sign(self, number, desk=None, version=None):
        read = version or self.one(number).version
        bulletin_life.issue(desk or self.leader, number, read, MAKERS)

    def issued(self):
        number = self.draft()
        self.submit(number)
        self.sign(number)
        return number

    def touched(self, number):
        return bulletin_comparison.touched(self.question(), self.content(number))

    def revise(self, region=WEST, growth=11.4, period="2025-Y09"):
        return self.city.commit({Cell(region, period=period): growth}, LATER)


def figures(growths, period="2025-Y09"):
    return {Cell(region, period=period): value for region, value in growths.items()}


@pytest.fixture
def office(declared):
    """A city with two months of growth, and the people who write about it."""
    city = declared()
    before = {WHOLE: 6.5, NORTH: 8.0, WEST: 7.0, EAST: 4.0}
    city.commit(figures(before, "2025-Y08"), date(2025, 9, 20))
    city.commit(figures(GROWTHS))
    return Office(city)


EDITS = {
    "draft": lambda desk, office, _: bulletin_drafting.draft(desk, office.question(), TEMPLATE),
    "save": lambda desk, office, number: office.save(number, desk, title="改"),
    "follow": lambda desk, office, number: bulletin_drafting.follow(
        desk, office.question(), number, 1
    ),
    "submit": lambda desk, _, number: bulletin_life.submit(desk, number, 1),
    "abandon": lambda desk, _, number: bulletin_life.abandon(desk, number),
    "correct": lambda desk, office, number: bulletin_life.correct(
        desk, office.question(), number, "错"
    ),
}
ISSUES = {
    "send_back": lambda desk, _, number: bulletin_life.send_back(desk, number, "错"),
    "issue": lambda desk, _, number: bulletin_life.issue(desk, number, 1, MAKERS),
    "withdraw": lambda desk, _, number: bulletin_life.withdraw(desk, number, "错", MAKERS),
}
FORBIDDEN = [
    pytest.param(role, act, id=f"{role}-{name}")
    for action, acts in (("edit_bulletin", EDITS), ("issue_bulletin", ISSUES))
    for name, act in acts.items()
    for role in permissions.roles()
    if not permissions.may(Viewer(role), action)
]


@pytest.mark.parametrize(("role", "act"), FORBIDDEN)
def test_who_may_not_do_it_changes_nothing_whatever_the_state(office, role, act):
    numbers = [office.draft(), office.issued()]
    before = [office.one(number) for number in numbers]
    for number in numbers:
        with pytest.raises(PermissionDeniedError):
            act(Desk(Viewer(role, WEST), "王五", office.dataset), office, number)
    assert [office.one(number) for number in numbers] == before
    assert len(bulletin_life.listed(Viewer("official"), office.dataset)) == 2


def test_the_leader_issues_and_the_official_writes_and_neither_does_both():
    def who(action):
        return [role for role in permissions.roles() if permissions.may(Viewer(role), action)]

    assert (who("edit_bulletin"), who("issue_bulletin")) == (["official"], ["leader"])


def test_nobody_acts_without_a_name(office):
    nameless = Desk(Viewer("official"), " \n", office.dataset)
    with pytest.raises(BulletinLifeError, match="请先填写经办人姓名"):
        bulletin_drafting.draft(nameless, office.question(), TEMPLATE)


def test_a_county_sees_issued_documents_only_and_gets_their_files(office):
    draft, issued = office.draft(), office.issued()
    county = Viewer("county", WEST)
    assert [b.id for b in bulletin_life.listed(county, office.dataset)] == [issued]
    assert len(bulletin_life.listed(Viewer("analyst"), office.dataset)) == 2
    with pytest.raises(BulletinLifeError, match=f"没有通报 {draft}"):
        bulletin_life.opened(county, office.dataset, draft)
    assert bulletin_life.issued_file(county, office.dataset, issued, "docx").content
    with pytest.raises(PermissionDeniedError):
        bulletin_life.issued_file(Viewer("enterprise"), office.dataset, issued, "docx")
    with pytest.raises(PermissionDeniedError):
        bulletin_life.listed(Viewer("enterprise"), office.dataset)


def test_a_draft_says_what_the_figures_of_its_data_say(office):
    number = office.draft()
    found, content = office.one(number), office.content(number)
    assert (found.form, found.template, found.period) == ("circular", TEMPLATE, "2025-Y09")
    assert content.vintage == office.question().vintage
    cells = {row.code: [cell.text for cell in row.cells] for row in content.tables[0].rows}
    assert "11.6" in cells[WEST]
    assert bulletin_drafting.draft(office.official, office.question(), TEMPLATE, "2025-08") == 2
    assert office.one(2).period == "2025-Y08"


def test_a_draft_that_cannot_be_written_is_none(office):
    refused = {
        ("problem_circular", ""): BulletinError,
        (TEMPLATE, "2024-01"): EnquiryError,
        (TEMPLATE, "2020-05"): BulletinError,
    }
    for (template, period), error in refused.items():
        with pytest.raises(error):
            bulletin_drafting.draft(office.official, office.question(), template, period)
    assert bulletin_life.listed(Viewer("official"), office.dataset) == []


def test_an_edited_text_is_saved_and_the_tables_are_not_touched(office):
    number = office.draft()
    before = office.content(number)
    assert office.save(number, title="新题", paragraphs=("一段", *before.paragraphs[1:])) == 2
    after = office.content(number)
    assert (after.title, after.paragraphs[0]) == ("新题", "一段")
    assert after.tables == before.tables
    assert bulletin_comparison.hand_written(after) == (0,)
    assert bulletin_comparison.hand_written(before) == ()


def test_of_two_editors_the_second_is_told_and_may_put_the_own_text_on_top(office):
    number = office.draft()
    other = Desk(Viewer("official"), "王五", office.dataset)
    office.save(number, other, base=1, title="王五的题")
    with pytest.raises(EditConflictError, match="王五已于") as conflict:
        office.save(number, base=1, title="张三的题")
    assert office.content(number).title == "王五的题"
    assert office.save(number, base=conflict.value.number, title="张三的题") == 3
    assert [v.actor for v in bulletin_records.versions(office.dataset.id, number)] == [
        "张三",
        "王五",
        "张三",
    ]


def test_a_draft_keeps_its_figures_until_it_is_told_to_follow(office):
    number = office.draft()
    old = office.content(number)
    recipients = "各县区人民政府"
    edited = (*old.paragraphs[:-1], "请于10日内反馈。")
    office.save(number, paragraphs=edited, recipients=recipients)
    office.revise()
    kept = office.content(number)
    assert kept.tables == old.tables
    now = bulletin_drafting.written_now(office.question(), office.one(number), kept)
    assert now.tables != kept.tables
    assert bulletin_drafting.follow(office.official, office.question(), number, 2) == 3
    after = office.content(number)
    assert after.tables == now.tables
    assert after.recipients == recipients != now.recipients
    assert after.vintage == old.vintage + 1
    assert after.paragraphs[-1] == "请于10日内反馈。"
    assert bulletin_comparison.hand_written(after) == (len(after.paragraphs) - 1,)
    assert any("11.4%" in text for text in after.paragraphs)
    assert not any("11.6%" in text for text in after.paragraphs)


def test_where_there_are_other_paragraphs_the_edited_ones_stand_at_the_end(office):
    draft = replace(
        office.content(office.draft()), paragraphs=("甲", "乙改"), generated=("甲", "乙")
    )
    now = replace(
        draft, generated=("甲2", "新", "乙2"), paragraphs=("甲2", "新", "乙2"), title="新题"
    )
    after = bulletin_comparison.follow(draft, now)
    assert after.paragraphs == ("甲2", "新", "乙2", "乙改")
    assert after.title == draft.title
    assert bulletin_comparison.hand_written(after) == (3,)


def test_what_is_issued_is_the_submitted_version_whatever_came_since(office):
    number = office.draft()
    content = office.content(number)
    office.submit(number)
    office.revise()
    office.sign(number)
    found = office.one(number)
    assert from_json(found.content) == content
    assert (found.vintage, found.as_of) == (content.vintage, office.dataset.today)
    assert found.issued_on == office.dataset.today
    stored = bulletin_life.issued_file(Viewer("leader"), office.dataset, number, "json")
    assert stored.content == written(content, office.dataset.today)
    assert stored.file_name == f"{content.title}.json"


def test_an_issued_file_is_the_same_for_ever(office):
    number = office.issued()
    before = [bulletin_records.issued_file(office.dataset.id, number, e) for e in MAKERS]
    record = office.one(number)
    office.revise()
    bulletin_life.correct(office.official, office.question(), number, "统计修订")
    bulletin_life.withdraw(office.leader, number, "作废", MAKERS)
    with pytest.raises(BulletinLifeError, match="已签发"):
        office.save(number, title="改")
    after = [bulletin_records.issued_file(office.dataset.id, number, e) for e in MAKERS]
    assert after == before
    assert replace(office.one(number), withdrawn_by=None) == record


@pytest.mark.parametrize(
    ("changed", "missing"), [({"title": " "}, "标题"), ({"paragraphs": ("", "\n")}, "正文")]
)
def test_a_text_without_title_or_body_is_kept_and_not_submitted(office, changed, missing):
    number = office.draft()
    office.save(number, **changed)
    with pytest.raises(BulletinLifeError, match=f"{missing}为空，不能送审"):
        office.submit(number)
    assert (office.one(number).state, office.one(number).version) == ("draft", 2)


def test_every_version_can_be_read_again_by_those_who_see_drafts(office):
    number = office.draft()
    first = office.content(number)
    office.save(number, title="改过的题")
    office.submit(number)
    office.sign(number)
    analyst = Viewer("analyst")
    found = bulletin_life.as_saved(analyst, office.dataset, number, 1)
    assert (from_json(found.content), found.version, found.state) == (first, 1, "draft")
    assert from_json(office.one(number).content).title == "改过的题"
    with pytest.raises(BulletinLifeError, match="没有第3版"):
        bulletin_life.as_saved(analyst, office.dataset, number, 3)
    with pytest.raises(PermissionDeniedError):
        bulletin_life.as_saved(Viewer("county", WEST), office.dataset, number, 1)


def test_who_wrote_in_a_draft_does_not_issue_it(office):
    number = office.draft()
    office.submit(number)
    same = Desk(Viewer("leader"), " 张三 ", office.dataset)
    with pytest.raises(BulletinLifeError, match="编辑与签发须为不同的人"):
        office.sign(number, same)
    assert office.one(number).state == "submitted"


def test_a_text_that_the_signer_has_not_read_is_not_issued(office):
    number = office.draft()
    office.submit(number)
    read = office.one(number).version
    bulletin_life.send_back(office.leader, number, "改题")
    office.save(number, title="改过的题")
    office.submit(number)
    with pytest.raises(BulletinLifeError, match="送审的是第2版，不是第1版"):
        office.sign(number, version=read)
    assert office.one(number).state == "submitted"
    office.sign(number, version=2)
    assert office.content(number).title == "改过的题"


def test_newer_data_touch_an_issued_bulletin_and_are_told_in_words(office):
    number = office.issued()
    assert office.touched(number) == ()
    office.revise(WEST, 9.0)
    found = office.touched(number)
    words = bulletin_comparison.touch_words(found)
    assert words.startswith("1个数字有变，最大：")
    assert "11.6→9.0（降低2.6个百分点）" in words
    assert words.endswith("位次变化2个")
    office.revise(EAST, None)
    assert "2个数字有变" in bulletin_comparison.touch_words(office.touched(number))
    assert "3.2→未报" in bulletin_comparison.touch_words(office.touched(number))


def test_a_bulletin_that_could_not_be_written_any_more_is_touched_and_says_so(office):
    number = office.issued()
    for batch in (1, 2):
        office.city.withdraw(batch)
    assert bulletin_comparison.touch_words(office.touched(number)).startswith(
        "按现有数据不能成文："
    )
    with pytest.raises(BulletinError):
        bulletin_life.correct(office.official, office.question(), number, "数据撤回")
    draft = replace(office.content(number), vintage=1)
    words = bulletin_drafting.newer_words(office.question(), office.one(number), draft)
    assert "没有可以通报的数字" in words


def test_what_is_published_later_touches_though_it_was_committed_before(office):
    office.revise()
    early = replace(office.question(), as_of=date(2025, 10, 24))
    template = bulletin_drafting.bulletin_templates.template(TEMPLATE)
    content = bulletin_drafting.bulletin_writing.compose(early, template)
    assert "11.6%" in "".join(content.paragraphs)
    assert bulletin_comparison.touched(early, content) == ()
    found = bulletin_comparison.touched(replace(early, as_of=LATER), content)
    assert "11.6→11.4" in bulletin_comparison.touch_words(found)


def test_figures_of_another_period_touch_nothing(office):
    number = office.issued()
    office.city.commit(figures(GROWTHS, "2025-Y10"), LATER)
    assert office.touched(number) == ()


def test_a_correction_names_what_changed_and_takes_the_place_when_issued(office):
    number = office.issued()
    with pytest.raises(BulletinError, match="没有变化"):
        bulletin_life.correct(office.official, office.question(), number, "统计修订")
    office.revise()
    correction = bulletin_life.correct(office.official, office.question(), number, "统计修订")
    text = "".join(office.content(correction).paragraphs)
    assert "统计修订" in text
    assert "由11.6更正为11.4" in text
    assert bulletin_life.standing(office.one(number)) == "有效"
    office.submit(correction)
    office.sign(correction)
    assert bulletin_life.standing(office.one(number)) == f"已更正为{correction}"
    assert office.touched(correction) == ()
    office.revise(WEST, 11.0)
    assert "11.4→11.0" in bulletin_comparison.touch_words(office.touched(correction))
    second = bulletin_life.correct(office.official, office.question(), correction, "再次修订")
    assert "由11.4更正为11.0" in "".join(office.content(second).paragraphs)


def test_a_draft_of_a_correction_follows_newer_data_with_its_reason(office):
    number = office.issued()
    office.revise()
    correction = bulletin_life.correct(office.official, office.question(), number, "统计修订")
    office.revise(WEST, 10.9)
    bulletin_drafting.follow(office.official, office.question(), correction, 1)
    text = "".join(office.content(correction).paragraphs)
    assert "由11.6更正为10.9" in text
    assert "统计修订" in text


def test_a_withdrawal_is_a_document_of_its_own_issued_at_once(office):
    number = office.issued()
    withdrawal = bulletin_life.withdraw(office.leader, number, "口径有误", MAKERS)
    found = office.one(withdrawal)
    assert (found.form, found.refers_to, found.state) == ("withdrawal", number, "issued")
    assert "口径有误" in "".join(office.content(withdrawal).paragraphs)
    assert bulletin_life.standing(office.one(number)) == f"已由{withdrawal}撤回"
    assert bulletin_life.standing(found) == "有效"
    assert office.touched(withdrawal) == ()
    assert {s.actor for s in bulletin_records.steps(office.dataset.id, withdrawal)} == {"李四"}
    refused = {number: "已由", withdrawal: "是撤回件"}
    for target, words in refused.items():
        with pytest.raises(BulletinLifeError, match=words):
            bulletin_life.withdraw(office.leader, target, "再撤", MAKERS)
        with pytest.raises(BulletinLifeError, match=words):
            bulletin_life.correct(office.official, office.question(), target, "更正")


@pytest.mark.parametrize("reason", ["", " \n "])
def test_no_reason_no_withdrawal_and_no_correction(office, reason):
    number = office.issued()
    office.revise()
    with pytest.raises(BulletinLifeError, match="撤回必须写明原因"):
        bulletin_life.withdraw(office.leader, number, reason, MAKERS)
    with pytest.raises(BulletinLifeError, match="更正必须写明原因"):
        bulletin_life.correct(office.official, office.question(), number, reason)
    assert len(bulletin_life.listed(Viewer("official"), office.dataset)) == 1


def outcomes(content, writers=("张三",), signer="李四", newer=""):
    found = bulletin_checks.check_list(content, writers, signer, newer)
    return {finding.check: (finding.outcome, finding.text) for finding in found}


def test_the_check_list_of_a_sound_draft_agrees(office):
    content = office.content(office.draft())
    found = outcomes(content)
    assert list(found) == ["数据齐全", "口径", "文中数字", "复核", "冻结版本", "同期通报"]
    assert {outcome for outcome, _ in found.values()} == {Outcome.AGREES}


def test_the_check_list_says_what_to_look_at(office):
    number = office.draft()
    office.save(number, paragraphs=("全市增长77.7%。",))
    content = office.content(number)
    office.revise(EAST, None)
    newer = bulletin_drafting.newer_words(office.question(), office.one(number), content)
    found = outcomes(content, ("张三", "李四"), "李四", newer)
    assert found["文中数字"] == (Outcome.DIFFERS, "表中没有：77.7，请核对")
    assert found["复核"][0] is Outcome.DIFFERS
    assert "有更新的数据：1个数字有变" in found["冻结版本"][1]
    assert outcomes(content, signer="")["复核"][0] is Outcome.UNCHECKABLE
    bulletin_drafting.follow(office.official, office.question(), number, 2)
    silent = outcomes(office.content(number))["数据齐全"]
    assert silent[0] is Outcome.DIFFERS
    assert "邵东市" in silent[1]


def test_another_document_on_the_same_figures_is_pointed_out(office):
    own = office.draft()

    def told(number):
        found = bulletin_life.listed(Viewer("official"), office.dataset)
        rivals = bulletin_checks.rivals_of(office.one(number), found)
        content = office.content(number)
        (finding,) = bulletin_checks.check_list(content, ("张三",), "", "", rivals)[-1:]
        return finding.outcome, finding.text

    bulletin_drafting.draft(office.official, office.question(), TEMPLATE, "2025-08")
    bulletin_life.abandon(office.official, office.draft())
    assert told(own) == (Outcome.AGREES, "同一期没有别的通报")
    other = office.draft()
    assert told(own) == (Outcome.DIFFERS, f"同一期另有{other}号（草稿）")
    office.submit(other)
    office.sign(other)
    assert told(own)[1] == f"同一期另有{other}号（已签发）；改动已签发的数字请用更正"
    office.revise()
    correction = bulletin_life.correct(office.official, office.question(), other, "统计修订")
    assert told(correction)[0] is Outcome.AGREES
    bulletin_life.withdraw(office.leader, other, "错", MAKERS)
    assert told(own)[1] == f"同一期另有{correction}号（草稿）"


def test_periods_that_differ_are_named(sample):
    desk = Desk(Viewer("official"), "张三", sample.dataset)
    assert desk.enter("edit_bulletin") == "张三"
    content = bulletin_drafting.bulletin_writing.compose(
        sample.question(), bulletin_drafting.bulletin_templates.template(TEMPLATE)
    )
    outcome, text = outcomes(content)["口径"]
    assert outcome is Outcome.UNCHECKABLE
    assert "2025年1—9月、2025年1—8月" in text


def headline(office, touched=(), *, drafts=True):
    found = bulletin_life.listed(Viewer("official"), office.dataset)
    seen = found if drafts else [each for each in found if each.state == "issued"]
    return bulletin_checks.headline(seen, touched, drafts=drafts)


def test_newer_data_are_told_of_where_they_change_the_draft_and_only_there(office):
    number = office.draft()

    def words():
        found = office.one(number)
        return bulletin_drafting.newer_words(office.question(), found, from_json(found.content))

    assert words() == ""
    office.revise(NORTH, 8.1, "2025-Y07")
    assert words() == ""
    office.revise()
    assert "11.6→11.4" in words()


def test_a_correction_with_nothing_left_to_correct_is_told_so(office):
    number = office.issued()
    batch = office.revise()
    correction = bulletin_life.correct(office.official, office.question(), number, "统计修订")
    office.city.withdraw(batch)
    found = office.one(correction)
    words = bulletin_drafting.newer_words(office.question(), found, from_json(found.content))
    assert "没有变化" in words


def test_editors_hear_of_each_other_and_nobody_of_himself_before_a_reload(office):
    number, came = office.draft(), datetime.now(UTC)
    other = Desk(Viewer("official"), "王五", office.dataset)

    def others(desk, window, since=came):
        found = bulletin_drafting.at_work(desk, number, window, since)
        return [(each.name, each.editor) for each in found]

    assert others(office.official, "w1") == []
    assert others(other, "w2") == [("张三", "w1")]
    assert others(office.official, "w1") == [("王五", "w2")]
    reloaded = datetime.now(UTC)
    assert others(office.official, "w3", reloaded) == [("王五", "w2")]
    assert others(office.official, "w4", came)[0] == ("张三", "w3")
    with pytest.raises(PermissionDeniedError):
        bulletin_drafting.at_work(office.leader, number, "w5", came)


def test_the_headline_counts_drafts_and_what_waits_and_what_is_touched(office):
    assert headline(office) == "没有草稿，没有待签发的。还没有签发的通报。"
    issued = office.issued()
    office.draft()
    waiting = office.draft()
    office.submit(waiting)
    assert headline(office) == (
        f"草稿1件，**待签发1件**（{waiting}号）。已签发1件，其中有效1件，都与现有数据一致。"
    )
    assert headline(office, [issued]).endswith(f"**{issued}号的数字已有更新**，请核对是否更正。")
    assert "是否更正以发文机关为准" in headline(office, [issued], drafts=False)
    assert headline(office, drafts=False) == "已签发1件，其中有效1件，都与现有数据一致。"
    bulletin_life.withdraw(office.leader, issued, "错", MAKERS)
    assert headline(office, drafts=False) == "已签发2件，其中有效0件。"


def test_a_file_name_holds_no_sign_that_a_file_name_cannot_hold(office):
    content = replace(office.content(office.draft()), title='甲/乙:丙"<丁>\n 戊' + "长" * 99)
    name = bulletin_life.file_name(content, "docx", "代拟稿")
    assert name.startswith("代拟稿_甲_乙_丙_丁_戊长")
    assert name.endswith("长.docx")
    assert len(name) <= bulletin_life.LONGEST_FILE_NAME + len(".docx")


def test_a_file_name_of_simulated_figures_says_so_however_long_the_title(office):
    draft = replace(office.content(office.draft()), title="长" * 99, simulated=True)
    marked = replace(draft, kind_label="模拟数据")
    name = bulletin_life.file_name(marked, "docx", "代拟稿")
    assert name.endswith("长（模拟数据）.docx")
    assert len(name) == bulletin_life.LONGEST_FILE_NAME + len(".docx")
