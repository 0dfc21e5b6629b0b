"""Taking in firms' files (名录、月报、名单、裁员率认定): previewed and committed like cards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from data import catalogue, datasets, firm_intake_commits, intake_commits
from data.enterprise_directory import directory
from data.firm_files import FirmTable
from data.firm_heads import kind_name
from data.loading import Head
from data.receipts import Explained, Receipt
from data.store import Question
from mechanisms import (
    firm_panel_intake,
    firm_recognition_intake,
    firm_register_intake,
    firm_roster_intake,
)
from mechanisms.firm_taken import Taken
from mechanisms.intake_delivery import Delivery
from mechanisms.intake_findings import Graded, IntakeFinding, finding, in_order
from metrics.periods import Period
from metrics.wording import date_text, join_names

LONGEST_TITLE = 80
_MOST_MONTHS = 3


@dataclass(frozen=True, eq=False)
class FirmPreview(Graded):
    """What a firms' file would do to what is stored, and what stands against it.

    Attributes
    ----------
    table
        The file as it was read.
    taken
        Its rows, ready to be stored, and what they change.
    """

    findings: tuple[IntakeFinding, ...]
    question: Question
    receipt: Receipt
    head: Head
    table: FirmTable
    taken: Taken

    @property
    def kind(self) -> str:
        """What kind of file it is, in words."""
        return kind_name(self.table.kind)

    @property
    def size(self) -> str:
        """What it holds, in words: for the button and for what is told afterwards."""
        firms = f"{self.taken.firms:,}家企业"
        if self.table.kind != "panel":
            return firms
        return f"{firms}、{months_words(self.taken.months)}、{self.taken.figures:,}个数字"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be stored."""
        return self.taken.rows.empty and not self.taken.entries

    @property
    def items(self) -> str:
        """The columns that were read, as printed."""
        return join_names(head.printed for head in self.table.heads.values())


def months_words(months: Sequence[str]) -> str:
    """Name some months.

    Examples
    --------
    >>> months_words(["2020-01", "2020-02"]), months_words([])
    ('2020年1月、2020年2月', '没有月份')
    """
    labels = [Period.parse(code).label for code in months]
    if len(labels) > _MOST_MONTHS:
        return f"{labels[0]}至{labels[-1]}的{len(labels)}个月"
    return join_names(labels) or "没有月份"


def preview(
    question: Question, receipt: Receipt, table: FirmTable, delivery: Delivery
) -> FirmPreview:
    """Check a firms' file and show what it would change; nothing is stored."""
    head = _head(question, receipt, table, delivery)
    everyone = directory(replace(question, as_of=date.max, scope=None))
    if table.kind == "panel":
        taken = firm_panel_intake.taken(question, table, everyone, delivery, head.published_at)
    else:
        read = {
            "register": firm_register_intake.taken,
            "roster": firm_roster_intake.taken,
            "recognition": firm_recognition_intake.taken,
        }
        taken = read[table.kind](question, table, everyone)
    made = intake_commits.valid_batch(question.dataset, receipt.sha256)
    same = f"与批次{made}的原件相同（sha256 {receipt.sha256[:12]}）"
    again = [finding("same_file", "", receipt.file_name, same)] if made else []
    findings = in_order([*again, *taken.findings])
    return FirmPreview(findings, question, receipt, head, table, taken)


def _head(question: Question, receipt: Receipt, table: FirmTable, delivery: Delivery) -> Head:
    dataset = datasets.dataset(question.dataset)
    month = firm_panel_intake.newest_month(table, delivery) if table.kind == "panel" else ""
    rule = catalogue.release_calendar()[dataset.calendar]
    assumed = delivery.published_at is None and bool(month) and rule.assumed
    usual = rule.published_at(month) if month else dataset.today
    issue = f"（{Period.parse(month).label}）" if month else ""
    sheet = () if table.sheet_number is None else ((table.sheet_number, table.sheet),)
    return Head(
        title=PurePath(receipt.file_name).stem[:LONGEST_TITLE],
        file_name=receipt.file_name,
        sha256=receipt.sha256,
        source=delivery.source.strip() or f"{kind_name(table.kind)}{issue}",
        kind="simulated" if dataset.kind == "simulated" else "reported",
        sender=delivery.sender.strip() or receipt.actor,
        published_at=delivery.published_at or usual,
        published_assumed=assumed,
        received_at=receipt.received_at,
        sheets=sheet,
    )


def commit(shown: FirmPreview, texts: Sequence[Explained], actor: str) -> int:
    """Store a previewed file in one transaction; return the number of the batch.

    Raises
    ------
    CommitError
        If something was committed since the preview, or a row is unlawful after all; nothing is
        stored then.
    """
    dataset = datasets.dataset(shown.question.dataset)
    write = firm_intake_commits.writer(
        dataset, shown.table.kind, shown.head, shown.taken.rows, shown.taken.entries
    )
    previewed = shown.question.vintage
    return intake_commits.commit_written(dataset, shown.receipt, write, texts, previewed, actor)


def effect_words(shown: FirmPreview) -> str:
    """Say what the file does to what is stored, empty where it does nothing."""
    counter = {"register": "家", "panel": "个"}.get(shown.table.kind, "条")
    effects = shown.taken.effects
    return "、".join(f"{word}{count:,}{counter}" for word, count in effects if count)


def summary(shown: FirmPreview) -> str:
    """Say in one paragraph what a file holds and what stands against it."""
    effects = effect_words(shown)
    beside = f"与已入库的相比，{effects}；" if effects else ""
    day = date_text(shown.head.published_at) + ("（推定）" if shown.head.published_assumed else "")
    return (
        f"认出**{shown.kind}**：{shown.size}。{beside}公布日{day}。"
        f"**强制性错误{len(shown.errors)}处，核实性错误{len(shown.to_explain)}处**。"
    )
