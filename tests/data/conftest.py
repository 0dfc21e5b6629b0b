"""Places for datasets, on SQLite and on PostgreSQL."""

import os
import shutil
import subprocess
import sys

import pytest

from data import creation, datasets
from data.records import FOLDER
from tests.data.small_city import City, declare
from tests.servers import ROOT

BACKENDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
VARIABLES = ("GONGKUANG_VAR", "GONGKUANG_DATASETS", "GONGKUANG_SERVE", "DATABASE_URL")
SMALL_CITY = "xiaocheng"
SHIPPED = ("shaoyang", "luohe-2015")
MADE = (SMALL_CITY, *SHIPPED)


@pytest.fixture(autouse=True)
def shipped_datasets(monkeypatch):
    """Nothing of the caller's environment reaches a test."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=BACKENDS)
def backend(request):
    """The kind of database: sqlite or postgres."""
    return request.param


@pytest.fixture
def empty_place(backend, request, tmp_path, monkeypatch):
    """A place in which no dataset has been made yet."""
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path / "var"))
    if backend == "postgres":
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("fresh_postgres_url"))


@pytest.fixture
def declarations(tmp_path, monkeypatch):
    """An empty folder of dataset declarations, in place of the shipped one."""
    folder = tmp_path / "declared"
    folder.mkdir()
    monkeypatch.setenv("GONGKUANG_DATASETS", str(folder))
    return folder


@pytest.fixture(scope="session")
def sqlite_place(made_datasets, tmp_path_factory):
    """The environment of a place where the small city and both samples are made."""
    folder = made_datasets.into(tmp_path_factory.mktemp("var"), *SHIPPED)
    return make_datasets({"GONGKUANG_VAR": str(folder)}, tmp_path_factory)


@pytest.fixture(scope="session")
def simulated_place(made_datasets, tmp_path_factory):
    """The environment of a place where all simulated cities are made, with the shipped files."""
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, {})
        served = datasets.served().items()
        keys = [key for key, dataset in served if dataset.kind == "simulated"]
    folder = made_datasets.into(tmp_path_factory.mktemp("simulated"), *keys)
    return {"GONGKUANG_VAR": str(folder)}


@pytest.fixture(scope="session")
def postgres_place(postgres_server, tmp_path_factory):
    """The same on PostgreSQL."""
    folder = str(tmp_path_factory.mktemp("var"))
    with postgres_server.fresh_database() as url:
        place = {"GONGKUANG_VAR": folder, "DATABASE_URL": url}
        yield make_datasets(place, tmp_path_factory)


def make_datasets(place, tmp_path_factory):
    declared = tmp_path_factory.mktemp("declared")
    shutil.copytree(FOLDER / "datasets", declared, dirs_exist_ok=True)
    declare(declared, SMALL_CITY)
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, place | {"GONGKUANG_DATASETS": str(declared)})
        for key in MADE:
            creation.ensure(key)
    return place | {"GONGKUANG_DATASETS": str(declared)}


def enter(patch, place):
    for name in VARIABLES:
        patch.delenv(name, raising=False)
    for name, value in place.items():
        patch.setenv(name, value)


@pytest.fixture
def samples(backend, request, monkeypatch):
    """Both shipped samples are at hand, to be looked at only."""
    enter(monkeypatch, request.getfixturevalue(f"{backend}_place"))


@pytest.fixture
def sqlite_samples(sqlite_place, monkeypatch):
    """Both shipped samples, for tests to which the backend is no matter."""
    enter(monkeypatch, sqlite_place)


@pytest.fixture
def city(samples):
    """A made dataset of real figures, as yet without any."""
    small = City(SMALL_CITY)
    small.forget_all()
    return small


@pytest.fixture
def run_python():
    """Start Python programs in this environment: `run_python(code, **environment)`."""
    running = []

    def start(code, **environment):
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
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
