"""Columns made as bytes come out of PostgreSQL as they were."""

from datetime import date

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import binary_copy

TABLE = "CREATE TEMP TABLE kept (a integer, b varchar(16), c date, d double precision)"
ROW = st.tuples(
    st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1)),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=16),
    st.dates(),
    st.one_of(st.none(), st.floats(allow_nan=False)),
)


@pytest.fixture
def server(postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(TABLE)
        yield connection


def fields(rows):
    whole, words, days, values = zip(*rows, strict=True) if rows else ((), (), (), ())
    missing = np.array([number is None for number in whole], dtype=bool)
    return [
        binary_copy.integers(np.array([number or 0 for number in whole], dtype=np.int64), missing),
        binary_copy.texts(words),
        binary_copy.days(np.array(days, dtype="M8[D]")),
        binary_copy.doubles(np.array(values, dtype=np.float64)),
    ]


@pytest.mark.parametrize("portion", [1, 2, 50_000])
def test_rows_come_out_as_they_were(server, monkeypatch, portion):
    monkeypatch.setattr(binary_copy, "PORTION", portion)

    @settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(ROW, max_size=5))
    def holds(rows):
        server.execute("TRUNCATE kept")
        with server.cursor() as cursor, cursor.copy("COPY kept FROM STDIN (FORMAT binary)") as copy:
            for part in binary_copy.stream(fields(rows)):
                copy.write(part)
        assert server.execute("SELECT * FROM kept").fetchall() == rows

    holds()


def test_values_are_taken_by_place():
    ends = binary_copy.days(np.array([date(2000, 1, 1), date(2000, 1, 3)], dtype="M8[D]"))
    assert ends.taken(np.array([1, 0, 1])).content.tolist() == [[0, 0, 0, n] for n in (2, 0, 2)]


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1])
def test_number_that_does_not_fit_is_refused_not_cut(number):
    with pytest.raises(OverflowError, match=str(number)):
        binary_copy.integers(np.array([1, number]))
