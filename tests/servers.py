"""The app served by a real Streamlit process, in its own data folder."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
NOT_COPIED = (".git", ".venv", "var", "tests", "__pycache__", ".*_cache", ".hypothesis")


def free_port():
    """A port of loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, timeout, failure):
    """Wait for `condition()` to be true; `failure()` is the message when it never is."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(failure())
        time.sleep(0.03)


def stop_process(process, patience=5):
    """End a process that a test started: politely, then not."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def copy_of_app(destination):
    """Copy the app, without its data and tests, to break it there on purpose."""
    shutil.copytree(
        ROOT, destination, ignore=shutil.ignore_patterns(*NOT_COPIED), dirs_exist_ok=True
    )
    return Path(destination)


class AppServer:
    """One `streamlit run app.py` on loopback, as a user would start it.

    `var` replaces the folder var/; `env` adds to the environment (a value of None removes).
    `start()` returns when the server answers, before any page has run.
    """

    def __init__(self, folder, var, env=None, port=None):
        self.folder = Path(folder)
        self.var = Path(var)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = env or {}
        self._log = self.var / "server.log"
        self._process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def log(self):
        """What all starts of this server have printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self):
        """The process id, for measuring memory and CPU time."""
        return self._process.pid

    def start(self):
        self.var.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until(self._serves, 60, lambda: f"{self.url} 没有应答：\n{self.log}")
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        if self._process:
            stop_process(self._process)
            self._process = None

    def restart(self):
        """Stop and start again on the same port, with the same data."""
        self.stop()
        return self.start()

    def _command(self):
        options = {"port": self.port, "address": "127.0.0.1", "headless": "true"}
        flags = [f"--server.{name}={value}" for name, value in options.items()]
        quiet = ["--server.fileWatcherType=none", "--browser.gatherUsageStats=false"]
        return [sys.executable, "-m", "streamlit", "run", "app.py", *flags, *quiet]

    def _environment(self):
        env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        env |= {"GONGKUANG_VAR": str(self.var), "PYTHONUNBUFFERED": "1"} | self._env
        return {k: v for k, v in env.items() if v is not None}

    def _serves(self):
        if self._process.poll() is not None:
            message = f"应用启动后即退出（{self._process.returncode}）：\n{self.log}"
            raise RuntimeError(message)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
