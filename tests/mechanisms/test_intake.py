"""A file from its receipt to its batch: what is found, what blocks, what must be explained."""

import shutil
from datetime import date

import pytest

from data import batches, datasets, receipts, store
from data.intake_rules import intake_rules
from data.store import Question
from mechanisms import circular, intake, tracing
from mechanisms.board_table import Board
from mechanisms.intake import Delivery, IntakeError
from metrics.periods import Period
from tests import cards
from tests.data.conftest import enter

KEY = "shaoyang"
WHY = "该单位两户企业并表，基数同步调整"
SHUANGQING, DAXIANG, WUGANG, WHOLE = "430502", "430503", "430581", "430500"


class Desk:
    """The intake of one city, as an official uses it."""

    def question(self):
        return Question(KEY, datasets.dataset(KEY).today, store.newest_vintage(KEY))

    def receive(self, content, name="月报卡_202509.xlsx"):
        return intake.receive(self.question(), name, content, "page", "张三")

    def preview(self, content, name="月报卡_202509.xlsx", **said):
        return intake.preview(self.question(), self.receive(content, name), Delivery(**said))

    def card(self, figures=None, card="2025-09", **said):
        return self.preview(cards.card_workbook(figures, card), f"月报卡_{card}.xlsx", **said)

    def commit(self, shown, **texts):
        every = {found.rule.id: WHY for found in shown.to_explain}
        return intake.commit(shown, every | texts, "张三")


@pytest.fixture
def desk(sqlite_place, tmp_path, monkeypatch):
    """A city of its own with the shipped figures."""
    shutil.copytree(sqlite_place["GONGKUANG_VAR"], tmp_path / "var")
    enter(monkeypatch, sqlite_place | {"GONGKUANG_VAR": str(tmp_path / "var")})
    return Desk()


@pytest.fixture
def figures():
    """The figures of the newest card, to be changed by a test."""
    return {key: dict(values) for key, values in cards.sample_figures().items()}


def checks_of(shown, grade=None):
    found = (
        shown.findings if grade is None else [f for f in shown.findings if f.rule.grade == grade]
    )
    return sorted({each.rule.id for each in found})


def of_check(shown, check):
    return [found for found in shown.findings if found.rule.id == check]


def test_the_card_that_is_stored_already_changes_nothing(desk):
    shown = desk.card()
    assert shown.errors == ()
    assert set(shown.table["effect"]) == {"不变"}
    assert {table.indicator for table in shown.reading.tables if table.status == "read"} == {
        "gdp",
        "value_added",
        "revenue",
        "profit",
        "industrial_investment",
        "deposit_balance",
        "loan_balance",
        "budget_revenue",
    }
    assert len(shown.table) == sum(len(values) for values in cards.sample_figures().values())
    assert (shown.head.published_at, shown.head.published_assumed) == (date(2025, 10, 20), True)
    assert shown.head.source == "邵阳市统计月报卡（2025年9月）"


def test_the_published_places_that_differ_must_be_explained(desk):
    """大祥区 is printed 7th by revenue and is 8th by the unrounded growth, a known oddity."""
    found = of_check(desk.card(), "place_differs")
    assert [each for each in found if "营业收入" in each.text]
    assert not [each for each in found if "增加值" in each.text]


def test_a_committed_card_is_what_the_ranking_shows(desk, figures):
    figures["value_added", "growth"][WUGANG] = 8.25
    shown = desk.card(figures)
    made = desk.commit(shown)
    question = desk.question()
    assert question.vintage == made
    result = circular.ranking(question, Board("value_added"), Period.parse("2025-Y09"))
    row = result.table.set_index("region_code").loc[WUGANG]
    assert (row["growth_pct"], row["place"], row["previous_place"]) == (8.25, 6, 1)
    before = circular.ranking(
        Question(KEY, question.as_of, made - 1), Board("value_added"), Period.parse("2025-Y09")
    )
    assert before.table.set_index("region_code").loc[WUGANG, "place"] == 1


def test_every_figure_of_a_committed_card_leads_to_its_cell(desk, figures):
    figures["value_added", "growth"][WUGANG] = 8.25
    desk.commit(desk.card(figures))
    question = desk.question()
    facts = store.known(question, indicators=["value_added"], regions=[WUGANG])
    series = int(facts.loc[facts["measure"] == "growth", "series"].iloc[0])
    version = tracing.trace(question, series, "2025-Y09").current
    assert version.place == "工作表“30工业处1 ”单元格B16"
    lines = dict(tracing.file_lines(version.sha256, version.row, sheet=version.sheet))
    assert lines[16][:2] == ["武冈", "8.25"]
    assert version.file_kept


# Each check, on a card in which one thing was changed.


def slip_of_one(figures):
    figures["revenue", "level"][SHUANGQING] *= 10000


def slip_of_a_column(figures):
    for code in figures["profit", "level"]:
        figures["profit", "level"][code] *= 10000


def hundredth(figures):
    growth = figures["industrial_investment", "growth"]
    figures["industrial_investment", "growth"] = {code: v / 100 for code, v in growth.items()}


def zero_for_missing(figures):
    figures["revenue", "level"][WUGANG] = 0.0


def negative(figures):
    figures["budget_revenue", "level"][DAXIANG] = -20937.0


def sum_differs(figures):
    figures["revenue", "level"][SHUANGQING] += 5


def whole_outside(figures):
    figures["value_added", "growth"][WHOLE] = 55.5


def left_over(figures):
    last = cards.sample_figures("2025-08")["value_added", "growth"]
    figures["value_added", "growth"] = dict(last)


def neighbours(figures):
    level = figures["revenue", "level"]
    level[DAXIANG] = level[SHUANGQING]


def growth_against_levels(figures):
    figures["budget_revenue", "growth"][WHOLE] = 6.25


def places_swapped(figures):
    places = figures["value_added", "published_place"]
    places[WUGANG], places[SHUANGQING] = places[SHUANGQING], places[WUGANG]


def revised(figures):
    figures["value_added", "growth"][WUGANG] = 11.4


CHANGED = [
    ("unit_slip", slip_of_one, ["10,000倍", "双清区", "2,674,298"]),
    ("unit_slip", slip_of_a_column, ["利润总额", "10,000倍", "等13个"]),
    ("percent_slip", hundredth, ["工业投资", "2025年1—8月的百分之一", "双清区"]),
    ("no_positive_level", zero_for_missing, ["营业收入", "武冈市（0）"]),
    ("no_positive_level", negative, ["预算收入", "大祥区（−2.0937）"]),
    ("sum_differs", sum_differs, ["营业收入", "全市减分项合计为−5"]),
    ("outside_range", whole_outside, ["增加值", "55.5%", "不在分项之间"]),
    ("same_as_before", left_over, ["增加值", "2025年1—8月完全相同"]),
    ("equal_neighbours", neighbours, ["双清区、大祥区相邻两行同为267.4298"]),
    ("level_against_growth", growth_against_levels, ["预算收入", "公布6.3%", "推算−6.2%"]),
    ("place_differs", places_swapped, ["武冈市（填报第3位，按增速为第1位）"]),
    ("large_revision", revised, ["武冈市（11.6→11.4）"]),
]


@pytest.mark.parametrize(("check", "change", "words"), CHANGED)
def test_a_slip_is_found_and_said_with_its_figures(desk, figures, check, change, words):
    change(figures)
    shown = desk.card(figures)
    texts = [each.text for each in of_check(shown, check)]
    assert [text for text in texts if all(word in text for word in words)], texts
    assert all("!" in each.place for each in of_check(shown, check))
    assert shown.errors == ()


def test_figures_of_a_finding_have_their_unit(desk, figures):
    figures["revenue", "level"][WHOLE] += 50
    figures["value_added", "growth"][WUGANG] = 11.4
    texts = [each.text for each in of_check(desk.card(figures), "large_revision")]
    assert [text.split("：")[0] for text in texts] == [
        "2025年1—9月增加值增速（%）",
        "2025年1—8月营业收入总量（亿元）",
    ]


def test_the_card_as_it_is_has_none_of_these_findings(desk):
    quiet = {check for check, _, _ in CHANGED} - {"place_differs", "equal_neighbours"}
    assert not quiet & set(checks_of(desk.card()))


def test_an_older_card_goes_backwards_and_what_is_published_earlier_takes_no_effect(desk):
    older = desk.card(cards.sample_figures("2025-08"), "2025-08")
    assert "period_backwards" in checks_of(older, "explain")
    early = desk.card(published_at=date(2025, 10, 1))
    assert "not_effective" in checks_of(early, "explain")
    assert not early.head.published_assumed


def test_a_chosen_month_before_the_periods_of_the_file_blocks(desk):
    shown = desk.card(month="2024-09")
    assert checks_of(shown, "must") == ["month_differs"]
    assert "2025年1—9月" in of_check(shown, "month_differs")[0].text
    assert "month_differs" not in checks_of(desk.card(month="2025-09"))


def test_a_period_after_the_business_date_must_be_explained(desk):
    shown = desk.card(card="2026-09")
    assert shown.errors == ()
    assert "2026年1—9月" in of_check(shown, "period_ahead")[0].text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(1900, 1, 1), "早于2025年1—9月结束"),
        (date(2025, 9, 29), "早于2025年1—9月结束"),
        (date(2025, 9, 30), ""),
        (date(2025, 12, 31), ""),
        (date(9999, 1, 1), "晚于业务日期366天以上"),
    ],
)
def test_a_day_of_publication_that_cannot_be_must_be_explained(desk, day, words):
    texts = [each.text for each in of_check(desk.card(published_at=day), "publication_day")]
    assert [words in text for text in texts] == ([True] if words else [])


def test_a_table_that_stands_twice_blocks(desk):
    sheets = cards.card_sheets()
    again = cards.replace(next(s for s in sheets if s.name == "工业处2"), name="副本")
    shown = desk.preview(cards.xlsx([*sheets, again]))
    assert "duplicate_figure" in checks_of(shown, "must")
    with pytest.raises(IntakeError, match="强制性错误，整份未入库"):
        desk.commit(shown)
    assert desk.question().vintage == shown.question.vintage


def without_row(sheet, row):
    """The sheet with one row taken out and those below moved up."""
    kept = {place: value for place, value in sheet.cells.items() if place[0] != row}
    return cards.replace(sheet, cells={(r - (r > row), c): v for (r, c), v in kept.items()})


def test_a_unit_whose_row_is_missing_is_named_and_a_blank_cell_is_said_once(desk, figures):
    sheets = cards.card_sheets()
    lost = [without_row(s, 15) if s.name == "31工业处3" else s for s in sheets]
    found = of_check(desk.preview(cards.xlsx(lost)), "missing_units")
    assert [each.text.partition("：")[2] for each in found] == ["12个单位中缺1个：武冈市"] * 2
    del figures["profit", "level"][WUGANG]
    shown = desk.card(figures)
    assert of_check(shown, "missing_units") == []
    assert [each.place for each in of_check(shown, "blank_unit")] == ["31工业处3!B16"]


def test_a_correction_of_one_unit_lacks_nobody(desk):
    text = "期别,单位,指标,增速（%）\n2025-09,武冈市,规上工业增加值,11.4\n"
    shown = desk.preview(text.encode(), "更正.csv", published_at=date(2025, 10, 25))
    assert checks_of(shown) == ["large_revision"]
    assert shown.table["value"].tolist() == [11.4]


def test_places_of_a_correction_of_some_units_are_not_reckoned_among_these(desk, figures):
    for measure in ("growth", "published_place"):
        whole = figures["value_added", measure]
        figures["value_added", measure] = {code: whole[code] for code in (SHUANGQING, DAXIANG)}
    shown = desk.preview(cards.xlsx([_value_added(figures)]))
    assert shown.errors == () and "place_differs" not in checks_of(shown)


def _value_added(figures):
    columns = [
        ("增速（%）", figures["value_added", "growth"]),
        ("排名", figures["value_added", "published_place"]),
    ]
    return cards.region_sheet("表", "规模工业增加值", "2025年1-9月", columns)


@pytest.mark.parametrize("card", ["2025-02", "2025-03", "2025-06"])
def test_a_new_year_is_no_slip_of_unit(desk, card):
    """1—2月 is a tenth of the year before it."""
    assert "unit_slip" not in checks_of(desk.card(cards.sample_figures(card), card))


def test_a_loss_is_no_finding(desk, figures):
    figures["profit", "level"][WUGANG] = -529.8
    assert "no_positive_level" not in checks_of(desk.card(figures))


def test_a_slip_of_a_single_unit_is_also_a_difference_of_the_sum(desk, figures):
    slip_of_one(figures)
    assert {"unit_slip", "sum_differs"} <= set(checks_of(desk.card(figures), "explain"))


# Explanations.


@pytest.mark.parametrize("text", ["", "核实无误", "经核实，数据准确！", "增加"])
def test_a_finding_without_an_explanation_keeps_the_file_out(desk, figures, text):
    revised(figures)
    shown = desk.card(figures)
    with pytest.raises(IntakeError, match="没有说明"):
        desk.commit(shown, large_revision=text)
    assert desk.question().vintage == shown.question.vintage


def test_explanations_are_kept_with_the_batch(desk, figures):
    revised(figures)
    shown = desk.card(figures)
    key = of_check(shown, "large_revision")[0].key
    made = desk.commit(shown, **{key: "统计局10月22日来函更正武冈市数字"})
    kept = {each.check: each for each in receipts.explanations(KEY, made)}
    assert kept["large_revision"].text == "统计局10月22日来函更正武冈市数字"
    assert kept["place_differs"].text == WHY
    assert "武冈市" in kept["large_revision"].finding
    assert len(receipts.explanations(KEY, made)) == len(shown.to_explain)


def test_the_same_file_gives_the_same_keys(desk, figures):
    revised(figures)
    content = cards.card_workbook(figures)
    one, other = desk.preview(content), desk.preview(content)
    assert [f.key for f in one.findings] == [f.key for f in other.findings]
    assert len({f.key for f in one.findings}) == len(one.findings)


# The life of a file.


def test_what_cannot_be_read_is_kept_and_noted_as_refused(desk):
    receipt = desk.receive(b"%PDF-1.7 no table", "月报.pdf")
    with pytest.raises(IntakeError):
        intake.preview(desk.question(), receipt)
    newest = receipts.receipts(KEY)[0]
    assert (newest.state, newest.id) == ("未入库", receipt.id)
    assert newest.text
    assert batches.inbox_path(receipt.sha256).read_bytes() == b"%PDF-1.7 no table"


def test_two_officials_at_once_the_second_is_sent_back(desk, figures):
    revised(figures)
    mine = desk.card(figures)
    figures["value_added", "growth"][SHUANGQING] = 9.9
    theirs = desk.card(figures)
    made = desk.commit(theirs)
    with pytest.raises(IntakeError, match="请重新预览"):
        desk.commit(mine)
    assert desk.question().vintage == made
    again = intake.preview(desk.question(), mine.receipt)
    assert desk.commit(again) == made + 1


def test_the_same_file_is_taken_once_and_again_after_it_was_withdrawn(desk):
    content = cards.card_workbook()
    made = desk.commit(desk.preview(content))
    again = desk.preview(content)
    assert checks_of(again, "must") == ["same_file"]
    with pytest.raises(IntakeError):
        desk.commit(again)
    assert intake.withdraw(desk.question(), made, "传错月份", "李四") == made + 1
    assert desk.commit(desk.preview(content)) == made + 2


def test_two_commits_of_one_preview_make_one_batch(desk):
    shown = desk.card()
    made = desk.commit(shown)
    with pytest.raises(IntakeError, match=f"已作为批次{made}入库"):
        desk.commit(shown)


def test_a_withdrawal_needs_a_reason_and_the_figures_of_before_come_back(desk, figures):
    revised(figures)
    made = desk.commit(desk.card(figures))
    with pytest.raises(IntakeError, match="原因"):
        intake.withdraw(desk.question(), made, "  ", "李四")
    intake.withdraw(desk.question(), made, "来函撤销更正", "李四")
    shown = desk.card(figures)
    assert of_check(shown, "large_revision")


def test_a_kept_file_that_was_changed_is_not_taken(desk):
    receipt = desk.receive(cards.card_workbook())
    batches.inbox_path(receipt.sha256).write_bytes(b"other")
    with pytest.raises(IntakeError, match="与收到时的哈希不符"):
        intake.preview(desk.question(), receipt)


def test_a_file_that_was_put_aside_says_why(desk):
    shown = desk.card()
    intake.refuse(shown, "张三", "报送人决定不入库")
    assert receipts.receipts(KEY)[0].text == "报送人决定不入库"


def test_a_file_that_became_a_batch_is_not_noted_as_refused(desk, figures):
    figures["value_added", "growth"][WUGANG] = 11.4
    shown = desk.card(figures)
    made = desk.commit(shown)
    again = intake.preview(desk.question(), receipts.receipt_of(KEY, shown.receipt.id))
    with pytest.raises(IntakeError, match=f"已作为批次{made}入库"):
        intake.refuse(again, "李四")
    assert receipts.receipt_of(KEY, shown.receipt.id).batch == made


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("月\x00报\n卡.xlsx", "月报卡.xlsx"),
        ("\u202e月报卡.xlsx", "月报卡.xlsx"),
        ("报" * 10000 + ".xlsx", "报" * 120 + ".xlsx"),
        ("<b>月报卡.xlsx", "<b>月报卡.xlsx"),
        ("　", "未命名"),
    ],
)
def test_a_name_is_kept_as_far_as_it_can_be_seen(desk, name, kept):
    assert desk.receive(b"x", name).file_name == kept


def test_places_in_a_text_table_name_no_sheet(desk):
    lines = ["期别,单位,指标,总量,计量单位", "2025年1—8月,双清区,规上工业营业收入,约5,亿元"]
    shown = desk.preview("\n".join(lines).encode(), "长表.csv")
    assert [each.place for each in shown.errors] == ["D2"]


def test_a_path_in_the_name_is_no_path(desk):
    assert desk.receive(b"x", "..\\..\\etc/月报.xlsx").file_name == "月报.xlsx"


def test_a_table_that_is_not_known_is_mapped_once_and_read_from_then_on(desk):
    units = {WHOLE: "全市", SHUANGQING: "双清", DAXIANG: "大祥"}
    sheet = cards.region_sheet(
        "表1",
        "规模以上工业增值情况",
        "2025年1-9月",
        [("增速（%）", {WHOLE: 6.0, SHUANGQING: 9.7, DAXIANG: 9.66})],
        units,
    )
    content = cards.xlsx([sheet])
    shown = desk.preview(content)
    assert [table.status for table in shown.reading.tables] == ["unknown"]
    assert checks_of(shown, "must") == ["no_figures"]
    receipts.map_table(KEY, shown.reading.tables[0].title, "value_added", "张三")
    shown = desk.preview(content)
    assert [(t.status, t.indicator) for t in shown.reading.tables] == [("read", "value_added")]
    assert shown.table["value"].tolist() == [6.0, 9.7, 9.66]
    receipts.map_table(KEY, shown.reading.tables[0].title, "", "张三")
    assert [t.status for t in desk.preview(content).reading.tables] == ["ignored"]


def test_every_rule_of_the_shipped_file_has_a_known_grade_and_its_parameters():
    rules = intake_rules().rules
    assert {rule.grade for rule in rules.values()} == {"must", "explain", "note"}
    assert rules["unit_slip"].numbers("factors")
    assert rules["unit_slip"].number("within") > 1
    assert rules["same_as_before"].number("share") <= 1


def test_the_summary_counts_what_is_shown(desk, figures):
    revised(figures)
    shown = desk.card(figures)
    text = intake.summary(shown)
    assert f"**{len(shown.table)}个数字**" in text
    assert "改动1个" in text
    assert f"核实性错误{len(shown.to_explain)}处" in text
