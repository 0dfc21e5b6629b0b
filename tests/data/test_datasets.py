"""Declared datasets: ranked sets, and a new city without a line of code."""

import csv
from datetime import date

import pytest

from data import creation, datasets, simulate, storage, store
from data.records import CatalogueError
from mechanisms import circular
from mechanisms.board_table import Board
from tests.data.small_city import EAST, NORTH, WEST, WHOLE, declaration, declare

PLAN = {
    "seed": 7,
    "first": "2024-02",
    "last": "2025-03",
    "january": False,
    "deflator_pct": 0,
    "noise_pct": 1.0,
    "city_growth_pct": {"value_added": 6.0},
    "year_total_yi": {"value_added": 100},
    "month_share": [1.0] * 12,
    "units": {
        NORTH: {"share": 0.5, "tilt": 0.5},
        WEST: {"share": 0.3, "tilt": 0.0},
        EAST: {"share": 0.2, "tilt": -0.5},
    },
}


def names(codes):
    return [datasets.catalogue.regions()[code].name for code in codes]


def test_shaoyang_ranks_12_counties_and_lists_its_zone():
    counties = datasets.dataset("shaoyang").ranked_set("counties")
    assert len(counties.members) == len(set(counties.members)) == 12
    assert names(counties.listed) == ["经开区"]
    assert not set(counties.listed) & {*counties.members, *counties.parts}


def test_shaoyang_is_compared_with_14_prefectures():
    prefectures = datasets.dataset("shaoyang").ranked_set("prefectures")
    assert len(set(prefectures.members)) == 14
    assert prefectures.home in prefectures.members
    assert prefectures.listed == ()


def test_luohe_ranks_its_zone_and_lists_two_more_areas():
    counties = datasets.dataset("luohe-2015").ranked_set("counties")
    assert "经开区" in names(counties.members)
    assert names(counties.listed) == ["示范区", "西城区"]
    assert set(counties.listed) <= set(counties.parts)
    assert counties.group_of("411100K") == "区"
    assert counties.group_of("411100S") == ""


def test_luohe_calls_revenue_by_its_old_name_and_shaoyang_ranks_it_unrounded():
    luohe, shaoyang = (datasets.dataset(key) for key in ("luohe-2015", "shaoyang"))
    assert luohe.indicator("revenue").short_name == "主营业务收入"
    assert luohe.indicator("revenue").rank_decimals == 1
    assert shaoyang.indicator("revenue").rank_decimals is None


def test_newcomers_dataset_is_served_first_then_real_cities_and_kinds_are_labelled():
    served = datasets.served()
    kinds = [entry.kind_label for entry in served.values()]
    assert list(served)[:2] == ["wenzhou-2020", "shaoyang"]
    assert kinds == ["模拟数据", "真实公开数据"] + ["模拟数据"] * (len(served) - 2)
    assert [key for key, entry in served.items() if entry.landing_page] == ["wenzhou-2020"]


def test_newcomers_dataset_and_real_ones_are_made_before_anybody_asks(monkeypatch):
    assert datasets.first_opened() == ("wenzhou-2020", "shaoyang")
    monkeypatch.setenv("GONGKUANG_SERVE", "luohe-2015,shaoyang,wenzhou-2020")
    assert datasets.first_opened() == ("luohe-2015", "shaoyang")


def test_deployment_names_the_datasets_it_serves(monkeypatch):
    monkeypatch.setenv("GONGKUANG_SERVE", "luohe-2015")
    assert list(datasets.served()) == ["luohe-2015"]


@pytest.mark.parametrize(
    "key",
    [
        "",
        ".",
        "..",
        "nowhere",
        "../datasets/shaoyang",
        "../roles",
        "./shaoyang",
        "x/../shaoyang",
        "/etc/hosts",
        "shaoyang/",
        "shaoyang\0",
        "shaoyang.yaml",
        "*",
    ],
)
def test_name_that_is_no_declared_dataset_is_refused(key):
    with pytest.raises(CatalogueError, match=r"可用：.*luohe-2015、.*shaoyang"):
        datasets.dataset(key)


def test_path_out_of_the_folder_is_refused_even_where_a_declaration_lies(declarations):
    declare(declarations, "inside")
    declare(declarations.parent, "outside")
    assert datasets.dataset("inside").id == "inside"
    for key in ("../outside", str(declarations.parent / "outside")):
        with pytest.raises(CatalogueError, match="没有数据集"):
            datasets.dataset(key)


SPOILT = [
    ({"ranked_set": []}, "ranked_set：没有这个字段"),
    ({"kind": "reported"}, "kind"),
    ({"checks": {}}, "checks.additivity_tolerance：缺少必填字段"),
    ({"calendar": "nowhere"}, "calendar nowhere 不在 release_calendar.yaml 中"),
    ({"region": "999999"}, "区划代码 999999 不在 regions.csv 中"),
    ({"id": "other"}, "id：“other”须与文件名相同"),
    (
        {"not_published": [{"indicator": "vlue", "measure": "all", "reason": "无"}]},
        "指标 vlue 不在 indicators.yaml 中",
    ),
    ({"indicator_overrides": {"revenue": {"nmae": "收入"}}}, "revenue：nmae：没有这个字段"),
    ({"indicator_overrides": {"revenu": {}}}, "指标 revenu 不在"),
]


@pytest.mark.parametrize(("changes", "says"), SPOILT)
def test_spoilt_declaration_is_refused_with_file_and_place(declarations, changes, says):
    declare(declarations, "spoilt", **changes)
    with pytest.raises(CatalogueError) as error:
        datasets.dataset("spoilt")
    assert str(error.value).startswith("spoilt.yaml")
    assert says in str(error.value)


@pytest.mark.parametrize(("key", "value"), [("members", ["430999"]), ("indicators", ["vlue"])])
def test_ranked_set_of_unknown_units_or_indicators_is_refused(declarations, key, value):
    ranked_set = declaration("spoilt")["ranked_sets"][0]
    if key == "members":
        ranked_set["groups"][0]["members"] = value
    else:
        ranked_set[key] = value
    declare(declarations, "spoilt", ranked_sets=[ranked_set])
    with pytest.raises(CatalogueError, match=f"{value[0]} 不在"):
        datasets.dataset("spoilt")


def composite(indicator):
    part = {"indicator": indicator, "measure": "growth", "weight": "1", "method": "place"}
    return {"name": "评分", "document": "本市办法", "components": [part]}


def test_score_of_an_indicator_that_the_main_set_does_not_rank_is_refused(declarations):
    declare(declarations, "fine", composite=composite("revenue"))
    assert datasets.dataset("fine").scheme.name == "评分"
    declare(declarations, "spoilt", composite=composite("gdp"))
    with pytest.raises(CatalogueError, match=r"^spoilt\.yaml：composite：指标 gdp 不在首个"):
        datasets.dataset("spoilt")


def test_simulated_level_stands_in_the_unit_of_its_indicator(declarations):
    in_wan = {"unit": "万元", "unit_factors": {"亿元": 10000}}
    for key, changes in {"yi": {}, "wan": {"indicator_overrides": {"value_added": in_wan}}}.items():
        declare(declarations, key, kind="simulated", simulate=PLAN, **changes)
    yi, wan = (simulate.submissions(datasets.dataset(key))[0] for key in ("yi", "wan"))
    assert b",\xe4\xb8\x87\xe5\x85\x83" in wan.content
    assert "亿元" not in wan.content.decode()
    pairs = [(a, b) for a, b in zip(yi.entries, wan.entries, strict=True)]
    levels = [(a.value, b.value) for a, b in pairs if a.key.measure == "level"]
    assert len(levels) == 4
    for in_yi, in_wan_yuan in levels:
        assert in_wan_yuan == pytest.approx(in_yi * 10000, abs=1)
        assert in_wan_yuan > 1000


def last_level(plan):
    """Level of the biggest unit at the end, whose growth is the same under every plan."""
    declared = datasets.dataset("shaoyang").model_copy(update={"id": "x", "simulate": plan})
    entries = simulate.submissions(declared)[-1].entries
    (level,) = (e.value for e in entries if (e.key.region, e.key.measure) == (NORTH, "level"))
    return level


def test_deflated_are_the_indicators_that_the_plan_names():
    flat, deflated = ({"deflator_pct": -50, "deflated": named} for named in ([], ["value_added"]))
    assert last_level(PLAN | flat) == last_level(PLAN)
    assert last_level(PLAN | deflated) < last_level(PLAN) / 2
    with pytest.raises(CatalogueError, match=r"^x\.yaml：simulate：deflated：指标 valu 不在"):
        last_level(PLAN | {"deflated": ["valu"]})


@pytest.mark.parametrize("key", ["Upper", "a_b", "数据", "a b", "-a", 'a"b'])
def test_id_that_can_name_no_schema_is_refused(declarations, key):
    declare(declarations, key)
    with pytest.raises(CatalogueError, match="只用小写字母"):
        datasets.dataset(key)


def test_new_simulated_city_needs_a_declaration_only(empty_place, declarations):
    declare(declarations, "new-city", kind="simulated", simulate=PLAN)
    assert list(datasets.served()) == ["new-city"]
    assert creation.ensure("new-city")
    result = ranking("new-city", date(2025, 10, 31))
    assert result.period.code == "2025-Y03"
    assert sorted(result.table["place"]) == [1, 2, 3]
    assert result.whole.level == pytest.approx(result.table["level"].sum())
    storage.engine("new-city").dispose()


def test_new_real_city_needs_a_declaration_and_a_table_only(empty_place, declarations, tmp_path):
    rows = [
        ("2025-09", "2025-09", WHOLE, "value_added", "6.0", ""),
        ("2025-09", "2025-09", NORTH, "value_added", "5.95", "2"),
        ("2025-09", "2025-09", WEST, "value_added", "7.1", "1"),
        ("2025-09", "2025-09", EAST, "value_added", "6.0", "2"),
    ]
    with (tmp_path / "growth.csv").open("w", encoding="utf-8", newline="") as file:
        head = ("card", "period", "region_code", "indicator", "growth_pct", "published_place")
        csv.writer(file).writerows([head, *rows])
    sample = {"folder": str(tmp_path), "files": [{"file": "growth.csv", "title": "增速表"}]}
    declare(declarations, "new-city", sample=sample)
    assert creation.ensure("new-city")
    result = ranking("new-city", date(2025, 10, 20))
    assert dict(zip(result.table["region_code"], result.table["place"], strict=True)) == {
        WEST: 1,
        NORTH: 2,
        EAST: 2,
    }
    assert result.differs == ()
    assert result.whole.growth == 6.0
    day_before = ranking("new-city", date(2025, 10, 19))
    assert day_before.silent == tuple(names([NORTH, WEST, EAST]))
    storage.engine("new-city").dispose()


def ranking(key, as_of):
    question = store.Question(key, as_of, store.newest_vintage(key))
    return circular.ranking(question, Board("value_added"))
