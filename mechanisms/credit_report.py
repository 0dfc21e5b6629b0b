"""Registering a withdrawal: what the rule will say of it, and keeping it with its evidence."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from data import batches, catalogue, datasets, registers
from data.datasets import Dataset
from data.register_fields import read_day
from data.registers import Register, RegisterEntry, RegisterError, RegisterSubmission
from data.store import Question
from mechanisms.credit_cases import (
    WITHDRAWALS,
    CaseRow,
    bank_name,
    duty,
    firm_question,
    judged_rows,
)

ROW = 2
"""Line of the entry in the kept file: below its head."""
NEW_KEY = "（本笔）"


@dataclass(frozen=True)
class Report:
    """A withdrawal as it was typed.

    Attributes
    ----------
    bank
        A bank's id or name.
    region
        County of the firm: code or name; empty takes a county viewer's own.
    day
        When it happened.
    fields
        Texts by field of the register; blank ones are not known.
    key
        The entry that this one corrects; empty for a new one.
    """

    bank: str
    region: str
    day: str
    fields: Mapping[str, str]
    sender: str
    actor: str
    key: str = ""


@dataclass(frozen=True, eq=False)
class Draft:
    """A report that was looked at; nothing is stored yet.

    Attributes
    ----------
    row
        The case to which the entry belongs, as it would be.
    replaced
        The entry that it corrects; None for a new one.
    """

    question: Question
    dataset: Dataset
    register: Register
    entry: RegisterEntry
    row: CaseRow
    replaced: RegisterEntry | None
    report: Report
    duty_text: str

    @property
    def text(self) -> str:
        """What the rule will say, in words."""
        bank = bank_name(self.dataset, self.entry.subject)
        counted = len(self.row.case.events)
        together = f"（当月共{counted}笔合计）" if counted > 1 else ""
        case = self.row.case
        return f"{self.row.firm}　{bank}　{case.kind}{together}：{case.judgement.text}"


def prepare(question: Question, report: Report) -> Draft:
    """Look at a report: read it, and say what the rule makes of it.

    Parameters
    ----------
    question
        Of the one who reports (action `report_withdrawal`), at the newest vintage and the
        business date.

    Raises
    ------
    RegisterError
        If bank, county, day, a field or the evidence is not in order.
    """
    dataset = datasets.dataset(question.dataset)
    made = registers.register(WITHDRAWALS)
    own = firm_question(question)
    replaced = _replaced(own, report.key)
    entry = _entry(question, dataset, made, report, replaced)
    others = [e for e in registers.entries(own, WITHDRAWALS) if e.key != entry.key]
    rosters = registers.entries(own, "firm_rosters")
    rule = duty(dataset)
    rows = judged_rows(dataset, [*others, entry], rosters, rule)
    row = next(row for row in rows if any(each.key == entry.key for each in row.entries))
    return Draft(question, dataset, made, entry, row, replaced, report, rule.text)


def _replaced(own: Question, key: str) -> RegisterEntry | None:
    """Return the entry that is corrected; one of another county is as one that does not exist."""
    if not key:
        return None
    found = next((e for e in registers.entries(own, WITHDRAWALS) if e.key == key), None)
    if found is None:
        msg = f"没有登记号“{key}”的登记，请核对"
        raise RegisterError(msg)
    return found


def _entry(
    question: Question,
    dataset: Dataset,
    made: Register,
    report: Report,
    replaced: RegisterEntry | None,
) -> RegisterEntry:
    where = made.name
    fields = _with_known(report.fields, replaced)
    if not str(fields.get("evidence") or "").strip():
        msg = f"{where}：依据：必填，请写明银行来函、企业反映或报表等"
        raise RegisterError(msg)
    day = _day(dataset, report, replaced, where)
    return RegisterEntry(
        WITHDRAWALS,
        report.key or NEW_KEY,
        day,
        _region(question, dataset, report.region or (replaced.region if replaced else "")),
        registers.typed(made, fields, where),
        ROW,
        _bank(dataset, report.bank or (replaced.subject if replaced else "")),
        made.subject_kind,
    )


def _with_known(fields: Mapping[str, str], replaced: RegisterEntry | None) -> dict[str, object]:
    """Return the fields; what a correction leaves blank stays as it was."""
    given = {key: value for key, value in fields.items() if value.strip()}
    return {**(replaced.fields if replaced else {}), **given}


def _day(dataset: Dataset, report: Report, replaced: RegisterEntry | None, where: str) -> date:
    if not report.day.strip() and replaced is not None:
        return replaced.day
    day = read_day(report.day, f"{where}：发生日")
    if day > dataset.today:
        msg = f"{where}：发生日：{day}在业务日期{dataset.today}之后，请核对"
        raise RegisterError(msg)
    return day


def counties(question: Question) -> dict[str, str]:
    """Return the counties in which the viewer may register a withdrawal, by code."""
    dataset = datasets.dataset(question.dataset)
    names = catalogue.regions()
    ranked = dataset.ranked_sets[0]
    codes = (*ranked.members, *ranked.listed)
    allowed = [code for code in codes if question.scope is None or code in question.scope]
    return {code: names[code].name for code in allowed}


def _region(question: Question, dataset: Dataset, given: str) -> str:
    offered = counties(question)
    text = given.strip()
    if not text and len(offered) == 1:
        return next(iter(offered))
    code = {name: key for key, name in offered.items()}.get(text, text)
    if code not in offered:
        msg = f"所在县区：“{text}”不能登记；可用：{'、'.join(offered.values())}"
        raise RegisterError(msg)
    return code


def _bank(dataset: Dataset, given: str) -> str:
    """Return a declared bank's id; a city that declares none takes the name as it is."""
    text = given.strip()
    if not dataset.banks:
        return text
    known = {bank.name: bank.id for bank in dataset.banks}
    key = known.get(text, text)
    if key not in known.values():
        msg = f"银行：“{text}”不在本市名单中；可用：{'、'.join(known)}"
        raise RegisterError(msg)
    return key


def commit(draft: Draft) -> int:
    """Keep the withdrawal as one batch; return its number, the new vintage.

    Raises
    ------
    CommitError
        If something was committed since the report was looked at.
    """
    submission = _submission(draft)
    batches.keep_file(submission.content)
    return registers.commit_previewed(draft.dataset, submission, draft.question.vintage)


def _submission(draft: Draft) -> RegisterSubmission:
    entry, report = draft.entry, draft.report
    known = [] if draft.replaced is None else [draft.replaced.published_at or entry.day]
    kind = "simulated" if draft.dataset.kind == "simulated" else "reported"
    return RegisterSubmission(
        title=f"{draft.register.name}（{entry.text('firm')}，{entry.day}）",
        file_name=f"抽压断贷登记_{entry.day}.csv",
        content=_written(draft),
        source="抽压断贷登记",
        kind=kind,
        sender=report.sender,
        published_at=max([entry.day, *known]),
        published_assumed=False,
        entries=(replace(entry, key=report.key),),
    )


def _written(draft: Draft) -> bytes:
    """Return the entry as a small table, kept as the original of its batch."""
    entry, fields = draft.entry, draft.register.fields
    heads = ["登记号", draft.register.day, "所在县区", "银行", *(f.head for f in fields.values())]
    cells = [
        draft.report.key,
        str(entry.day),
        catalogue.regions()[entry.region].name,
        bank_name(draft.dataset, entry.subject),
        *("" if entry.fields[key] is None else _printed(entry.fields[key]) for key in fields),
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*heads, "经办人"])
    writer.writerow([*cells, draft.report.actor])
    return text.getvalue().encode("utf-8-sig")


def _printed(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
