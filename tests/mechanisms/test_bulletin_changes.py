"""A bulletin once written: kept as JSON, edited, compared with newer data, corrected, withdrawn."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import store
from data.bulletin_templates import template
from mechanisms.bulletin_changes import NO_FIGURE, NO_ROW, Change, changes, column_name
from mechanisms.bulletin_content import (
    BulletinError,
    Content,
    ContentCell,
    ContentColumn,
    ContentRow,
    ContentTable,
    from_json,
    to_json,
    with_text,
)
from mechanisms.bulletin_corrections import MOST_NAMED, correction, withdrawal
from mechanisms.bulletin_figures import foreign_figures, misplaced_figures
from mechanisms.bulletin_writing import compose, recompose
from metrics.periods import Period
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell, declaration

RANKING = template("ranking_circular")
SEPTEMBER = Period.parse("2025-Y09")
LATER = date(2025, 11, 3)


@pytest.fixture
def shaoyang(sample):
    return compose(sample.question(), RANKING)


# Frozen text


def texts():
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def contents():
    cells = st.builds(ContentCell, texts(), st.none() | st.decimals(allow_nan=False).map(str))
    kinds = st.sampled_from(["text", "place", "figure", "signed", "change"])
    places = st.integers(0, 3)
    columns = st.builds(ContentColumn, texts(), texts(), texts(), kinds, places, texts())
    rows = st.builds(
        ContentRow, texts(), st.lists(cells, max_size=3).map(tuple), st.booleans(), st.booleans()
    )
    tables = st.builds(
        ContentTable,
        texts(),
        st.lists(columns, max_size=3).map(tuple),
        st.lists(rows, max_size=3).map(tuple),
        st.booleans(),
    )
    return st.builds(
        Content,
        form=st.sampled_from(["circular", "correction", "withdrawal"]),
        **dict.fromkeys(["template", "city", "kind_label", "period", "period_label"], texts()),
        **dict.fromkeys(["title", "recipients", "provenance", "as_of"], texts()),
        simulated=st.booleans(),
        paragraphs=st.lists(texts(), max_size=3).map(tuple),
        tables=st.lists(tables, max_size=2).map(tuple),
        notes=st.lists(texts(), max_size=3).map(tuple),
        vintage=st.integers(0, 10**6),
        generated=st.lists(texts(), max_size=3).map(tuple),
    )


@given(contents())
def test_content_comes_back_from_its_json_as_it_was(content):
    assert from_json(to_json(content)) == content


def test_real_content_comes_back_from_its_json(shaoyang):
    assert from_json(to_json(shaoyang)) == shaoyang
    assert to_json(from_json(to_json(shaoyang))) == to_json(shaoyang)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"form": "song"}', "null"])
def test_text_that_is_no_content_is_refused(text):
    with pytest.raises(BulletinError, match="存下的通报读不出来"):
        from_json(text)


def test_number_in_place_of_a_text_is_refused(shaoyang):
    text = to_json(shaoyang).replace('"period":"2025-Y09"', '"period":2025')
    with pytest.raises(BulletinError, match="period"):
        from_json(text)


# Edited text


def test_editing_changes_the_text_and_nothing_else(shaoyang):
    edited = with_text(shaoyang, " 新\n标题 ", "各县：", ["　　一段\n二段", "", "  ", "三\x00段"])
    assert edited == replace(
        shaoyang,
        title="新 标题",
        recipients="各县：",
        paragraphs=("一段", "二段", "三段"),
    )


def test_generated_text_holds_no_foreign_figure(shaoyang, luohe):
    assert foreign_figures(shaoyang) == ()
    assert foreign_figures(compose(luohe.question(), RANKING)) == ()


def test_figures_from_elsewhere_are_found(shaoyang):
    text = [*shaoyang.paragraphs, "增长7.7%，同比6.00%、1,699.51亿元、−0.2，另有８８家和7.7。"]
    assert foreign_figures(with_text(shaoyang, "", "", text)) == ("7.7", "88")


def test_figure_that_an_edit_took_out_is_still_known(shaoyang):
    replaced = with_text(shaoyang, "", "", ["比1—8月回落3.2个百分点"])
    assert foreign_figures(replaced) == ()


SLIPPED_PAST = {
    "增长１１．７%": "11.7",
    "增长١١.٧%": "١١.٧",
    "增长11 .7%": "11.7",
    "增长11. 7%": "11.7",
    "增长11·7%": "11.7",
    "增长11\u200b.7%": "11.7",
    "增长\u202e7.11%": "7.11",
    "增长百分之十一点七": "百分之十一点七",
    "增长十一点七个百分点": "十一点七",
    "约占两成": "两成",
    "翻了一番，又翻两番": "翻两番",
}


@pytest.mark.parametrize("text", SLIPPED_PAST)
def test_figures_are_found_however_they_are_written(shaoyang, text):
    edited = with_text(shaoyang, shaoyang.title, "", [*shaoyang.paragraphs, text])
    assert foreign_figures(edited) == (SLIPPED_PAST[text],)


def test_figure_in_the_title_is_looked_at_too(shaoyang):
    assert foreign_figures(with_text(shaoyang, "2026年1—9月通报", "各55个县", [])) == ("2026", "55")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("武冈市（9.7%）居首位。", ("武冈市9.7",)),
        ("武冈市增长9.7%，双清区增长１１.6%；城步县增长11.0%。", ("武冈市9.7", "双清区11.6")),
        ("武冈市增长11.60%，比全市6.0%高5.6个百分点，列第7位。", ()),
        ("经开区未报。全市利润增长13.9%，武冈市、双清区分别增长10.1%和30.3%。", ()),
        ("双清区、大祥区并列第3位（8.8%）。", ("双清区、大祥区8.8",)),
        ("武冈市部署会已开。9.7%的增速要巩固。", ()),
    ],
)
def test_figure_of_another_unit_is_found(shaoyang, text, found):
    edited = with_text(shaoyang, shaoyang.title, "", [*shaoyang.paragraphs, text])
    assert misplaced_figures(edited) == found
    assert misplaced_figures(replace(edited, tables=())) == ()
    assert foreign_figures(edited) == ()


def test_generated_text_gives_each_unit_its_own_figures(sample, shaoyang, luohe):
    month = Period.parse("2016-Y02")
    for made in (shaoyang, compose(luohe.question(), RANKING, month)):
        assert misplaced_figures(replace(made, generated=())) == ()


# Changes


def revised(declared, **changed):
    """An issued bulletin of three units, and the same one after a revision."""
    both = declaration("shicheng")["circular"] | {"indicators": ["value_added", "revenue"]}
    city = declared(circular=both)
    first = {WHOLE: 6.0, NORTH: 5.0, WEST: 7.0, EAST: 6.5}
    city.commit({Cell(region): value for region, value in first.items()})
    city.commit({Cell(region, period="2025-Y08"): value for region, value in first.items()})
    city.commit({Cell(region, "level"): value * 10 for region, value in first.items()})
    issued = compose(city.question(), RANKING)
    city.commit({Cell(NORTH): changed.get("north", 6.8)}, date(2025, 10, 25))
    return city, issued


def test_changes_are_the_printed_cells_that_differ(declared):
    city, issued = revised(declared)
    found = changes(issued, recompose(city.question(), RANKING, issued))
    told = {(c.unit, c.column): (c.old, c.new, c.difference) for c in found}
    assert told == {
        ("新邵县", "增加值（1—9月）增速（%）"): ("5.0", "6.8", "提高1.8个百分点"),
        ("新邵县", "增加值（1—9月）增速位次"): ("3", "2", "上升1位"),
        ("新邵县", "增加值（1—9月）增速比上期位次（位）"): ("—", "↑1", "由—改为↑1"),
        ("新邵县", "增加值（1—9月）比全市±（百分点）"): ("−1.0", "+0.8", "提高1.8个百分点"),
        ("邵东市", "增加值（1—9月）增速位次"): ("2", "3", "下降1位"),
        ("邵东市", "增加值（1—9月）增速比上期位次（位）"): ("—", "↓1", "由—改为↓1"),
    }


def test_revision_below_the_printed_decimals_changes_nothing(declared):
    city, issued = revised(declared, north=5.04)
    assert changes(issued, recompose(city.question(), RANKING, issued)) == ()


def test_figure_that_disappears_is_said_in_words(declared):
    city, issued = revised(declared, north=None)
    found = changes(issued, recompose(city.question(), RANKING, issued))
    assert ("5.0", "未报", "由5.0改为未报") in {(c.old, c.new, c.difference) for c in found}


def test_later_period_of_a_lagging_figure_changes_nothing_and_hides_nothing(declared):
    both = declaration("shicheng")["circular"] | {"indicators": ["value_added", "revenue"]}
    city = declared(circular=both)
    city.commit({Cell(r): 5.0 for r in (WHOLE, NORTH, WEST)})
    august = {Cell(r, period="2025-Y08", indicator="revenue"): 4.0 for r in (WHOLE, NORTH, WEST)}
    city.commit(august)
    issued = compose(city.question(), RANKING)
    september = {Cell(r, indicator="revenue"): 9.0 for r in (WHOLE, NORTH, WEST)}
    city.commit(september, date(2025, 10, 25))
    again = recompose(city.question(), RANKING, issued)
    assert changes(issued, again) == ()
    assert changes(issued, compose(city.question(), RANKING)) == ()
    city.commit({Cell(WEST, period="2025-Y08", indicator="revenue"): 4.5}, date(2025, 10, 26))
    found = changes(issued, recompose(city.question(), RANKING, issued))
    assert ("武冈市", "主营业务收入（1—8月）增速（%）", "4.0", "4.5") in {
        (change.unit, change.column, change.old, change.new) for change in found
    }


def test_indicator_whose_figures_are_withdrawn_altogether_is_touched_and_corrected(declared):
    both = declaration("shicheng")["circular"] | {"indicators": ["value_added", "revenue"]}
    city = declared(circular=both)
    city.commit({Cell(r): 5.0 for r in (WHOLE, NORTH, WEST)})
    growths = {WHOLE: 4.0, NORTH: 4.5, WEST: 3.5}
    revenue = city.commit({Cell(r, indicator="revenue"): g for r, g in growths.items()})
    issued = compose(city.question(), RANKING)
    city.withdraw(revenue)
    now = recompose(city.question(), RANKING, issued)
    found = changes(issued, now)
    name = "主营业务收入（1—9月）增速"
    assert {(c.unit, c.column, c.old, c.new) for c in found} == {
        ("全市", f"{name}（%）", "4.0", NO_FIGURE),
        ("新邵县", f"{name}（%）", "4.5", NO_FIGURE),
        ("武冈市", f"{name}（%）", "3.5", NO_FIGURE),
        ("新邵县", f"{name}位次", "1", NO_FIGURE),
        ("武冈市", f"{name}位次", "2", NO_FIGURE),
    }
    assert changes(now, issued) == ()
    made = correction(city.question(), RANKING, SEPTEMBER, issued, found, "填错")
    assert f"武冈市{name}（%）由3.5更正为{NO_FIGURE}" in made.paragraphs[2]


def test_rows_that_come_and_go_are_named(shaoyang):
    table = shaoyang.tables[0]
    fewer = replace(shaoyang, tables=(replace(table, rows=table.rows[:-1]),))
    gone = changes(shaoyang, fewer)
    assert {c.new for c in gone} == {NO_ROW}
    assert {c.unit for c in gone} == {"经开区（列示）"}
    assert {c.old for c in changes(fewer, shaoyang)} == {NO_ROW}


def test_level_changes_in_its_unit():
    column = ContentColumn(
        "利润（1—8月）", "总量", "亿元", "figure", 2, "profit.total.level@2025-Y08"
    )
    rows = [ContentRow("1", (ContentCell(text, text),), False, False) for text in ("5.00", "4.20")]
    table = ContentTable("表", (column,), (), False)
    made = [replace(table, rows=(row,)) for row in rows]
    blank = from_json(to_json(EMPTY))
    (found,) = changes(*(replace(blank, tables=(each,)) for each in made))
    assert found.difference == "减少0.80亿元"
    assert column_name(column) == "利润（1—8月）总量（亿元）"


EMPTY = Content(
    "t", "circular", "市", "真实公开数据", False, "2025-Y08", "2025年1—8月", "题", "",
    (), (), (), "", "2025-10-31", 1,
)  # fmt: skip


# Documents that refer to an issued one


def test_correction_names_each_figure_old_and_new(declared):
    city, issued = revised(declared)
    found = changes(issued, recompose(city.question(), RANKING, issued))
    made = correction(city.question(), RANKING, SEPTEMBER, issued, found, "统计局修订。")
    assert made.form == "correction"
    assert made.title == f"关于更正《{issued.title}》部分数据的通报"
    assert "更正原因：统计局修订。" in made.paragraphs
    assert "新邵县增加值（1—9月）增速（%）由5.0更正为6.8，提高1.8个百分点。" in made.paragraphs
    table, renewed = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [c.unit, c.column, c.old, c.new, c.difference] for c in found
    ]
    row = next(row for row in renewed.rows if row.code == NORTH)
    assert row.cells[[column.head for column in renewed.columns].index("增速")].text == "6.8"
    assert foreign_figures(made) == misplaced_figures(replace(made, generated=())) == ()
    assert made.vintage > issued.vintage


def test_figures_of_a_correction_have_no_thousands_separators(sample, shaoyang):
    change = Change("430500", "全市", "营业收入（1—8月）总量（亿元）", "1,699.51", "未报",
                    "由1,699.51改为未报", "revenue.total.level@2025-Y08")  # fmt: skip
    made = correction(sample.question(), RANKING, SEPTEMBER, shaoyang, (change,), "修订")
    assert made.paragraphs[2] == "全市营业收入（1—8月）总量（亿元）由1699.51更正为未报。"


def test_correction_can_be_corrected(declared):
    city, issued = revised(declared)
    found = changes(issued, recompose(city.question(), RANKING, issued))
    first = correction(city.question(), RANKING, SEPTEMBER, issued, found, "修订")
    assert first.period == issued.period
    assert changes(first, recompose(city.question(), RANKING, first)) == ()
    city.commit({Cell(NORTH): 7.1}, date(2025, 10, 27))
    again = changes(first, recompose(city.question(), RANKING, first))
    assert ("6.8", "7.1") in {(c.old, c.new) for c in again}


def test_correction_of_very_many_figures_counts_them(sample, shaoyang):
    table = shaoyang.tables[0]
    wrong = [
        replace(row, cells=(row.cells[0], *(ContentCell("x", None) for _ in row.cells[1:])))
        for row in table.rows
    ]
    issued = replace(shaoyang, tables=(replace(table, rows=tuple(wrong)),))
    found = changes(issued, shaoyang)
    made = correction(sample.question(), RANKING, SEPTEMBER, issued, found, "修订")
    listed = next(text for text in made.paragraphs if "更正为" in text and "；" in text)
    assert listed.count("更正为") == MOST_NAMED
    assert listed.endswith("个数字。")
    assert len(made.tables[0].rows) == len(found)


def test_correction_of_simulated_figures_says_so(luohe):
    now = compose(luohe.question(), RANKING)
    table = now.tables[0]
    first = replace(table.rows[1], cells=(table.rows[1].cells[0], ContentCell("1.00", "1.00"),
                                          *table.rows[1].cells[2:]))  # fmt: skip
    issued = replace(now, tables=(replace(table, rows=(table.rows[0], first, *table.rows[2:])),))
    period = Period.parse(now.period)
    made = correction(luohe.question(), RANKING, period, issued, changes(issued, now), "修订")
    assert [table.title.endswith("（模拟数据）") for table in made.tables] == [True, True]
    assert "模拟数据" in made.printed_title


def test_correction_needs_a_change(sample, shaoyang):
    with pytest.raises(BulletinError, match="没有变化，不需要更正"):
        correction(sample.question(), RANKING, SEPTEMBER, shaoyang, (), "修订")


def test_reason_that_is_blank_is_refused(declared):
    city, issued = revised(declared)
    found = changes(issued, recompose(city.question(), RANKING, issued))
    with pytest.raises(BulletinError, match="请写明更正原因"):
        correction(city.question(), RANKING, SEPTEMBER, issued, found, " 。")
    with pytest.raises(BulletinError, match="请写明撤回原因"):
        withdrawal(issued, LATER, "　")


def test_correction_of_what_lost_its_leading_figures_keeps_its_period(declared):
    both = declaration("shicheng")["circular"] | {"indicators": ["value_added", "revenue"]}
    city = declared(circular=both)
    leading = city.commit({Cell(r): 5.0 for r in (WHOLE, NORTH, WEST)})
    august = {Cell(r, period="2025-Y08", indicator="revenue"): 4.0 for r in (WHOLE, NORTH, WEST)}
    city.commit(august)
    issued = compose(city.question(), RANKING)
    city.withdraw(leading)
    found = changes(issued, recompose(city.question(), RANKING, issued))
    made = correction(city.question(), RANKING, SEPTEMBER, issued, found, "填错")
    assert (made.period, made.period_label) == ("2025-Y09", "2025年1—9月")
    assert {change.new for change in found if "增加值" in change.column} == {NO_FIGURE}


def test_titles_inside_titles_have_single_marks(shaoyang):
    first = withdrawal(replace(shaoyang, title="关于更正《甲》部分数据的通报"), LATER, "错")
    assert first.title == "关于撤回《关于更正〈甲〉部分数据的通报》的通知"
    assert first.paragraphs[0].startswith("2025年11月3日印发的《关于更正〈甲〉部分数据的通报》")


def test_withdrawal_is_short_and_refers(shaoyang):
    made = withdrawal(shaoyang, LATER, "数据有误")
    assert made.form == "withdrawal"
    assert made.title == f"关于撤回《{shaoyang.title}》的通知"
    assert made.paragraphs == (
        f"2025年11月3日印发的《{shaoyang.title}》（数据版本{shaoyang.vintage}）现予撤回，"
        "自本通知印发之日起停止使用。",
        "撤回原因：数据有误。",
    )
    assert (made.tables, made.notes, made.recipients) == ((), (), shaoyang.recipients)


def test_written_at_an_old_vintage_it_shows_what_was_known_then(declared):
    city, issued = revised(declared)
    then = replace(city.question(), vintage=issued.vintage)
    assert store.newest_vintage("shicheng") == issued.vintage + 1
    assert compose(then, RANKING) == issued
