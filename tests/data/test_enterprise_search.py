"""Finding firms: by part of a name, initials, code, number; within the scope and the time."""

from datetime import date

import pytest
from alembic import command
from sqlalchemy import select, update

from data import enterprise_search, schema, storage
from data.enterprise_search import Match
from tests.data.firms import firm, register
from tests.data.small_city import EAST, WEST, WHOLE
from tests.data.test_creation import migrations

CODE = "91350100M000100Y43"
OWN = (WHOLE, WEST)


@pytest.fixture
def firms(city):
    """乐清长城 (1) and 正泰 (2) in WEST, 长乐 (3) in EAST, known from 20 October 2025."""
    register(
        city,
        firm("乐清市长城电器有限公司", WEST, row=2, uscc=CODE),
        firm("正泰（集团）100%电气", WEST, row=3),
        firm("长乐电器厂", EAST, row=4),
    )
    return city


def found(city, text, most=50, **asked):
    answer = enterprise_search.search(city.question(**asked), text, most)
    return answer.firms["firm"].tolist(), answer.count


MEANT = {
    "长城": {1},
    "电器": {1, 3},
    " 长 城 ": {1},
    "yqs": {1},
    "CCDQ": {1},
    "ztjt": {2},
    "cldqc": {3},
    "9135": {1},
    "91350100m0001": {1},
    "5010": set(),
    "2": {2},
    "100%": {2},
    "%": {2},
    "_": set(),
    "": set(),
    "' OR 1=1 --": set(),
    "9" * 30: set(),
}


def test_a_firm_is_found_by_what_is_known_of_it(firms):
    answers = {text: found(firms, text) for text in MEANT}
    assert {text: set(numbers) for text, (numbers, _) in answers.items()} == MEANT
    assert {text: count for text, (_, count) in answers.items()} == {
        text: len(expected) for text, expected in MEANT.items()
    }


def test_firms_outside_the_scope_and_not_yet_known_are_not_found(firms):
    assert found(firms, "电器", scope=OWN) == ([1], 1)
    assert found(firms, "3", scope=OWN) == ([], 0)
    assert found(firms, "电器", as_of=date(2025, 10, 19)) == ([], 0)
    assert found(firms, "电器", vintage=0) == ([], 0)


def test_hits_are_limited_and_all_are_counted(firms):
    numbers, count = found(firms, "电", most=2)
    assert (len(numbers), count) == (2, 3)
    assert enterprise_search.search(firms.question(), "yq").ways == (Match.NAME, Match.INITIALS)


def test_a_firm_that_moved_or_was_renamed_is_found_by_what_it_is_now(firms):
    changed = {"published": date(2025, 10, 21)}
    register(firms, firm("新城机械", EAST, row=2, firm=1), name="变更.csv", **changed)
    assert found(firms, "长城") == ([], 0)
    assert found(firms, "xcjx") == ([1], 1)
    assert found(firms, "xcjx", scope=OWN) == ([], 0)
    assert found(firms, "长城", as_of=date(2025, 10, 20)) == ([1], 1)


def test_the_migration_fills_the_initials_of_firms_that_are_there(firms):
    table = schema.enterprise_version
    with storage.writing(firms.key) as connection:
        connection.execute(update(table).values(initials=""))
        command.downgrade(migrations(connection), "0007")
    storage._upgrade.cache_clear()
    storage.upgrade(firms.key)
    with storage.reading(firms.key) as connection:
        letters = connection.scalars(select(table.c.initials).order_by(table.c.firm)).all()
    assert letters == ["yqsccdqyxgs", "ztjt100dq", "cldqc"]
