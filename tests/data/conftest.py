"""Places for datasets, on SQLite and on PostgreSQL."""

import os
import subprocess
import sys

import pytest

from data import creation, storage
from tests.data.small_city import City, declare
from tests.servers import ROOT

BACKENDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
SAMPLES = ("shaoyang", "luohe-2015")


@pytest.fixture(autouse=True)
def shipped_datasets(monkeypatch):
    """Nothing of the caller's environment reaches a test."""
    for name in ("GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=BACKENDS)
def backend(request, tmp_path, monkeypatch):
    """An empty place for datasets; gives the name of the backend."""
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path / "var"))
    if request.param == "postgres":
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("fresh_postgres_url"))
    return request.param


@pytest.fixture
def declarations(tmp_path, monkeypatch):
    """An empty folder of dataset declarations, in place of the shipped one."""
    folder = tmp_path / "declared"
    folder.mkdir()
    monkeypatch.setenv("GONGKUANG_DATASETS", str(folder))
    return folder


@pytest.fixture
def city(backend, declarations):
    """A made dataset of real figures, as yet without any."""
    declare(declarations, "xiaocheng")
    creation.ensure("xiaocheng")
    yield City("xiaocheng")
    storage.engine("xiaocheng").dispose()


@pytest.fixture(scope="session", params=BACKENDS)
def samples_place(request, tmp_path_factory):
    """The environment of a place where both shipped samples are made."""
    place = {"GONGKUANG_VAR": str(tmp_path_factory.mktemp("samples"))}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        if request.param == "sqlite":
            yield make_samples(patch, place)
            return
        server = request.getfixturevalue("postgres_server")
        with server.fresh_database() as url:
            yield make_samples(patch, place | {"DATABASE_URL": url})


def make_samples(patch, place):
    for name, value in place.items():
        patch.setenv(name, value)
    for key in SAMPLES:
        assert creation.ensure(key)
    patch.undo()
    return place


@pytest.fixture
def samples(samples_place, monkeypatch):
    """Both shipped samples are at hand."""
    for name, value in samples_place.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sqlite_samples(tmp_path_factory, monkeypatch, request):
    """Both shipped samples on SQLite, made once, for tests in which the backend is no matter."""
    made = getattr(request.config, "_gongkuang_samples", None)
    return made


@pytest.fixture
def run_python():
    """Start Python programs in this environment: `run_python(code, **environment)`."""
    running = []

    def start(code, **environment):
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()
