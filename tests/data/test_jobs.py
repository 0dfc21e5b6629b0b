"""Jobs: one at a time, seen as they go, taken up again when their worker was killed."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from data import job_records, jobs, schema, storage
from data.jobs import JobError, JobState
from data.simulate import silent

KIND = "signals"
ABOUT = {"as_of": "2025-09-30", "vintage": 3}


def ask(city, arguments=ABOUT):
    return job_records.asked_for(city.key, KIND, arguments, "张三")


def states(city, number):
    event = schema.job_event.c
    query = select(event.state).where(event.job == number).order_by(event.id)
    with storage.reading(city.key) as connection:
        return list(connection.scalars(query))


def test_work_is_done_and_every_step_is_kept(city):
    seen = []

    def work(dataset, arguments, progress):
        progress(0.5, "一半")
        return f"{dataset}：{arguments['vintage']}"

    made = jobs.done_here(city.key, KIND, ABOUT, "张三", work, lambda *said: seen.append(said))
    assert (made.state, made.share, made.text) == (JobState.DONE, 1, f"{city.key}：3")
    assert (made.state_words, made.actor, made.arguments) == ("完成", "张三", ABOUT)
    assert seen == [(0.5, "一半"), (1.0, made.text)]
    assert states(city, made.id) == ["queued", "running", "done"]
    assert jobs.latest(city.key, KIND, ABOUT) == made
    assert jobs.latest(city.key, KIND, {}) is None


def test_the_same_asked_for_many_times_at_once_is_one_job(city):
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda _: ask(city), range(8)))
    assert len({job.id for job, _ in asked}) == 1
    assert sum(is_new for _, is_new in asked) == 1
    other, is_new = ask(city, ABOUT | {"vintage": 4})
    assert is_new
    assert other.id != asked[0][0].id
    with pytest.raises(JobError, match="正在排队中"):
        jobs.done_here(city.key, KIND, ABOUT, "李四", lambda *_: "", silent)


def test_job_is_begun_once(city):
    asked, _ = ask(city)
    jobs.run(asked, lambda *_: "好了", silent)
    with pytest.raises(JobError, match="状态是“完成”"):
        jobs.run(asked, lambda *_: "", silent)
    with pytest.raises(JobError, match="没有任务 999"):
        jobs.job(city.key, 999)
    again, is_new = ask(city)
    assert is_new
    assert again.id > asked.id


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (ValueError("面板文件\n损坏"), JobState.FAILED, "面板文件 损坏"),
        (KeyError("x"), JobState.FAILED, "程序出错（KeyError）"),
        (KeyboardInterrupt(), JobState.INTERRUPTED, "已停止"),
    ],
)
def test_what_goes_wrong_is_noted_and_raised(city, error, state, words):
    def work(_dataset, _arguments, progress):
        progress(0.25, "四分之一")
        raise error

    with pytest.raises(type(error)):
        jobs.done_here(city.key, KIND, ABOUT, "张三", work, silent)
    found = jobs.latest(city.key, KIND, ABOUT)
    assert (found.state, found.share, found.is_live) == (state, 0.25, False)
    assert found.text.startswith(words)


def test_silent_worker_is_interrupted_and_gives_way(city, monkeypatch):
    monkeypatch.setattr(job_records, "HEARTBEAT", timedelta(milliseconds=20))
    seen = []

    def work(_dataset, _arguments, progress):
        wait_for(lambda: states(city, first.id).count("running") > 2)  # signs of life by itself
        monkeypatch.setattr(job_records, "SILENCE", timedelta(0))
        seen.append(jobs.job(city.key, first.id).state)
        seen.append(ask(city))
        monkeypatch.setattr(job_records, "SILENCE", timedelta(seconds=45))
        wait_for(lambda: is_told_to_stop(progress))
        return "不应到此"

    first, _ = ask(city)
    with pytest.raises(JobError, match="已由新的任务接替"):
        jobs.run(first, work, silent)
    assert seen[0] == JobState.INTERRUPTED
    second, is_new = seen[1]
    assert is_new
    assert second.id > first.id
    assert "failed" not in states(city, first.id)


def is_told_to_stop(progress):
    progress(0.1, "还在")
    return False


def wait_for(happened, seconds=10):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)
