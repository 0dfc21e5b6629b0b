"""The commands of `manage.py targets`: the board of targets, and judging a single one."""

import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from metrics.wording import figure
from reports.command_options import ActorRole, AsOf, ListLayout, OwnRegion, Vintage
from reports.command_roles import asked, sender_and_actor, viewer_of
from reports.command_words import Command, Group
from reports.listing import Column, as_text, plain, show
from reports.written_files import write_file

if TYPE_CHECKING:
    from mechanisms.supervision import Board
    from mechanisms.supervision_record import Draft

app = typer.Typer(
    cls=Group,
    invoke_without_command=True,
    help="目标督办：不带命令时列出一份文件全部目标的进展；另可判定一个目标、报送进度",
)

Document = Annotated[str, typer.Option("--document", help="文件编号，如 wenzhou-2020；默认首个")]
DatasetKey = Annotated[
    str, typer.Option("--dataset", help="数据集编号；默认为登记了该文件的第一个")
]
Out = Annotated[
    Path | None, typer.Option(help="写成文件：.xlsx 为督办表，.docx 为督办单（须 --department）")
]


@app.callback()
def board(
    context: typer.Context,
    document: Document = "",
    dataset: DatasetKey = "",
    as_of: AsOf = "",
    vintage: Vintage = None,
    out: Out = None,
    department: Annotated[str, typer.Option(help="督办单发往的单位")] = "",
    role: ActorRole = "",
    region: OwnRegion = "",
    layout: ListLayout = "table",
) -> None:
    """Print the board of a document, or write it to a file."""
    if context.invoked_subcommand is not None:
        return
    from mechanisms import supervision
    from mechanisms.target_rows import row

    question = asked(
        viewer_of(role, region), "view_targets", _dataset(dataset, document), as_of, vintage
    )
    found = supervision.board(question, document)
    if out is not None:
        asked(viewer_of(role, region), "export", question.dataset, as_of, vintage)
        _write(found, out, department)
        return
    rows = [{"name": r.target.name, **row(r.verdict, r.landing)} for r in found.rows]
    show(rows, BOARD_COLUMNS if layout == "table" else ROW_COLUMNS, layout)


@app.command(cls=Command, help="报送一个目标的进度，须写佐证；先核对，再作为一个批次入库")
def record(
    target: Annotated[str, typer.Argument(help="目标编号，如 WZ20-T01", show_default=False)],
    period: Annotated[str, typer.Option(help="期别：月 2020-10，或日 2020-10-15")],
    evidence: Annotated[str, typer.Option(help="佐证：数字从何而来（台账、报表、文件号等）")],
    value: Annotated[
        str, typer.Option(help="累计数或期末数；由统计指标计量的填该指标的数；事件填 是 或 否")
    ] = "",
    numerator: Annotated[str, typer.Option(help="比率、覆盖率的分子")] = "",
    denominator: Annotated[str, typer.Option(help="比率、覆盖率的分母")] = "",
    reference: Annotated[str, typer.Option(help="同期比较值")] = "",
    base: Annotated[str, typer.Option(help="基期数")] = "",
    subject: Annotated[str, typer.Option(help="谁的进度：县区或名单中的单位；默认全市")] = "",
    file: Annotated[Path | None, typer.Option(help="佐证文件")] = None,
    reason: Annotated[str, typer.Option(help="数字可疑（如累计数变小）时的说明")] = "",
    by: Annotated[str, typer.Option(help="经办人，默认为角色名")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只核对，不入库")] = False,
    dataset: DatasetKey = "",
    role: ActorRole = "",
    region: OwnRegion = "",
) -> None:
    """Keep the progress of a target, with its evidence."""
    from mechanisms import supervision_record
    from mechanisms.supervision_reports import Report, file_content

    figures = {
        "level": value,
        "numerator": numerator,
        "denominator": denominator,
        "reference": reference,
        "base": base,
    }
    question = asked(viewer_of(role, region), "record_progress", _dataset(dataset, target))
    sender, actor = sender_and_actor(role, region, by)
    report = Report(target, period, figures, evidence, actor, sender, subject, reason)
    if file is not None:
        report = replace(report, file_name=file.name, content=file_content(file))
    draft = supervision_record.prepare(question, report)
    _say(draft)
    if dry_run:
        typer.echo("未入库（--dry-run）")
        return
    number = supervision_record.commit(draft)
    typer.echo(f"已入库：批次{number}，数据版本第{number}版")


def _say(draft: "Draft") -> None:
    """Print what a report changes, what is doubtful and how the target then stands."""
    typer.echo(f"{draft.target.id} {draft.target.name}　{draft.whose}　{draft.period.label}")
    for change in draft.changes:
        typer.echo(f"  {change.text}")
    before, after = draft.before, draft.after
    typer.echo(f"  状态：{before.status} → {after.status}")
    if before.lamp or after.lamp:
        typer.echo(f"  进度：{before.lamp or '—'} → {after.lamp or '—'}")
    for doubt in draft.doubts:
        typer.echo(f"  可疑：{doubt}")


def _dataset(dataset: str, entry: str) -> str:
    """Return the dataset asked for, else the one that carries a document or target."""
    from mechanisms import supervision

    return dataset or supervision.dataset_of(entry).id


def _write(found: "Board", out: Path, department: str) -> None:
    """Write the board or a 督办单, by the ending of the file's name."""
    from reports.supervision_notice import notice
    from reports.target_workbook import board_workbook

    makers = {".xlsx": lambda: board_workbook(found), ".docx": lambda: notice(found, department)}
    write_file(out, makers)
    typer.echo(f"已导出：{out}")


OBSERVATIONS = """观测文件（JSON）：一列观测，或 {"observations": [观测…], "baseline": 基期数,
"target": 文件没有给数时本市的目标值, "roster": [名单…] 或家数, "plan": {"2020-03": 累计计划数}}。
每条观测：period 或 date（2020-06、2020-06-30、2020-Y06），value，或 numerator 和 denominator，
reference（同期比较值），base（该期基数），unit（默认为目标的单位），
subject（逐个单位的目标），evidence（不参与判定）。value 为累计数（流量、计数）或期末数
（存量、比率）；未报写 null。新增贷款：写明 baseline 或给出期初日（如 2019-12-31）的数时，
value 为余额，否则为净增额。"""


@app.command(
    cls=Command, help=f"按给出的观测判定一个目标，输出与督办清单相同的一行。{OBSERVATIONS}"
)
def judge(
    target: Annotated[str, typer.Argument(help="目标编号，如 WZ20-T06", show_default=False)],
    observations: Annotated[Path, typer.Option(help="观测文件（JSON）")],
    as_of: Annotated[str, typer.Option("--as-of", help="判定日，如 2020-10-20")],
    layout: Annotated[Literal["table", "json"], typer.Option("--format", help="输出格式")] = (
        "table"
    ),
) -> None:
    """Judge one target on given observations."""
    from mechanisms.target_judging import judged

    row, verdict = judged(target, observations, as_of)
    if layout == "json":
        plain_row = {key: plain(cell) for key, cell in row.items()}
        sys.stdout.write(json.dumps(plain_row, ensure_ascii=False, allow_nan=False) + "\n")
        return
    show([row], ROW_COLUMNS, "table")
    for note in (verdict.pace_basis and f"序时：{verdict.pace_basis}", *verdict.notes):
        if note:
            typer.echo(f"注：{note}")


def two_decimals(cell: object) -> str:
    """Print a figure of a row with two decimals; nothing where there is none."""
    return figure(cell, 2) if isinstance(cell, int | float | Decimal) else ""


def _yes_no(cell: object) -> str:
    return "是" if cell else "否"


def _share(cell: object) -> str:
    return f"{figure(cell * 100, 0)}%" if isinstance(cell, float) else ""


ROW_COLUMNS = (
    Column("id", "编号"),
    Column("actual", "实际", two_decimals, right=True),
    Column("target", "目标", two_decimals, right=True),
    Column("unit", "单位"),
    Column("completion_pct", "完成率%", two_decimals, right=True),
    Column("pace_pct", "序时%", two_decimals, right=True),
    Column("status", "状态"),
    Column("lamp", "进度", as_text),
    Column("attained", "达到", _yes_no),
    Column("overdue", "逾期", _yes_no),
    Column("required_per_month", "倒排月均", two_decimals, right=True),
    Column("landing", "预计", two_decimals, right=True),
    Column("landing_low", "预计下限", two_decimals, right=True),
    Column("landing_high", "预计上限", two_decimals, right=True),
    Column("probability", "达到概率", _share, right=True),
)
"""The row of a target, on the board as in a single judgement."""
BOARD_COLUMNS = (ROW_COLUMNS[0], Column("name", "目标"), *ROW_COLUMNS[1:])
"""The same with the name, for eyes."""
