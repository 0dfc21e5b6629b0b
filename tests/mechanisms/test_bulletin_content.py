"""What a bulletin says: written from the boards, frozen, compared, corrected, withdrawn."""

import re
from dataclasses import replace
from datetime import date

import pytest
import yaml

from data.bulletin_templates import read_templates, template, templates
from data.records import CatalogueError
from mechanisms import circular_rows
from mechanisms.board_table import Board
from mechanisms.bulletin_content import (
    BulletinError,
    with_text,
)
from mechanisms.bulletin_table import board_of_key, field_of_key
from mechanisms.bulletin_words import headline, places_sentence
from mechanisms.bulletin_writing import compose, recompose
from mechanisms.circular import ranking
from metrics.periods import Period
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell, declaration
from tests.mechanisms.conftest import board

RANKING = template("ranking_circular")
SEPTEMBER = Period.parse("2025-Y09")
OWN = """
templates:
  quarter:
    name: 速报
    title: "{city}{period}经济速报"
    recipients: 市政府
    reference: {document: 某文件, article: 第1条, gist: 按季速报}
    needs: [rankings]
    sections:
      - {part: headline, indicator: gdp, by: growth}
      - {part: ranking, title: "{period}速报表", indicators: [gdp], by: [growth]}
      - {part: text, text: "{basis}（{gist}），送{units}。"}
    notes: [只供内部参阅]
"""


@pytest.fixture
def shaoyang(sample):
    return compose(sample.question(), RANKING)


@pytest.fixture
def own(tmp_path):
    """Read one template of one's own: `own(text)`."""

    def read(text=OWN):
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        return next(iter(read_templates(path).values()))

    return read


def column_of(table, group, head, by=""):
    places = [
        place
        for place, column in enumerate(table.columns)
        if column.group.startswith(group) and column.head == head and by in column.key
    ]
    assert len(places) == 1
    return places[0]


def figures(table, group, head, by=""):
    place = column_of(table, group, head, by)
    return {row.cells[0].text: row.cells[place].text for row in table.rows}


# What is written


def test_text_of_a_real_month_is_known(shaoyang):
    assert shaoyang.title == "关于2025年1—9月邵阳市规上工业主要指标排名情况的通报"
    assert shaoyang.recipients == "各县市区人民政府，市直有关单位"
    opening, first_head, first, second_head, revenue, profit, _ = shaoyang.paragraphs
    assert opening == (
        "参照漯政〔2015〕29号第10条，现将2025年1—9月邵阳市规上工业主要指标排名情况通报如下。"
    )
    assert (first_head, second_head) == ("一、总体情况", "二、各项指标排名")
    assert first.startswith(
        "1—9月，全市规上工业增加值同比增长6.0%，比1—8月回落3.2个百分点。"
        "武冈市（11.6%）、城步县（11.0%）居前两位，双清区、大祥区并列第3位（9.7%）"
    )
    assert revenue.startswith(
        "（一）规上工业营业收入。1—8月，全市规上工业营业收入1699.51亿元，同比增长10.2%，"
        "比1—7月加快0.2个百分点。按增速，双清区（28.3%）、城步县（13.8%）、洞口县（9.8%）居前三位；"
        "邵阳县（6.1%）、绥宁县（1.1%）、北塔区（−2.2%）居后三位。"
    )
    assert profit.startswith("（二）规上工业利润总额。")


def test_no_text_has_markup_thousands_or_causes(shaoyang, luohe):
    for content in (shaoyang, compose(luohe.question(), RANKING)):
        text = "".join(content.paragraphs)
        assert not [word for word in ("**", ",", "由于", "因为", "导致", "带动") if word in text]


def test_columns_that_the_city_does_not_publish_are_left_out_and_named(shaoyang):
    heads = [(column.group, column.head, column.unit) for column in shaoyang.tables[0].columns]
    levels_and_places = [("总量", "亿元"), ("位次", ""), ("增速", "%"), ("位次", "")]
    assert heads == [
        ("", "县市区", ""),
        ("增加值（1—9月）", "增速", "%"),
        ("增加值（1—9月）", "位次", ""),
        ("增加值（1—9月）", "比上期位次", "位"),
        ("增加值（1—9月）", "比全市±", "百分点"),
        *[("营业收入（1—8月）", *head) for head in levels_and_places],
        *[("利润总额（1—8月）", *head) for head in levels_and_places],
    ]
    assert "规上工业增加值总量无此数据：月报卡只公布增速，不公布分县总量" in shaoyang.notes
    assert "工业税收总量、增速无此数据：月报卡未公布工业税收" in shaoyang.notes


def test_whole_stands_first_listed_units_last_and_the_rest_by_place(shaoyang):
    first, *units, last = shaoyang.tables[0].rows
    assert (first.whole, first.listed, first.cells[0].text) == (True, False, "全市")
    assert (last.whole, last.listed, last.cells[0].text) == (False, True, "经开区（列示）")
    places = [int(row.cells[2].number) for row in units]
    assert places == [1, 2, 3, 3, 5, 6, 7, 8, 9, 10, 11, 12]
    assert not any(row.whole or row.listed for row in units)
    assert shaoyang.tables[0].wide


def test_known_cells_of_a_row(shaoyang):
    row = next(row for row in shaoyang.tables[0].rows if row.code == "430528")
    pairs = [(cell.text, cell.number) for cell in row.cells]
    assert pairs[:5] == [
        ("新宁县", None),
        ("3.3", "3.3"),
        ("11", "11"),
        ("↓1", "-1"),
        ("−2.7", "-2.7"),
    ]
    whole = shaoyang.tables[0].rows[0]
    assert [cell.text for cell in whole.cells[:6]] == ["全市", "6.0", "", "", "", "1,699.51"]
    assert whole.cells[5].number == "1699.51"


def test_missing_is_a_word_and_never_a_number(luohe):
    february = compose(luohe.question(), RANKING, Period.parse("2016-Y02"))
    tax = figures(february.tables[0], "工业税收", "总量")
    assert tax["舞阳县"] == "未报"
    assert any("舞阳县未报，不参与排名" in text for text in february.paragraphs)
    row = next(row for row in february.tables[0].rows if row.cells[0].text == "舞阳县")
    assert row.cells[column_of(february.tables[0], "工业税收", "总量")].number is None
    march = compose(luohe.question(), RANKING)
    assert figures(march.tables[0], "利润总额", "增速")["西城区（列示）"] == "扭亏为盈"


def test_every_figure_is_the_one_of_its_board(sample, luohe):
    for city in (sample, luohe):
        content = compose(city.question(), RANKING)
        for place, column in enumerate(content.tables[0].columns):
            if not column.key:
                continue
            (indicator, by), period = board_of_key(column.key)
            result = ranking(city.question(), Board(indicator, by), period)
            codes = [result.whole.code, *result.table["region_code"]]
            rows = dict(zip(codes, circular_rows.sheet_rows(result), strict=True))
            for row in content.tables[0].rows:
                value = rows[row.code].get(field_of_key(column.key))
                number = None if value is None or isinstance(value, str) else str(value)
                assert row.cells[place].number == number


def test_figures_that_lag_carry_their_own_period(sample):
    content = compose(sample.question(), RANKING, Period.parse("2025-Y08"))
    assert content.period == "2025-Y08"
    groups = {column.group for column in content.tables[0].columns}
    assert groups == {"", "增加值（1—8月）", "营业收入（1—8月）", "利润总额（1—8月）"}
    across = compose(sample.question(), RANKING, Period.parse("2025-Y02"))
    assert "增加值（1—2月）" in {column.group for column in across.tables[0].columns}


def test_origin_is_told_in_notes_and_in_one_line(shaoyang):
    assert shaoyang.provenance == (
        "期别：2025年1—9月　数据截至：2025年10月20日（推定）　来源：邵阳市统计月报卡（2025年9月）　"
        f"性质：真实公开数据　数据版本：{shaoyang.vintage}"
    )
    notes = "\n".join(shaoyang.notes)
    for words in (
        "数据来源",
        "增速按可比价计算",
        "并列",
        "位次为本系统计算",
        "数据截至",
        "可比口径",
    ):
        assert words in notes
    assert "营业收入、利润总额增速按可比口径计算" in shaoyang.notes
    assert len(set(shaoyang.notes)) == len(shaoyang.notes)


def test_simulated_figures_say_so_whatever_is_edited(luohe):
    content = compose(luohe.question(), RANKING)
    assert content.title.endswith("通报（模拟数据）")
    assert content.tables[0].title.endswith("（模拟数据）")
    assert content.notes[0] == "本件数字全部为模拟数据，不代表实际情况"
    assert content.paragraphs[0].startswith("依据漯政〔2015〕29号第10条")
    assert with_text(content, "改过的标题", "", []).printed_title == "改过的标题（模拟数据）"
    assert content.printed_title == content.title


def test_bulletin_at_one_vintage_is_always_the_same(sample, shaoyang):
    assert compose(sample.question(), RANKING) == shaoyang
    assert recompose(sample.question(), RANKING, shaoyang) == shaoyang


# Sentences


def growths(city, **values):
    units = {"north": NORTH, "west": WEST, "east": EAST}
    city.commit({Cell(units[name]): value for name, value in values.items()})
    return board(city, "2025-Y09")


def test_few_units_are_all_named_from_the_top(declared):
    result = growths(declared(), north=1.0, west=3.0, east=2.0)
    assert (
        places_sentence(result)
        == "按增速，武冈市（3.0%）、邵东市（2.0%）、新邵县（1.0%）居前三位。"
    )


def test_equal_units_share_their_place_in_words(declared):
    result = growths(declared(), north=3.0, west=3.0, east=2.0)
    text = places_sentence(result)
    assert "并列第1位" in text
    assert text.endswith("邵东市（2.0%）居第3位。")


def test_last_units_that_are_equal_are_all_named(sample):
    result = sample("2025-Y09")
    table = result.table.copy()
    table.loc[7:11, ["place", "growth_pct"]] = [8, 1.0]
    text = places_sentence(replace(result, table=table))
    assert text.endswith("列第8位及以后。")
    assert text.count("（1.0%）") == 5
    table.loc[3:11, "place"] = 3
    assert "居后" not in places_sentence(replace(result, table=table))


def test_one_unit_beyond_the_first_three_is_the_last(sample):
    result = sample("2025-Y09")
    four = replace(result, table=result.table.iloc[[0, 1, 2, 11]].assign(place=[1, 2, 3, 4]))
    assert places_sentence(four).endswith("；绥宁县（−0.2%）居末位。")
    one = replace(result, table=result.table.iloc[[0]])
    assert places_sentence(one) == "按增速，武冈市（11.6%）居首位。"


def test_figures_of_the_whole_are_said_once(luohe):
    text = "".join(compose(luohe.question(), RANKING).paragraphs)
    for name in ("增加值", "主营业务收入", "利润总额", "税收"):
        assert len(re.findall(f"全市(?:规上)?工业{name}[0-9]", text)) == 1
    assert "（一）规上工业增加值。按总量，临颍县" in text


def test_unit_with_a_word_for_its_growth_is_named_in_text_and_notes(declared):
    own = declaration("shicheng")
    ranked = [own["ranked_sets"][0] | {"indicators": ["value_added", "profit"]}]
    asked = own["circular"] | {"indicators": ["value_added", "profit"]}
    city = declared(ranked_sets=ranked, circular=asked)
    city.commit({Cell(region): 5.0 for region in (WHOLE, NORTH, WEST, EAST)})
    levels = {NORTH: (5.0, 4.0), WEST: (2.0, -1.0), EAST: (3.0, 2.5)}
    for region, (level, base) in levels.items():
        city.commit({Cell(region, "level", "2024-Y09", "profit"): base})
        city.commit({Cell(region, "level", indicator="profit"): level})
    city.commit({Cell(region, indicator="profit"): 20.0 for region in (WHOLE, NORTH, EAST)})
    made = compose(city.question(), RANKING)
    assert figures(made.tables[0], "利润总额", "增速")["武冈市"] == "扭亏为盈"
    (told,) = [text for text in made.paragraphs if "利润总额" in text]
    assert "武冈市扭亏为盈，不计增速，不排位次" in told
    note = "武冈市利润总额本期或上年同期为亏损，不计算增速，以文字说明，不排位次"
    assert made.notes.count(note) == 1


def test_day_of_the_data_is_called_assumed_only_where_it_is(declared):
    city = declared()
    city.commit({Cell(region): 5.0 for region in (WHOLE, NORTH, WEST)}, published_assumed=True)
    first = compose(city.question(), RANKING)
    assert "数据截至2025年10月20日（推定）" in first.notes[0]
    assert [note for note in first.notes if note.startswith("数据截至日为推定：")] != []
    city.commit({Cell(WEST): 4.0}, date(2025, 10, 25))
    second = compose(city.question(), RANKING)
    assert second.notes[0].endswith("数据截至2025年10月25日")
    assert not [note for note in second.notes if "推定" in note]


def test_what_is_not_yet_at_hand_is_named_once_with_its_ways(sample):
    made = compose(sample.question(), RANKING, Period.parse("2019-Y04"))
    assert [note for note in made.notes if "尚未发布" in note] == [
        "2019年1—4月规上工业营业收入总量、增速成文时尚未发布或入库，未列入",
        "2019年1—4月规上工业利润总额总量、增速成文时尚未发布或入库，未列入",
    ]


def test_headline_loses_its_markup_only(sample):
    assert headline(sample("2025-Y09")).startswith("1—9月，全市规上工业增加值同比增长6.0%")


# Templates


def test_shipped_templates_are_of_two_kinds():
    assert set(templates()) == {"ranking_circular", "problem_circular"}
    problems = template("problem_circular")
    assert (problems.needs, problems.reference.article) == (("problem_ledger",), "第7条")


def test_problem_circular_says_what_it_lacks(sample):
    with pytest.raises(BulletinError, match=r"缺企业问题台账.*请先接入并入库"):
        compose(sample.question(), template("problem_circular"))


def test_template_of_ones_own_gives_a_document_without_code(sample, own):
    content = compose(sample.question(), own())
    assert content.title == "邵阳市2025年1—9月经济速报"
    assert content.paragraphs[0].startswith("1—9月，全市地区生产总值")
    assert content.paragraphs[1] == "参照某文件第1条（按季速报），送县市区。"
    assert [column.head for column in content.tables[0].columns] == [
        "县市区",
        "增速",
        "位次",
        "比上期位次",
        "比全市±",
    ]
    assert not content.tables[0].wide
    assert content.notes[-1] == "只供内部参阅"


def test_board_without_figures_gives_way_to_the_one_that_has_them(sample, own):
    text = OWN.replace("indicator: gdp, by: growth", "indicator: gdp, by: total")
    assert "增长" in compose(sample.question(), own(text)).paragraphs[0]
    absent = OWN.replace("indicator: gdp", "indicator: industrial_tax")
    assert "地区生产总值" in compose(sample.question(), own(absent)).paragraphs[0]


def test_headline_may_be_of_another_indicator_than_the_table(sample, own):
    text = OWN.replace("indicator: gdp, by: growth", "indicator: revenue, by: growth")
    content = compose(sample.question(), own(text))
    assert "规上工业营业收入" in content.paragraphs[0]
    groups = {column.group.partition("（")[0] for column in content.tables[0].columns[1:]}
    assert groups == {"生产总值"}


def test_indicator_that_the_city_does_not_rank_is_refused(declared, own):
    city = declared()
    city.commit({Cell(WEST): 1.0})
    with pytest.raises(BulletinError, match="模板要用的指标 gdp 不能排名"):
        compose(city.question(), own())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{city}{period}经济速报", "{town}经济速报", "没有占位符 {town}；可用：{period}、{city}"),
        ("{city}{period}经济速报", "{city.name}速报", "没有占位符 {city.name}"),
        ("{city}{period}经济速报", "{}速报", "没有占位符 {}"),
        ("{city}{period}经济速报", "{city!r}速报", "没有占位符"),
        ("{city}{period}经济速报", "{city:>9}速报", "没有占位符"),
        ("{period}速报表", "{period速报表", "花括号不成对"),
        ("送{units}。", "送{unit}。", "没有占位符 {unit}"),
        ("只供内部参阅", "'{reader}参阅'", "没有占位符 {reader}"),
        ("indicators: [gdp]", "indicators: [gpd]", "指标 gpd 不在 indicators.yaml 中"),
        ("indicator: gdp", "indicator: gpd", "指标 gpd 不在 indicators.yaml 中"),
        ("part: text", "part: song", "sections.2"),
        ("notes: [", "note: [", "note：没有这个字段"),
        ("templates:", "other: 1\ntemplates:", "最外层只能有 templates 一项"),
        (OWN, "- 1", "最外层只能有 templates 一项"),
        (OWN, "templates: {quarter: 1}", "quarter：（整条）"),
    ],
)
def test_mistake_in_a_template_is_refused_when_it_is_read(own, old, new, says):
    assert old in OWN
    with pytest.raises(CatalogueError) as refused:
        own(OWN.replace(old, new))
    assert says in str(refused.value)


def test_unknown_template_names_those_that_are():
    with pytest.raises(CatalogueError, match="没有通报模板“x”；可用：ranking_circular、"):
        template("x")


# Refusals


def test_bulletin_is_not_written_from_a_part_of_the_units(sample):
    with pytest.raises(BulletinError, match="通报须用全部单位的数字成文"):
        compose(sample.question(scope=("430581",)), RANKING)


def test_period_without_figures_is_refused(sample):
    with pytest.raises(BulletinError, match="邵阳市2015年1—2月没有可以通报的数字"):
        compose(sample.question(), RANKING, Period.parse("2015-Y02"))


def test_city_without_figures_is_refused(declared):
    with pytest.raises(BulletinError, match="小城没有可以通报的数字；请先入库"):
        compose(declared().question(), RANKING)


def test_template_file_is_read_as_yaml_of_known_keys_only(own):
    content = yaml.safe_load(OWN)
    content["templates"]["quarter"]["sections"][1]["colour"] = "red"
    with pytest.raises(CatalogueError, match="colour"):
        own(yaml.safe_dump(content, allow_unicode=True))
