"""Observations name only series and batches that exist, however they are written."""

from datetime import date

import psycopg
import pytest
from alembic import command
from sqlalchemy import delete, insert, inspect, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from data import creation, schema, storage
from tests.data.small_city import Cell, City, declare
from tests.data.test_creation import POSTGRES_ONLY, differences, migrations

KNOWN = Cell()
NOWHERE = 999_999
COPY = "COPY observation (series, period, batch, period_end, row) FROM STDIN"


@pytest.fixture
def small(empty_place, declarations):
    """A city of its own with one figure: series and batch are referred to."""
    declare(declarations, "small")
    creation.ensure("small")
    made = City("small")
    made.commit({KNOWN: 1.0})
    yield made
    storage.engine("small").dispose()


def row(city, **changes):
    given = {
        "series": city.series(KNOWN),
        "period": "2025-Y08",
        "batch": 1,
        "period_end": date(2025, 8, 31),
        "row": 3,
    }
    return given | changes


def by_insert(connection, rows):
    connection.execute(insert(schema.observation), rows)


def by_copy(connection, rows):
    with connection.connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for each in rows:
            copy.write_row(list(each.values()))


def refused(city, act):
    """Run an act in a transaction; it must be refused and leave the one figure alone."""
    errors = (IntegrityError, psycopg.IntegrityError)
    with pytest.raises(errors) as caught, storage.writing(city.key) as connection:
        act(connection)
    assert city.known() == {KNOWN: 1.0}
    assert city.count(schema.observation) == 1
    return str(caught.value)


@pytest.mark.parametrize("unknown", ["series", "batch"])
def test_unknown_series_or_batch_is_refused(small, unknown):
    good, bad = row(small), row(small, period="2025-Y07", **{unknown: NOWHERE})
    refused(small, lambda connection: by_insert(connection, [good, bad]))


@POSTGRES_ONLY
@pytest.mark.parametrize("unknown", ["series", "batch"])
def test_unknown_series_or_batch_is_refused_in_a_stream(small, unknown):
    good, bad = row(small), row(small, period="2025-Y07", **{unknown: NOWHERE})
    told = refused(small, lambda connection: by_copy(connection, [good, bad, good | {"row": 4}]))
    assert "pk_observation" in told  # the same key twice, to know that rows do arrive
    told = refused(small, lambda connection: by_copy(connection, [good, bad]))
    assert f"names a {unknown} that does not exist" in told


@POSTGRES_ONLY
def test_known_keys_are_taken_in_a_stream(small):
    with storage.writing(small.key) as connection:
        by_copy(connection, [row(small)])
    assert small.count(schema.observation) == 2


@pytest.mark.parametrize("unknown", ["series", "batch"])
def test_stored_figure_cannot_be_given_an_unknown_series_or_batch(small, unknown):
    refused(small, lambda c: c.execute(update(schema.observation).values({unknown: NOWHERE})))


@pytest.mark.parametrize("table", [schema.series, schema.batch], ids=str)
def test_series_or_batch_with_figures_is_neither_removed_nor_renumbered(small, table):
    (key,) = table.primary_key
    refused(small, lambda connection: connection.execute(delete(table)))
    refused(small, lambda connection: connection.execute(update(table).values({key: NOWHERE})))


@POSTGRES_ONLY
@pytest.mark.parametrize("statement", ["series", "batch CASCADE", "vintage CASCADE"])
def test_series_and_batches_are_not_emptied(small, statement):
    refused(small, lambda connection: connection.exec_driver_sql(f"TRUNCATE {statement}"))


@POSTGRES_ONLY
def test_series_that_is_not_yet_committed_is_unknown_to_others(small):
    new = Cell(measure="level").entry(None).key.columns()
    with storage.writing(small.key) as other:
        number = other.scalar(insert(schema.series).values(new).returning(schema.series.c.id))
        figures = [row(small, series=number)]
        refused(small, lambda connection: by_insert(connection, figures))
        by_insert(other, figures)
    assert small.count(schema.observation) == 2


@POSTGRES_ONLY
def test_series_of_a_figure_that_is_not_yet_committed_is_not_removed(small):
    """Not even by one who began before: a check that looks for figures would not see this one."""
    with storage.writing(small.key) as connection:
        new = Cell(measure="level").entry(None).key.columns()
        number = connection.scalar(insert(schema.series).values(new).returning(schema.series.c.id))
    gone = delete(schema.series).where(schema.series.c.id == number)
    with storage.engine(small.key).connect() as before:
        before = before.execution_options(isolation_level="REPEATABLE READ")
        before.execute(select(schema.observation))
        with storage.writing(small.key) as connection:
            by_insert(connection, [row(small, series=number)])
        with pytest.raises(DBAPIError, match="never changed or removed"):
            before.execute(gone)


@POSTGRES_ONLY
def test_table_of_the_session_does_not_stand_in_for_the_series(small):
    def deceive(connection):
        connection.exec_driver_sql(f"CREATE TEMP TABLE series AS SELECT {NOWHERE} AS id")
        by_insert(connection, [row(small, series=NOWHERE)])

    assert "names a series that does not exist" in refused(small, deceive)


def keys_of(connection):
    return {key["name"] for key in inspect(connection).get_foreign_keys("observation")}


@POSTGRES_ONLY
def test_revision_before_has_foreign_keys_and_is_brought_up_with_its_figures(small):
    good, bad = row(small), row(small, period="2025-Y07", series=NOWHERE)
    with storage.writing(small.key) as connection:
        command.downgrade(migrations(connection), "0004")
        assert keys_of(connection) == {"fk_observation_series", "fk_observation_batch"}
        by_insert(connection, [good])
    with pytest.raises(IntegrityError), storage.writing(small.key) as connection:
        by_insert(connection, [bad])
    storage._upgrade.cache_clear()
    storage.upgrade(small.key)
    with storage.reading(small.key) as connection:
        assert keys_of(connection) == set()
        assert differences(connection) == []
    assert small.count(schema.observation) == 2
    with pytest.raises(IntegrityError), storage.writing(small.key) as connection:
        by_insert(connection, [bad])
