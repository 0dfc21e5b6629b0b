"""A job on the screen: asked for by a button, its killed worker seen, done beside the page."""

import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data import job_records, jobs
from data.jobs import JobState
from mechanisms import firm_signals, job_kinds
from tests.data.firms import firm, month_row, register, report
from tests.servers import ROOT

ABOUT = job_kinds.arguments_of
HANGS = """
import sys, time
from data import jobs, simulate
def work(dataset, arguments, progress):
    progress(0.4, "已算四成")
    print("begun", flush=True)
    time.sleep(60)
jobs.done_here(sys.argv[1], "signals", eval(sys.argv[2]), "张三", work, simulate.silent)
"""


def page(question):
    from ui import job_view

    job_view.offer(question, "signals", "李四")


@pytest.fixture
def city(declared):
    made = declared()
    register(made, firm(), firm("乙厂", row=3))
    report(made, month_row(1, output_wan=0.0), month_row(2, output_wan=5.0))
    return made


def shown(question):
    return AppTest.from_function(page, args=(question,), default_timeout=30).run()


def words(found):
    assert not found.exception
    return "\n".join(each.value for each in found.markdown)


def ended(asked, seconds=90):
    end = time.monotonic() + seconds
    while jobs.job(asked.dataset, asked.id).is_live:
        assert time.monotonic() < end, jobs.log_file(asked).read_text()
        time.sleep(0.1)


def killed_worker(city, question):
    """A job whose worker was killed in the middle of its work."""
    about = dict(ABOUT(question))
    command = [sys.executable, "-c", HANGS, city.key, repr(about)]
    hanging = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert hanging.stdout.readline() == b"begun\n"
    found = jobs.start(city.key, job_kinds.SIGNALS, about, "王五")
    assert (found.state, found.actor) == (JobState.RUNNING, "张三")
    watched = shown(question)
    assert "进行" in words(watched)
    assert not watched.button
    hanging.send_signal(signal.SIGKILL)
    hanging.wait()
    hanging.stdout.close()
    return found


def test_job_is_asked_for_watched_and_done_after_its_worker_was_killed(city, monkeypatch):
    question = city.question()
    assert [button.label for button in shown(question).button] == ["计算全部企业信号"]
    killed = killed_worker(city, question)
    monkeypatch.setattr(job_records, "SILENCE", timedelta(0))
    found = shown(question)
    assert ":orange-badge[中断]" in words(found)
    assert "张三" in words(found)
    found.button[0].click().run()
    monkeypatch.setattr(job_records, "SILENCE", timedelta(seconds=45))
    again = jobs.latest(city.key, job_kinds.SIGNALS, ABOUT(question))
    assert again.id > killed.id
    ended(again)
    found = shown(question)
    assert ":green-badge[完成]" in words(found)
    assert "2025年9月：0家算得趋势；停产0家" in words(found)
    assert [button.label for button in found.button] == ["重新计算全部企业信号"]
    assert firm_signals.kept_signals(question).skipped == {"首末两期之间不足3年": 2}
