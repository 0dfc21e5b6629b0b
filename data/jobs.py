"""Doing jobs: a worker in a process of its own, or here and now; signs of life either way."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.exc import OperationalError

from data import job_records, storage
from data.job_records import Arguments, Job, JobError, JobState, job, latest
from data.records import FOLDER
from data.simulate import Progress

__all__ = [
    "Arguments",
    "Job",
    "JobError",
    "JobState",
    "Work",
    "done_here",
    "job",
    "latest",
    "log_file",
    "run",
    "start",
]

Work = Callable[[str, Arguments, Progress], str]
"""Does a kind of work for a dataset and says in words what came out."""


class JobLostError(JobError):
    """The same work was asked for again meanwhile; this worker ends."""


def start(dataset: str, kind: str, arguments: Arguments, actor: str) -> Job:
    """Have work done by a process of its own, unless the same is under way already."""
    asked, is_new = job_records.asked_for(dataset, kind, arguments, actor)
    if is_new:
        _launch(asked)
    return asked


def _launch(asked: Job) -> None:
    """Start the worker; it lives on when the page, or the server, goes."""
    command = [sys.executable, str(FOLDER.parent / "manage.py"), "work"]
    log = log_file(asked)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--dataset", asked.dataset, str(asked.id)],
            cwd=FOLDER.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def log_file(asked: Job) -> Path:
    """Return where the worker of a job writes what goes wrong."""
    return storage.var_folder() / "jobs" / f"{asked.dataset}-{asked.id}.log"


def done_here(
    dataset: str, kind: str, arguments: Arguments, actor: str, work: Work, progress: Progress
) -> Job:
    """Do work in this process, unless the same is under way elsewhere.

    Raises
    ------
    JobError
        If it is under way.
    """
    asked, is_new = job_records.asked_for(dataset, kind, arguments, actor)
    if not is_new:
        msg = f"任务 {asked.id} 正在{asked.state_words}中（{asked.text}），请等它完成"
        raise JobError(msg)
    return run(asked, work, progress)


def run(asked: Job, work: Work, progress: Progress) -> Job:
    """Do a job that waits, and return it as it then stands.

    What goes wrong is noted with the job, and raised.

    Raises
    ------
    JobError
        If the job does not wait for a worker.
    """
    _begin(asked)
    with _Pulse(asked) as pulse:

        def tell(share: float, words: str) -> None:
            pulse.say(share, words)
            progress(share, words)

        said = work(asked.dataset, asked.arguments, tell)
    _note(asked, JobState.DONE, 1.0, said)
    progress(1.0, said)
    return job(asked.dataset, asked.id)


def _begin(asked: Job) -> None:
    with storage.writing(asked.dataset) as connection:
        found = job_records.job_of(connection, asked.dataset, asked.id)
        if found is None or found.state != JobState.QUEUED:
            words = "不存在" if found is None else f"的状态是“{found.state_words}”"
            msg = f"任务 {asked.id} {words}，只有排队中的任务可以开始；请重新提交"
            raise JobError(msg)
        job_records.note(connection, asked.id, JobState.RUNNING, 0.0, "已开始")


def _note(asked: Job, state: JobState, share: float, words: str) -> None:
    with storage.writing(asked.dataset) as connection:
        job_records.note(connection, asked.id, state, share, words)


class _Pulse:
    """Signs of life of a worker while it works, from a thread of its own."""

    def __init__(self, asked: Job) -> None:
        self._asked = asked
        self._said: tuple[float, str] = (0.0, "已开始")
        self._ended = threading.Event()
        self._is_lost = False
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        if error is not None and not self._is_lost:
            state = JobState.FAILED if isinstance(error, Exception) else JobState.INTERRUPTED
            _note(self._asked, state, self._said[0], self._words_of(error))

    def _words_of(self, error: BaseException) -> str:
        if isinstance(error, ValueError | storage.StorageError):
            return " ".join(str(error).split())
        if isinstance(error, Exception):
            return f"程序出错（{type(error).__name__}），详见 {log_file(self._asked).name}"
        return "已停止"

    def say(self, share: float, words: str) -> None:
        """Keep how far the work is; stop it where the same was asked for again."""
        self._said = (min(max(share, 0.0), 1.0), words)
        if self._is_lost:
            msg = f"任务 {self._asked.id} 已由新的任务接替，停止"
            raise JobLostError(msg)

    def _beat(self) -> None:
        while not self._ended.wait(job_records.HEARTBEAT.total_seconds()):
            try:
                self._sign()
            except (OperationalError, storage.StorageError):  # locked for long, or away: next time
                continue

    def _sign(self) -> None:
        with storage.writing(self._asked.dataset) as connection:
            if job_records.is_newest(connection, self._asked):
                job_records.note(connection, self._asked.id, JobState.RUNNING, *self._said)
            else:
                self._is_lost = True
