"""The commands of `manage.py record`: the same acts on working records as on their pages."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from reports.command_options import ActorRole, By, DatasetKey, ListLayout, SignerRole
from reports.command_roles import asked, viewer_of
from reports.command_words import Command, Group

if TYPE_CHECKING:
    from data.store import Question
    from mechanisms.bulletin_life import Desk

SIGNER = "leader"
Form = Literal["weekly", "monthly", "quarterly"]

app = typer.Typer(
    cls=Group, help="研判记录：起草、送审、签发、查找、导出（周研判、月分析、季度督导）"
)

Number = Annotated[int, typer.Argument(help="记录编号，见 record list", show_default=False)]
Kind = Annotated[Form, typer.Option("--kind", help="weekly 周研判、monthly 月分析、quarterly 季度")]
Reason = Annotated[str, typer.Option("--reason", help="原因")]


@app.command("list", cls=Command, help="列出研判记录，可按文字和期别查找，新的在前")
def list_records(
    kind: Kind = "weekly",
    words: Annotated[str, typer.Option(help="查找文字，多个词用空格隔开")] = "",
    period: Annotated[str, typer.Option(help="期别的开头，如 2020 或 2020-W4")] = "",
    dataset: DatasetKey = "",
    role: ActorRole = "",
    layout: ListLayout = "table",
) -> None:
    """Print the records that hold all words."""
    desk, _ = _at_desk(kind, "view", dataset, role, "")
    from mechanisms import records
    from reports import listing, record_listing

    found = records.search(desk.viewer, desk.dataset, kind, words, period)
    rows = record_listing.rows(found, searched=bool(words.split()))
    listing.show(rows, record_listing.RECORDS, layout)


@app.command(cls=Command, help="起草一期研判记录")
def begin(
    period: Annotated[str, typer.Argument(help="期别，如 2020-W42、2020-Y09、2020-Q3")],
    kind: Kind = "weekly",
    dataset: DatasetKey = "",
    by: By = "",
    role: ActorRole = "",
) -> None:
    """Begin the record of a period from its evidence."""
    desk, question = _at_desk(kind, "edit", dataset, role, by)
    from mechanisms import record_kinds, records

    number = records.begin(desk, question, record_kinds.kind(kind).checked(period))
    _say(desk, number, "已起草")


@app.command(cls=Command, help="显示一份研判记录，或写成文件（.docx、.xlsx、.html）")
def show(
    number: Number,
    kind: Kind = "weekly",
    out: Annotated[Path | None, typer.Option(help="文件名，格式由后缀决定")] = None,
    dataset: DatasetKey = "",
    role: ActorRole = "",
) -> None:
    """Print a record, or write it to a file; a signed one byte for byte as it was signed."""
    desk, _ = _at_desk(kind, "view", dataset, role, "")
    from mechanisms import bulletin_life
    from reports import record_listing

    found = bulletin_life.opened(desk.viewer, desk.dataset, number, desk.family)
    content = record_listing.read(desk, found)
    if out is None:
        sys.stdout.write(record_listing.text(found, content))
        return
    record_listing.write(desk, found, content, out)
    typer.echo(f"已导出：{out}")


@app.command(cls=Command, help="在研判结论下另起一段")
def conclude(
    number: Number,
    text: Annotated[str, typer.Argument(help="结论，一段")],
    kind: Kind = "weekly",
    dataset: DatasetKey = "",
    by: By = "",
    role: ActorRole = "",
) -> None:
    """Add a paragraph to the conclusions."""
    desk, _ = _at_desk(kind, "edit", dataset, role, by)
    from mechanisms import bulletin_drafting
    from mechanisms.bulletin_content import from_json
    from mechanisms.bulletin_drafting import DraftText

    found = desk.document(number)
    saved = from_json(found.content)
    edited = DraftText(saved.title, saved.recipients, (*saved.paragraphs, text))
    bulletin_drafting.save(desk, number, found.version, edited)
    _say(desk, number, "已保存")


@app.command(cls=Command, help="送审一份研判记录")
def submit(
    number: Number,
    kind: Kind = "weekly",
    dataset: DatasetKey = "",
    by: By = "",
    role: ActorRole = "",
) -> None:
    """Put a record before the one who signs."""
    desk, _ = _at_desk(kind, "edit", dataset, role, by)
    from mechanisms import bulletin_life

    bulletin_life.submit(desk, number, desk.document(number).version)
    _say(desk, number, "已送审")


@app.command("return", cls=Command, help="退回一份送审的研判记录")
def send_back(
    number: Number,
    reason: Reason,
    kind: Kind = "weekly",
    dataset: DatasetKey = "",
    by: By = "",
    role: SignerRole = SIGNER,
) -> None:
    """Return a submitted record."""
    desk, _ = _at_desk(kind, "sign", dataset, role, by)
    from mechanisms import bulletin_life

    bulletin_life.send_back(desk, number, reason)
    _say(desk, number, "已退回")


@app.command(cls=Command, help="签发并冻结一份研判记录")
def sign(
    number: Number,
    kind: Kind = "weekly",
    dataset: DatasetKey = "",
    by: By = "",
    role: SignerRole = SIGNER,
) -> None:
    """Sign a submitted record."""
    desk, _ = _at_desk(kind, "sign", dataset, role, by)
    from mechanisms import bulletin_life
    from reports.bulletin_files import MAKERS

    bulletin_life.issue(desk, number, desk.document(number).version, MAKERS)
    _say(desk, number, "已签发并冻结")


@app.command(cls=Command, help="起草一份已签发记录的更正")
def correct(
    number: Number,
    reason: Reason,
    kind: Kind = "weekly",
    dataset: DatasetKey = "",
    by: By = "",
    role: ActorRole = "",
) -> None:
    """Begin the correction of a signed record."""
    desk, question = _at_desk(kind, "edit", dataset, role, by)
    from mechanisms import bulletin_life

    _say(desk, bulletin_life.correct(desk, question, number, reason), "已起草更正")


@app.command(cls=Command, help="为模拟数据集补写并签发此前几周的研判记录，供演示")
def rehearse(dataset: DatasetKey = "") -> None:
    """Write the planned records of a simulated city, each as of its own day."""
    desk, _ = _at_desk("weekly", "view", dataset, "", "")
    from mechanisms.record_rehearsal import rehearse as written
    from reports.bulletin_files import MAKERS

    made = written(desk.dataset, MAKERS, typer.echo)
    typer.echo(f"共补写{made}份；已有记录的期别不动")


def _at_desk(
    form: Form, what: Literal["view", "edit", "sign"], dataset: str, role: str, by: str
) -> tuple["Desk", "Question"]:
    """Return who acts on the records of a form, under which name, and the newest data."""
    from data.permissions import roles
    from mechanisms import enquiry, records

    family = records.family(form)
    viewer = viewer_of(role)
    action = {"view": family.view, "edit": family.edit, "sign": family.sign}[what]
    question = asked(viewer, action, dataset)
    name = by or roles()[viewer.role].name
    return records.desk(viewer, name, enquiry.served_dataset(question.dataset), form), question


def _say(desk: "Desk", number: int, done: str) -> None:
    """Print what was done to which record."""
    from mechanisms.bulletin_content import from_json

    found = desk.document(number)
    typer.echo(f"{done}：{found.named}《{from_json(found.content).printed_title}》")
