"""Taking in a file: received → read → checked → previewed → committed or refused.

The screen, the command line and every later door use these functions, so a file is treated
alike wherever it comes from. The file itself is kept first, whatever becomes of it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

import pandas as pd

from data import (
    batches,
    catalogue,
    datasets,
    firm_files,
    intake_commits,
    receipts,
    table_finding,
)
from data.file_safety import plain_file_name
from data.firm_files import FirmTable
from data.intake_rules import intake_rules
from data.loading import Head
from data.readings import Book, Reading, UnreadableFileError
from data.receipts import Explained, Receipt
from data.store import Question
from data.vintages import CommitError
from mechanisms import firm_intake
from mechanisms.firm_intake import FirmPreview
from mechanisms.intake_checks import check_within
from mechanisms.intake_comparison import CHANGED, NEW, compared
from mechanisms.intake_days import check_days
from mechanisms.intake_delivery import Delivery as Delivery
from mechanisms.intake_delivery import IntakeError as IntakeError
from mechanisms.intake_findings import (
    Graded,
    IntakeFinding,
    Material,
    blank_columns,
    finding,
    in_order,
    of_reading,
)
from mechanisms.intake_history_checks import check_against_stored
from metrics.explanations import explains
from metrics.wording import date_text

LONGEST_TITLE = 80
NOTHING_SAID = Delivery()


@dataclass(frozen=True, eq=False)
class Preview(Graded):
    """What a file would do to the stored figures, and what stands against it.

    Attributes
    ----------
    table
        The figures beside what is known, as `intake_comparison.compared`, and `later` (a
        figure published later is stored).
    """

    findings: tuple[IntakeFinding, ...]
    question: Question
    receipt: Receipt
    reading: Reading
    head: Head
    table: pd.DataFrame

    @property
    def size(self) -> str:
        """What it holds, in words."""
        return f"{len(self.table)}个数字"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be stored."""
        return self.table.empty


Previewed = Preview | FirmPreview
"""A file of published figures, or one of firms."""


def receive(
    question: Question, file_name: str, content: bytes, channel: str, actor: str
) -> Receipt:
    """Keep a file and note that it came in.

    Parameters
    ----------
    channel
        ``page``, ``command`` or ``api``.
    """
    return receipts.receive(question.dataset, plain_file_name(file_name), content, channel, actor)


def preview(question: Question, receipt: Receipt, delivery: Delivery = NOTHING_SAID) -> Previewed:
    """Read a received file, check it and show what it would change; nothing is stored.

    A file is one of firms if its heads say so, whatever its name.

    Raises
    ------
    IntakeError
        If no table can be read from the file; the refusal is noted beside the receipt.
    """
    opened = _opened(question, receipt)
    if isinstance(opened, FirmTable):
        return firm_intake.preview(question, receipt, opened, delivery)
    return _of_book(question, receipt, opened, delivery)


def _of_book(question: Question, receipt: Receipt, book: Book, delivery: Delivery) -> Preview:
    dataset = datasets.dataset(question.dataset)
    reading = _reading(question, book, delivery)
    head = _head(question, receipt, book, reading, delivery)
    table = _compared(question, reading, head)
    sheets = {sheet.number: sheet.name for sheet in book.sheets}
    material = Material(dataset, table, sheets, blank_columns(reading.misreads))
    found = [*_of_file(question, receipt), *of_reading(reading)]
    found += check_days(reading, delivery.month, head.published_at, dataset.today)
    if not table.empty:
        found += [*check_within(material), *check_against_stored(material)]
    return Preview(in_order(found), question, receipt, reading, head, table)


def _opened(question: Question, receipt: Receipt) -> Book | FirmTable:
    content = _kept(receipt)
    try:
        return firm_files.opened(content, receipt.file_name)
    except UnreadableFileError as error:
        if receipt.text != str(error):
            receipts.refuse(question.dataset, receipt.id, str(error), receipt.actor)
        raise IntakeError(str(error)) from error


def _kept(receipt: Receipt) -> bytes:
    """Return the file as it came in; one that is gone or was changed is refused."""
    path = batches.inbox_path(receipt.sha256)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != receipt.sha256:
        msg = f"{receipt.file_name}：收件目录中没有这份原件，或与收到时的哈希不符；请重新上传"
        raise IntakeError(msg)
    return content


def _head(
    question: Question, receipt: Receipt, book: Book, reading: Reading, delivery: Delivery
) -> Head:
    dataset = datasets.dataset(question.dataset)
    rule = catalogue.release_calendar()[dataset.calendar]
    assumed = delivery.published_at is None
    day = delivery.published_at or (
        rule.published_at(reading.month) if reading.month else dataset.today
    )
    year, _, month = reading.month.partition("-")
    issue = f"（{year}年{int(month)}月）" if month else ""
    return Head(
        title=PurePath(receipt.file_name).stem[:LONGEST_TITLE],
        file_name=receipt.file_name,
        sha256=receipt.sha256,
        source=delivery.source.strip() or f"{rule.name}{issue}",
        kind=dataset.kind,
        sender=delivery.sender.strip() or receipt.actor,
        published_at=day,
        published_assumed=assumed and rule.assumed,
        received_at=receipt.received_at,
        sheets=_sheets(book, reading),
    )


def _reading(question: Question, book: Book, delivery: Delivery) -> Reading:
    """Read the tables of a book; places in a plain text table name no sheet."""
    said = receipts.mappings(question.dataset)
    dataset = datasets.dataset(question.dataset)
    reading = table_finding.read_tables(book, dataset, said, delivery.month)
    if book.kind != "csv":
        return reading
    return replace(reading, misreads=tuple(replace(m, sheet="") for m in reading.misreads))


def _sheets(book: Book, reading: Reading) -> tuple[tuple[int, str], ...]:
    """Return the sheets from which figures come; a plain text table has no sheet."""
    if book.kind == "csv":
        return ()
    used = set(reading.figures["sheet"])
    return tuple((sheet.number, sheet.name) for sheet in book.sheets if sheet.number in used)


def _compared(question: Question, reading: Reading, head: Head) -> pd.DataFrame:
    figures = reading.figures
    if not head.sheets:
        figures = figures.assign(sheet=None)
    if figures.empty:
        return figures
    today = datasets.dataset(question.dataset).today
    asked = replace(question, as_of=max(today, head.published_at))
    table = compared(asked, figures)
    return table.assign(later=table["old_published"] > pd.Timestamp(head.published_at))


def _of_file(question: Question, receipt: Receipt) -> list[IntakeFinding]:
    made = intake_commits.valid_batch(question.dataset, receipt.sha256)
    if not made:
        return []
    text = f"与批次{made}的原件相同（sha256 {receipt.sha256[:12]}）"
    return [finding("same_file", "", receipt.file_name, text)]


def unexplained(
    shown: Previewed, explanations: Mapping[str, str]
) -> list[tuple[IntakeFinding, str]]:
    """Return the findings that still lack an explanation, each with what is wrong.

    Parameters
    ----------
    explanations
        By key of the finding, or by id of the rule for all findings of it.
    """
    rule = intake_rules().explanations
    missing = []
    for found in shown.to_explain:
        text = explanation_of(found, explanations)
        if not text.strip():
            missing.append((found, "还没有写说明"))
        elif not explains(text, rule.empty_phrases, rule.least_characters):
            missing.append(
                (found, f"“{text.strip()}”没有说明原因，请写清情况（不能只写“核实无误”）")
            )
    return missing


def explanation_of(found: IntakeFinding, explanations: Mapping[str, str]) -> str:
    """Return what was written on a finding: its own explanation, or its rule's."""
    return explanations.get(found.key, "") or explanations.get(found.rule.id, "")


def commit(shown: Previewed, explanations: Mapping[str, str], actor: str) -> int:
    """Store the figures of a previewed file in one transaction; return the number of the batch.

    Raises
    ------
    IntakeError
        If something blocks the file, a finding is not explained, or other figures came in since
        the preview; nothing is stored then.
    """
    if shown.errors:
        count = len(shown.errors)
        msg = f"{shown.receipt.file_name}：有{count}处强制性错误，整份未入库；请改正后重传"
        raise IntakeError(msg)
    if missing := unexplained(shown, explanations):
        found, why = missing[0]
        msg = f"还有{len(missing)}处核实性错误没有说明；{found.place} {found.rule.name}：{why}"
        raise IntakeError(msg)
    texts = [_explained(found, explanations, actor) for found in shown.to_explain]
    try:
        if isinstance(shown, FirmPreview):
            return firm_intake.commit(shown, texts, actor)
        dataset = datasets.dataset(shown.question.dataset)
        return intake_commits.commit_received(
            dataset, shown.receipt, shown.head, shown.table, texts, shown.question.vintage, actor
        )
    except CommitError as error:
        raise IntakeError(str(error)) from error


def _explained(found: IntakeFinding, explanations: Mapping[str, str], actor: str) -> Explained:
    text = explanation_of(found, explanations).strip()
    return Explained(found.rule.id, found.place, found.text, text, actor)


def refuse(shown: Previewed, actor: str, reason: str = "") -> None:
    """Note that a previewed file was not taken in: its errors, or the reason given.

    Raises
    ------
    IntakeError
        If the file became a batch meanwhile; that is withdrawn, not refused.
    """
    dataset, number = shown.question.dataset, shown.receipt.id
    now = receipts.receipt_of(dataset, number)
    if now is not None and now.batch:
        msg = f"{now.file_name}已作为批次{now.batch}入库；不要的话请撤回这个批次"
        raise IntakeError(msg)
    errors = "；".join(f"{each.place} {each.text}" for each in shown.errors[:5])
    text = reason.strip() or errors
    receipts.refuse(dataset, number, text, actor)


def withdraw(question: Question, batch: int, reason: str, actor: str) -> int:
    """Withdraw a batch by a row of its own; earlier vintages still show it.

    Raises
    ------
    IntakeError
        If there is no such batch, it is withdrawn already, or no reason is given.
    """
    try:
        return intake_commits.withdraw(question.dataset, batch, reason, actor)
    except CommitError as error:
        raise IntakeError(str(error)) from error


def summary(shown: Previewed) -> str:
    """Say in one paragraph what a file holds and what stands against it."""
    return firm_intake.summary(shown) if isinstance(shown, FirmPreview) else _summary(shown)


def _summary(shown: Preview) -> str:
    read = [table for table in shown.reading.tables if table.status == "read"]
    unknown = sum(table.status == "unknown" for table in shown.reading.tables)
    effects = shown.table["effect"].tolist() if len(shown.table) else []
    changed, new = effects.count(CHANGED), effects.count(NEW)
    day = date_text(shown.head.published_at) + ("（推定）" if shown.head.published_assumed else "")
    return (
        f"认出{len(read)}张表、**{len(shown.table)}个数字**，另有{unknown}张表不认识、不读取。"
        f"与已入库的相比新增{new}个、改动{changed}个；公布日{day}。"
        f"**强制性错误{len(shown.errors)}处，核实性错误{len(shown.to_explain)}处**。"
    )
