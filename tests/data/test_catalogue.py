"""The dictionary: indicators, regions, industries, release days."""

import shutil
from datetime import date
from decimal import Decimal

import pytest
import yaml

from data import catalogue, permissions
from data.records import FOLDER, CatalogueError, read_csv, read_yaml

CACHED = (
    catalogue.indicators,
    catalogue.regions,
    catalogue.region_names,
    catalogue.industries,
    catalogue.release_calendar,
    permissions.roles,
)


def forget():
    for read in CACHED:
        read.cache_clear()


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    """A copy of the knowledge files, to be spoilt."""
    for path in [*FOLDER.glob("*.yaml"), *FOLDER.glob("*.csv")]:
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr(permissions, "FOLDER", tmp_path)
    forget()
    yield tmp_path
    forget()


def change(path, edit):
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_every_indicator_loads():
    assert len(catalogue.indicators()) == len(read_yaml(FOLDER / "indicators.yaml")) >= 9
    for indicator in catalogue.indicators().values():
        assert indicator.unit_factors[indicator.unit] == 1
        assert indicator.meaning
        assert indicator.reference


def test_no_name_means_two_indicators():
    names = [
        name
        for indicator in catalogue.indicators().values()
        for name in {indicator.name, indicator.short_name, *indicator.aliases}
    ]
    assert len(names) == len(set(names))


def test_every_region_has_a_parent_that_exists():
    regions = catalogue.regions()
    assert len(regions) >= 38
    orphans = {r.code for r in regions.values() if r.parent and r.parent not in regions}
    assert orphans == set()


def test_there_are_41_industries_and_14_prefectures():
    assert len(catalogue.industries()) == len(set(catalogue.industries().values())) == 41
    assert catalogue.industries()["B06"] == "煤炭开采和洗选业"
    prefectures = [r for r in catalogue.regions().values() if r.parent == "430000"]
    assert len(prefectures) == 14


def test_thresholds_without_a_source_are_left_empty():
    for indicator in catalogue.indicators().values():
        has_threshold = (indicator.alert_below, indicator.excellent_above) != (None, None)
        assert not has_threshold or indicator.threshold_reference


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("29262473.0", "万元", "2926.2473"),
        ("0.1", "万元", "0.00001"),
        ("2296152.3405", "万元", "229.61523405"),
        ("1699.5071", "亿元", "1699.5071"),
        ("-3", "万元", "-0.0003"),
    ],
)
def test_units_are_converted_exactly(value, unit, expected):
    revenue = catalogue.indicators()["revenue"]
    assert revenue.to_unit(Decimal(value), unit) == Decimal(expected)


def test_unit_without_a_factor_is_refused_and_the_known_ones_are_named():
    with pytest.raises(CatalogueError, match="“元”没有换算系数；已登记：亿元、万元"):
        catalogue.indicators()["revenue"].to_unit(Decimal(1), "元")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("邵东县", "430582"),
        ("邵东市", "430582"),
        ("城步县", "430529"),
        ("城步苗族自治县", "430529"),
        ("湘西自治州", "433100"),
        ("湘西土家族苗族自治州", "433100"),
        ("双清", "430502"),
        ("邵阳市", "430500"),
        ("邵阳县", "430523"),
        ("邵阳经开区", "430500K"),
        ("全省合计", "430000"),
    ],
)
def test_region_is_found_by_every_name_it_had(name, code):
    assert catalogue.region_names()[name] == code


@pytest.mark.parametrize("name", ["邵阳", "经开区", "全省"])
def test_name_of_two_regions_alone_is_not_resolved(name):
    assert name not in catalogue.region_names()


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2025-09", date(2025, 10, 20)),
        ("2025-11", date(2025, 12, 20)),
        ("2025-12", date(2026, 1, 20)),
    ],
)
def test_release_day_runs_over_the_end_of_the_year(month, day):
    rule = catalogue.release_calendar()["shaoyang_monthly_card"]
    assert rule.published_at(month) == day
    assert rule.assumed


def test_release_two_months_later_runs_over_the_end_of_the_year():
    given = catalogue.release_calendar()["shaoyang_monthly_card"].model_dump()
    rule = catalogue.ReleaseRule(**given | {"months_after": 2})
    assert rule.published_at("2025-10") == date(2025, 12, 20)
    assert rule.published_at("2025-11") == date(2026, 1, 20)


def spoil_indicator(content):
    content["revenue"]["rank_decimal"] = 1


def spoil_rule(content):
    content["luohe_monthly"]["dya"] = 22


def spoil_role(content):
    content["roles"]["county"]["need_region"] = True


@pytest.mark.parametrize(
    ("file", "edit", "read", "says"),
    [
        ("indicators.yaml", spoil_indicator, catalogue.indicators, "revenue：rank_decimal"),
        ("release_calendar.yaml", spoil_rule, catalogue.release_calendar, "luohe_monthly：dya"),
        ("roles.yaml", spoil_role, permissions.roles, "county：need_region"),
    ],
)
def test_unknown_key_is_refused_with_file_entry_and_key(own_files, file, edit, read, says):
    change(own_files / file, edit)
    with pytest.raises(CatalogueError, match=f"^{file}：{says}：没有这个字段"):
        read()


def test_missing_key_is_refused_with_file_entry_and_key(own_files):
    change(own_files / "indicators.yaml", lambda content: content["gdp"].pop("unit"))
    with pytest.raises(CatalogueError, match=r"^indicators\.yaml：gdp：unit：缺少必填字段"):
        catalogue.indicators()


def test_unknown_column_of_regions_is_refused_with_its_line(own_files):
    path = own_files / "regions.csv"
    text = path.read_text(encoding="utf-8").replace("code,name,short_name", "code,name,shrt_name")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^regions\.csv 第2行：short_name：缺少必填字段"):
        catalogue.regions()


def test_file_that_is_no_yaml_is_named(own_files):
    (own_files / "indicators.yaml").write_text("a: [1", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^indicators\.yaml：读不出来"):
        catalogue.indicators()


def test_key_that_stands_twice_is_refused_with_its_place(tmp_path):
    path = tmp_path / "twice.yaml"
    path.write_text("a: 1\nb:\n  c: 2\n  c: 3\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"twice\.yaml.*键“c”重复（第3行"):
        read_yaml(path)


def test_lines_are_counted_over_blank_ones_and_quoted_breaks(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text('a,b\n1,2\n\n3,"x\ny"\n5,6\n', encoding="utf-8")
    assert [line for line, _ in read_csv(path)] == [2, 5, 6]
