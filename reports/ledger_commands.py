"""The commands of `manage.py actions`: the board of supervised actions, one of them, its steps."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from reports.command_options import ActorRole, By, DatasetKey, ListLayout, OwnRegion
from reports.command_roles import asked, sender_and_actor, viewer_of
from reports.command_words import Command, Group
from reports.linked_listing import print_table
from reports.listing import show_data
from reports.written_files import write_file

if TYPE_CHECKING:
    from data.store import Question
    from mechanisms.bulletin_life import Desk
    from mechanisms.ledger_board import LedgerBoard
    from mechanisms.ledgers import Upload
    from mechanisms.linked_tables import Table

app = typer.Typer(
    cls=Group,
    invoke_without_command=True,
    help="督办事项：不带命令时列出；另可看一项的全过程、交办、反馈、审核、延期",
)

AsOf = Annotated[str, typer.Option("--as-of", help="看此日终的情况，如 2020-10-20")]
Number = Annotated[int, typer.Argument(help="编号，见列表")]
Only = Literal["open", "overdue", "near", "waiting", "done", "all"]
Files = Annotated[list[Path] | None, typer.Option("--file", help="附件，可重复")]


@app.callback()
def board(
    context: typer.Context,
    group: Annotated[
        Only, typer.Option(help="只列：open 未办结、overdue 逾期、waiting 待审核、done 已办结")
    ] = "all",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    role: ActorRole = "",
    region: OwnRegion = "",
    out: Annotated[Path | None, typer.Option(help="另存为 Excel（.xlsx），含全过程")] = None,
    layout: ListLayout = "table",
) -> None:
    """Print the supervised actions, or write them to a file."""
    if context.invoked_subcommand is not None:
        return
    found = _board(asked(viewer_of(role, region), "view_actions", dataset, as_of))
    from mechanisms import ledger_rows, ledger_tables, ledger_words

    if out is not None:
        asked(viewer_of(role, region), "export", dataset, as_of)
        _write(found, out)
        return
    shown = found.group(group)
    if layout != "table":
        show_data([ledger_rows.row(each) for each in shown], ledger_rows.keys(found.ledger), layout)
        return
    typer.echo(ledger_words.headline(found).replace("**", ""))
    _print(found, ledger_tables.entries(found, shown))


@app.command(cls=Command, help="一项督办事项的全过程")
def show(
    number: Number,
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    role: ActorRole = "",
    region: OwnRegion = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Print one entry with its history."""
    question = asked(viewer_of(role, region), "view_actions", dataset, as_of)
    from mechanisms import ledger_rows, ledger_tables, ledgers

    found = ledgers.entry_of(question, ledgers.SUPERVISED, number)
    if as_json:
        typer.echo(json.dumps(ledger_rows.with_history(found), ensure_ascii=False, indent=1))
        return
    board = _board(question)
    _print(board, ledger_tables.entries(board, [found]))
    _print(board, ledger_tables.course(found))


@app.command(cls=Command, help="交办一项")
def assign(
    title: Annotated[str, typer.Option(help="事项，一句话")],
    owner: Annotated[str, typer.Option(help="责任单位，一家")],
    deadline: Annotated[str, typer.Option(help="期限，如 2020-10-30")],
    requirement: Annotated[str, typer.Option(help="要求")] = "",
    county: Annotated[str, typer.Option(help="属于哪个县区（区划代码），默认全市")] = "",
    source: Annotated[str, typer.Option(help="来源，如 record:weekly:2020-W42")] = "",
    text: Annotated[str, typer.Option(help="说明")] = "",
    file: Files = None,
    dataset: DatasetKey = "",
    role: ActorRole = "",
    region: OwnRegion = "",
    by: By = "",
) -> None:
    """Open an entry."""
    desk = _desk("assign_action", dataset, role, region, by)
    from mechanisms import ledgers

    values = {"title": title, "owner": owner, "deadline": deadline, "requirement": requirement}
    number = ledgers.open_entry(
        desk,
        ledgers.SUPERVISED,
        values,
        source,
        region=county,
        text=text,
        attachments=_uploads(file or ()),
    )
    typer.echo(f"已交办：编号 {number}")


@app.command("step", cls=Command, help="办一步：report、answer、close、send_back、extend、cancel")
def take_step(
    number: Number,
    step: Annotated[str, typer.Argument(help="步骤")],
    text: Annotated[str, typer.Option(help="情况、结果、意见或原因")] = "",
    deadline: Annotated[str, typer.Option(help="延期后的期限")] = "",
    seen: Annotated[
        int | None, typer.Option(help="依据的是第几步（show 的“次”）；此后别人办过则不写入")
    ] = None,
    file: Files = None,
    dataset: DatasetKey = "",
    role: ActorRole = "",
    region: OwnRegion = "",
    by: By = "",
) -> None:
    """Take a step of an entry."""
    desk = _desk("view_actions", dataset, role, region, by)
    from mechanisms import ledgers

    values = {"deadline": deadline} if deadline else None
    ledgers.act(desk, number, step, text, values, _uploads(file or ()), seen=seen)
    question = asked(viewer_of(role, region), "view_actions", dataset)
    found = ledgers.entry_of(question, ledgers.SUPERVISED, number)
    typer.echo(f"已{found.ledger.step(step).name}：编号 {number}，现为“{found.state.name}”")


def _board(question: "Question") -> "LedgerBoard":
    from mechanisms import ledger_board, ledgers

    return ledger_board.board(question, ledgers.SUPERVISED)


def _desk(action: str, dataset: str, role: str, region: str, by: str) -> "Desk":
    viewer = viewer_of(role, region)
    question = asked(viewer, action, dataset)
    from data import datasets
    from mechanisms.bulletin_life import Desk

    _, actor = sender_and_actor(role, region, by)
    return Desk(viewer, actor, datasets.dataset(question.dataset))


def _uploads(paths: Sequence[Path]) -> "list[Upload]":
    from mechanisms.ledgers import LedgerError, Upload

    made = []
    for path in paths:
        try:
            made.append(Upload(path.name, path.read_bytes()))
        except OSError as error:
            msg = f"打不开附件 {path}（{error.strerror}）；请检查文件名和权限"
            raise LedgerError(msg) from error
    return made


def _print(found: "LedgerBoard", table: "Table") -> None:
    from reports.ledger_workbook import provenance

    print_table(table, provenance(found), whose=found.dataset.name)


def _write(found: "LedgerBoard", out: Path) -> None:
    from reports.ledger_workbook import ledger_workbook

    write_file(out, {".xlsx": lambda: ledger_workbook(found)})
    typer.echo(f"已导出：{out}")
