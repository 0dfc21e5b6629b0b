"""A long piece of work on the screen: asked for by a button, watched without holding the page."""

from datetime import UTC, datetime

import streamlit as st

from data import jobs
from data.jobs import Arguments, Job, JobState
from data.store import Question
from mechanisms import job_kinds
from ui.plain import plain

WATCH_SECONDS = 2
_COLOURS = {
    JobState.QUEUED: "gray",
    JobState.RUNNING: "blue",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.INTERRUPTED: "orange",
}


def offer(question: Question, kind: str, actor: str, about: Arguments | None = None) -> None:
    """Offer to start a kind of work for this question, and show how far it is.

    The page goes on meanwhile; when the work is done the page is drawn again.

    Parameters
    ----------
    about
        What the work is told, where it needs more than the question.
    """
    told = job_kinds.arguments_of(question) if about is None else about
    found = jobs.latest(question.dataset, kind, told)
    if found is None or not found.is_live:
        if found is not None:
            show(found)
        _button(question, kind, actor, told, again=found is not None)
        return
    show(found)


def _button(question: Question, kind: str, actor: str, told: Arguments, *, again: bool) -> None:
    name = job_kinds.KINDS[kind].name
    label = f"重新{name}" if again else name
    if st.button(label, key=f"start_{kind}", type="primary"):
        jobs.start(question.dataset, kind, told, actor)
        st.rerun()


def show(job: Job) -> None:
    """Show a job; one under way is looked at again every other second."""
    if job.is_live:
        _watched(job.dataset, job.id)
    else:
        _drawn(job)


@st.fragment(run_every=WATCH_SECONDS)
def _watched(dataset: str, number: int) -> None:
    job = jobs.job(dataset, number)
    _drawn(job)
    if not job.is_live:
        st.rerun()


def _drawn(job: Job) -> None:
    name = plain(job_kinds.kind_of(job).name)
    badge = f":{_COLOURS[job.state]}-badge[{job.state_words}]"
    since = _ago(job)
    st.markdown(f"**{name}**　{badge}　:gray[{plain(job.actor)}　{since}]")
    if job.is_live:
        st.progress(min(job.share, 1.0), f"{plain(job.text)}　{job.share:.0%}")
        return
    st.markdown(f":small[{plain(_outcome(job))}]")


def _outcome(job: Job) -> str:
    if job.state == JobState.INTERRUPTED:
        return f"做到{job.share:.0%}时中断（{job.text}），可重新开始"
    return job.text


def _ago(job: Job) -> str:
    minutes = int((datetime.now(UTC) - job.made_at).total_seconds() // 60)
    return f"{minutes}分钟前提交" if minutes else "刚刚提交"
