"""What is found in firms' files: each rule by a file of its own, with lines and figures."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data import creation, panel_columns
from mechanisms import intake
from tests.data.small_city import WEST, City, declare
from tests.firm_files import (
    as_csv,
    as_xlsx,
    checks,
    code,
    commit,
    month_table,
    preview,
    register_table,
    take,
)

OUTPUT, POWER, HEADS = "产值（万元）", "用电量（千瓦时）", "从业人数（人）"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A small city with six firms and their month of July, made once."""
    folder = tmp_path_factory.mktemp("firms")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("GONGKUANG_VAR", str(folder / "var"))
        patch.setenv("GONGKUANG_DATASETS", str(folder / "declared"))
        declare(folder / "declared", "qicheng")
        creation.ensure("qicheng")
        city = City("qicheng")
        take(city, as_csv(register_table(6)), "企业名录.csv")
        take(city, as_csv(month_table(6, "2025-07")), "7月.csv")
    return folder


@pytest.fixture
def city(base, monkeypatch):
    """The city, only to be looked at: previews store nothing but receipts."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKUANG_VAR", str(base / "var"))
    monkeypatch.setenv("GONGKUANG_DATASETS", str(base / "declared"))
    return City("qicheng")


def varied(**columns):
    """August of all six firms, a little above July."""
    table = month_table(6)
    table[[OUTPUT, POWER]] = (table[[OUTPUT, POWER]] * 1.01).round(2)
    return table.assign(**columns)


def test_sound_month_has_no_finding(city):
    shown = preview(city, as_csv(varied()))
    assert shown.findings == ()
    assert shown.taken.effects[0] == ("新增数字", 18)
    assert shown.head.published_at == date(2025, 9, 20)
    assert (shown.head.source, shown.head.kind) == ("企业月报（2025年8月）", "reported")


def cell(table, row, column, value):
    table = table.astype(object)
    table.loc[row, column] = value
    return table


MUST = [
    ("text_in_number", OUTPUT, 1, "约100", "D3"),
    ("not_finite", OUTPUT, 2, "inf", "D4"),
    ("not_finite", OUTPUT, 2, "NaN", "D4"),
    ("below_least", OUTPUT, 0, -1, "D2"),
    ("not_whole", HEADS, 3, 51.5, "F5"),
    ("firm_month_unreadable", "月份", 0, "八月", "C2"),
    ("firm_month_unreadable", "月份", 0, "2025年1-8月", "C2"),
    ("firm_month_ahead", "月份", 4, "2025-11", "C6"),
    ("firm_code_wrong", "统一社会信用代码", 5, code(6)[:-1] + "A", "A7"),
    ("firm_unknown", "统一社会信用代码", 5, code(99), "A7"),
]


@pytest.mark.parametrize(("check", "column", "row", "value", "place"), MUST)
def test_error_blocks_the_file_and_names_its_cell(city, check, column, row, value, place):
    shown = preview(city, as_csv(cell(varied(), row, column, value)))
    assert checks(shown, "must") == [check]
    assert shown.errors[0].place == place
    assert shown.is_empty
    with pytest.raises(intake.IntakeError, match="强制性错误"):
        commit(shown)


def test_full_width_digits_are_read_and_pointed_out(city):
    shown = preview(city, as_csv(cell(varied(), 0, OUTPUT, "１０１．５１")))
    assert checks(shown) == ["digits_converted"]
    assert shown.taken.rows["output_wan"].tolist()[0] == 101.51


def test_blank_and_said_not_reported_are_missing_and_no_finding(city):
    shown = preview(city, as_csv(cell(cell(varied(), 0, OUTPUT, ""), 1, OUTPUT, "未报")))
    assert shown.findings == ()
    assert np.isnan(shown.taken.rows["output_wan"].tolist()[:2]).all()
    assert shown.taken.figures == 16


def test_firm_that_stands_twice_in_a_month_blocks(city):
    shown = preview(city, as_csv(pd.concat([varied(), varied().head(1)])))
    assert checks(shown, "must") == ["firm_doubled"]
    assert "第8行" in shown.errors[0].place


def test_row_without_a_firm_and_name_of_another_are_found(city):
    table = varied().astype(object)
    table.loc[0, ["统一社会信用代码", "企业名称"]] = ""
    table.loc[1, "企业名称"] = "甲3厂"
    shown = preview(city, as_csv(table))
    assert sorted(checks(shown)) == ["firm_name_differs", "firm_unnamed"]
    assert "甲3厂（登记为甲2厂）" in shown.to_explain[0].text


def test_firms_are_found_by_name_or_number_alone(city):
    by_name = varied().drop(columns="统一社会信用代码")
    assert preview(city, as_csv(by_name)).taken.rows["firm"].tolist() == [1, 2, 3, 4, 5, 6]
    by_number = by_name.drop(columns="企业名称").assign(企业编号=[6, 5, 4, 3, 2, 1])
    assert preview(city, as_csv(by_number)).taken.rows["firm"].tolist() == [6, 5, 4, 3, 2, 1]


def test_month_of_the_title_counts_for_every_row_and_a_sum_of_months_is_refused(city):
    table = varied().drop(columns="月份")
    shown = preview(city, as_xlsx(table, "企业月报（2025年8月）"), "月报.xlsx")
    assert (shown.findings, shown.taken.months) == ((), ("2025-08",))
    assert shown.head.sheets == ((0, "企业"),)
    assert set(shown.taken.rows["row"]) == {3, 4, 5, 6, 7, 8}
    for title in ("企业月报（2025年1-8月）", "企业月报"):
        shown = preview(city, as_xlsx(table, title), "月报.xlsx")
        assert checks(shown, "must") == ["firm_month_unreadable"]
    assert preview(city, as_csv(table), month="2025-08").taken.months == ("2025-08",)
    shown = preview(city, as_xlsx(table, "企业月报（2025年8月）"), "月报.xlsx", month="2025-07")
    assert checks(shown, "must") == ["month_differs"]


EXPLAIN = [
    ("firm_unit_slip", OUTPUT, 1, 2_010_000.0, "甲2厂（2,010,000，平常201）"),
    ("firm_unit_slip", POWER, 0, 100_000.0, "约为平常的10倍"),
    ("firm_jump", OUTPUT, 1, 9_999_999.0, "甲2厂（9,999,999，平常201）"),
    ("firm_to_zero", OUTPUT, 2, 0, "甲3厂（0，平常301.5）"),
]


@pytest.mark.parametrize(("check", "column", "row", "value", "words"), EXPLAIN)
def test_doubtful_figure_must_be_explained(city, check, column, row, value, words):
    shown = preview(city, as_csv(cell(varied(), row, column, value)))
    assert checks(shown) == [check]
    assert words in shown.to_explain[0].text
    with pytest.raises(intake.IntakeError, match="没有说明"):
        commit(shown, "核实无误")


def test_firm_that_says_all_as_last_month_must_explain(city):
    july = month_table(6).iloc[[0]]
    shown = preview(city, as_csv(pd.concat([july, varied().iloc[1:]])))
    assert checks(shown) == ["firm_all_same"]
    assert "1家" in shown.to_explain[0].text


def test_more_insured_than_staff_must_be_explained(city):
    shown = preview(city, as_csv(varied(**{"参保人数（人）": [51, 52, 53, 54, 55, 57]})))
    assert checks(shown) == ["insured_above_headcount"]
    assert "甲6厂（57，从业56）" in shown.to_explain[0].text


def test_firms_that_reported_last_month_and_not_now_are_counted(city):
    shown = preview(city, as_csv(varied().head(3)))
    assert checks(shown) == ["firms_missing"]
    assert "上月有数的6家企业中，3家（50.0%）本月还没有" in shown.to_explain[0].text
    assert checks(preview(city, as_csv(varied().head(4)))) == []  # fewer than three are absent


def test_correction_shows_old_and_new_and_what_would_be_lost(city):
    fixed = month_table(6, "2025-07").head(2).astype({POWER: object})
    fixed[OUTPUT] = [100.5, 205.0]
    fixed[POWER] = ["", "未报"]
    shown = preview(city, as_csv(fixed))
    assert shown.taken.effects == (
        ("新增数字", 0),
        ("改动数字", 1),
        ("变为未报的数字", 2),
        ("不变数字", 3),
    )
    assert checks(shown) == ["firm_revision", "firm_lost"]
    assert shown.taken.changed == 3
    listed = [tuple(row)[1:] for row in shown.taken.changes.itertuples(index=False)]
    assert listed == [
        ("甲2厂", "2025年7月", "企业产值（万元）", "201", "205"),
        ("甲1厂", "2025年7月", "企业用电量（万千瓦时）", "1", "未报"),
        ("甲2厂", "2025年7月", "企业用电量（万千瓦时）", "2", "未报"),
    ]


def test_column_that_a_file_does_not_hold_is_neither_lost_nor_compared(city):
    fixed = month_table(6, "2025-07").head(2)[["企业名称", "月份", OUTPUT]]
    fixed[OUTPUT] = [100.5, 205.0]
    shown = preview(city, as_csv(fixed))
    assert [count for _, count in shown.taken.effects] == [0, 1, 0, 1]
    assert checks(shown) == ["firm_revision"]
    assert set(shown.taken.rows) & set(panel_columns.columns()) == {"output_wan"}
    left_out = [each.name for key, each in panel_columns.columns().items() if key != "output_wan"]
    assert shown.taken.left_out == tuple(left_out)


WHO = ["统一社会信用代码", "企业名称", "月份"]


def test_departments_file_is_missed_for_its_own_columns_only(city):
    power = varied()[[*WHO, POWER]]
    assert checks(preview(city, as_csv(power))) == []
    shown = preview(city, as_csv(power.head(3)))
    assert checks(shown) == ["firms_missing"]
    words = "上月有数的6家企业中，3家（50.0%）本月还没有（只看本文件有的列）"
    assert words in shown.to_explain[0].text
    taxes = varied()[WHO].assign(**{"入库税额（万元）": 3.0}).head(1)
    assert checks(preview(city, as_csv(taxes))) == []  # nobody had a figure of it in July


def test_insured_are_held_against_the_staff_that_another_file_gave(city):
    insured = month_table(6, "2025-07")[WHO].assign(**{"参保人数（人）": [51, 52, 53, 54, 55, 57]})
    shown = preview(city, as_csv(insured))
    assert checks(shown) == ["insured_above_headcount"]
    assert "甲6厂（57，从业56）" in shown.to_explain[0].text


def test_row_published_later_stays_in_force_and_that_is_said(city):
    july = month_table(6, "2025-07", **{OUTPUT: 7.0})
    shown = preview(city, as_csv(july), published_at=date(2025, 8, 1))
    assert checks(shown) == ["not_effective"]


def test_kilowatt_hours_and_yi_are_converted(city):
    table = varied().drop(columns=[OUTPUT]).assign(**{"产值（亿元）": 0.0123})
    rows = preview(city, as_csv(table)).taken.rows
    assert rows["output_wan"].tolist() == [123.0] * 6
    assert rows["electricity_wan_kwh"].tolist() == [1.01, 2.02, 3.03, 4.04, 5.05, 6.06]


# The register.


REGISTER = [
    ("firm_code_wrong", "统一社会信用代码", 0, "123", "A2"),
    ("unknown_region", "区划", 1, "火星", "C3"),
    ("unknown_industry", "行业大类", 2, "C99", "D4"),
    ("firm_size_unknown", "规模", 0, "巨型", "E2"),
    ("day_unreadable", "成立日期", 0, "去年", "F2"),
    ("firm_name_unlawful", "企业名称", 3, "=HYPERLINK(1)", "B5"),
    ("firm_doubled", "统一社会信用代码", 1, code(1), "第3行"),
]


@pytest.mark.parametrize(("check", "column", "row", "value", "place"), REGISTER)
def test_error_in_a_register_blocks_it(city, check, column, row, value, place):
    shown = preview(city, as_csv(cell(register_table(4), row, column, value)))
    assert checks(shown, "must") == [check]
    assert shown.errors[0].place == place


def test_register_says_who_is_new_who_changed_and_how(city):
    table = register_table(8).astype(object)
    table.loc[0, ["企业名称", "区划"]] = ["甲壹厂", "邵东市"]
    table.loc[7, ["统一社会信用代码", "企业名称"]] = ["", "甲2厂"]
    shown = preview(city, as_csv(table))
    assert shown.taken.effects == (("新增企业", 2), ("改动企业", 1), ("不变企业", 5))
    assert sorted(checks(shown)) == ["firm_changed", "firm_code_missing", "firm_name_taken"]
    changes = [tuple(row) for row in shown.taken.changes.itertuples(index=False)]
    assert changes == [
        (2, "甲壹厂", "", "企业名称", "甲1厂", "甲壹厂"),
        (2, "甲壹厂", "", "区划", "武冈市", "邵东市"),
    ]


def test_columns_that_a_register_leaves_out_stay_as_they_are(city):
    table = register_table(6)[["统一社会信用代码", "企业名称"]].assign(规模="中型")
    shown = preview(city, as_csv(table.assign(区划="武冈市").head(1)))
    assert checks(shown) == ["firm_changed", "register_carried"]
    row = shown.taken.rows.iloc[0]
    assert (row["region"], row["industry"], row["size"]) == (WEST, "C13", "中型")
    assert (row["founded"], row["tags"]) == (date(2011, 3, 5), "专精特新")
    new = table.head(1).assign(统一社会信用代码=code(50), 区划="武冈市")
    assert "column_missing" in checks(preview(city, as_csv(new)), "must")


def test_new_code_keeps_the_firm_by_its_former_code(city):
    table = register_table(2).assign(原统一社会信用代码=[code(1), ""])
    table.loc[0, "统一社会信用代码"] = code(77)
    shown = preview(city, as_csv(table))
    assert shown.taken.rows["firm"].tolist() == [1, 2]
    assert checks(shown) == ["firm_changed"]
    table.loc[0, "原统一社会信用代码"] = code(2)
    table.loc[0, "企业编号"] = 1
    assert "firm_identity" in checks(preview(city, as_csv(table)), "must")


def test_roster_without_a_day_or_of_an_unknown_place_blocks(city):
    table = pd.DataFrame({"名单": ["白名单"] * 2, "企业": ["甲1厂", "甲2厂"]})
    shown = preview(city, as_csv(table.assign(列入日=["2025-02-30", ""])))
    assert checks(shown, "must") == ["day_unreadable"]
    shown = preview(city, as_csv(table.assign(列入日="2025-03-01", 区划=["火星", ""])))
    assert checks(shown, "must") == ["unknown_region"]
    left = table.assign(列入日="2025-03-01", 移出日="2025-02-01")
    assert checks(preview(city, as_csv(left)), "must") == ["roster_entry_unlawful"]
    twice = table.assign(列入日="2025-03-01", 企业="甲1厂")
    assert checks(preview(city, as_csv(twice)), "must") == ["firm_doubled"]


def recognised(**columns):
    """Recognised rates of the first three firms for 2025."""
    table = {
        "统一社会信用代码": [code(number) for number in (1, 2, 3)],
        "企业名称": [f"甲{number}厂" for number in (1, 2, 3)],
        "年度": "2025",
        "裁员率（%）": ["4.8", "5", "5.01"],
        "认定日": "2025-09-01",
    }
    return pd.DataFrame(table | columns)


def test_recognised_rates_are_read_as_they_are_written(city):
    for content, name in ((as_csv(recognised()), "认定.csv"), (as_xlsx(recognised()), "认定.xlsx")):
        shown = preview(city, content, name)
        assert (shown.kind, checks(shown)) == ("裁员率认定", [])
        assert shown.taken.effects[0] == ("新增条目", 3)
        assert [str(each.fields["rate_pct"]) for each in shown.taken.entries] == [
            "4.8",
            "5",
            "5.01",
        ]
        assert [each.region for each in shown.taken.entries] == [WEST, "430582", WEST]


RECOGNISED = [
    ("裁员率（%）", ["4", "100.01", "5"], "recognition_unlawful", "D3"),
    ("裁员率（%）", ["-1", "5.00001", ""], "recognition_unlawful", "D2、D3、D4"),
    ("年度", ["2025", "去年", "2026"], "recognition_unlawful", "C3、C4"),
    ("认定日", ["2025-02-30", "", "2025-09-01"], "day_unreadable", "E2、E3"),
    ("统一社会信用代码", [code(1), code(1), code(3)], "firm_doubled", "第3行"),
]


@pytest.mark.parametrize(("column", "values", "check", "place"), RECOGNISED)
def test_error_in_recognised_rates_blocks_them(city, column, values, check, place):
    shown = preview(city, as_csv(recognised(**{column: values})))
    assert checks(shown, "must") == [check]
    assert shown.errors[0].place == place


def test_recognised_rates_need_their_unit_and_name_strangers(city):
    bare = recognised().rename(columns={"裁员率（%）": "裁员率"})
    assert "unit_missing" in checks(preview(city, as_csv(bare)), "must")
    without = preview(city, as_csv(recognised().drop(columns="认定日")))
    assert "column_missing" in checks(without, "must")
    odd = recognised(统一社会信用代码="", 企业名称=["甲1厂", "外地厂", "甲3厂"])
    assert checks(preview(city, as_csv(odd))) == ["recognition_firm_unknown"]


INSURED = "参保人数（人）"


@pytest.fixture(scope="module")
def insured(base):
    """A city whose firms had 200 insured each in 2023-12, the fifth did not report; and 2024-12."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("GONGKUANG_VAR", str(base / "var"))
        patch.setenv("GONGKUANG_DATASETS", str(base / "declared"))
        declare(base / "declared", "canbao")
        creation.ensure("canbao")
        city = City("canbao")
        take(city, as_csv(register_table(6)), "企业名录.csv")
        opening, closing = [200, 200, 200, 200, None, 200], [190, 190, 220, 190, 190, 100]
        for month, counts in (("2023-12", opening), ("2024-12", closing)):
            table = month_table(6, month)[["统一社会信用代码", "企业名称", "月份"]]
            counts = pd.array(counts, dtype="Int64")
            take(city, as_csv(table.assign(**{INSURED: counts})), f"{month}.csv")
    return city


def recognised_of_six(*rates):
    return pd.DataFrame(
        {
            "统一社会信用代码": [code(number) for number in range(1, 7)],
            "企业名称": [f"甲{number}厂" for number in range(1, 7)],
            "年度": "2024",
            "裁员率（%）": rates,
            "认定日": "2025-02-01",
        }
    )


def test_recognised_rate_far_from_the_firms_own_months_must_be_explained(city, insured):
    """5 % by the months of the first, second and fourth; the third grew, the fifth is open."""
    shown = preview(insured, as_csv(recognised_of_six("4", "3.99", "1.01", "6.01", "60", "0.5")))
    (found,) = shown.findings
    assert (found.rule.id, found.rule.grade) == ("recognition_differs", "explain")
    assert found.place == "D3、D4、D5、D7"
    assert "4行与企业月报的净减÷年初相差超过1个百分点" in found.text
    for words in ("甲2厂（认定3.99%，推算5.00%）", "甲3厂（认定1.01%，推算0.00%）"):
        assert words in found.text
    with pytest.raises(intake.IntakeError, match="核实"):
        commit(shown, "")
    other_year = recognised_of_six(*["60"] * 6).assign(年度="2023")
    assert checks(preview(insured, as_csv(other_year.assign(认定日="2024-02-01")))) == []


def test_recognised_rate_within_a_point_of_the_firms_own_months_is_no_finding(city, insured):
    shown = preview(insured, as_csv(recognised_of_six("4", "6", "1", "5.5", "60", "50")))
    assert checks(shown) == []
    assert shown.taken.effects[0] == ("新增条目", 6)
