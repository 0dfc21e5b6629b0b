"""Records of earlier weeks for a simulated city, each made on its own day by the engine itself."""

from collections.abc import Callable

from data import bulletin_records, store
from data.datasets import Dataset
from data.permissions import Viewer
from data.simulated_records import PlannedRecord, planned
from data.store import Question
from mechanisms import bulletin_drafting, bulletin_life, records
from mechanisms.bulletin_content import BulletinError, from_json
from mechanisms.bulletin_drafting import DraftText
from mechanisms.bulletin_life import Makers
from metrics.periods import Period

WRITER, SIGNER = "official", "leader"


def rehearse(dataset: Dataset, makers: Makers, said: Callable[[str], None]) -> int:
    """Write and sign the records that a simulated city plans, and return how many were made.

    Each is made as of its own day: neither figures nor steps of the ledger that came later are
    in it. Periods that have a record already are left alone.

    Parameters
    ----------
    said
        Told of each record that was made.

    Raises
    ------
    BulletinError
        If the figures are not simulated, or no records are planned.
    """
    plans = planned(dataset)
    if dataset.kind != "simulated" or not plans:
        msg = (
            f"{dataset.name}没有可补写的模拟研判记录；只有声明了 simulate.records 的模拟数据集可用"
        )
        raise BulletinError(msg)
    made = 0
    for plan in plans:
        if not _has_record(dataset, plan):
            said(f"已补写并签发：{_write(dataset, plan, makers)}")
            made += 1
    return made


def _has_record(dataset: Dataset, plan: PlannedRecord) -> bool:
    known = bulletin_records.listed(dataset.id, issued_only=False, form=plan.form)
    return any(each.period == plan.period for each in known)


def _write(dataset: Dataset, plan: PlannedRecord, makers: Makers) -> str:
    """Begin, conclude, submit and sign a record on its day; return its title."""
    then = dataset.model_copy(update={"business_date": plan.day})
    writer = records.desk(Viewer(WRITER), plan.writer, then, plan.form)
    signer = records.desk(Viewer(SIGNER), plan.signer, then, plan.form)
    question = Question(dataset.id, plan.day, store.newest_vintage(dataset.id))
    number = records.begin(writer, question, Period.parse(plan.period))
    begun = from_json(writer.document(number).content)
    text = DraftText(begun.title, "", (*begun.paragraphs, *plan.conclusions))
    version = bulletin_drafting.save(writer, number, 1, text)
    bulletin_life.submit(writer, number, version)
    bulletin_life.issue(signer, number, version, makers)
    return begun.printed_title
