"""Awards by place through the dataset: pool, excluded units, what is open, what they say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from data import datasets, store
from data.place_award_terms import PlaceAward, place_rule
from data.records import CatalogueError
from data.store import Question
from mechanisms import quarterly_tables, year_words
from mechanisms.growth_awards import growth_awards

KEY = "fujian-2020"


@pytest.fixture(scope="module")
def made(made_datasets, tmp_path_factory):
    return made_datasets.into(tmp_path_factory.mktemp("fujian") / "var", KEY)


@pytest.fixture
def fujian(made, monkeypatch):
    monkeypatch.setenv("GONGKUANG_VAR", str(made))
    for name in ("DATABASE_URL", "GONGKUANG_DATASETS", "GONGKUANG_SERVE"):
        monkeypatch.delenv(name, raising=False)
    return Question(KEY, datasets.dataset(KEY).today, store.newest_vintage(KEY))


def test_the_half_year_is_paid_by_the_published_growth_of_the_pool(fujian):
    (found,) = growth_awards(fujian)
    growths = {
        row.region_code: Decimal(str(row.value))
        for row in store.known(
            fujian, indicators=["value_added"], measures=["growth"], periods=["2020-Y06"]
        ).itertuples()
    }
    half = found.periods[1]
    assert {name for name, _ in half.excluded} == {"厦门市", "平潭综合实验区"}
    assert all(growths[row.code] == row.award.growth for row in half.rows)
    best = sorted((growths[row.code] for row in half.rows), reverse=True)
    paid = [growths[row.code] for row in half.paid]
    assert paid == [growth for growth in best if growth > 0 and growth >= best[2]]
    assert [row.name for row in half.tied] == ["泉州市", "龙岩市"]
    assert half.total_yuan == 5_000_000 + 3_000_000 + 2 * 2_000_000
    said = year_words.awards_headline(found)
    assert said.startswith("**2020年1—3月没有单位符合**：增速都不高于0。")
    assert "泉州市200万元、龙岩市200万元；**并列的金额由人工确定**" in said
    first, second = quarterly_tables.award_tables(found)
    assert [row[4].text for row in second.rows][:4] == ["500", "300", "200", "200"]
    assert {row[3].text for row in first.rows} == {"不符合"}
    assert all(row.origin is not None for row in half.rows)


def test_before_publication_nothing_is_decided(fujian):
    (found,) = growth_awards(replace(fujian, as_of=date(2020, 7, 1)))
    assert [period.is_known for period in found.periods] == [True, False]
    assert year_words.awards_headline(found).endswith("2020年1—6月尚无数据。")
    assert {row.award.outcome for row in found.periods[1].rows} == {"unknown"}
    (early,) = growth_awards(replace(fujian, as_of=date(2020, 3, 12)))
    assert not early.is_in_force
    assert "尚未生效" in year_words.awards_headline(early)


def test_a_rule_that_does_not_pay_by_place_is_refused():
    wrong = PlaceAward(rule="FJ20-R01", indicator="value_added", periods={})
    with pytest.raises(CatalogueError, match="不是按名次给奖的规则"):
        place_rule(wrong)
