"""Scores by configured schemes, each with its arithmetic."""

from decimal import Decimal

import pandas as pd
import pytest

from metrics.composite import TOTAL, Component, Scheme, score
from metrics.ranking import RankRule

D = Decimal


def figures(**by_indicator):
    rows = [
        (f"0{n}", f"{n}县", indicator, "level", value)
        for indicator, values in by_indicator.items()
        for n, value in enumerate(values, start=1)
    ]
    return pd.DataFrame(rows, columns=["region_code", "region", "indicator", "measure", "value"])


def scheme(*components):
    return Scheme("试行办法", "某市工业高质量发展考核办法", components)


def component(method, weight="30", **params):
    return Component("tax", "level", D(weight), method, {k: D(v) for k, v in params.items()})


def only_cell(part, value):
    row = score(figures(tax=[value]), scheme(part)).iloc[0]
    return row["points"], row["arithmetic"]


@pytest.mark.parametrize(
    ("part", "value", "points", "arithmetic"),
    [
        (
            component("ratio", benchmark="24.10"),
            D("18.90"),
            "23.53",
            "30 × 18.90 ÷ 24.10 = 23.53",
        ),
        (
            component("ratio", benchmark="24.1", cap="36"),
            30.0,
            "36.00",
            "30 × 30.0 ÷ 24.1 = 37.34，按上限36计",
        ),
        (
            component("ratio", benchmark="6", floor="0"),
            -0.5,
            "0.00",
            "30 × (−0.5) ÷ 6 = −2.50，按下限0计",
        ),
        (
            component("linear", base="15", full="25"),
            20,
            "15.00",
            "30 × (20 − 15) ÷ (25 − 15) = 15.00",
        ),
        (
            component("linear", base="15", full="25"),
            27,
            "30.00",
            "30 × (27 − 15) ÷ (25 − 15) = 36.00，按上限30计",
        ),
        (
            component("linear", base="15", full="25"),
            10,
            "0.00",
            "30 × (10 − 15) ÷ (25 − 15) = −15.00，按下限0计",
        ),
        (
            component("linear", base="0", full="25"),
            25,
            "30.00",
            "30 × (25 − 0) ÷ (25 − 0) = 30.00",
        ),
        (
            component("linear", base="15", full="25"),
            15,
            "0.00",
            "30 × (15 − 15) ÷ (25 − 15) = 0.00",
        ),
        (
            component("linear", base="6", full="2"),
            3,
            "22.50",
            "30 × (3 − 6) ÷ (2 − 6) = 22.50",
        ),
        (
            component("target_points", "15", target="6.0", per_point="1", cap="20"),
            7.2,
            "16.20",
            "15 + 1 × (7.2 − 6.0) = 16.20",
        ),
        (
            component("target_points", "15", target="6.0", per_point="5", cap="20", floor="0"),
            -3,
            "0.00",
            "15 + 5 × ((−3) − 6.0) = −30.00，按下限0计",
        ),
        (
            component("target_points", "20", target="6", per_point="2", start="10"),
            7,
            "12.00",
            "10 + 2 × (7 − 6) = 12.00",
        ),
    ],
)
def test_points_and_their_arithmetic(part, value, points, arithmetic):
    assert only_cell(part, value) == (D(points), arithmetic)


def test_points_by_place_count_the_ranked_units_only():
    table = figures(tax=[5.0, None, 7.0, 7.04])
    rows = score(table, scheme(component("place"))).query("indicator == 'tax'")
    assert rows["points"].tolist() == [D("10.00"), None, D("30.00"), D("30.00")]
    assert rows["arithmetic"].tolist() == [
        "30 × (3 − 3 + 1) ÷ 3 = 10.00",
        "缺：tax",
        "30 × (3 − 1 + 1) ÷ 3 = 30.00",
        "30 × (3 − 1 + 1) ÷ 3 = 30.00",
    ]


def test_places_follow_the_rule_of_the_component():
    part = Component("tax", "level", D(10), "place", rule=RankRule(largest_first=False))
    rows = score(figures(tax=[5, 6]), scheme(part)).query("indicator == 'tax'")
    assert rows["points"].tolist() == [D("10.00"), D("5.00")]


TWO = (
    Component("tax", "level", D(30), "ratio", {"benchmark": D(20)}, name="亩均税收"),
    Component("iva", "level", D(15), "target_points", {"target": D(6), "per_point": D(1)}),
)


def test_each_unit_has_its_components_in_order_and_then_its_total():
    rows = score(figures(tax=[10, 20], iva=[6.5, 5]), scheme(*TWO))
    assert rows[["region", "indicator"]].to_numpy().tolist() == [
        ["1县", "tax"],
        ["1县", "iva"],
        ["1县", TOTAL],
        ["2县", "tax"],
        ["2县", "iva"],
        ["2县", TOTAL],
    ]
    totals = rows[rows["indicator"] == TOTAL]
    assert totals["points"].tolist() == [D("30.50"), D("44.00")]
    assert totals["weight"].tolist() == [D(45), D(45)]
    assert totals["arithmetic"].iloc[0] == "15.00 + 15.50 = 30.50"


def test_the_printed_points_add_up_to_the_printed_total():
    thirds = tuple(
        Component(name, "level", D(1), "ratio", {"benchmark": D(3)}) for name in ("a", "b", "c")
    )
    total = score(figures(a=[1], b=[1], c=[1]), scheme(*thirds)).iloc[-1]
    assert (total["points"], total["arithmetic"]) == (D("0.99"), "0.33 + 0.33 + 0.33 = 0.99")


def test_a_missing_figure_leaves_the_total_missing_and_is_named():
    rows = score(figures(tax=[None, 20], iva=[6.5, 5]), scheme(*TWO))
    assert rows.iloc[0]["points"] is None
    assert rows.iloc[0]["arithmetic"] == "缺：亩均税收"
    assert rows.iloc[2]["points"] is None
    assert rows.iloc[2]["arithmetic"] == "缺：亩均税收"
    assert rows.iloc[5]["points"] == D("44.00")


def test_an_absent_row_is_a_missing_figure():
    table = figures(tax=[10, 20], iva=[6.5])
    rows = score(table, scheme(*TWO))
    assert rows.iloc[5]["arithmetic"] == "缺：iva"


def test_a_figure_that_stands_twice_is_refused():
    table = figures(tax=[10, 20])
    with pytest.raises(ValueError, match="重复：2县的tax。"):
        score(pd.concat([table, table.tail(1)]), scheme(*TWO))


@pytest.mark.parametrize(
    ("method", "params", "complaint"),
    [
        ("average", {}, "计分方法“average”不存在，可用：ratio、linear、place、target_points"),
        ("ratio", {}, "缺少：benchmark；不认识：无"),
        ("linear", {"base": "1", "ful": "2"}, "缺少：full；不认识：ful"),
        ("place", {"cap": "2"}, "缺少：无；不认识：cap"),
        ("ratio", {"benchmark": "0"}, "标杆值不能为零"),
        ("linear", {"base": "2", "full": "2"}, "满分值与基础值不能相等"),
    ],
)
def test_a_component_that_cannot_be_scored_is_refused(method, params, complaint):
    with pytest.raises(ValueError, match=complaint):
        component(method, **params)


@pytest.mark.parametrize(("document", "components"), [(" ", (component("place"),)), ("某办法", ())])
def test_a_scheme_needs_a_document_and_a_component(document, components):
    with pytest.raises(ValueError, match="“试行办法”必须注明依据文件"):
        Scheme("试行办法", document, components)
