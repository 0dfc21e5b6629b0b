"""Where a dataset lives: a SQLite file of its own, or a PostgreSQL schema of its own."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool, QueuePool

from data import datasets
from data.records import FOLDER
from data.schema import dataset_meta

SQLITE_BUSY_MS = 30_000
UNREACHABLE = ("08", "57P")
"""Beginnings of the SQLSTATE of a lost connection, and of a server that stops or starts."""
NO_RIGHT = "42501"


class StorageError(RuntimeError):
    """The database cannot be used; the text says which one and what to check."""


def var_folder() -> Path:
    """Return the folder for what changes at run time (GONGKUANG_VAR, or ``var/``)."""
    return Path(os.environ.get("GONGKUANG_VAR") or FOLDER.parent / "var")


def server_url() -> URL | None:
    """Return the PostgreSQL address of DATABASE_URL, None where SQLite files are used."""
    raw = os.environ.get("DATABASE_URL", "")
    if not raw:
        return None
    try:
        url = make_url(raw)
    except (ArgumentError, ValueError) as error:  # the latter for a port that is no number
        msg = "DATABASE_URL：不是数据库地址，应形如 postgresql://用户@主机/库名；不设则用 SQLite"
        raise StorageError(msg) from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        msg = f"DATABASE_URL：只支持 postgresql，写的是 {url.get_backend_name()}；不设则用 SQLite"
        raise StorageError(msg)
    return url.set(drivername="postgresql+psycopg")


def schema_name(dataset: str) -> str:
    """Return the PostgreSQL schema of a dataset.

    Examples
    --------
    >>> schema_name("luohe-2015")
    'gk_luohe_2015'
    """
    return "gk_" + dataset.replace("-", "_")


def sqlite_path(dataset: str) -> Path:
    """Return the SQLite file of a dataset."""
    return var_folder() / f"{dataset}.sqlite"


def engine(dataset: str) -> Engine:
    """Return the shared engine of a dataset's database."""
    return _engine(dataset, _place(dataset))


def _place(dataset: str) -> str:
    """Return where the dataset is kept, which tells two places of one name apart."""
    url = server_url()
    return str(sqlite_path(dataset) if url is None else url.render_as_string(False))


@cache
def _engine(dataset: str, place: str) -> Engine:
    url = server_url()
    return sqlite_engine(Path(place)) if url is None else postgres_engine(url, dataset)


def sqlite_engine(path: Path, *, create: bool = False) -> Engine:
    """Return an engine on one SQLite file: WAL, foreign keys, real transactions.

    Without `create` a missing file is an error: an empty one would be taken for a dataset.
    """
    address = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"
    made = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
        poolclass=NullPool if create else QueuePool,
    )
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI object
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in (
        f"busy_timeout={SQLITE_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def postgres_engine(url: URL, dataset: str) -> Engine:
    """Return an engine whose connections see only the schema of one dataset."""
    options = f"-csearch_path={schema_name(dataset)}"
    return create_engine(url, connect_args={"options": options}, pool_pre_ping=True)


@contextmanager
def reading(dataset: str) -> Iterator[Connection]:
    """Open a connection for reading: one consistent picture until it is closed."""
    with _plainly(dataset), _reached(dataset) as connection:
        if connection.dialect.name == "postgresql":  # SQLite reads a snapshot by itself
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(dataset: str) -> Iterator[Connection]:
    """Open one write transaction: all of it is committed, or nothing."""
    with (
        _plainly(dataset),
        _reached(dataset).execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


def _reached(dataset: str) -> Connection:
    """Open a connection, or say in one line which server does not answer."""
    try:
        return engine(dataset).connect()
    except (OperationalError, ProgrammingError) as error:
        if server_url() is None:
            raise
        msg = (
            f"数据库 {_server_words(dataset)} 连接不上（{_first_line(error)}）；"
            "请检查 DATABASE_URL、网络和数据库是否启动"
        )
        raise StorageError(msg) from error


@contextmanager
def _plainly(dataset: str) -> Iterator[None]:
    """Say of a server that went away and of a missing right what to do; the rest are bugs."""
    try:
        yield
    except DBAPIError as error:
        if server_url() is None:
            raise
        state = getattr(error.orig, "sqlstate", None) or ""
        if state == NO_RIGHT:
            raise StorageError(_no_right_words(dataset, error)) from error
        is_lost = isinstance(error, OperationalError) and not state
        if not is_lost and not state.startswith(UNREACHABLE):
            raise
        msg = (
            f"数据库 {_server_words(dataset)} 的连接中断（{_first_line(error)}）；"
            "未完成的写入已全部撤销，请检查数据库是否在运行，再重试"
        )
        raise StorageError(msg) from error


def _no_right_words(dataset: str, error: DBAPIError) -> str:
    url = engine(dataset).url
    return (
        f"数据库 {_server_words(dataset)} 的用户 {url.username} 权限不足（{_first_line(error)}）；"
        f'请管理员执行 GRANT CREATE ON DATABASE "{url.database}" TO "{url.username}"，'
        f"已有的 schema {schema_name(dataset)} 须归该用户所有，再重试"
    )


def _server_words(dataset: str) -> str:
    url = engine(dataset).url
    return f"{url.host or '本机'}:{url.port or 5432}/{url.database}"


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).splitlines() or [""])[0]


def _place_words(dataset: str) -> str:
    """Return how a message names the file or the schema of a dataset."""
    if server_url() is None:
        return f"数据文件 {sqlite_path(dataset)}"
    return f"数据库 {_server_words(dataset)} 的 schema {schema_name(dataset)}"


def _migrations(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(connection: Connection) -> None:
    """Bring the tables of an open connection to the newest revision."""
    command.upgrade(_migrations(connection), "head")


def upgrade(dataset: str) -> None:
    """Bring an existing dataset's tables to the newest revision, once per process.

    Raises
    ------
    StorageError
        If the database holds another dataset, or was made by a newer program.
    """
    _upgrade(dataset, _place(dataset))


@cache
def _upgrade(dataset: str, place: str) -> None:
    with reading(dataset) as connection:
        _check_identity(connection, dataset)
        if _is_newest(connection, dataset):
            return
    with writing(dataset) as connection:
        lock_making(connection, dataset)
        migrate(connection)


def _check_identity(connection: Connection, dataset: str) -> None:
    """Refuse a database that says it holds another dataset, or one of another kind."""
    declared = datasets.dataset(dataset)
    found: dict[str, str] = {}
    if inspect(connection).has_table(dataset_meta.name):
        found = {row.key: row.value for row in connection.execute(select(dataset_meta))}
    if (found.get("dataset"), found.get("kind")) != (dataset, declared.kind):
        holds = f"{found.get('dataset', '来历不明')}（{found.get('kind', '无性质')}）"
        msg = (
            f"{_place_words(dataset)} 中是数据集 {holds}，而声明的是 {dataset}（{declared.kind}）；"
            "请核对 GONGKUANG_VAR 或 DATABASE_URL，把它移走或改正声明后重试"
        )
        raise StorageError(msg)


def _is_newest(connection: Connection, dataset: str) -> bool:
    """Say whether the tables are at the newest revision; one that is unknown is refused."""
    scripts = ScriptDirectory.from_config(_migrations(connection))
    known = {script.revision for script in scripts.walk_revisions()}
    stored = set(MigrationContext.configure(connection).get_current_heads())
    if unknown := stored - known:
        msg = (
            f"{_place_words(dataset)} 由更新的程序建立（表结构版本 {'、'.join(sorted(unknown))}），"
            "本程序读不了；请升级本程序，或用 GONGKUANG_VAR、DATABASE_URL 另指一处"
        )
        raise StorageError(msg)
    return stored == set(scripts.get_heads())


def lock_making(connection: Connection, dataset: str) -> None:
    """Let no other machine make or upgrade the dataset until this transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer by itself
        name = {"name": schema_name(dataset)}
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), name)


def exists(dataset: str) -> bool:
    """Say whether the dataset's database has been made."""
    url = server_url()
    if url is None:
        return sqlite_path(dataset).exists()
    with reading(dataset) as connection:
        found = connection.execute(
            text("SELECT 1 FROM pg_tables WHERE schemaname = :s AND tablename = 'dataset_meta'"),
            {"s": schema_name(dataset)},
        ).first()
    return found is not None
