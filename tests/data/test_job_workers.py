"""Workers in processes of their own: work goes on beside the page, a killed one gives way."""

import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from data import job_records, jobs
from data.jobs import JobState
from mechanisms import firm_signals, job_kinds
from tests.data.firms import firm, month_row, register, report
from tests.servers import ROOT

HANGS = """
import sys, time
from data import jobs, simulate
def work(dataset, arguments, progress):
    print("begun", flush=True)
    time.sleep(60)
jobs.done_here(sys.argv[1], "signals", eval(sys.argv[2]), "张三", work, simulate.silent)
"""


def ended(city, asked, seconds=60):
    end = time.monotonic() + seconds
    while jobs.job(city.key, asked.id).is_live:
        log = jobs.log_file(asked)
        assert time.monotonic() < end, log.read_text() if log.exists() else "无日志"
        time.sleep(0.1)
    return jobs.job(city.key, asked.id)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # the records: test_jobs.py
def test_killed_worker_gives_way_to_one_that_ends(city, monkeypatch):
    register(city, firm(), firm("乙厂", row=3))
    report(city, month_row(1, output_wan=0.0), month_row(2, output_wan=5.0))
    question = city.question()
    about = dict(job_kinds.arguments_of(question))
    hanging = subprocess.Popen(
        [sys.executable, "-c", HANGS, city.key, repr(about)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert hanging.stdout.readline() == b"begun\n"
    killed = jobs.start(city.key, job_kinds.SIGNALS, about, "李四")
    assert (killed.state, killed.actor) == (JobState.RUNNING, "张三")
    hanging.send_signal(signal.SIGKILL)
    hanging.wait()
    monkeypatch.setattr(job_records, "SILENCE", timedelta(0))
    assert jobs.job(city.key, killed.id).state_words == "中断"
    again = jobs.start(city.key, job_kinds.SIGNALS, about, "李四")
    monkeypatch.setattr(job_records, "SILENCE", timedelta(seconds=45))
    assert again.id > killed.id
    done = ended(city, again)
    assert (done.state, done.share) == (JobState.DONE, 1)
    assert done.text.startswith("2025年9月：0家算得趋势；停产0家")
    kept = firm_signals.kept_signals(question)
    assert kept.skipped == {"首末两期之间不足3年": 2}
    assert firm_signals.summary(kept) == done.text
