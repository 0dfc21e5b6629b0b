"""The kinds of long work that a job can do; each is done for a dataset, day and vintage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.jobs import Arguments, Job, Work, done_here, run
from data.simulate import Progress
from data.store import Question
from mechanisms import firm_releases, firm_signals
from mechanisms.enquiry import EnquiryError
from metrics.wording import join_names


@dataclass(frozen=True)
class JobKind:
    """A kind of work.

    Attributes
    ----------
    name
        As users read it.
    work
        Does it and says in words what came out.
    """

    name: str
    work: Work


SIGNALS = "signals"
SUPPRESSION = firm_releases.JOB_KIND


def arguments_of(question: Question) -> Arguments:
    """Return what a job keeps of a question; the work is done for everybody, so without scope."""
    return {"as_of": question.as_of.isoformat(), "vintage": question.vintage}


def _question(dataset: str, arguments: Arguments) -> Question:
    return Question(dataset, date.fromisoformat(arguments["as_of"]), int(arguments["vintage"]))


def _signals(dataset: str, arguments: Arguments, progress: Progress) -> str:
    found = firm_signals.signals(_question(dataset, arguments), progress)
    return firm_signals.summary(found)


def _suppression(dataset: str, arguments: Arguments, progress: Progress) -> str:
    from mechanisms import firm_suppression  # it solves linear programmes: slow to import

    return firm_suppression.work(dataset, arguments, progress)


KINDS: Mapping[str, JobKind] = {
    SIGNALS: JobKind("计算全部企业信号", _signals),
    SUPPRESSION: JobKind("放行企业汇总数", _suppression),
}


def kind_of(job: Job) -> JobKind:
    """Return the kind of a job.

    Raises
    ------
    EnquiryError
        If the program knows no such kind (any more).
    """
    if job.kind not in KINDS:
        msg = f"任务 {job.id} 的种类“{job.kind}”不认识；可用：{join_names(KINDS)}"
        raise EnquiryError(msg)
    return KINDS[job.kind]


def work(job: Job, progress: Progress) -> Job:
    """Do a job that waits, as its worker."""
    return run(job, kind_of(job).work, progress)


def work_now(question: Question, kind: str, actor: str, progress: Progress) -> Job:
    """Do work here and now, noted as a job.

    Raises
    ------
    JobError
        If the same is under way elsewhere.
    """
    about = arguments_of(question)
    return done_here(question.dataset, kind, about, actor, KINDS[kind].work, progress)
