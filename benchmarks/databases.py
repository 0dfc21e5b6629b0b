"""Where benchmarks of the data layer run: SQLite, and PostgreSQL where its programs are found."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from tests import postgres

NOT_MEASURED = f"\n\nPostgreSQL not measured: {postgres.MISSING}"


def places(stack: ExitStack) -> dict[str, dict[str, str]]:
    """Return the environment of each kind of database; the server ends with the stack."""
    binaries = postgres.find_binaries()
    if binaries is None:
        return {"SQLite": {}}
    server = stack.enter_context(postgres.PostgresServer(binaries))
    url = stack.enter_context(server.fresh_database())
    return {"SQLite": {}, "PostgreSQL": {"DATABASE_URL": url}}


@contextmanager
def environment(place: Mapping[str, str]) -> Iterator[str]:
    """Point the data layer to a temporary folder for a while, and yield it."""
    before = dict(os.environ)
    os.environ.pop("DATABASE_URL", None)
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.environ |= {"GONGKUANG_VAR": f"{folder}/var", **place}
            yield folder
    finally:
        os.environ.clear()
        os.environ |= before
