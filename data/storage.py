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
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from data.records import FOLDER

SQLITE_BUSY_MS = 30_000


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
    except ArgumentError as error:
        msg = "DATABASE_URL：不是数据库地址，应形如 postgresql://用户@主机/库名；不设则用 SQLite"
        raise StorageError(msg) from error
    if url.get_backend_name() != "postgresql":
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
    with engine(dataset).connect() as connection:
        if connection.dialect.name == "postgresql":  # SQLite reads a snapshot by itself
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(dataset: str) -> Iterator[Connection]:
    """Open one write transaction: all of it is committed, or nothing."""
    with (
        engine(dataset).connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


def migrate(connection: Connection) -> None:
    """Bring the tables of an open connection to the newest revision."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _reached(dataset: str) -> Connection:
    """Open a connection, or say in one line which server does not answer."""
    try:
        return engine(dataset).connect()
    except OperationalError as error:
        url = engine(dataset).url
        msg = (
            f"数据库 {url.host}:{url.port}/{url.database} 连接不上；"
            "请检查 DATABASE_URL、网络和数据库是否启动"
        )
        raise StorageError(msg) from error


def upgrade(dataset: str) -> None:
    """Bring an existing dataset's tables to the newest revision, once per process."""
    _upgrade(dataset, _place(dataset))


@cache
def _upgrade(dataset: str, place: str) -> None:
    with writing(dataset) as connection:
        lock_making(connection, dataset)
        migrate(connection)


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
    with _reached(dataset) as connection:
        found = connection.execute(
            text("SELECT 1 FROM pg_tables WHERE schemaname = :s AND tablename = 'dataset_meta'"),
            {"s": schema_name(dataset)},
        ).first()
    return found is not None
