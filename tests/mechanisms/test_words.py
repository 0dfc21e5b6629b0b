"""What a ranking says of real cards, and that every figure in it is a figure of the result."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from mechanisms import circular_notes, circular_tiles, circular_words
from mechanisms.circular_words import short_name
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, Cell, declaration
from tests.mechanisms.conftest import board, card_rows


def tile(result, label):
    (found,) = [each for each in circular_tiles.tiles(result) if each.label == label]
    return found


def noted(result, word):
    return [note for note in circular_notes.notes(result) if word in note]


def test_the_headline_of_september_2025(sample):
    assert circular_words.headline(sample("2025-Y09")) == (
        "1—9月，全市规上工业增加值同比**增长6.0%**，比1—8月回落3.2个百分点。"
        "武冈市（11.6%）、城步县（11.0%）居前两位，双清区、大祥区并列第3位（9.7%）；"
        "绥宁县下降0.2%，列第12位。"
        "12个县市区中**7个高于全市**；大祥区上升5位，洞口县、隆回县各下降4位。"
    )


def test_the_tiles_of_september_2025(sample):
    found = circular_tiles.tiles(sample("2025-Y09"))
    assert [(t.label, t.value, t.unit, t.change, t.arrow, t.tone, t.note) for t in found] == [
        ("全市增加值增速", "6.0", "%", "回落 3.2 个百分点", "down", "down", "较1—8月"),
        ("高于全市", "7", "个 / 12", "增加 1 个", "up", "up", "较1—8月"),
        ("首末位差距", "11.8", "个百分点", "扩大 3.9", "off", "none", "武冈市—绥宁县"),
        ("升位最多", "大祥区", "", "上升 5 位", "up", "up", "第8→第3"),
        ("降位最多", "洞口县等2个", "", "下降 4 位", "down", "down", "第3→第7"),
        ("位次核对", "12", "个 / 12", "与公布一致", "off", "none", ""),
    ]


def test_the_notes_of_september_2025(sample):
    result = sample("2025-Y09")
    assert noted(result, "可比价")
    assert noted(result, "并与公布位次逐一核对")
    assert noted(result, "“比全市±”按公布精度相减")
    assert noted(result, "经开区列示，不参与排名")
    assert noted(result, "推定为次月20日")
    assert not noted(result, "亏损")
    assert not noted(result, "不一致")


def test_the_first_period_of_a_year_is_compared_with_the_whole_year_before(sample):
    result = sample("2025-Y02")
    words = circular_words.headline(result)
    assert "同比**增长9.2%**，比2024年1—12月加快0.7个百分点" in words
    assert "隆回县（14.9%）、洞口县（13.0%）、武冈市（12.5%）居前三位" in words
    assert "12个县市区中**4个高于全市**" in words
    assert "武冈市等5个各下降1位" in words
    assert tile(result, "全市增加值增速").note == "较上年全年"


def test_where_the_counties_of_the_period_before_are_not_published_nobody_moved(sample):
    result = sample("2019-Y06")
    words = circular_words.headline(result)
    assert "比1—5月加快0.6个百分点" in words  # the city's own May is published
    assert "隆回县、武冈市并列第3位（8.2%）" in words
    assert words.endswith("12个县市区中**6个高于全市**。")
    for label in ("升位最多", "降位最多"):
        assert (tile(result, label).value, tile(result, label).note) == ("—", "无上期")
    assert tile(result, "高于全市").change == ""
    assert tile(result, "首末位差距").change == ""


def test_a_group_is_ranked_by_itself_and_not_checked_against_published_places(sample):
    result = sample("2025-Y09", group="districts")
    words = circular_words.headline(result)
    assert "双清区、大祥区并列第1位（9.7%），北塔区第3位（8.8%）。" in words
    assert "3个县市区中**均高于全市**；大祥区上升2位，北塔区下降2位。" in words
    assert not noted(result, "逐一核对")
    assert noted(result, "只在所选分组内排名")
    assert tile(result, "报送情况").change == "全部已报"


def test_loans_by_total(sample):
    result = sample(indicator="loan_balance", by="total")
    assert circular_words.headline(result) == (
        "9月末，全市金融机构本外币贷款余额3284.01亿元。"
        "邵东市（593.79亿元）、隆回县（383.83亿元）、武冈市（254.48亿元）居前三位；"
        "城步县（92.23亿元）列第9位。"
    )
    assert tile(result, "前三位占比").value == "37.5"  # 1232.0962 ÷ 3284.0098
    assert tile(result, "参与排名").value == "9"
    assert tile(result, "升位最多").note == "与上期比无变化"
    assert noted(result, "市辖区为三个区合计")
    assert not noted(result, "增速按")


def test_prefectures_end_where_the_province_ended(sample):
    result = sample(ranked_set="prefectures")
    assert result.period.code == "2023-Y02"
    words = circular_words.headline(result)
    assert "全省规上工业增加值同比**增长5.8%**，比2022年1—12月回落1.4个百分点" in words
    assert "常德市（7.2%）、长沙市（7.1%）、湘潭市（6.3%）居前三位；湘西州下降28.9%" in words
    assert "14个市州中**6个高于全省**；常德市上升10位，岳阳市下降9位。" in words


def test_a_board_without_figures_says_why(sample):
    absent = circular_words.headline(sample(by="total"))
    assert absent.startswith("**无此数据**：邵阳市规上工业增加值")
    assert "月报卡只公布增速" in absent
    assert circular_tiles.tiles(sample(by="total")) == ()
    assert "没有可以排名的数字" in circular_words.headline(sample("2017-Y06"))


def test_who_did_not_report_is_named(luohe):
    result = luohe("2016-Y02", "industrial_tax")
    assert result.silent == ("舞阳县",)
    assert circular_words.headline(result).endswith("**舞阳县未报**，不参与排名。")
    assert tile(result, "报送情况").change == "1 个未报"
    assert tile(result, "报送情况").value == "5"


@pytest.mark.parametrize(("period", "word"), [("2015-Y12", "由盈转亏"), ("2016-Y03", "扭亏为盈")])
def test_a_loss_is_said_in_words(luohe, period, word):
    table = luohe(period, "profit").table.set_index("region_code")
    zone = table.loc["411100X"]
    assert zone["growth_text"] == word
    assert zone["growth_pct"] != zone["growth_pct"]


def city_with_profits(declared, words):
    """Levels of last year and of this, by unit; growth only where both are profits."""
    key = "shicheng"
    ranked = declaration(key)["ranked_sets"][0] | {"indicators": ["profit"]}
    circular = declaration(key)["circular"] | {"indicators": ["profit"]}
    city = declared(key, ranked_sets=[ranked], circular=circular)
    figures = {}
    for region, (before, now, rate) in words.items():
        figures[Cell(region, "level", "2024-Y09", "profit")] = before
        figures[Cell(region, "level", "2025-Y09", "profit")] = now
        figures[Cell(region, "growth", "2025-Y09", "profit")] = rate
    city.commit(figures)
    return city


def test_a_ranked_unit_whose_growth_is_a_word_is_neither_placed_nor_silent(declared):
    figures = {
        WHOLE: (10.0, 11.0, 10.0),
        NORTH: (5.0, 6.0, 20.0),
        WEST: (-1.0, 2.0, None),
        EAST: (4.0, None, None),
    }
    city = city_with_profits(declared, figures)
    result = board(city, "2025-Y09", "profit")
    table = result.table.set_index("region_code")
    assert dict(table["status"]) == {
        NORTH: "ranked",
        WEST: "not_comparable",
        EAST: "not_reported",
    }
    assert table.loc[WEST, "growth_text"] == "扭亏为盈"
    assert result.silent == ("邵东市",)
    assert [note for note in circular_notes.notes(result) if note.startswith("武冈市本期或")]
    assert "武冈" not in circular_words.headline(result)


def test_the_published_figures_behind_the_headline_are_those_of_the_card():
    rows = {row["region"]: row for _, row in card_rows("county_value_added.csv", card="2025-09")}
    told = {"武冈市": "11.6", "双清区": "9.7", "大祥区": "9.7", "绥宁县": "-0.2", "全市": "6.0"}
    assert {name: str(printed(rows[name]["growth_pct"])) for name in told} == told


def printed(value, decimals=1):
    """Half up from the decimal text, written here once more."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def number(text):
    return Decimal(text.replace("−", "-"))


class Reader:
    """Reads a headline word by word: what it has understood and found true, it strikes out."""

    def __init__(self, result):
        self.result = result
        self.rows = {short_name(row.region_code): row for row in result.table.itertuples()}
        self.unit = "%" if result.board.by == "growth" else re.escape(result.indicator.unit)
        self.rest = circular_words.headline(result).replace("**", "")
        self.read = 0

    def strike(self, pattern, check):
        def checked(match):
            self.read += 1
            check(*match.groups())
            return "·"

        self.rest = re.sub(pattern, checked, self.rest)

    def run(self):
        result, name = self.result, "|".join(sorted(self.rows, key=len, reverse=True))
        names = f"((?:{name})(?:、(?:{name}))*)"
        when = f"{re.escape(result.period.short_label)}末?"
        start = f"{when}，{result.whole.name}{re.escape(result.indicator.name)}"
        match = re.match(rf"(?:[^0-9：]+组内排名：)?{start}", self.rest)
        assert match, self.rest
        self.rest = self.rest[match.end() :]
        self.strike(rf"^([\d.−]+){re.escape(result.indicator.unit)}", self.level)
        self.strike(r"同比(增长|下降|持平)(?:([\d.]+)%)?", self.whole)
        self.strike(
            r"，[比与]((?:\d{4}年)?1—\d+月)(加快|回落|降幅扩大|降幅收窄|持平)(?:([\d.]+)个百分点)?",
            self.pace,
        )
        self.strike(rf"(\d+){result.ranked_set.unit_word}中(\d+个|均|没有)高于", self.above)
        self.strike(rf"{names}并列第(\d+)位（([\d.−]+){self.unit}）", self.standing)
        self.strike(rf"({name})第(\d+)位（([\d.−]+){self.unit}）", self.standing)
        self.strike(rf"({name})（([\d.−]+){self.unit}）列第(\d+)位", self.last_total)
        self.strike(rf"({name})（([\d.−]+){self.unit}）", self.leading)
        self.strike(rf"({name})(增长|下降|持平)(?:([\d.]+)%)?，列第(\d+)位", self.last)
        self.strike(rf"{names}(?:等(\d+)个)?(各)?(上升|下降)(\d+)位", self.moved)
        assert not re.search(r"\d|增长|下降|上升|加快|回落|降幅", self.rest), self.rest
        return self.read

    def level(self, text):
        assert number(text) == printed(self.result.whole.level, self.result.indicator.decimals)

    def whole(self, word, text):
        self.same_growth(word, text, self.result.whole.growth)

    def same_growth(self, word, text, value):
        sign = {"增长": 1, "下降": -1, "持平": 0}[word]
        assert sign * number(text or "0") == printed(value)
        assert (text is None) == (sign == 0)

    def pace(self, period, word, text):
        whole, before = self.result.whole, self.result.previous
        assert period in (before.label, before.short_label)
        assert (period == before.label) == (before.end.year != self.result.period.end.year)
        change = printed(whole.growth) - printed(whole.previous_growth)
        sign = {"加快": 1, "降幅收窄": 1, "回落": -1, "降幅扩大": -1, "持平": 0}[word]
        assert sign * number(text or "0") == change
        falls = printed(whole.growth) < 0 and printed(whole.previous_growth) < 0
        assert word == "持平" or word.startswith("降幅") == falls

    def figure(self, name):
        row = self.rows[name]
        growth = self.result.board.by == "growth"
        decimals = 1 if growth else self.result.indicator.decimals
        return printed(row.growth_pct if growth else row.level, decimals)

    def above(self, count, higher):
        known = [self.figure(name) for name, row in self.rows.items() if row.status == "ranked"]
        assert int(count) == len(known)
        told = {"均": len(known), "没有": 0}.get(higher) or int(higher.rstrip("个没有") or 0)
        assert told == sum(value > printed(self.result.whole.growth) for value in known)

    def standing(self, names, place, text):
        for name in names.split("、"):
            assert self.figure(name) == number(text)
            assert self.rows[name].place == int(place)

    def leading(self, name, text):
        assert self.figure(name) == number(text)
        assert self.rows[name].place <= 3

    def last_total(self, name, text, place):
        self.standing(name, place, text)

    def last(self, name, word, text, place):
        self.same_growth(word, text, self.rows[name].growth_pct)
        assert self.rows[name].place == int(place)

    def moved(self, names, count, each, word, steps):
        named = names.split("、")
        change = int(steps) if word == "上升" else -int(steps)
        same = [name for name, row in self.rows.items() if self.steps(row) == change]
        assert set(named) <= set(same)
        assert len(same) == int(count or len(named))
        assert bool(each) == (len(same) > 1)

    def steps(self, row):
        known = row.status == "ranked" and not pd.isna(row.previous_place)
        return int(row.previous_place - row.place) if known else None


@pytest.mark.parametrize("name", ["sample", "luohe"])
def test_every_figure_and_direction_of_every_headline_is_that_of_its_result(name, request):
    read = [Reader(result).run() for result in request.getfixturevalue(name).every(2)]
    assert len(read) > 150
    assert min(read) >= 2
