"""Starting the app as a user does, with make, and ending it again."""

import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

from tests.servers import ROOT, free_port, wait_until


def seconds_of_make_run(var: Path) -> float:
    """Return the seconds from `make run` to HTTP 200 at the app's address."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "MAKEFLAGS"}}
    start = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=ROOT,
        env=env | {"GONGKUANG_VAR": str(var)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until(lambda: _serves(port), 120, lambda: "make run: no answer within two minutes")
        return time.perf_counter() - start
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # make and the server that it started
        process.wait()


def _serves(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
