"""Firms' files as departments send them, made here in each form that is taken."""

import io

import pandas as pd
from stdnum.cn import uscc

from data import datasets
from data.receipts import receipt_of
from mechanisms import intake
from mechanisms.intake import Delivery

WHY = "统计局来函更正，已与企业电话核对"
MONTH = "2025-08"


def code(number):
    """A lawful unified social credit code, different for each number."""
    start = f"9143058{number:010d}"
    return start + uscc.calc_check_digit(start)


def register_table(count=3, **columns):
    """A register: firms 甲1, 甲2 … in 武冈 and 邵东 by turns."""
    numbers = range(1, count + 1)
    table = {
        "统一社会信用代码": [code(number) for number in numbers],
        "企业名称": [f"甲{number}厂" for number in numbers],
        "区划": ["武冈市" if number % 2 else "430582" for number in numbers],
        "行业大类": ["C13" if number % 2 else "汽车制造业" for number in numbers],
        "规模": "小型",
        "成立日期": "2011-03-05",
        "标签": "专精特新",
    }
    return pd.DataFrame(table | columns)


def month_table(count=3, month=MONTH, **columns):
    """A month of the same firms: output 100, 200 …, ten times as many kilowatt-hours."""
    numbers = range(1, count + 1)
    table = {
        "统一社会信用代码": [code(number) for number in numbers],
        "企业名称": [f"甲{number}厂" for number in numbers],
        "月份": month,
        "产值（万元）": [100.5 * number for number in numbers],
        "用电量（千瓦时）": [10_000.0 * number for number in numbers],
        "从业人数（人）": [50 + number for number in numbers],
    }
    return pd.DataFrame(table | columns)


def as_csv(table, encoding="utf-8-sig"):
    return table.to_csv(index=False).encode(encoding)


def as_xlsx(table, title="", sheet="企业"):
    made = io.BytesIO()
    with pd.ExcelWriter(made, engine="xlsxwriter") as writer:
        table.to_excel(writer, sheet_name=sheet, index=False, startrow=1 if title else 0)
        if title:
            writer.sheets[sheet].write_string(0, 0, title)
    return made.getvalue()


def as_parquet(table):
    made = io.BytesIO()
    table.to_parquet(made, index=False)
    return made.getvalue()


def preview(city, content, name="企业.csv", **said):
    """Receive a file and look at what it would do."""
    question = city.question(datasets.dataset(city.key).today)
    receipt = intake.receive(question, name, content, "command", "张三")
    return intake.preview(question, receipt, Delivery(**said))


def commit(shown, why=WHY):
    return intake.commit(shown, {each.rule.id: why for each in shown.to_explain}, "张三")


def take(city, content, name="企业.csv", **said):
    """Take a file in; what must be explained is."""
    return commit(preview(city, content, name, **said))


def checks(shown, grade=""):
    return [each.rule.id for each in shown.findings if grade in ("", each.rule.grade)]


def state(city, shown):
    return receipt_of(city.key, shown.receipt.id).state
