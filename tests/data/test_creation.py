"""Making a dataset: all of it or nothing, once; the tables as declared."""

import os
import random
import shutil
import signal
import sqlite3
import time

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import delete, func, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

import manage
from data import creation, datasets, evidence, sample_tables, schema, storage, store
from data.evidence import Evidence
from data.records import FOLDER, CatalogueError
from tests.data.conftest import MADE
from tests.data.small_city import WHOLE, Cell, City, declare

LUOHE = City("luohe-2015")
MONTHS = 24
BATCHES = len(creation.beginnings(datasets.dataset("luohe-2015")))
KILLED = """
import os, signal
from data import creation
def progress(share, text):
    if share > 0.6:
        os.kill(os.getpid(), signal.SIGKILL)
creation.ensure("luohe-2015", progress)
"""
# The moment between the last write and the file taking its name.
KILLED_BEFORE_NAMING = """
import os, pathlib, signal
from data import creation
def die(path, target):
    if str(target).endswith(".sqlite"):
        os.kill(os.getpid(), signal.SIGKILL)
    os.replace(path, target)
pathlib.Path.replace = die
creation.ensure("luohe-2015")
"""
AT_ONCE = """
from data import creation
print("ready", flush=True)
input()
print(creation.ensure("luohe-2015"))
"""


@pytest.fixture(autouse=True)
def closed_engines(request):
    """No connection outlives its test."""
    yield
    if "empty_place" in request.fixturenames and storage.server_url():
        storage.engine("luohe-2015").dispose()


def is_complete():
    with storage.reading("luohe-2015") as connection:
        assert store.meta(connection)["kind"] == "simulated"
        named = schema.batch.c.title == "县区主要指标月报"
        monthly = connection.scalar(select(func.count()).where(named))
    counts = (LUOHE.count(schema.batch), store.newest_vintage("luohe-2015"))
    return monthly == MONTHS and counts == (BATCHES, BATCHES)


def test_dataset_is_made_when_first_asked_for_and_only_then(empty_place):
    assert not storage.exists("luohe-2015")
    assert creation.ensure("luohe-2015")
    assert storage.exists("luohe-2015")
    assert is_complete()
    assert not creation.ensure("luohe-2015")
    assert is_complete()


def test_progress_goes_from_nothing_to_all(empty_place):
    steps = []
    creation.ensure("luohe-2015", lambda share, text: steps.append((share, text)))
    shares = [share for share, _ in steps]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len(shares) >= 4
    assert all(text for _, text in steps)


def test_asking_a_dataset_that_was_not_made_makes_none(empty_place):
    storage.var_folder().mkdir(exist_ok=True)
    with pytest.raises(DBAPIError):
        store.newest_vintage("luohe-2015")
    assert not storage.exists("luohe-2015")
    assert creation.ensure("luohe-2015")
    assert is_complete()


def test_creation_that_fails_leaves_nothing_and_the_next_works(empty_place):
    def fail(share, _text):
        if share > 0.5:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        creation.ensure("luohe-2015", fail)
    assert not storage.exists("luohe-2015")
    assert creation.ensure("luohe-2015")
    assert is_complete()


def test_sample_with_an_unknown_industry_is_refused_with_its_line(declarations, tmp_path):
    table = tmp_path / "growth.csv"
    head = "card,period,region_code,indicator,growth_pct,industry_code\n"
    line = "2025-09,2025-09,430500,value_added,6,"
    table.write_text(f"{head}{line}C13\n{line}\n{line}99\n")
    sample = {"folder": str(tmp_path), "files": [{"file": "growth.csv", "title": "表"}]}
    declare(declarations, "broken", sample=sample)
    with pytest.raises(CatalogueError, match=r"growth\.csv 第4行：行业代码 99 未登记"):
        sample_tables.submissions(datasets.dataset("broken"))


def test_sample_with_an_unknown_region_is_refused_whole(empty_place, declarations, tmp_path):
    table = tmp_path / "growth.csv"
    head = "card,period,region_code,indicator,growth_pct\n"
    table.write_text(f"{head}2025-09,2025-09,430500,value_added,6\n2025-09,2025-09,1,gdp,6\n")
    sample = {"folder": str(tmp_path), "files": [{"file": "growth.csv", "title": "表"}]}
    declare(declarations, "broken", sample=sample)
    with pytest.raises(CatalogueError, match=r"growth\.csv 第3行：区划代码 1 未登记"):
        creation.ensure("broken")
    assert not storage.exists("broken")
    table.write_text(f"{head}2025-09,2025-09,430500,value_added,6\n")
    assert creation.ensure("broken")
    storage.engine("broken").dispose()


@pytest.mark.slow_on_postgres
def test_killed_creation_leaves_no_dataset_and_the_next_works(empty_place, run_python):
    killed = run_python(KILLED)
    assert killed.wait(60) == -signal.SIGKILL
    assert not storage.exists("luohe-2015")
    assert creation.ensure("luohe-2015")
    assert is_complete()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_file_killed_before_it_took_its_name_is_not_filled_twice(empty_place, run_python):
    killed = run_python(KILLED_BEFORE_NAMING)
    assert killed.wait(60) == -signal.SIGKILL
    (left,) = storage.var_folder().glob("luohe-2015*part")
    assert left.stat().st_size > 50_000
    assert not storage.exists("luohe-2015")
    assert creation.ensure("luohe-2015")
    assert is_complete()
    names = {path.name for path in storage.var_folder().glob("luohe-2015*")}
    names = {name for name in names if not name.endswith(("-wal", "-shm"))}  # in use, of itself
    assert names <= {"luohe-2015.sqlite", "luohe-2015.lock"}


def answers(processes):
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    told = []
    for process in processes:
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        told.append(out.strip())
    return sorted(told)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_two_processes_at_once_make_it_once(empty_place, run_python):
    assert answers([run_python(AT_ONCE), run_python(AT_ONCE)]) == ["False", "True"]
    assert is_complete()


@pytest.mark.parametrize(
    "backend", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
@pytest.mark.slow_on_postgres
def test_two_machines_at_one_server_make_it_once(empty_place, run_python, tmp_path):
    folders = [str(tmp_path / name) for name in ("one", "other")]
    both = [run_python(AT_ONCE, GONGKUANG_VAR=folder) for folder in folders]
    assert answers(both) == ["False", "True"]
    assert is_complete()


def migrations(connection):
    config = Config()
    config.set_main_option("script_location", str(FOLDER / "migrations"))
    config.attributes["connection"] = connection
    return config


def is_held_by_triggers(item, _name, kind, _is_reflected, _other):
    """Say whether it is a foreign key that PostgreSQL does not have, see test_references.py."""
    return kind == "foreign_key_constraint" and item.table is schema.observation


def differences(connection):
    has_identity = connection.dialect.name == "postgresql"  # SQLite numbers rows without saying so
    options = {
        "compare_type": True,
        "compare_server_default": has_identity,
        "include_object": lambda *found: not has_identity or not is_held_by_triggers(*found),
    }
    context = MigrationContext.configure(connection, opts=options)
    return compare_metadata(context, schema.metadata)


@pytest.fixture
def small(empty_place, declarations):
    declare(declarations, "small")
    creation.ensure("small")
    yield City("small")
    storage.engine("small").dispose()


def test_migrations_make_the_declared_tables(small):
    with storage.reading(small.key) as connection:
        assert differences(connection) == []


def test_comparison_of_tables_sees_a_difference(small):
    with storage.writing(small.key) as connection:
        connection.exec_driver_sql("DROP INDEX ix_observation_batch")
        connection.exec_driver_sql("ALTER TABLE vintage ADD COLUMN more INTEGER")
    with storage.reading(small.key) as connection:
        assert {change[0] for change in differences(connection)} == {"add_index", "remove_column"}


def test_downgrade_removes_all_tables_and_upgrade_brings_them_back(small):
    with storage.writing(small.key) as connection:
        command.downgrade(migrations(connection), "base")
    with storage.reading(small.key) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    with storage.writing(small.key) as connection:
        storage.migrate(connection)
    with storage.reading(small.key) as connection:
        assert differences(connection) == []
        assert connection.execute(select(schema.batch)).all() == []


def test_database_of_an_earlier_stage_keeps_its_figures_and_finds_room_for_evidence(small):
    small.commit({Cell(): 1.0, Cell(WHOLE): None})
    with storage.writing(small.key) as connection:
        command.downgrade(migrations(connection), "0002")
        assert not inspect(connection).has_table("evidence")
        assert not inspect(connection).has_table("register_entry")
    storage._upgrade.cache_clear()
    assert creation.ensure(small.key) is False
    with storage.reading(small.key) as connection:
        assert differences(connection) == []
    assert small.known() == {Cell(): 1.0, Cell(WHOLE): None}
    with storage.writing(small.key) as connection:
        evidence.note(connection, 1, [Evidence("台账第3号", "张三")])
    assert evidence.of_batches(small.question(), [1])[1][0].text == "台账第3号"


NEXT_REVISION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "novelty", "{newest}", None, None
def upgrade():
    op.create_table("novelty", sa.Column("id", sa.Integer, primary_key=True))
"""


def test_dataset_of_an_older_make_is_brought_up_to_date_when_opened(small, tmp_path, monkeypatch):
    small.commit({Cell(): 1.0})
    shutil.copytree(FOLDER / "migrations", tmp_path / "newer" / "migrations")
    with storage.reading(small.key) as connection:
        newest = MigrationContext.configure(connection).get_current_revision()
    later = tmp_path / "newer" / "migrations" / "versions" / "novelty.py"
    later.write_text(NEXT_REVISION.format(newest=newest), encoding="utf-8")
    monkeypatch.setattr(storage, "FOLDER", tmp_path / "newer")
    storage._upgrade.cache_clear()
    assert manage._ensure(small.key) is False
    with storage.reading(small.key) as connection:
        assert inspect(connection).has_table("novelty")
    assert small.known() == {Cell(): 1.0}


def test_dataset_of_a_newer_program_is_refused_with_what_to_do(small):
    with storage.writing(small.key) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    storage._upgrade.cache_clear()
    with pytest.raises(storage.StorageError, match=r"由更新的程序建立.*9999.*请升级本程序"):
        creation.ensure(small.key)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("dataset", "other-city", r"small.* 中是数据集 other-city（official），.*是 small"),
        ("kind", "simulated", r"small.* 中是数据集 small（simulated），.*是 small（official）"),
        ("dataset", None, "来历不明"),
    ],
)
def test_database_of_another_dataset_or_kind_is_refused(small, key, value, says):
    facts = schema.dataset_meta
    with storage.writing(small.key) as connection:
        connection.execute(delete(facts).where(facts.c.key == key))
        if value:
            connection.execute(insert(facts).values(key=key, value=value))
    storage._upgrade.cache_clear()
    with pytest.raises(storage.StorageError, match=says):
        creation.ensure(small.key)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_log_of_a_removed_file_does_not_get_into_the_new_one(empty_place):
    creation.ensure("luohe-2015")
    path = storage.sqlite_path("luohe-2015")
    log = path.with_name(f"{path.name}-wal")
    with storage.reading("luohe-2015"):
        LUOHE.commit({Cell(): 1.0}, kind="simulated")
        left = log.read_bytes()
    storage.engine("luohe-2015").dispose()
    path.unlink()
    log.write_bytes(left)
    path.with_name(f"{path.name}-shm").write_bytes(b"left")
    assert len(left) > 4000
    assert creation.ensure("luohe-2015")
    assert is_complete()
    with storage.reading("luohe-2015") as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


POSTGRES_ONLY = pytest.mark.parametrize(
    "backend", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@POSTGRES_ONLY
@pytest.mark.parametrize("ending", ["nowhere", "x?colour=red"], ids=["database", "option"])
def test_database_that_cannot_be_reached_is_named(empty_place, monkeypatch, ending):
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    monkeypatch.setenv("DATABASE_URL", f"{address}/{ending}")
    for ask in (creation.ensure, store.newest_vintage):
        with pytest.raises(
            storage.StorageError, match=r"127\.0\.0\.1:\d+/.*连接不上.*DATABASE_URL"
        ):
            ask("luohe-2015")


@POSTGRES_ONLY
def test_user_who_may_not_create_is_told_which_right_is_missing(empty_place, monkeypatch):
    owner = make_url(os.environ["DATABASE_URL"])
    with psycopg.connect(owner.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS guest")
        admin.execute("CREATE ROLE guest LOGIN")
    monkeypatch.setenv("DATABASE_URL", str(owner.set(username="guest")))
    with pytest.raises(storage.StorageError, match=r"guest 权限不足.*GRANT CREATE ON DATABASE"):
        creation.ensure("luohe-2015")
    assert not storage.exists("luohe-2015")
    storage.engine("luohe-2015").dispose()


@POSTGRES_ONLY
@pytest.mark.parametrize("opened", [storage.reading, storage.writing], ids=["reading", "writing"])
def test_server_that_goes_away_is_a_refusal_and_the_next_question_works(small, opened):
    def hang_up(connection):
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [mine])

    with (
        pytest.raises(storage.StorageError, match=r"连接中断.*再重试"),
        opened(small.key) as connection,
    ):
        hang_up(connection)
        connection.exec_driver_sql("SELECT 1")
    assert store.newest_vintage(small.key) == 0


def test_mistake_in_our_own_statement_stays_visible(small):
    with pytest.raises(DBAPIError, match="nowhere"), storage.reading(small.key) as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_address_of_postgresql_may_be_written_in_each_usual_way(monkeypatch, scheme):
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://root@127.0.0.1/x")
    assert storage.server_url().drivername == "postgresql+psycopg"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_sqlite_file_is_in_wal_mode_with_real_keys(small):
    path = storage.sqlite_path(small.key)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    kinds = dict(connection.execute("SELECT name, wr FROM pragma_table_list").fetchall())
    connection.close()
    assert kinds["observation"] == 1
    with storage.reading(small.key) as reading:
        assert reading.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize(
    "backend", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_each_dataset_has_a_schema_of_its_own(samples):
    assert len({storage.schema_name(key) for key in MADE}) == 3
    for key in MADE:
        with storage.reading(key) as connection:
            found = connection.exec_driver_sql("SELECT current_schema()").scalar()
            assert found == storage.schema_name(key)
            assert store.meta(connection)["dataset"] == key


@pytest.mark.parametrize("address", ["somewhere", "postgresql://u@h:abc/x"])
def test_address_that_is_none_is_refused(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(storage.StorageError, match="不是数据库地址"):
        storage.server_url()


def test_database_of_another_make_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://root@127.0.0.1/x")
    with pytest.raises(storage.StorageError, match="只支持 postgresql"):
        storage.server_url()


@pytest.mark.slow
def test_killed_at_thirty_random_moments_it_is_always_all_or_nothing(empty_place, run_python):
    chance = random.Random(20250930)
    for _ in range(30):
        process = run_python('from data import creation\ncreation.ensure("luohe-2015")')
        time.sleep(chance.uniform(0.3, 1.6))
        process.kill()
        process.wait(30)
        assert not storage.exists("luohe-2015") or is_complete()
    creation.ensure("luohe-2015")
    assert is_complete()
