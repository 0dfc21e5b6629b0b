"""Firms' files are read as columns in every form, and what cannot be read is one sentence."""

import csv
import io
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import firm_cells, firm_files
from data.firm_files import FirmTable, opened
from data.readings import UnreadableFileError
from metrics.number_text import NumberState, read_number
from tests import cards
from tests.firm_files import as_csv, as_parquet, as_xlsx, month_table, register_table

FORMS = {
    "月报.csv": as_csv,
    "月报_gb.csv": lambda table: as_csv(table, "gb18030"),
    "月报.xlsx": as_xlsx,
    "月报.parquet": as_parquet,
}
ROSTER = pd.DataFrame({"名单": ["白名单"], "企业": ["甲厂"], "列入日": ["2020-03-01"]})


def figures(table, key):
    return firm_cells.numbers(table.columns[key]).values  # noqa: PD011 - no frame


@pytest.mark.parametrize("name", FORMS)
def test_one_month_reads_alike_in_every_form(name):
    table = opened(FORMS[name](month_table()), name)
    assert (table.kind, table.form) == ("panel", name.rpartition(".")[2])
    assert figures(table, "output_wan").tolist() == [100.5, 201.0, 301.5]
    power = figures(table, "electricity_wan_kwh")
    factor = table.heads["electricity_wan_kwh"].factor
    assert firm_cells.converted(power, factor).tolist() == [1.0, 2.0, 3.0]
    assert firm_cells.texts(table.columns["name"]).tolist() == ["甲1厂", "甲2厂", "甲3厂"]
    assert table.lines.tolist() == ([1, 2, 3] if name.endswith("parquet") else [2, 3, 4])


@pytest.mark.parametrize(
    ("table", "kind"),
    [(register_table(), "register"), (month_table(), "panel"), (ROSTER, "roster")],
)
def test_kind_is_told_by_the_heads(table, kind):
    assert opened(as_csv(table), "来件.csv").kind == kind
    assert opened(as_xlsx(table, title="某市企业表"), "来件.xlsx").kind == kind


def test_what_is_not_of_firms_stays_a_book():
    card = cards.xlsx(cards.card_sheets()[3:5])
    assert not isinstance(opened(card, "月报卡.xlsx"), FirmTable)
    regions = "地区,产值（亿元）,增速（%）\n武冈市,5,6.1\n"
    assert opened(regions.encode(), "产值.csv").kind == "csv"


@pytest.mark.parametrize(
    ("head", "factor"),
    [
        ("产值（亿元）", 10_000),
        ("工业总产值(元)", 0.0001),
        ("本月产值_千元", 0.1),
        ("企业产值／万元", 1),
        ("output_wan", 1),
    ],
)
def test_units_stand_in_the_head(head, factor):
    table = opened(f"企业名称,月份,{head}\n甲厂,2020-01,3\n".encode(), "月报.csv")
    assert float(table.heads["output_wan"].factor) == factor
    assert table.misreads == ()


def test_unit_above_the_table_counts_where_the_head_has_none():
    text = "2020年1月企业月报,,\n单位：亿元,,\n企业名称,产值,从业人数\n甲厂,3,5\n"
    table = opened(text.encode(), "月报.csv")
    assert (float(table.heads["output_wan"].factor), table.misreads) == (10_000, ())
    assert firm_cells.titled_month(table.title) == "2020-01"


@pytest.mark.parametrize(
    ("head", "check"),
    [
        ("产值", "unit_missing"),
        ("产值（亿美元）", "unit_unknown"),
        ("产值（万元）,产值（亿元）", "head_doubled"),
    ],
)
def test_unclear_head_is_a_misread_with_its_cell(head, check):
    more = "," * head.count(",")
    table = opened(f"企业名称,月份,{head}\n甲厂,2020-01,3{more}\n".encode(), "月报.csv")
    (misread,) = table.misreads
    assert misread.check == check
    assert misread.cell in ("C1", "D1")


def test_second_column_of_the_same_is_left_unread_and_one_of_the_same_name_is_a_misread():
    table = opened("企业名称,区划代码,县区,行业\n甲厂,430581,武冈市,C13\n".encode(), "名录.csv")
    assert (table.heads["region"].printed, table.unread) == ("区划代码", ("县区",))
    table = opened("企业名称,企业名称,区划,行业\n甲厂,乙厂,430581,C13\n".encode(), "名录.csv")
    assert [misread.check for misread in table.misreads] == ["head_doubled"]


def test_rows_with_more_or_fewer_cells_are_named_and_the_lines_stay_right():
    rows = ["", "甲厂,2020-01,1,2", "乙厂,2020-01,3", "丙厂,2020-01", "丁厂,2020-01,4"]
    text = "\n".join(["企业名称,月份,产值（万元）", *rows, ""])
    table = opened(text.encode(), "月报.csv")
    assert [misread.cell for misread in table.misreads] == ["A3", "A5"]
    assert table.lines.tolist() == [4, 6]
    assert firm_cells.texts(table.columns["name"]).tolist() == ["乙厂", "丁厂"]


CELLS = st.one_of(
    st.text(alphabet='甲,"\n ;厂1', max_size=6),
    st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(str),
    st.sampled_from(["", "未报", "—", "NaN", "inf", "１，２３４", "=1+1", "1e5", "007"]),
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)


@given(rows=ROWS)
@settings(max_examples=30)
def test_text_tables_read_cell_by_cell_as_csv_says(rows):
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerows([("企业名称", "月份", "产值（万元）"), *rows])
    table = opened(made.getvalue().encode(), "月报.csv")
    filled = [row for row in rows if any(row)]
    assert [column.to_pylist() for column in table.columns.values()] == [
        [row[place] for row in filled] for place in range(3)
    ]
    assert table.lines.tolist() == [at for at, row in enumerate(rows, 2) if any(row)]
    read = firm_cells.numbers(table.columns["output_wan"])
    for cell, value, state in zip(
        table.columns["output_wan"].to_pylist(), read.values, read.states, strict=True
    ):
        alone = read_number(cell)
        assert state == alone.state
        assert np.isnan(value) if alone.value is None else value == alone.value


@given(content=st.binary(max_size=60))
@settings(max_examples=40)
def test_whatever_follows_the_first_bytes_of_parquet_is_refused_in_one_sentence(content):
    with pytest.raises(UnreadableFileError, match=r"^来件：.+[^\n]$"):
        opened(b"PAR1\0" + content, "来件")


def parquet(columns):
    made = io.BytesIO()
    pq.write_table(pa.table(columns), made)
    return made.getvalue()


def wide(count):
    made = io.BytesIO()
    columns = pa.schema([(f"c{number}", pa.int8()) for number in range(count)])
    pq.ParquetWriter(made, columns, store_schema=False).close()
    return made.getvalue()


class _NoKeyServer(pe.KmsClient):
    """Wraps keys by nothing at all: enough to encrypt a file for this test."""

    def __init__(self, _config):
        super().__init__()

    def wrap_key(self, key_bytes, _master):
        return key_bytes

    def unwrap_key(self, wrapped, _master):
        return wrapped


def encrypted():
    made = io.BytesIO()
    keys = pe.CryptoFactory(_NoKeyServer)
    config = pe.EncryptionConfiguration(footer_key="k", uniform_encryption=True)
    how = keys.file_encryption_properties(pe.KmsConnectionConfig(), config)
    table = pa.table({"企业名称": ["甲厂"]})
    with pq.ParquetWriter(made, table.schema, encryption_properties=how) as writer:
        writer.write_table(table)
    return made.getvalue()


MONTH_HEADS = {"企业名称": ["甲厂"], "月份": ["2020-01"]}
BAD = {
    "cut.parquet": (lambda: as_parquet(month_table())[:-20], "已损坏"),
    "renamed.parquet": (lambda: b"PAR1\0\0 no parquet at all", "已损坏"),
    "nested.parquet": (
        lambda: parquet(MONTH_HEADS | {"产值（万元）": [[1.0]]}),
        "不是文字、数字或日期",
    ),
    "wide.parquet": (lambda: wide(20_000), "超过 512 列"),
    "encrypted.parquet": (encrypted, "加密"),
    "foreign.parquet": (lambda: parquet({"a": [1], "b": ["x"]}), "列名不是企业文件的"),
    "large.parquet": (lambda: b"PAR1" + b"\0" * 100_000_000, "超过 50 MB"),
    "long.parquet": (lambda: parquet({f"c{n}": pa.nulls(60_000) for n in range(400)}), "万格"),
    "quotes.csv": (lambda: '企业名称,月份,产值（万元）\n"甲厂,2020-01,3\n'.encode(), "引号"),
    "two.xlsx": (lambda: two_sheets(), "有2张企业表"),
}


def two_sheets():
    made = io.BytesIO()
    with pd.ExcelWriter(made, engine="xlsxwriter") as writer:
        month_table().to_excel(writer, sheet_name="1月", index=False)
        register_table().to_excel(writer, sheet_name="名录", index=False)
    return made.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_one_chinese_sentence(name):
    make, words = BAD[name]
    with pytest.raises(UnreadableFileError) as refused:
        opened(make(), name)
    text = str(refused.value)
    assert text.startswith(f"{name}：")
    assert words in text
    assert "\n" not in text


def test_doubled_parquet_columns_are_refused():
    made = io.BytesIO()
    columns = [pa.array(["甲厂"]), pa.array(["乙厂"]), pa.array([1.0])]
    table = pa.Table.from_arrays(columns, names=["企业名称", "企业名称", "产值（万元）"])
    pq.write_table(table, made)
    with pytest.raises(UnreadableFileError, match="不止一列"):
        opened(made.getvalue(), "月报.parquet")


def test_types_of_parquet_are_read_by_their_meaning():
    content = parquet(
        MONTH_HEADS
        | {
            "月份": pa.array([date(2020, 1, 1)]),
            "output_wan": pa.array([7], pa.int16()),
            "headcount": pa.array(["12"]).dictionary_encode(),
            "revenue_wan": pa.array([float("nan")]),
            "profit_wan": pa.array([None], pa.float32()),
            "insured": pa.array([True]),
        }
    )
    table = opened(content, "月报.parquet")
    assert firm_cells.month_code(firm_cells.texts(table.columns["month"])[0]) == "2020-01"
    assert (figures(table, "output_wan").item(), figures(table, "headcount").item()) == (7, 12)
    states = {
        key: NumberState(firm_cells.numbers(table.columns[key]).states[0])
        for key in ("revenue_wan", "profit_wan", "insured")
    }
    assert states == {
        "revenue_wan": NumberState.NOT_FINITE,
        "profit_wan": NumberState.BLANK,
        "insured": NumberState.TRUTH,
    }


def test_blank_rows_and_trailing_rows_are_left_out():
    table = opened(as_csv(month_table()) + b",,,,,\n\n", "月报.csv")
    assert len(table.lines) == 3
    assert firm_files.opened("企业名称,月份,产值（万元）\n".encode(), "空.csv").lines.tolist() == []
