"""The commands of `manage.py policy`: documents, their entries, verification, comparison."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reports.command_options import DatasetKey, ListLayout, OwnRegion, ViewerRole
from reports.command_words import Command, Group
from reports.listing import Layout

if TYPE_CHECKING:
    from data.datasets import Dataset
    from data.policy_records import Document

WRONG = 2

app = typer.Typer(cls=Group, help="政策库：文件、条目、读法，与原文核对，两版比较")

Key = Annotated[str, typer.Argument(help="文件编号，见 policy list", show_default=False)]


@app.command("list", cls=Command, help="列出政策文件")
def list_documents(
    dataset: DatasetKey = "",
    role: ViewerRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print the documents and how much each holds."""
    _permitted(dataset, role, region)
    from mechanisms import policy_library
    from reports import listing, policy_listing

    rows = [policy_listing.document_row(each) for each in policy_library.summaries()]
    listing.show(rows, policy_listing.DOCUMENTS, layout)


@app.command(cls=Command, help="显示一份文件的条目和读法，或一个条目的全部字段")
def show(
    key: Annotated[str, typer.Argument(help="文件编号，或条目编号如 WZ20-T01", show_default=False)],
    dataset: DatasetKey = "",
    role: ViewerRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print a document's entries, or all of one entry, under the dataset's readings."""
    chosen = _permitted(dataset, role, region)
    from data import policies

    if key in policies.identifiers():
        _show_document(policies.document(key), chosen, layout)
    else:
        _show_entry(key, chosen)


@app.command(cls=Command, help="与正式文本核对：逐条查找所列的数；有不符时退出码为 2")
def verify(
    key: Key,
    file: Annotated[Path, typer.Argument(help="正式文本（.txt，UTF-8 或 GB18030）")],
    everything: Annotated[bool, typer.Option("--all", help="相符的也列出")] = False,
    dataset: DatasetKey = "",
    role: ViewerRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Look for every figure of a document in the official text."""
    _permitted(dataset, role, region)
    from data import policies
    from mechanisms import policy_verification
    from reports import listing, policy_listing

    found = policies.document(key)
    findings = policy_verification.verify(found, policy_verification.read_text(file))
    shown = [each for each in findings if everything or not each.holds]
    if layout == "table":
        typer.echo(policy_listing.summary_words(found, findings))
    if shown or layout != "table":
        rows = [policy_listing.finding_row(each) for each in shown]
        listing.show(rows, policy_listing.FINDINGS, layout)
    if not all(each.holds for each in findings):
        raise typer.Exit(WRONG)


@app.command(cls=Command, help="比较一份文件的两版：逐条逐字段")
def diff(
    key: Annotated[str, typer.Argument(help="文件编号，或较早一版的 .yaml", show_default=False)],
    other: Annotated[Path, typer.Argument(help="较晚一版的 .yaml", show_default=False)],
    dataset: DatasetKey = "",
    role: ViewerRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print what changed between two versions of a document."""
    _permitted(dataset, role, region)
    from data import policies
    from mechanisms.policy_comparison import differences
    from reports import listing, policy_listing

    old = policies.read_document(Path(key)) if key.endswith(".yaml") else policies.document(key)
    found = differences(old, policies.read_document(other))
    if layout == "table" and not found:
        typer.echo("两版相同")
        return
    listing.show(
        [policy_listing.difference_row(each) for each in found], policy_listing.DIFFERENCES, layout
    )


def _show_document(found: "Document", chosen: "Dataset", layout: Layout) -> None:
    from mechanisms import policy_library
    from reports import listing, policy_listing

    readings = policy_library.readings(found, chosen.readings)
    rows = [policy_listing.entry_row(each) for each in found.entries]
    if layout != "table":
        rows += [policy_listing.switch_as_entry(each) for each in readings]
        listing.show(rows, policy_listing.ENTRIES, layout)
        return
    summary = policy_library.summary(found)
    typer.echo(f"《{found.title}》　{summary.status_word}　{found.scope}")
    listing.show(rows, policy_listing.ENTRIES, layout)
    listing.show(
        [policy_listing.reading_row(each) for each in readings], policy_listing.READINGS, layout
    )


def _show_entry(key: str, chosen: "Dataset") -> None:
    """Print one entry as JSON: as this dataset reads it."""
    from data import policies
    from reports import policy_listing

    entry = policies.chosen(policies.entry(key), chosen.readings)
    text = json.dumps(policy_listing.entry_fields(entry), ensure_ascii=False, indent=1)
    sys.stdout.write(text + "\n")


def _permitted(dataset: str, role: str, region: str) -> "Dataset":
    """Return the dataset whose readings hold, once the viewer may see policies."""
    from data.permissions import Viewer, default_role, require
    from mechanisms import enquiry

    chosen = enquiry.served_dataset(dataset)
    require(Viewer(role or default_role(), region), "view_policies", chosen)
    return chosen
