"""The commands of `manage.py bulletin`: the same acts as on the page 通报."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reports.command_options import ActorRole, By, DatasetKey, ListLayout, OwnRegion, SignerRole
from reports.command_roles import asked, viewer_of
from reports.command_words import Command, Group

if TYPE_CHECKING:
    from data.bulletin_records import Bulletin
    from data.permissions import Viewer
    from data.store import Question
    from mechanisms.bulletin_life import Desk

SIGNER = "leader"

app = typer.Typer(cls=Group, help="通报：起草、送审、签发、撤回、更正、导出")

Number = Annotated[int, typer.Argument(help="通报编号，见 bulletin list", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", help="原因")]


@app.command(cls=Command, help="起草一份通报")
def draft(
    template: Annotated[
        str, typer.Option(help="模板编号，默认 ranking_circular")
    ] = "ranking_circular",
    period: Annotated[str, typer.Option(help="期别，如 2025-09；默认最新")] = "",
    dataset: DatasetKey = "",
    by: By = "",
    role: ActorRole = "",
) -> None:
    """Begin a bulletin."""
    desk, question = _at_desk("edit_bulletin", dataset, role, by)
    from mechanisms import bulletin_drafting

    number = bulletin_drafting.draft(desk, question, template, period)
    _say(desk, number, "已起草")


@app.command("list", cls=Command, help="列出通报，新的在前")
def list_bulletins(
    dataset: DatasetKey = "",
    role: ActorRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print the bulletins that the viewer may see."""
    viewer, question = _asked("view_bulletins", dataset, role, region)
    from reports import bulletin_listing, listing

    rows = bulletin_listing.rows(viewer, question)
    listing.show(rows, bulletin_listing.BULLETINS, layout)


@app.command(cls=Command, help="送审一份草稿")
def submit(number: Number, dataset: DatasetKey = "", by: By = "", role: ActorRole = "") -> None:
    """Put a draft before the one who issues."""
    desk, _ = _at_desk("edit_bulletin", dataset, role, by)
    from mechanisms import bulletin_life

    found = bulletin_life.opened(desk.viewer, desk.dataset, number)
    bulletin_life.submit(desk, number, found.version)
    _say(desk, number, "已送审")


@app.command("return", cls=Command, help="退回一份送审稿")
def send_back(
    number: Number, reason: Reason, dataset: DatasetKey = "", by: By = "", role: SignerRole = SIGNER
) -> None:
    """Return a submitted document."""
    desk, _ = _at_desk("issue_bulletin", dataset, role, by)
    from mechanisms import bulletin_life

    bulletin_life.send_back(desk, number, reason)
    _say(desk, number, "已退回")


@app.command(cls=Command, help="废弃一份草稿（稿件仍留存）")
def abandon(number: Number, dataset: DatasetKey = "", by: By = "", role: ActorRole = "") -> None:
    """Give a draft up."""
    desk, _ = _at_desk("edit_bulletin", dataset, role, by)
    from mechanisms import bulletin_life

    bulletin_life.abandon(desk, number)
    _say(desk, number, "已废弃")


@app.command(cls=Command, help="签发一份送审稿：正文、数据版本和文件一并冻结")
def issue(number: Number, by: By = "", dataset: DatasetKey = "", role: SignerRole = SIGNER) -> None:
    """Issue a submitted document."""
    desk, _ = _at_desk("issue_bulletin", dataset, role, by)
    from mechanisms import bulletin_life
    from reports.bulletin_files import MAKERS

    found = bulletin_life.opened(desk.viewer, desk.dataset, number)
    bulletin_life.issue(desk, number, found.version, MAKERS)
    _say(desk, number, "已签发")


@app.command(cls=Command, help="撤回一份已签发的通报（另发撤回件）")
def withdraw(
    number: Number, reason: Reason, dataset: DatasetKey = "", by: By = "", role: SignerRole = SIGNER
) -> None:
    """Withdraw an issued document by a new one."""
    desk, _ = _at_desk("issue_bulletin", dataset, role, by)
    from mechanisms import bulletin_life
    from reports.bulletin_files import MAKERS

    _say(desk, bulletin_life.withdraw(desk, number, reason, MAKERS), "已签发撤回件")


@app.command(cls=Command, help="起草一份已签发通报的更正")
def correct(
    number: Number, reason: Reason, dataset: DatasetKey = "", by: By = "", role: ActorRole = ""
) -> None:
    """Begin the correction of an issued document."""
    desk, question = _at_desk("edit_bulletin", dataset, role, by)
    from mechanisms import bulletin_life

    _say(desk, bulletin_life.correct(desk, question, number, reason), "已起草更正")


@app.command(cls=Command, help="显示一份通报，或写成文件（.docx、.xlsx、.html、.json）")
def show(
    number: Number,
    out: Annotated[Path | None, typer.Option(help="文件名，格式由后缀决定")] = None,
    version: Annotated[int, typer.Option(help="第几版，须能看草稿；默认最新，已签发的为原件")] = 0,
    dataset: DatasetKey = "",
    role: ActorRole = "",
    region: OwnRegion = "",
) -> None:
    """Print a bulletin, or write it to a file; an issued one byte for byte as it was issued."""
    viewer, question = _asked("view_bulletins", dataset, role, region)
    from mechanisms import bulletin_life
    from mechanisms.enquiry import served_dataset
    from reports import bulletin_listing

    chosen = served_dataset(question.dataset)
    found = bulletin_life.opened(viewer, chosen, number)
    if version:
        found = bulletin_life.as_saved(viewer, chosen, number, version)
    if out is None:
        sys.stdout.write(bulletin_listing.text(found))
        return
    bulletin_listing.write(viewer, chosen, found, out)
    typer.echo(f"已导出：{out}")


def _asked(action: str, dataset: str, role: str, region: str = "") -> tuple["Viewer", "Question"]:
    """Return viewer and question of a command."""
    viewer = viewer_of(role, region)
    return viewer, asked(viewer, action, dataset)


def _at_desk(action: str, dataset: str, role: str, by: str) -> tuple["Desk", "Question"]:
    """Return who acts, under which name, and the newest data."""
    viewer, question = _asked(action, dataset, role)
    from data.permissions import roles
    from mechanisms.bulletin_life import Desk
    from mechanisms.enquiry import served_dataset

    name = by or roles()[viewer.role].name
    return Desk(viewer, name, served_dataset(question.dataset)), question


def _say(desk: "Desk", number: int, done: str) -> None:
    """Print what was done to which document."""
    from mechanisms import bulletin_life
    from mechanisms.bulletin_content import from_json

    found: Bulletin = bulletin_life.opened(desk.viewer, desk.dataset, number)
    typer.echo(f"{done}：通报 {number}《{from_json(found.content).printed_title}》")
