"""Files of a ranking: the figures of the result, words as words, nothing that runs."""

import csv
import io
import json
from dataclasses import replace

import pytest

from data import datasets, store
from mechanisms import circular_rows
from mechanisms.board_table import Board
from mechanisms.circular import ranking
from metrics.periods import Period
from metrics.rounding import half_up
from reports.csv_files import guarded
from reports.workbook import ranking_csv, ranking_json, ranking_workbook
from tests.reports.spreadsheets import Spreadsheet

DANGEROUS = ["=1+1", "a\r=1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@import", "\t=1", "\r=1", "＝1+1"]


@pytest.fixture(scope="module")
def ranked(made_datasets, tmp_path_factory):
    """Rank a board of a shipped dataset: `ranked(dataset, board, period)`."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "GONGKUANG_DATASETS", "GONGKUANG_SERVE"):
            patch.delenv(name, raising=False)
        place = made_datasets.into(tmp_path_factory.mktemp("workbook"), "shaoyang", "luohe-2015")
        patch.setenv("GONGKUANG_VAR", str(place))

        def make(key, board, period=""):
            question = store.Question(key, datasets.dataset(key).today, store.newest_vintage(key))
            return ranking(question, board, Period.parse(period) if period else None)

        yield make


@pytest.fixture(scope="module")
def revenue(ranked):
    """Real figures with more decimals than are shown."""
    return ranked("shaoyang", Board("revenue"))


@pytest.fixture(scope="module")
def profit(ranked):
    """Simulated figures with a loss before."""
    return ranked("luohe-2015", Board("profit"))


def forced(result, text):
    """The result with a text of an attacker wherever a text of the data is printed."""
    table = result.table.copy()
    table.loc[0, "region"] = text
    table.loc[1, "group"] = text
    table.loc[2, "growth_text"] = text
    table.loc[2, "growth_pct"] = float("nan")
    indicator = result.indicator.model_copy(update={"unit": text, "name": text})
    return replace(result, table=table, indicator=indicator)


def test_first_sheet_shows_what_the_screen_shows(revenue):
    shown = Spreadsheet(ranking_workbook(revenue)).table(0)
    whole, *units = shown
    assert whole["单位"] == "全市"
    assert "位次" not in whole
    for cells, row in zip(units, revenue.table.itertuples(), strict=True):
        assert cells["单位"] == row.region
        if row.status == "ranked":
            assert cells["位次"] == row.place
            assert cells["公布位次"] == row.published_place
            assert cells["增速（%）"] == float(half_up(row.growth_pct, 1))
            assert cells["营业收入（亿元）"] == float(half_up(row.level, 2))
            assert cells["比全市±（百分点）"] == row.gap_pp


def test_second_sheet_holds_the_unrounded_figures(revenue):
    raw = Spreadsheet(ranking_workbook(revenue)).table(1)
    rows = circular_rows.ranking_rows(revenue, whole=True)
    for cells, row in zip(raw, rows, strict=True):
        assert cells.get("总量") == row["value"]
        assert cells.get("增速（%）") == row["growth_pct"]
        assert cells.get("位次") == row["rank"]
    assert any(half_up(row["growth_pct"], 1) != row["growth_pct"] for row in rows)


def test_half_is_rounded_up_from_the_decimal_text(revenue):
    table = revenue.table.copy()
    table.loc[0, ["growth_pct", "level"]] = [2.25, 2.675]  # in binary 2.675 is a little less
    cells = Spreadsheet(ranking_workbook(replace(revenue, table=table))).table(0)[1]
    assert (cells["增速（%）"], cells["营业收入（亿元）"]) == (2.3, 2.68)


def test_words_are_texts_and_never_zero(ranked, profit):
    loss = Spreadsheet(ranking_workbook(profit)).table(0)[-1]
    assert (loss["单位"], loss["增速（%）"], loss["位次"]) == ("西城区", "扭亏为盈", "—")
    tax = ranked("luohe-2015", Board("industrial_tax"), "2016-Y02")
    silent = next(
        row for row in Spreadsheet(ranking_workbook(tax)).table(0) if row["单位"] == "舞阳县"
    )
    assert (silent["工业税收（亿元）"], silent["增速（%）"]) == ("未报", "未报")
    assert (silent["位次"], silent["状态"]) == ("—", "未报")


def test_signs_are_printed_as_on_the_screen(revenue):
    formats = Spreadsheet(ranking_workbook(revenue)).number_formats()
    assert '"+"0.0;"−"0.0;0.0' in formats
    assert '"↑"0;"↓"0;"—"' in formats
    assert '#,##0.00;"−"#,##0.00' in formats


def test_title_source_and_notes(revenue):
    rows = Spreadsheet(ranking_workbook(revenue)).rows(0)
    assert rows[0] == {"A": f"邵阳市{revenue.period.label}规上工业营业收入增速排名"}
    assert "数据截至：" in rows[1]["A"]
    assert "（推定）" in rows[1]["A"]
    assert "性质：真实公开数据" in rows[1]["A"]
    notes = [row["A"] for row in rows if str(row.get("A", "")).startswith("注")]
    assert len(notes) == len(circular_rows.sheet_notes(revenue))
    assert "模拟" not in str(rows)


def test_what_the_city_does_not_publish_is_said(ranked):
    result = ranked("shaoyang", Board("value_added"))
    sheet = Spreadsheet(ranking_workbook(result))
    assert "增加值（亿元）" not in sheet.table(0)[1]
    assert "总量：无此数据" in str(sheet.rows(0))


def test_simulated_figures_say_so_everywhere(profit):
    sheet = Spreadsheet(ranking_workbook(profit))
    assert sheet.names == ["排名（模拟数据）", "原始数值（模拟数据）"]
    for number in range(2):
        title, source, *_ = sheet.rows(number)
        assert "模拟数据" in title["A"]
        assert "性质：模拟数据" in source["A"]
    lines = ranking_csv(profit).decode("utf-8-sig").splitlines()
    assert "模拟数据" in lines[0]
    assert "模拟数据" in json.loads(ranking_json(profit))["title"]


def test_group_is_named_in_the_title(ranked):
    result = ranked("shaoyang", Board("value_added", group="districts"))
    rows = Spreadsheet(ranking_workbook(result)).rows(0)
    assert rows[0]["A"].endswith("（市辖区）")
    assert "分组" not in rows[2].values()
    assert "公布位次" not in rows[2].values()


def test_period_without_figures_makes_a_table_of_words(ranked):
    result = ranked("luohe-2015", Board("profit"), "2016-Y12")
    table = Spreadsheet(ranking_workbook(result)).table(0)
    assert {row["利润总额（亿元）"] for row in table} == {"未报"}
    assert ranking_csv(result)
    assert {row["value"] for row in json.loads(ranking_json(result))["rows"]} == {None}


@pytest.mark.parametrize("text", [*DANGEROUS, "http://example.com", "{=1}", "mailto:a@b.c"])
def test_no_text_of_a_workbook_runs(profit, text):
    sheet = Spreadsheet(ranking_workbook(forced(profit, text)))
    assert not sheet.has_formula_or_link()
    assert sheet.table(0)[1]["单位"].replace("_x000D_", "\r") == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_of_a_csv_runs(profit, text):
    content = ranking_csv(forced(profit, text)).decode("utf-8-sig")
    cells = {cell for line in csv.reader(io.StringIO(content, newline="")) for cell in line}
    on_one_line = text.replace("\r", " ")
    assert (on_one_line if text.startswith("a") else f"'{on_one_line}") in cells
    assert not {text, "=1"} & cells


def test_csv_holds_the_printed_table(revenue):
    content = ranking_csv(revenue)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    heads = lines[2]
    first = dict(zip(heads, lines[4], strict=True))
    top = revenue.table.iloc[0]
    assert first["单位"] == top["region"]
    assert first["增速（%）"] == str(half_up(top["growth_pct"], 1))
    assert first["营业收入（亿元）"] == str(half_up(top["level"], 2))


def test_negative_numbers_stay_numbers_in_csv():
    assert [guarded(-0.7), guarded("+5"), guarded("-1e3"), guarded("−0.7")] == [
        "-0.7",
        "+5",
        "-1e3",
        "−0.7",
    ]
