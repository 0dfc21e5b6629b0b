"""What came in is kept and noted, whatever becomes of it."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data import batches, receipts, schema, storage
from data.receipts import Explained
from tests.data.small_city import Cell


def receive(city, content=b"file", name="月报卡.xlsx"):
    return receipts.receive(city.key, name, content, "page", "张三")


def test_a_received_file_is_kept_and_waits(city):
    got = receive(city, b"\x00\xff not a workbook")
    assert batches.inbox_path(got.sha256).read_bytes() == b"\x00\xff not a workbook"
    assert receipts.receipt_of(city.key, got.id) == got
    assert (got.state, got.bytes, got.batch) == ("待处理", 17, 0)


def test_the_last_thing_that_became_of_a_file_counts_and_the_earlier_stay(city):
    first, second = receive(city), receive(city, b"other")
    receipts.refuse(city.key, first.id, "不是工作簿", "张三")
    made = city.commit({Cell(): 1.0})
    with storage.writing(city.key) as connection:
        receipts.note_event(connection, first.id, "committed", "李四", made=made)
    newest, oldest = receipts.receipts(city.key)
    assert newest == second
    assert (oldest.state, oldest.batch, oldest.text) == ("已入库", made, "")
    with storage.reading(city.key) as connection:
        events = connection.execute(select(schema.receipt_event.c.event)).scalars().all()
    assert events == ["refused", "committed"]


def test_a_waiting_file_whose_content_is_a_batch_already_says_so(city):
    first, second = receive(city, b"same"), receive(city, b"same")
    made = city.commit({Cell(): 1.0}, content=b"same")
    with storage.writing(city.key) as connection:
        receipts.note_event(connection, first.id, "committed", "李四", made=made)
    newest, oldest = receipts.receipts(city.key)
    assert (newest.id, newest.state, newest.batch) == (second.id, "同一文件已入库", made)
    assert oldest.state == "已入库"
    city.withdraw(made)
    assert [each.state for each in receipts.receipts(city.key)] == ["待处理", "已入库"]


def test_only_the_newest_files_are_listed_when_so_many_are_asked_for(city):
    ids = [receive(city, bytes([number])).id for number in range(5)]
    assert [each.id for each in receipts.receipts(city.key, most=3)] == ids[:1:-1]


def test_there_is_no_receipt_of_an_unknown_number(city):
    assert receipts.receipt_of(city.key, 12345) is None


def test_an_event_of_an_unknown_file_is_refused_by_the_database(city):
    with pytest.raises(IntegrityError):
        receipts.refuse(city.key, 12345, "没有", "张三")


def test_a_batch_of_a_file_is_found_until_it_is_withdrawn(city):
    made = city.commit({Cell(): 1.0}, content=b"same")
    sha256 = batches.keep_file(b"same").name
    with storage.reading(city.key) as connection:
        assert receipts.valid_batch_of(connection, sha256) == made
        assert receipts.valid_batch_of(connection, "0" * 64) == 0
    city.withdraw(made)
    with storage.reading(city.key) as connection:
        assert receipts.valid_batch_of(connection, sha256) == 0
    again = city.commit({Cell(): 1.0}, content=b"same")
    with storage.reading(city.key) as connection:
        assert receipts.valid_batch_of(connection, sha256) == again


def test_explanations_stay_with_their_batch(city):
    one, other = city.commit({Cell(): 1.0}), city.commit({Cell(): 2.0})
    texts = [
        Explained("sum_differs", "工业处2!B6", "全市减分项合计为1", "含市本级企业一户", "张三"),
        Explained("unit_slip", "", "疑似错位", "该县本年新增大户，基数很小", "张三"),
    ]
    with storage.writing(city.key) as connection:
        receipts.note_explanations(connection, one, texts)
        receipts.note_explanations(connection, other, [])
    assert receipts.explanations(city.key, one) == texts
    assert receipts.explanations(city.key, other) == []


def test_the_newest_word_on_a_table_counts(city):
    receipts.map_table(city.key, "规模工业增加值表", "revenue", "张三")
    receipts.map_table(city.key, "固定资产投资", "", "张三")
    receipts.map_table(city.key, "规模工业增加值表", "value_added", "李四")
    assert receipts.mappings(city.key) == {"规模工业增加值表": "value_added", "固定资产投资": ""}
