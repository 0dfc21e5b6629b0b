"""A throw-away PostgreSQL on loopback, run by an unprivileged user."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg

from tests.servers import free_port, stop_process, wait_until

OLDEST = 15
MISSING = f"没有 PostgreSQL ≥ {OLDEST} 的服务器程序（Debian：apt-get install postgresql）"
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def find_binaries():
    """The folder of the newest installed PostgreSQL, or None when there is none new enough."""
    found = {path.resolve() for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")}
    if on_path := shutil.which("postgres"):
        found.add(Path(on_path).resolve())
    usable = [path for path in found if (path.parent / "initdb").exists()]
    newest = max(usable, key=major_version, default=None)
    return newest.parent if newest and major_version(newest) >= OLDEST else None


def major_version(postgres):
    printed = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True)
    return int(re.search(r"\d+", printed.stdout)[0])


def unprivileged_user():
    """Whom to run the server as: root must not, anybody else runs it as themselves."""
    if os.name != "posix" or os.getuid() != 0:
        return None
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def is_open_to_all(folder):
    """Whether another user can get into the folder at all."""
    return all(path.stat().st_mode & 0o001 for path in [folder, *folder.parents])


class PostgresServer:
    """A cluster in a temporary folder; trusts everybody on loopback, forgets all at the end."""

    def __init__(self, binaries):
        self._binaries = binaries
        self._user = unprivileged_user()
        self._port = free_port()
        self._process = None

    def __enter__(self):
        places = [Path(tempfile.gettempdir()).resolve(), Path("/tmp"), Path("/var/tmp")]
        place = next(filter(is_open_to_all, places), None)
        self._folder = Path(tempfile.mkdtemp(prefix="gongkuang-pg-", dir=place))
        if self._user:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        try:
            self._initialise()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._process:
            stop_process(self._process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database="postgres"):
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    @contextlib.contextmanager
    def fresh_database(self):
        """Yield the address of an empty database that is dropped afterwards."""
        name = f"t_{uuid.uuid4().hex[:12]}"
        self._execute(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement):
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)

    def _initialise(self):
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        command = [self._binaries / "initdb", "-D", self._folder / "data", "--no-sync", *options]
        done = subprocess.run(command, **self._rights(), stdout=subprocess.PIPE, text=True)
        if done.returncode:
            message = f"initdb 失败：\n{done.stdout}"
            raise RuntimeError(message)

    def _start(self):
        settings = [part for setting in FAST for part in ("-c", setting)]
        place = ["-D", self._folder / "data", "-k", self._folder]
        listen = ["-h", "127.0.0.1", "-p", str(self._port)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", *place, *listen, *settings],
                **self._rights(),
                stdout=log,
            )
        wait_until(self._answers, 30, lambda: f"PostgreSQL 没有应答：\n{self._log.read_text()}")

    @property
    def _log(self):
        return self._folder / "server.log"

    def _rights(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        rights = {"cwd": self._folder, "env": env | {"LC_ALL": "C"}, "stderr": subprocess.STDOUT}
        if self._user:
            ids = {"user": self._user.pw_uid, "group": self._user.pw_gid}
            rights |= ids | {"extra_groups": []}
        return rights

    def _answers(self):
        if self._process.poll() is not None:
            message = f"PostgreSQL 启动后即退出：\n{self._log.read_text()}"
            raise RuntimeError(message)
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True
