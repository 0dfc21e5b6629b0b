"""Maker of long lists: one row is one unit, period, indicator and industry; all rows are lawful.

The units add up to the city, growth follows from the levels, places follow from growth: the
checks of the intake compare every figure, and few of them have anything to say.

>>> table = long_list(1000)
>>> len(table), list(table.columns) == HEADS
(1000, True)
"""

import io

import numpy as np
import pandas as pd
import xlsxwriter
import yaml

from data import catalogue
from data.records import FOLDER, read_yaml
from tests.cards import COUNTIES

HEADS = [
    *("期别", "区划代码", "单位", "指标", "行业代码", "行业"),
    *("总量", "计量单位", "增速（%）", "公布位次", "比年初增减", "备注"),
]
INDICATORS = ["规上工业增加值", "规上工业营业收入", "规上工业利润总额", "工业税收", "工业投资"]
MONTHS = range(2, 13)
"""Months to which the periods of a year reach: January is not told apart."""
INDUSTRIES = {"": ""} | catalogue.industries()
"""All industries as one, then each."""
SHAPE = (len(MONTHS), len(INDICATORS), len(INDUSTRIES), len(COUNTIES))
A_YEAR = int(np.prod(SHAPE))


def declare_city(folder, key):
    """Declare a city with the units of these lists, as yet without any figures."""
    shipped = read_yaml(FOLDER / "datasets" / "shaoyang.yaml")
    own = yaml.safe_dump(shipped | {"id": key, "sample": None}, allow_unicode=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{key}.yaml").write_text(own, encoding="utf-8")


def long_list(rows, first_year=2021):
    """The first rows of a list that begins with 1—2月 of a year, period after period."""
    chance = np.random.default_rng(first_year)
    of_year = chance.lognormal(3, 1, (1, *SHAPE[1:-1], SHAPE[-1] - 1))
    levels = _whole_first(of_year * np.reshape(MONTHS, (-1, 1, 1, 1)) / 12)
    parts = []
    for year in range(first_year, first_year + 1 + rows // A_YEAR):
        last, levels = levels, _grown(levels, chance)
        parts.append(_year(year, last, levels))
    return pd.concat(parts, ignore_index=True).head(rows)


def _grown(levels, chance):
    """The levels of the next year, most of them somewhat higher."""
    units = levels[..., 1:]
    return _whole_first(units * (1 + chance.normal(0.05, 0.06, units.shape)))


def _whole_first(units):
    rounded = np.round(units, 4)
    return np.concatenate([rounded.sum(axis=-1, keepdims=True).round(4), rounded], axis=-1)


def _year(year, last, levels):
    growth = ((levels / last - 1) * 100).round(1)
    units = growth[..., 1:]
    places = 1 + (units[..., None, :] > units[..., :, None]).sum(axis=-1)
    of_whole = np.full((*places.shape[:-1], 1), np.nan)
    names = {
        "期别": [f"{year}年1—{month}月" for month in MONTHS],
        "指标": INDICATORS,
        "行业代码": list(INDUSTRIES),
        "单位": list(COUNTIES.values()),
    }
    table = pd.MultiIndex.from_product(names.values(), names=names.keys()).to_frame(index=False)
    given = {
        "区划代码": table["单位"].map({name: code for code, name in COUNTIES.items()}),
        "行业": table["行业代码"].map(INDUSTRIES),
        "总量": levels.ravel(),
        "计量单位": "亿元",
        "增速（%）": growth.ravel(),
        "公布位次": np.concatenate([of_whole, places], axis=-1).ravel(),
        "比年初增减": (levels - last[-1:]).round(4).ravel(),
        "备注": "月报",
    }
    return table.assign(**given)[HEADS]


def workbook(table):
    """The content of an xlsx file that holds a table; a missing figure is a blank cell."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet("长表")
    sheet.write_row(0, 0, list(table.columns))
    cells = table.astype(object).where(table.notna(), "").itertuples(index=False, name=None)
    for number, row in enumerate(cells, start=1):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()
