"""From a figure to the line of the file it came in, for those who may see it."""

from datetime import date

import pytest

from data import batches, datasets, permissions, store
from data.permissions import Viewer
from data.records import FOLDER
from data.store import Question
from mechanisms import tracing
from tests.data.small_city import WEST, Cell
from tests.mechanisms.conftest import card_rows

COUNTY = Viewer("county", "430581")


def chain(sample, region, measure="growth", period="2025-Y09"):
    result = sample(period)
    series = result.table.set_index("region_code").loc[region, f"{measure}_series"]
    return tracing.trace(sample.question(), int(series), period)


def test_a_figure_leads_to_its_line_of_the_card(sample):
    ((line, row),) = card_rows("county_value_added.csv", card="2025-09", region_code="430581")
    found = chain(sample, "430581")
    version = found.current
    assert (version.value, version.row) == (float(row["growth_pct"]), line)
    assert found.title == "2025年1—9月　武冈市　规上工业增加值　增速"
    assert (found.unit, found.decimals) == ("%", 1)
    assert version.file_name == "county_value_added.csv"
    assert version.source == "邵阳市统计月报卡（2025年9月）"
    assert version.assumed
    lines = dict(tracing.file_lines(version.sha256, version.row))
    assert lines[line] == list(row.values())
    assert list(lines) == [1, *range(line - 2, min(line + 2, 1146) + 1)]
    assert "第10条" in found.references[0].article
    content = (FOLDER / "samples" / "shaoyang" / "county_value_added.csv").read_bytes()
    assert batches.inbox_path(version.sha256).read_bytes() == content


def test_a_published_place_has_its_own_chain(sample):
    found = chain(sample, "430503", "published_place")
    assert (found.current.value, found.unit, found.decimals) == (3.0, "位", 0)


def test_versions_stand_newest_first_and_the_first_valid_one_counts(declared):
    city = declared()
    city.commit({Cell(WEST): 6.0})
    second = city.commit({Cell(WEST): 6.5})
    city.withdraw(second, "填错")
    found = tracing.trace(city.question(), city.series(Cell(WEST)), "2025-Y09")
    assert [(v.value, v.withdrawn) for v in found.versions] == [(6.5, "填错"), (6.0, "")]
    assert found.current.value == 6.0


@pytest.fixture
def keep(tmp_path, monkeypatch):
    """Keep a received file: `keep(content)` gives its hash."""
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path))
    return lambda text: batches.keep_file(text.encode("utf-8-sig")).name


def test_a_quoted_comma_is_no_new_cell(keep):
    kept = keep('单位,说明,增速\n甲县,"增长,略快",6.0\n乙县,无,5.0\n')
    assert tracing.file_lines(kept, 2, 0) == [
        (1, ["单位", "说明", "增速"]),
        (2, ["甲县", "增长,略快", "6.0"]),
    ]


def test_a_line_break_inside_quotes_is_counted(keep):
    kept = keep('单位,说明\n甲县,"上半年\n下半年"\n乙县,无\n')
    assert tracing.file_lines(kept, 4, 0)[1] == (4, ["乙县", "无"])
    assert tracing.file_lines(kept, 3, 0)[1] == (3, ["甲县", "上半年\n下半年"])


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b"])
def test_a_sign_that_only_python_takes_for_a_line_break_is_none(keep, sign):
    kept = keep(f"单位,说明\n甲县,前{sign}后\n乙县,无\n")
    assert tracing.file_lines(kept, 3, 0)[1] == (3, ["乙县", "无"])
    assert tracing.file_lines(kept, 2, 0)[1] == (2, ["甲县", f"前{sign}后"])


def test_lines_around_and_the_head_alone(keep):
    kept = keep("head\n" + "\n".join(f"{number}" for number in range(2, 10)))
    assert [number for number, _ in tracing.file_lines(kept, 6)] == [1, 4, 5, 6, 7, 8]
    assert [number for number, _ in tracing.file_lines(kept, 6, 0)] == [1, 6]


def test_a_file_that_is_not_what_was_received_shows_nothing(keep):
    kept = keep("单位,增速\n甲县,6.0\n")
    batches.inbox_path(kept).write_text("单位,增速\n甲县,9.0\n", encoding="utf-8")
    assert tracing.file_lines(kept, 2) == []
    assert tracing.file_lines("0" * 64, 2) == []


def test_what_is_no_text_shows_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path))
    assert tracing.file_lines(batches.keep_file(b"PK\x03\x04\xff\xfe").name, 2) == []


def county(action):
    scope = permissions.require(COUNTY, action, datasets.dataset("shaoyang"))
    dataset = datasets.dataset("shaoyang")
    return Question("shaoyang", dataset.today, store.newest_vintage("shaoyang"), scope)


def series_where(question, **columns):
    facts = store.known(question, industry=None if "industry" in columns else "")
    for name, value in columns.items():
        facts = facts[facts[name] == value]
    row = facts.iloc[-1]
    return int(row["series"]), str(row["period"])


def test_a_county_finds_of_others_what_rankings_show_and_nothing_else(sample):
    everybody = sample.question()
    rankings, own = county("view_ranking"), county("view_origin")
    other = series_where(everybody, region_code="430522", measure="growth", indicator="value_added")
    assert tracing.trace(own, *other) is None
    assert tracing.trace_ranked(rankings, *other).region == "新邵县"
    change = {"measure": "change_since_year_start", "indicator": "loan_balance"}
    hidden = series_where(everybody, region_code="430522", **change)
    assert tracing.trace(own, *hidden) is None
    assert tracing.trace_ranked(rankings, *hidden) is None
    mine = series_where(everybody, region_code="430581", **change)
    assert tracing.trace(own, *mine).measure == "比年初增减"
    industry = series_where(everybody, industry="B06")
    assert tracing.trace_ranked(rankings, *industry) is None


def test_what_was_not_yet_published_has_no_chain(sample):
    result = sample("2025-Y09")
    series = int(result.whole.series["growth"])
    before = sample.question(as_of=date(2025, 10, 19))
    assert tracing.trace(before, series, "2025-Y09") is None
    with pytest.raises(ValueError, match="期别"):
        tracing.trace(before, series, "2025-99")
